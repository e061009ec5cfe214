//! Reading the feed for one device.

use std::collections::{BTreeMap, BTreeSet};

use model::ids::RecordId;
use model::time::Millis;
use sqlx::sqlite::SqliteConnection;

use super::SqliteRepository;
use super::rows::{Sealed, integer, parse, record, record_columns};
use crate::error::StoreError;
use crate::records::{Along, Asked, PullPage, StoredRecord, Visible};
use crate::scope::{Author, TenantScope};

/// Rows read from the feed at a time; most of an Ambito's feed is out of one operator's scope.
const CHUNK: usize = 500;
/// How often everything that a device was given is checked: scope also shrinks by age, which no change announces.
const CHECK_EVERY: i64 = Millis::HOUR;
/// How often a removal is said, at most once a check: any answer that said it may have been lost, and a phone that is
/// away meanwhile is not told less often.
const SAID: i64 = 24;

/// Who reads what.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub scope: &'a TenantScope,
    pub author: Author,
    pub asked: Asked,
}

pub async fn page(
    repo: &SqliteRepository,
    asked: Reading<'_>,
    visible: &Visible<'_>,
    along: &Along<'_>,
) -> Result<PullPage, StoreError> {
    let (mut page, hidden) = read(repo, asked, visible).await?;
    // Told here too: what is given is remembered, so that its removal can be said.
    page.changes.extend(along(page.next).into_iter().filter(|stored| visible(&stored.record)));
    let mut conn = repo.readers.acquire().await?;
    let check = !page.has_more && asked.asked.after > 0 && asked.check_is_due(&mut conn).await?;
    let had = if hidden.is_empty() && !check { BTreeSet::new() } else { asked.given(&mut conn).await? };
    // By id, and whether it was erased.
    let mut removed = BTreeMap::<RecordId, bool>::new();
    for Hidden { id, own, erased } in hidden {
        // An erasure is told to every phone: what another of its people wrote may lie there still, and the record may
        // have been on it before this device was enrolled.
        if erased || own || had.contains(&id) {
            removed.insert(id, erased);
        }
    }
    if check {
        removed.extend(asked.gone(&mut conn, repo.sealed(asked.scope), visible).await?);
    }
    drop(conn);
    // A record of this very page is in scope.
    for stored in &page.changes {
        removed.remove(&stored.record.snapshot.id);
    }
    page.erased = removed.iter().filter(|(_, erased)| **erased).map(|(id, _)| *id).collect();
    page.removed = removed.into_keys().collect();
    asked.remember(repo, &page, check).await?;
    Ok(page)
}

/// A record that is out of scope.
struct Hidden {
    id: RecordId,
    /// The asking operator made it: a phone has what it made itself without ever having been given it.
    own: bool,
    erased: bool,
}

/// The page, and the records of it that are out of scope.
async fn read(
    repo: &SqliteRepository,
    asked: Reading<'_>,
    visible: &Visible<'_>,
) -> Result<(PullPage, Vec<Hidden>), StoreError> {
    let limit = asked.asked.limit.max(1) as usize;
    let mut page = PullPage {
        changes: Vec::new(),
        removed: Vec::new(),
        erased: Vec::new(),
        next: asked.asked.after,
        has_more: false,
    };
    let mut hidden = Vec::new();
    let mut conn = repo.readers.acquire().await?;
    loop {
        let rows = chunk(&mut conn, repo.sealed(asked.scope), page.next).await?;
        let last = rows.len() < CHUNK;
        for stored in rows {
            if page.changes.len() == limit || stored.seq > asked.asked.upto {
                page.has_more = true;
                return Ok((page, hidden));
            }
            page.next = stored.seq;
            if visible(&stored.record) {
                page.changes.push(stored);
            } else {
                let own = stored.record.author == asked.author.operator_id;
                hidden.push(Hidden { id: stored.record.snapshot.id, own, erased: stored.record.erased });
            }
        }
        if last {
            return Ok((page, hidden));
        }
    }
}

