//! Enrolment codes and sessions.

use model::ids::{AmbitoId, DeviceId, OperatorId};
use model::time::Millis;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row, Sqlite, Transaction};

use super::SqliteRepository;
use super::audit::add_audit;
use super::rows::parse;
use crate::error::StoreError;
use crate::people::{CodeOutcome, Enrolment, NewCode, SessionState, SessionTimes};
use crate::records::AuditEntry;
use crate::scope::{Author, TenantScope};
use crate::sealing;

pub async fn add_code(
    repo: &SqliteRepository,
    scope: &TenantScope,
    new: &NewCode,
    now: Millis,
) -> Result<(), StoreError> {
    let mut tx = repo.write().await?;
    sqlx::query("INSERT INTO enrolment_codes (ambito_id, code_hash, operator_id, expires_at) VALUES (?, ?, ?, ?)")
        .bind(scope.key())
        .bind(&new.hash)
        .bind(new.operator_id.to_string())
        .bind(new.expires_at.0)
        .execute(&mut *tx)
        .await?;
    audit(&mut tx, scope, now, "code_issued", new.operator_id, None).await?;
    Ok(tx.commit().await?)
}

pub async fn enrol(
    repo: &SqliteRepository,
    code_hash: &str,
    new: &Enrolment,
    now: Millis,
) -> Result<CodeOutcome, StoreError> {
    let mut tx = repo.write().await?;
    let row = sqlx::query(
        "SELECT c.ambito_id, c.operator_id, c.expires_at, c.used_at FROM enrolment_codes c \
         JOIN operators o ON o.ambito_id = c.ambito_id AND o.operator_id = c.operator_id AND o.active = 1 \
         WHERE c.code_hash = ?",
    )
    .bind(code_hash)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(CodeOutcome::Unknown) };
    if row.try_get::<Option<i64>, _>("used_at")?.is_some() {
        return Ok(CodeOutcome::Used);
    }
    if row.try_get::<i64, _>("expires_at")? <= now.0 {
        return Ok(CodeOutcome::Expired);
    }
    let scope = scope_of(&row)?;
    let operator_id = parse::<OperatorId>(&row, "operator_id")?;
    sqlx::query("UPDATE enrolment_codes SET used_at = ?, device_id = ? WHERE ambito_id = ? AND code_hash = ?")
        .bind(now.0)
        .bind(new.device_id.to_string())
        .bind(scope.key())
        .bind(code_hash)
        .execute(&mut *tx)
        .await?;
    add_device(&mut tx, &scope, operator_id, new, now).await?;
    audit(&mut tx, &scope, now, "device_enrolled", operator_id, Some(new.device_id)).await?;
    tx.commit().await?;
    Ok(CodeOutcome::Enrolled { scope, operator_id })
}

