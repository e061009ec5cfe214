//! What is known of the devices beside their records: signs of life, and what they were given.

use model::ids::{DeviceId, OperatorId};
use model::time::Millis;
use protocol::Heartbeat;
use sqlx::Row;

use super::SqliteRepository;
use super::rows::{json, parse, to_json};
use crate::error::StoreError;
use crate::people::Device;
use crate::scope::TenantScope;

pub async fn beat(
    repo: &SqliteRepository,
    scope: &TenantScope,
    device: DeviceId,
    beat: &Heartbeat,
    now: Millis,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO heartbeats (ambito_id, device_id, at, body) VALUES (?, ?, ?, ?) \
         ON CONFLICT (ambito_id, device_id) DO UPDATE SET at = excluded.at, body = excluded.body",
    )
    .bind(scope.key())
    .bind(device.to_string())
    .bind(now.0)
    .bind(to_json(beat)?)
    .execute(&repo.writer)
    .await?;
    Ok(())
}

pub async fn devices(repo: &SqliteRepository, scope: &TenantScope) -> Result<Vec<Device>, StoreError> {
    let rows = sqlx::query(
        "SELECT d.device_id, d.operator_id, o.display_name, d.enrolled_at, d.revoked_at, d.wipe_ordered_at, d.wiped_at, max(s.seen_at) AS seen_at, h.at, h.body, \
         max(iif(s.ended_at IS NULL AND d.revoked_at IS NULL AND o.active = 1, \
         min(s.idle_expires_at, s.absolute_expires_at), NULL)) AS lives_until FROM devices d \
         JOIN operators o ON o.ambito_id = d.ambito_id AND o.operator_id = d.operator_id \
         JOIN sessions s ON s.ambito_id = d.ambito_id AND s.device_id = d.device_id \
         LEFT JOIN heartbeats h ON h.ambito_id = d.ambito_id AND h.device_id = d.device_id \
         WHERE d.ambito_id = ? GROUP BY d.device_id \
         HAVING lives_until IS NOT NULL OR d.revoked_at IS NOT NULL OR json_extract(h.body, '$.pending') > 0 \
         ORDER BY d.device_id",
    )
    .bind(scope.key())
    .fetch_all(&repo.readers)
    .await?;
    rows.iter()
        .map(|row| {
            let at = row.try_get::<Option<i64>, _>("at")?.map(Millis);
            Ok(Device {
                id: parse(row, "device_id")?,
                operator_id: parse(row, "operator_id")?,
                display_name: row.try_get("display_name")?,
                enrolled_at: Millis(row.try_get("enrolled_at")?),
                revoked_at: row.try_get::<Option<i64>, _>("revoked_at")?.map(Millis),
                wipe_ordered_at: row.try_get::<Option<i64>, _>("wipe_ordered_at")?.map(Millis),
                wiped_at: row.try_get::<Option<i64>, _>("wiped_at")?.map(Millis),
                seen_at: Millis(row.try_get("seen_at")?),
                lives_until: row.try_get::<Option<i64>, _>("lives_until")?.map(Millis),
                beat: at.and_then(|at| Some((at, json(row, "body").ok()?))),
            })
        })
        .collect()
}

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

pub async fn is_to_be_wiped(
    repo: &SqliteRepository,
    scope: &TenantScope,
    device: DeviceId,
) -> Result<bool, StoreError> {
    let ordered =
        sqlx::query("SELECT 1 FROM devices WHERE ambito_id = ? AND device_id = ? AND wipe_ordered_at IS NOT NULL")
            .bind(scope.key())
            .bind(device.to_string())
            .fetch_optional(&repo.readers)
            .await?;
    Ok(ordered.is_some())
}

pub async fn forget_deliveries(repo: &SqliteRepository, scope: &TenantScope, since: Millis) -> Result<u64, StoreError> {
    let gone = sqlx::query(
        "DELETE FROM deliveries WHERE ambito_id = ?1 AND device_id NOT IN \
         (SELECT device_id FROM sessions WHERE ambito_id = ?1 AND seen_at > ?2)",
    )
    .bind(scope.key())
    .bind(since.0)
    .execute(&repo.writer)
    .await?;
    Ok(gone.rows_affected())
}
