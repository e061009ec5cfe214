//! What came sealed and could not be applied, and the key that phones seal to.

use model::ids::{DeviceId, OpId, OperatorId};
use model::record::RecordType;
use model::time::Millis;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::SqliteRepository;
use super::audit::add_audit;
use super::doors::audit;
use super::rows::{integer, json, number, parse, to_json};
use crate::error::StoreError;
use crate::records::{AuditEntry, Held};
use crate::scope::TenantScope;

pub async fn owner_of(
    repo: &SqliteRepository,
    scope: &TenantScope,
    device: DeviceId,
) -> Result<Option<(OperatorId, bool)>, StoreError> {
    let row = sqlx::query("SELECT operator_id, revoked_at FROM devices WHERE ambito_id = ? AND device_id = ?")
        .bind(scope.key())
        .bind(device.to_string())
        .fetch_optional(&repo.readers)
        .await?;
    row.map(|row| Ok((parse(&row, "operator_id")?, row.try_get::<Option<i64>, _>("revoked_at")?.is_some()))).transpose()
}

pub async fn hold(repo: &SqliteRepository, scope: &TenantScope, held: &Held) -> Result<(), StoreError> {
    let mut tx = repo.write().await?;
    let new = sqlx::query(
        "INSERT INTO held (ambito_id, op_id, device_id, operator_id, client_seq, record_id, record_type, reason, \
         received_at, parcel) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(scope.key())
    .bind(held.op_id.to_string())
    .bind(held.device_id.to_string())
    .bind(held.operator_id.to_string())
    .bind(integer(held.client_seq))
    .bind(held.record_id.to_string())
    .bind(held.record_type.as_str())
    .bind(&held.reason)
    .bind(held.received_at.0)
    .bind(to_json(&held.parcel)?)
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if new == 0 {
        // It came before; only what stands in its way may be another thing now.
        sqlx::query("UPDATE held SET reason = ? WHERE ambito_id = ? AND op_id = ?")
            .bind(&held.reason)
            .bind(scope.key())
            .bind(held.op_id.to_string())
            .execute(&mut *tx)
            .await?;
    } else {
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
    Ok(tx.commit().await?)
}

pub async fn held(repo: &SqliteRepository, scope: &TenantScope) -> Result<Vec<Held>, StoreError> {
    let rows = sqlx::query(
        "SELECT op_id, device_id, operator_id, client_seq, record_id, record_type, reason, received_at, parcel FROM held \
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
        client_seq: number(row, "client_seq")?,
        record_id: parse(row, "record_id")?,
        record_type: RecordType(row.try_get::<String, _>("record_type")?.into()),
        reason: row.try_get("reason")?,
        received_at: Millis(row.try_get("received_at")?),
        parcel: json(row, "parcel")?,
    })
}

pub async fn release(repo: &SqliteRepository, scope: &TenantScope, op: OpId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM held WHERE ambito_id = ? AND op_id = ?")
        .bind(scope.key())
        .bind(op.to_string())
        .execute(&repo.writer)
        .await?;
    Ok(())
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