async fn add_device(
    tx: &mut Transaction<'_, Sqlite>,
    scope: &TenantScope,
    operator_id: OperatorId,
    new: &Enrolment,
    now: Millis,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO devices (ambito_id, device_id, operator_id, enrolled_at) VALUES (?, ?, ?, ?)")
        .bind(scope.key())
        .bind(new.device_id.to_string())
        .bind(operator_id.to_string())
        .bind(now.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "INSERT INTO sessions (ambito_id, token_hash, device_id, operator_id, created_at, seen_at, idle_expires_at, \
         absolute_expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(scope.key())
    .bind(&new.token_hash)
    .bind(new.device_id.to_string())
    .bind(operator_id.to_string())
    .bind(now.0)
    .bind(now.0)
    .bind(now.plus(new.times.idle).0)
    .bind(now.plus(new.times.absolute).0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn session(
    repo: &SqliteRepository,
    token_hash: &str,
    times: SessionTimes,
    now: Millis,
) -> Result<SessionState, StoreError> {
    let row = sqlx::query(
        "SELECT s.ambito_id, s.operator_id, s.device_id, s.seen_at, s.idle_expires_at, s.absolute_expires_at, \
         s.ended_at, d.revoked_at, o.active FROM sessions s \
         JOIN devices d ON d.ambito_id = s.ambito_id AND d.device_id = s.device_id \
         JOIN operators o ON o.ambito_id = s.ambito_id AND o.operator_id = s.operator_id \
         WHERE s.token_hash = ?",
    )
    .bind(token_hash)
    .fetch_optional(&repo.readers)
    .await?;
    let Some(row) = row else { return Ok(SessionState::Dead) };
    if row.try_get::<Option<i64>, _>("revoked_at")?.is_some() {
        return Ok(SessionState::Revoked { device_id: parse(&row, "device_id")? });
    }
    let ended = row.try_get::<Option<i64>, _>("ended_at")?.is_some() || row.try_get::<i64, _>("active")? == 0;
    let ends: i64 = row.try_get::<i64, _>("idle_expires_at")?.min(row.try_get("absolute_expires_at")?);
    if ended || ends <= now.0 {
        return Ok(SessionState::Dead);
    }
    let scope = scope_of(&row)?;
    if now.since(Millis(row.try_get("seen_at")?)) >= times.touch {
        sqlx::query("UPDATE sessions SET seen_at = ?, idle_expires_at = ? WHERE ambito_id = ? AND token_hash = ?")
            .bind(now.0)
            .bind(now.plus(times.idle).0)
            .bind(scope.key())
            .bind(token_hash)
            .execute(&repo.writer)
            .await?;
    }
    Ok(SessionState::Alive { scope, operator_id: parse(&row, "operator_id")?, device_id: parse(&row, "device_id")? })
}

pub async fn set_proof_key(
    repo: &SqliteRepository,
    scope: &TenantScope,
    author: Author,
    key: &[u8],
    now: Millis,
) -> Result<bool, StoreError> {
    let sealed = sealing::seal_proof_key(repo.sealer.as_ref(), scope, author.device_id, key)?;
    let mut tx = repo.write().await?;
    let first =
        sqlx::query("UPDATE devices SET proof_key = ? WHERE ambito_id = ? AND device_id = ? AND proof_key IS NULL")
            .bind(sealed)
            .bind(scope.key())
            .bind(author.device_id.to_string())
            .execute(&mut *tx)
            .await?;
    if first.rows_affected() == 0 {
        tx.rollback().await?;
        return Ok(proof_key(repo, scope, author.device_id).await?.is_some_and(|known| known == key));
    }
    audit(&mut tx, scope, now, "proof_key_set", author.operator_id, Some(author.device_id)).await?;
    tx.commit().await?;
    Ok(true)
}

pub async fn proof_key(
    repo: &SqliteRepository,
    scope: &TenantScope,
    device: DeviceId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let stored: Option<String> =
        sqlx::query_scalar("SELECT proof_key FROM devices WHERE ambito_id = ? AND device_id = ?")
            .bind(scope.key())
            .bind(device.to_string())
            .fetch_optional(&repo.readers)
            .await?
            .flatten();
    stored.map(|stored| sealing::open_proof_key(repo.sealer.as_ref(), scope, device, &stored)).transpose()
}

pub async fn end_sessions(
    repo: &SqliteRepository,
    scope: &TenantScope,
    author: Author,
    now: Millis,
) -> Result<(), StoreError> {
    let mut tx = repo.write().await?;
    end(&mut tx, scope, author.device_id, now).await?;
    audit(&mut tx, scope, now, "session_ended", author.operator_id, Some(author.device_id)).await?;
    Ok(tx.commit().await?)
}

pub async fn revoke_device(
    repo: &SqliteRepository,
    scope: &TenantScope,
    device: DeviceId,
    by: Option<OperatorId>,
    wipe: bool,
    now: Millis,
) -> Result<bool, StoreError> {
    let mut tx = repo.write().await?;
    let known =
        sqlx::query("UPDATE devices SET revoked_at = coalesce(revoked_at, ?) WHERE ambito_id = ? AND device_id = ?")
            .bind(now.0)
            .bind(scope.key())
            .bind(device.to_string())
            .execute(&mut *tx)
            .await?;
    if known.rows_affected() == 0 {
        return Ok(false);
    }
    end(&mut tx, scope, device, now).await?;
    audit(&mut tx, scope, now, "device_revoked", by, Some(device)).await?;
    if wipe {
        sqlx::query(
            "UPDATE devices SET wipe_ordered_at = coalesce(wipe_ordered_at, ?) WHERE ambito_id = ? AND device_id = ?",
        )
        .bind(now.0)
        .bind(scope.key())
        .bind(device.to_string())
        .execute(&mut *tx)
        .await?;
        audit(&mut tx, scope, now, "device_wipe_ordered", by, Some(device)).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Notes that what lay on a device is gone, the first time that it says so.
pub async fn wiped(
    repo: &SqliteRepository,
    scope: &TenantScope,
    device: DeviceId,
    now: Millis,
) -> Result<(), StoreError> {
    let mut tx = repo.write().await?;
    let first = sqlx::query(
        "UPDATE devices SET wiped_at = ? WHERE ambito_id = ? AND device_id = ? AND wipe_ordered_at IS NOT NULL \
         AND wiped_at IS NULL",
    )
    .bind(now.0)
    .bind(scope.key())
    .bind(device.to_string())
    .execute(&mut *tx)
    .await?;
    if first.rows_affected() > 0 {
        audit(&mut tx, scope, now, "device_wiped", None, Some(device)).await?;
    }
    Ok(tx.commit().await?)
}

/// Ends the sessions of a device.
pub async fn end(
    conn: &mut SqliteConnection,
    scope: &TenantScope,
    device: DeviceId,
    now: Millis,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE sessions SET ended_at = ? WHERE ambito_id = ? AND device_id = ? AND ended_at IS NULL")
        .bind(now.0)
        .bind(scope.key())
        .bind(device.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes down what happened to a device.
pub async fn audit(
    conn: &mut SqliteConnection,
    scope: &TenantScope,
    at: Millis,
    action: &str,
    operator: impl Into<Option<OperatorId>>,
    device_id: Option<DeviceId>,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        at,
        operator_id: operator.into(),
        device_id,
        action: action.to_owned(),
        record_id: None,
        record_type: None,
        fields: Vec::new(),
    };
    add_audit(conn, scope, &entry).await
}

fn scope_of(row: &SqliteRow) -> Result<TenantScope, StoreError> {
    Ok(TenantScope::of(AmbitoId(row.try_get("ambito_id")?)))
}
