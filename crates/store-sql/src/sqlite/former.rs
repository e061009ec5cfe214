//! What the database of before knows and an older backup does not: what was promised, erased and shut since.

use model::time::Millis;
use sqlx::sqlite::SqliteConnection;

use super::backup::Covered;
use super::erase::{Tombstone, tombstones};
use super::rows::integer;
use crate::error::StoreError;
use crate::scope::TenantScope;

/// What is shut for good: how to read it, and how to shut it again. Ambito, key, value.
const SHUT: [(&str, &str); 7] = [
    (
        "SELECT ambito_id, token_hash, ended_at FROM sessions WHERE ended_at IS NOT NULL",
        "UPDATE sessions SET ended_at = ?3 WHERE ambito_id = ?1 AND token_hash = ?2 AND ended_at IS NULL",
    ),
    (
        "SELECT ambito_id, device_id, revoked_at FROM devices WHERE revoked_at IS NOT NULL",
        "UPDATE devices SET revoked_at = ?3 WHERE ambito_id = ?1 AND device_id = ?2 AND revoked_at IS NULL",
    ),
    (
        "SELECT ambito_id, device_id, wipe_ordered_at FROM devices WHERE wipe_ordered_at IS NOT NULL",
        "UPDATE devices SET wipe_ordered_at = ?3 WHERE ambito_id = ?1 AND device_id = ?2 AND wipe_ordered_at IS NULL",
    ),
    (
        "SELECT ambito_id, device_id, wiped_at FROM devices WHERE wiped_at IS NOT NULL",
        "UPDATE devices SET wiped_at = ?3 WHERE ambito_id = ?1 AND device_id = ?2 AND wiped_at IS NULL",
    ),
    (
        "SELECT ambito_id, code_hash, used_at FROM enrolment_codes WHERE used_at IS NOT NULL",
        "UPDATE enrolment_codes SET used_at = ?3 WHERE ambito_id = ?1 AND code_hash = ?2 AND used_at IS NULL",
    ),
    (
        "SELECT ambito_id, code_hash, expires_at FROM enrolment_codes",
        "UPDATE enrolment_codes SET expires_at = ?3 WHERE ambito_id = ?1 AND code_hash = ?2 AND expires_at > ?3",
    ),
    (
        "SELECT ambito_id, operator_id, active FROM operators WHERE active = 0",
        "UPDATE operators SET active = ?3 WHERE ambito_id = ?1 AND operator_id = ?2",
    ),
];

/// What is read of the database of before.
pub struct Former {
    /// Ambito, incarnation, and up to where phones were told that a backup holds the feed.
    promised: Vec<(String, String, Option<i64>)>,
    /// What was erased.
    pub erased: Vec<(TenantScope, Tombstone)>,
    /// The rows of [`SHUT`], in its order.
    shut: Vec<Vec<(String, String, i64)>>,
}

impl Former {
    pub async fn read(conn: &mut SqliteConnection) -> Result<Self, StoreError> {
        let promised =
            sqlx::query_as("SELECT ambito_id, epoch, backed_up_seq FROM ambiti").fetch_all(&mut *conn).await?;
        let mut shut = Vec::new();
        for (read, _) in SHUT {
            shut.push(sqlx::query_as(read).fetch_all(&mut *conn).await?);
        }
        Ok(Self { promised, erased: tombstones(conn).await?, shut })
    }

    /// Whether it goes on from this backup: only then it tells all that happened since.
    pub fn follows(&self, backup: &[Covered]) -> bool {
        backup.iter().all(|held| self.promised(held).is_some())
    }

    /// How many positions phones let go of, told that a backup holds them, and this one does not.
    pub fn missing_in(&self, backup: &[Covered]) -> u64 {
        let missing = |held| self.promised(held).flatten().unwrap_or(0).saturating_sub(integer(held.head));
        backup.iter().map(|held| missing(held).max(0).unsigned_abs()).sum()
    }

    /// Shuts in the backup what is shut here.
    pub async fn shut_again(&self, conn: &mut SqliteConnection) -> Result<(), StoreError> {
        for ((_, shut), rows) in SHUT.iter().zip(&self.shut) {
            for (ambito, key, value) in rows {
                sqlx::query(*shut).bind(ambito).bind(key).bind(value).execute(&mut *conn).await?;
            }
        }
        Ok(())
    }

    fn promised(&self, held: &Covered) -> Option<Option<i64>> {
        let same = self.promised.iter().find(|(ambito, epoch, _)| *ambito == held.ambito.0 && *epoch == held.epoch);
        same.map(|(_, _, seq)| *seq)
    }
}

/// Ends all sessions and lets all codes expire: who was shut out since the backup is not known.
pub async fn shut_all(conn: &mut SqliteConnection, now: Millis) -> Result<(), StoreError> {
    for shut in [
        "UPDATE sessions SET ended_at = ?1 WHERE ended_at IS NULL",
        "UPDATE enrolment_codes SET expires_at = ?1 WHERE expires_at > ?1",
    ] {
        sqlx::query(shut).bind(now.0).execute(&mut *conn).await?;
    }
    Ok(())
}
