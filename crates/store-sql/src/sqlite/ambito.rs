//! The Ambito itself: its incarnation, the end of its feed, and what a backup holds of it.

use model::time::Millis;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::SqliteRepository;
use super::doors::audit;
use super::rows::{integer, number};
use crate::error::StoreError;
use crate::repository::{AmbitoState, WentBack};
use crate::scope::{Author, TenantScope};

pub async fn ensure(
    repo: &SqliteRepository,
    scope: &TenantScope,
    epoch: &str,
    cursor_key: &str,
) -> Result<AmbitoState, StoreError> {
    sqlx::query("INSERT INTO ambiti (ambito_id, epoch, cursor_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(scope.key())
        .bind(epoch)
        .bind(cursor_key)
        .execute(&repo.writer)
        .await?;
    state(&mut *repo.writer.acquire().await?, scope).await
}

pub async fn state(conn: &mut SqliteConnection, scope: &TenantScope) -> Result<AmbitoState, StoreError> {
    let row = sqlx::query(
        "SELECT epoch, cursor_key, next_seq, backed_up_seq, backed_up_at, sealing_kid FROM ambiti WHERE ambito_id = ?",
    )
    .bind(scope.key())
    .fetch_optional(conn)
    .await?
    .ok_or(StoreError::UnknownAmbito)?;
    let backed_up = row.try_get::<Option<i64>, _>("backed_up_seq")?;
    Ok(AmbitoState {
        epoch: row.try_get("epoch")?,
        cursor_key: row.try_get("cursor_key")?,
        head: number::<u64>(&row, "next_seq")?.saturating_sub(1),
        backed_up_seq: backed_up.and_then(|seq| u64::try_from(seq).ok()),
        backed_up_at: row.try_get::<Option<i64>, _>("backed_up_at")?.map(Millis),
        sealing_kid: number(&row, "sealing_kid")?,
    })
}

pub async fn renew_epoch(
    repo: &SqliteRepository,
    scope: &TenantScope,
    author: Author,
    gone: &WentBack<'_>,
    now: Millis,
) -> Result<AmbitoState, StoreError> {
    let mut tx = repo.write().await?;
    renew(&mut tx, scope, author, gone, now).await?;
    let state = state(&mut tx, scope).await?;
    tx.commit().await?;
    Ok(state)
}

/// Begins the incarnation, if the proof is one; answers whether it did.
pub async fn renew(
    conn: &mut SqliteConnection,
    scope: &TenantScope,
    author: Author,
    gone: &WentBack<'_>,
    now: Millis,
) -> Result<bool, StoreError> {
    let renewed = sqlx::query("UPDATE ambiti SET epoch = ? WHERE ambito_id = ? AND epoch = ? AND next_seq - 1 < ?")
        .bind(gone.next)
        .bind(scope.key())
        .bind(gone.epoch)
        .bind(integer(gone.seen))
        .execute(&mut *conn)
        .await?
        .rows_affected();
    if renewed > 0 {
        audit(conn, scope, now, "epoch_renewed", author.operator_id, Some(author.device_id)).await?;
    }
    Ok(renewed > 0)
}

pub async fn received_since(
    repo: &SqliteRepository,
    scope: &TenantScope,
    seq: u64,
) -> Result<Option<Millis>, StoreError> {
    let at: Option<i64> = sqlx::query_scalar("SELECT min(received_at) FROM journal WHERE ambito_id = ? AND seq > ?")
        .bind(scope.key())
        .bind(integer(seq))
        .fetch_one(&repo.readers)
        .await?;
    Ok(at.map(Millis))
}

pub async fn demo_mark(repo: &SqliteRepository, scope: &TenantScope) -> Result<Option<String>, StoreError> {
    let mark = sqlx::query_scalar::<_, Option<String>>("SELECT demo FROM ambiti WHERE ambito_id = ?")
        .bind(scope.key())
        .fetch_optional(&repo.readers)
        .await?;
    Ok(mark.flatten())
}

pub async fn mark_demo(repo: &SqliteRepository, scope: &TenantScope, mark: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE ambiti SET demo = ? WHERE ambito_id = ?")
        .bind(mark)
        .bind(scope.key())
        .execute(&repo.writer)
        .await?;
    Ok(())
}
