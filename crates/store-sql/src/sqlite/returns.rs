//! When those who work alone mean to be back.

use model::ids::RecordId;
use model::time::Millis;
use sqlx::Row;

use super::SqliteRepository;
use super::rows::parse;
use crate::error::StoreError;
use crate::returns::ExpectedReturn;
use crate::scope::{Author, TenantScope};

/// One that nobody ended, so long before what ended is forgotten, is no alarm any more.
const NOBODY_ENDED: i64 = 30 * Millis::DAY;

pub async fn set(
    repo: &SqliteRepository,
    scope: &TenantScope,
    author: Author,
    wanted: &ExpectedReturn,
) -> Result<Option<ExpectedReturn>, StoreError> {
    sqlx::query(
        "INSERT INTO returns (ambito_id, return_id, operator_id, device_id, activation_id, set_at, due_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ambito_id, return_id) DO NOTHING",
    )
    .bind(scope.key())
    .bind(wanted.id.to_string())
    .bind(author.operator_id.to_string())
    .bind(author.device_id.to_string())
    .bind(wanted.activation_id.map(|id| id.to_string()))
    .bind(wanted.set_at.0)
    .bind(wanted.due_at.0)
    .execute(&repo.writer)
    .await?;
    let kept = sqlx::query("SELECT * FROM returns WHERE ambito_id = ? AND return_id = ? AND operator_id = ?")
        .bind(scope.key())
        .bind(wanted.id.to_string())
        .bind(author.operator_id.to_string())
        .fetch_optional(&repo.writer)
        .await?;
    kept.as_ref().map(read).transpose()
}

pub async fn end(repo: &SqliteRepository, scope: &TenantScope, id: RecordId, now: Millis) -> Result<(), StoreError> {
    sqlx::query("UPDATE returns SET ended_at = coalesce(ended_at, ?) WHERE ambito_id = ? AND return_id = ?")
        .bind(now.0)
        .bind(scope.key())
        .bind(id.to_string())
        .execute(&repo.writer)
        .await?;
    Ok(())
}

pub async fn one(
    repo: &SqliteRepository,
    scope: &TenantScope,
    id: RecordId,
) -> Result<Option<ExpectedReturn>, StoreError> {
    let row = sqlx::query("SELECT * FROM returns WHERE ambito_id = ? AND return_id = ?")
        .bind(scope.key())
        .bind(id.to_string())
        .fetch_optional(&repo.readers)
        .await?;
    row.as_ref().map(read).transpose()
}

pub async fn open(repo: &SqliteRepository, scope: &TenantScope) -> Result<Vec<ExpectedReturn>, StoreError> {
    let rows = sqlx::query("SELECT * FROM returns WHERE ambito_id = ? AND ended_at IS NULL ORDER BY due_at, return_id")
        .bind(scope.key())
        .fetch_all(&repo.readers)
        .await?;
    rows.iter().map(read).collect()
}

pub async fn forget(repo: &SqliteRepository, scope: &TenantScope, before: Millis) -> Result<u64, StoreError> {
    let gone = sqlx::query("DELETE FROM returns WHERE ambito_id = ?1 AND (ended_at < ?2 OR due_at < ?3)")
        .bind(scope.key())
        .bind(before.0)
        .bind(before.plus(-NOBODY_ENDED).0)
        .execute(&repo.writer)
        .await?;
    Ok(gone.rows_affected())
}

fn read(row: &sqlx::sqlite::SqliteRow) -> Result<ExpectedReturn, StoreError> {
    let activation: Option<&str> = row.try_get("activation_id")?;
    Ok(ExpectedReturn {
        id: parse(row, "return_id")?,
        operator_id: parse(row, "operator_id")?,
        activation_id: activation.and_then(|id| id.parse().ok()),
        set_at: Millis(row.try_get("set_at")?),
        due_at: Millis(row.try_get("due_at")?),
    })
}
