//! Reading the feed for one device.

use model::ids::RecordId;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::SqliteRepository;
use super::rows::{integer, record, record_columns};
use crate::error::StoreError;
use crate::records::{PullPage, StoredRecord, Visible};
use crate::scope::{Author, TenantScope};

/// Rows read from the feed at a time; most of an Ambito's feed is out of one operator's scope.
const CHUNK: i64 = 500;

pub async fn page(
    repo: &SqliteRepository,
    scope: &TenantScope,
    author: Author,
    after: u64,
    limit: u32,
    visible: &Visible<'_>,
) -> Result<PullPage, StoreError> {
    let limit = limit.max(1) as usize;
    let mut page = PullPage { changes: Vec::new(), removed: Vec::new(), next: after, has_more: false };
    let mut hidden = Vec::new();
    let mut conn = repo.readers.acquire().await?;
    'feed: loop {
        let rows = chunk(&mut conn, scope, page.next).await?;
        let last = rows.len() < CHUNK as usize;
        for stored in rows {
            if page.changes.len() == limit {
                page.has_more = true;
                break 'feed;
            }
            page.next = stored.seq;
            if visible(&stored.record) {
                page.changes.push(stored);
            } else {
                hidden.push(stored.record.snapshot.id);
            }
        }
        if last {
            break;
        }
    }
    drop(conn);
    page.removed = remember(repo, scope, author, &page.changes, &hidden).await?;
    Ok(page)
}

async fn chunk(
    conn: &mut SqliteConnection,
    scope: &TenantScope,
    after: u64,
) -> Result<Vec<StoredRecord>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        record_columns!(),
        " FROM records WHERE ambito_id = ? AND seq > ? ORDER BY seq LIMIT ?"
    ))
    .bind(scope.key())
    .bind(integer(after))
    .bind(CHUNK)
    .fetch_all(conn)
    .await?;
    rows.iter().map(record).collect()
}

/// Notes what the device is given, before it is given; answers what it had and may not see any more.
async fn remember(
    repo: &SqliteRepository,
    scope: &TenantScope,
    author: Author,
    given: &[StoredRecord],
    hidden: &[RecordId],
) -> Result<Vec<RecordId>, StoreError> {
    if given.is_empty() && hidden.is_empty() {
        return Ok(Vec::new());
    }
    let device = author.device_id.to_string();
    let mut removed = Vec::new();
    let mut tx = repo.write().await?;
    let had: std::collections::HashSet<String> = if hidden.is_empty() {
        std::collections::HashSet::new()
    } else {
        sqlx::query("SELECT record_id FROM deliveries WHERE ambito_id = ? AND device_id = ?")
            .bind(scope.key())
            .bind(&device)
            .fetch_all(&mut *tx)
            .await?
            .iter()
            .map(|row| row.try_get(0))
            .collect::<Result<_, _>>()?
    };
    for id in hidden.iter().filter(|id| had.contains(&id.to_string())) {
        sqlx::query("DELETE FROM deliveries WHERE ambito_id = ? AND device_id = ? AND record_id = ?")
            .bind(scope.key())
            .bind(&device)
            .bind(id.to_string())
            .execute(&mut *tx)
            .await?;
        removed.push(*id);
    }
    for stored in given {
        sqlx::query("INSERT INTO deliveries (ambito_id, device_id, record_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(scope.key())
            .bind(&device)
            .bind(stored.record.snapshot.id.to_string())
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(removed)
}
