//! The streams of the devices, read from the journal.

use std::collections::BTreeMap;

use model::ids::DeviceId;
use model::time::Millis;
use protocol::SHUT_POSITIONS;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::SqliteRepository;
use super::rows::{integer, number, parse};
use crate::error::StoreError;
use crate::scope::TenantScope;
use crate::streams::{Hole, Stream};

pub async fn last_client_seq(
    repo: &SqliteRepository,
    scope: &TenantScope,
    device: DeviceId,
) -> Result<u64, StoreError> {
    let row = sqlx::query(
        "SELECT coalesce(max(client_seq), 0) AS last FROM journal \
         WHERE ambito_id = ? AND device_id = ? AND client_seq < ?",
    )
    .bind(scope.key())
    .bind(device.to_string())
    .bind(integer(SHUT_POSITIONS))
    .fetch_one(&repo.readers)
    .await?;
    number(&row, "last")
}

/// Whether more than one operation has this position of the stream.
pub async fn is_shared(
    conn: &mut SqliteConnection,
    scope: &TenantScope,
    device: DeviceId,
    client_seq: u64,
) -> Result<bool, StoreError> {
    let held: i64 =
        sqlx::query_scalar("SELECT count(*) FROM journal WHERE ambito_id = ? AND device_id = ? AND client_seq = ?")
            .bind(scope.key())
            .bind(device.to_string())
            .bind(integer(client_seq))
            .fetch_one(conn)
            .await?;
    Ok(held > 1)
}

pub async fn streams(repo: &SqliteRepository, scope: &TenantScope) -> Result<Vec<Stream>, StoreError> {
    let rows = sqlx::query(
        "SELECT device_id, client_seq, count(*) AS held, max(received_at) AS at FROM journal \
         WHERE ambito_id = ? AND client_seq < ? GROUP BY device_id, client_seq ORDER BY device_id, client_seq",
    )
    .bind(scope.key())
    .bind(integer(SHUT_POSITIONS))
    .fetch_all(&repo.readers)
    .await?;
    let mut streams = BTreeMap::<DeviceId, Stream>::new();
    for row in &rows {
        let device_id = parse(row, "device_id")?;
        let at: u64 = number(row, "client_seq")?;
        // A stream starts where its first operation is: what came before it went under another device.
        let stream = streams.entry(device_id).or_insert_with(|| Stream {
            device_id,
            last: at.saturating_sub(1),
            holes: Vec::new(),
            forked_at: None,
        });
        if at > stream.last + 1 {
            stream.holes.push(Hole { from: stream.last + 1, to: at - 1 });
        }
        stream.last = at;
        if row.try_get::<i64, _>("held")? > 1 {
            stream.forked_at = stream.forked_at.max(Some(Millis(row.try_get("at")?)));
        }
    }
    Ok(streams.into_values().collect())
}