async fn chunk(conn: &mut SqliteConnection, sealed: Sealed<'_>, after: u64) -> Result<Vec<StoredRecord>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        record_columns!(),
        " FROM records WHERE ambito_id = ? AND seq > ? ORDER BY seq LIMIT ?"
    ))
    .bind(sealed.scope.key())
    .bind(integer(after))
    .bind(CHUNK as i64)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| record(sealed, row)).collect()
}

impl Reading<'_> {
    async fn check_is_due(&self, conn: &mut SqliteConnection) -> Result<bool, StoreError> {
        let checked = sqlx::query_scalar("SELECT checked_at FROM devices WHERE ambito_id = ? AND device_id = ?")
            .bind(self.scope.key())
            .bind(self.author.device_id.to_string())
            .fetch_optional(conn)
            .await?;
        Ok(checked.is_some_and(|at| self.asked.now.since(Millis(at)) >= CHECK_EVERY))
    }

    /// What the device was given.
    async fn given(&self, conn: &mut SqliteConnection) -> Result<BTreeSet<RecordId>, StoreError> {
        let rows = sqlx::query("SELECT record_id FROM deliveries WHERE ambito_id = ? AND device_id = ?")
            .bind(self.scope.key())
            .bind(self.author.device_id.to_string())
            .fetch_all(conn)
            .await?;
        rows.iter().map(|row| parse(row, "record_id")).collect()
    }

    /// What the device was given and is out of scope by now, and whether it was erased.
    async fn gone(
        &self,
        conn: &mut SqliteConnection,
        sealed: Sealed<'_>,
        visible: &Visible<'_>,
    ) -> Result<Vec<(RecordId, bool)>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            record_columns!(),
            " FROM records WHERE ambito_id = ?1 AND record_id IN",
            " (SELECT record_id FROM deliveries WHERE ambito_id = ?1 AND device_id = ?2)"
        ))
        .bind(self.scope.key())
        .bind(self.author.device_id.to_string())
        .fetch_all(conn)
        .await?;
        let mut gone = Vec::new();
        for row in &rows {
            let stored = record(sealed, row)?;
            if !visible(&stored.record) {
                gone.push((stored.record.snapshot.id, stored.record.erased));
            }
        }
        Ok(gone)
    }

    /// Notes what the device is given before it is given, and what is taken back.
    async fn remember(&self, repo: &SqliteRepository, page: &PullPage, checked: bool) -> Result<(), StoreError> {
        let starts = self.asked.after == 0;
        if page.changes.is_empty() && page.removed.is_empty() && !checked && !starts {
            return Ok(());
        }
        let device = self.author.device_id.to_string();
        let mut tx = repo.write().await?;
        if starts {
            sqlx::query("DELETE FROM deliveries WHERE ambito_id = ? AND device_id = ?")
                .bind(self.scope.key())
                .bind(&device)
                .execute(&mut *tx)
                .await?;
        }
        if starts || checked {
            sqlx::query("UPDATE devices SET checked_at = ? WHERE ambito_id = ? AND device_id = ?")
                .bind(self.asked.now.0)
                .bind(self.scope.key())
                .bind(&device)
                .execute(&mut *tx)
                .await?;
        }
        for id in &page.removed {
            sqlx::query(
                "UPDATE deliveries SET removals = removals + 1 WHERE ambito_id = ? AND device_id = ? AND record_id = ?",
            )
            .bind(self.scope.key())
            .bind(&device)
            .bind(id.to_string())
            .execute(&mut *tx)
            .await?;
        }
        if checked {
            sqlx::query("DELETE FROM deliveries WHERE ambito_id = ? AND device_id = ? AND removals >= ?")
                .bind(self.scope.key())
                .bind(&device)
                .bind(SAID)
                .execute(&mut *tx)
                .await?;
        }
        for stored in &page.changes {
            sqlx::query(
                "INSERT INTO deliveries (ambito_id, device_id, record_id) VALUES (?, ?, ?) \
                 ON CONFLICT DO UPDATE SET removals = 0",
            )
            .bind(self.scope.key())
            .bind(&device)
            .bind(stored.record.snapshot.id.to_string())
            .execute(&mut *tx)
            .await?;
        }
        Ok(tx.commit().await?)
    }
}
