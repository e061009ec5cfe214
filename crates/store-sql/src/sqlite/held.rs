//! What came sealed and could not be applied, and the key that phones seal to.

use model::record::RecordType;
use model::time::Millis;
use protocol::Op;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::SqliteRepository;
use super::audit::add_audit;
use super::doors::audit;
use super::rows::{integer, json, number, parse, to_json};
use crate::error::StoreError;
use crate::records::{AuditEntry, Held};
use crate::scope::TenantScope;

pub async fn hold(repo: &SqliteRepository, scope: &TenantScope, held: &Held) -> Result<bool, StoreError> {
    let mut tx = repo.write().await?;
    let erased: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM records WHERE ambito_id = ? AND record_id = ? AND erased = 1")
            .bind(scope.key())
            .bind(held.record_id.to_string())
            .fetch_optional(&mut *tx)
            .await?;
    if erased.is_some() {
        return Ok(false);
    }
    let known = sqlx::query("UPDATE held SET reason = ? WHERE ambito_id = ? AND op_id = ? AND device_id = ?")
        .bind(&held.reason)
        .bind(scope.key())
        .bind(held.op_id.to_string())
        .bind(held.device_id.to_string())
        .execute(&mut *tx)
        .await?
        .rows_affected();
    if known == 0 {
        insert(&mut tx, scope, held).await?;
        let entry = AuditEntry {
            at: held.received_at,
            operator_id: Some(held.operator_id),
            device_id: Some(held.device_id),
            action: "held".to_owned(),
            record_id: Some(held.record_id),
            record_type: Some(held.record_type.clone()),
            fields: vec![held.reason.clone()],
        };
        add_audit(&mut tx, scope, &entry).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn insert(conn: &mut SqliteConnection, scope: &TenantScope, held: &Held) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO held (ambito_id, op_id, device_id, operator_id, body_hash, client_seq, record_id, record_type, \
         reason, received_at, parcel) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(scope.key())
    .bind(held.op_id.to_string())
    .bind(held.device_id.to_string())
    .bind(held.operator_id.to_string())
    .bind(&held.body_hash)
    .bind(integer(held.client_seq))
    .bind(held.record_id.to_string())
    .bind(held.record_type.as_str())
    .bind(&held.reason)
    .bind(held.received_at.0)
    .bind(to_json(&held.parcel)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what was held of an operation, because it is applied, whichever way it came.
pub async fn release(conn: &mut SqliteConnection, scope: &TenantScope, op: &Op) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM held WHERE ambito_id = ? AND op_id = ? AND body_hash = ?")
        .bind(scope.key())
        .bind(op.op_id.to_string())
        .bind(&op.body_hash)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn held_count(repo: &SqliteRepository, scope: &TenantScope) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT count(*) AS held FROM held WHERE ambito_id = ?")
        .bind(scope.key())
        .fetch_one(&repo.readers)
        .await?;
    number(&row, "held")
}

pub async fn held(repo: &SqliteRepository, scope: &TenantScope) -> Result<Vec<Held>, StoreError> {
    let rows = sqlx::query(
        "SELECT op_id, device_id, operator_id, body_hash, client_seq, record_id, record_type, reason, received_at, parcel FROM held \
         WHERE ambito_id = ? ORDER BY device_id, client_seq",
    )
    .bind(scope.key())
    .fetch_all(&repo.readers)
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &SqliteRow) -> Result<Held, StoreError> {
    Ok(Held {
        op_id: parse(row, "op_id")?,
        device_id: parse(row, "device_id")?,
        operator_id: parse(row, "operator_id")?,
        body_hash: row.try_get("body_hash")?,
        client_seq: number(row, "client_seq")?,
        record_id: parse(row, "record_id")?,
        record_type: RecordType(row.try_get::<String, _>("record_type")?.into()),
        reason: row.try_get("reason")?,
        received_at: Millis(row.try_get("received_at")?),
        parcel: json(row, "parcel")?,
    })
}

pub async fn rotate_sealing_key(repo: &SqliteRepository, scope: &TenantScope, now: Millis) -> Result<u32, StoreError> {
    let mut tx = repo.write().await?;
    let row = sqlx::query("UPDATE ambiti SET sealing_kid = sealing_kid + 1 WHERE ambito_id = ? RETURNING sealing_kid")
        .bind(scope.key())
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(StoreError::UnknownAmbito)?;
    audit(&mut tx, scope, now, "sealing_key_rotated", None, None).await?;
    tx.commit().await?;
    number(&row, "sealing_kid")
}
