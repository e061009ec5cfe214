//! The key of what lies encrypted, and the first time that a database gets one.

use model::ids::{AmbitoId, DeviceId};
use model::time::Millis;
use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;

use super::SqliteRepository;
use super::rows::{Sealed, parse, record, record_columns, to_json};
use crate::error::StoreError;
use crate::scope::TenantScope;
use crate::sealing::{self, Sealer};

impl SqliteRepository {
    /// The id of the key that the database is sealed with, if it is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn key_id(&self) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT key_id FROM sealing").fetch_optional(&self.readers).await?)
    }

    /// The database with its key. The first time the content of every record is sealed, and what lay in clear is
    /// overwritten; from then on the database takes this key and no other.
    ///
    /// # Errors
    /// [`StoreError::OtherKey`] for the key of another database, or when it cannot be written.
    pub async fn with_key(mut self, sealer: Sealer, now: Millis) -> Result<Self, StoreError> {
        let mut tx = self.write().await?;
        let known: Option<String> = sqlx::query_scalar("SELECT key_id FROM sealing").fetch_optional(&mut *tx).await?;
        match known {
            Some(id) if id == sealer.id() => {}
            Some(id) => return Err(StoreError::OtherKey(id)),
            None => {
                seal_all(&mut tx, &sealer).await?;
                sqlx::query("INSERT INTO sealing (key_id, since) VALUES (?, ?)")
                    .bind(sealer.id())
                    .bind(now.0)
                    .execute(&mut *tx)
                    .await?;
                tx.commit().await?;
                // The log still has the pages of before; where a reader stands in its way they go later.
                sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(&self.writer).await.ok();
            }
        }
        self.sealer = Some(sealer);
        Ok(self)
    }
}

/// Seals what lies in clear. One record after the other: a database of years need not fit into memory.
async fn seal_all(conn: &mut SqliteConnection, sealer: &Sealer) -> Result<(), StoreError> {
    let keys: Vec<(String, String)> =
        sqlx::query_as("SELECT ambito_id, record_id FROM records WHERE erased = 0").fetch_all(&mut *conn).await?;
    for (ambito, id) in keys {
        let row =
            sqlx::query(concat!("SELECT ", record_columns!(), " FROM records WHERE ambito_id = ? AND record_id = ?"))
                .bind(&ambito)
                .bind(&id)
                .fetch_one(&mut *conn)
                .await?;
        let scope = TenantScope::of(AmbitoId(ambito.clone()));
        let stored = record(Sealed { scope: &scope, sealer: None }, &row)?;
        let (fields, siblings) = sealing::seal(Some(sealer), &scope, &stored.record.snapshot)?;
        sqlx::query("UPDATE records SET fields = ?, siblings = ? WHERE ambito_id = ? AND record_id = ?")
            .bind(to_json(&fields)?)
            .bind(to_json(&siblings)?)
            .bind(&ambito)
            .bind(&id)
            .execute(&mut *conn)
            .await?;
    }
    seal_proof_keys(conn, sealer).await
}

async fn seal_proof_keys(conn: &mut SqliteConnection, sealer: &Sealer) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT ambito_id, device_id, proof_key FROM devices WHERE proof_key IS NOT NULL")
        .fetch_all(&mut *conn)
        .await?;
    for row in &rows {
        let scope = TenantScope::of(AmbitoId(row.try_get("ambito_id")?));
        let device = parse::<DeviceId>(row, "device_id")?;
        let key = sealing::open_proof_key(None, &scope, device, row.try_get("proof_key")?)?;
        sqlx::query("UPDATE devices SET proof_key = ? WHERE ambito_id = ? AND device_id = ?")
            .bind(sealing::seal_proof_key(Some(sealer), &scope, device, &key)?)
            .bind(scope.key())
            .bind(device.to_string())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}
