//! The audit: append-only, each row chained to the one before, written in the transaction of what it tells.

use data_encoding::HEXLOWER;
use model::record::RecordType;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::SqliteRepository;
use super::rows::to_json;
use crate::error::StoreError;
use crate::records::{AuditChain, AuditEntry};
use crate::scope::TenantScope;

/// Adds a row.
pub async fn add_audit(conn: &mut SqliteConnection, scope: &TenantScope, entry: &AuditEntry) -> Result<(), StoreError> {
    let last = sqlx::query("SELECT audit_id, hash FROM audit WHERE ambito_id = ? ORDER BY audit_id DESC LIMIT 1")
        .bind(scope.key())
        .fetch_optional(&mut *conn)
        .await?;
    let (last, previous) = match last {
        Some(row) => (row.try_get::<i64, _>("audit_id")?, row.try_get::<String, _>("hash")?),
        None => (0, String::new()),
    };
    let row = Line {
        audit_id: last + 1,
        at: entry.at.0,
        operator_id: entry.operator_id.map(|id| id.to_string()),
        device_id: entry.device_id.map(|id| id.to_string()),
        action: entry.action.clone(),
        record_id: entry.record_id.map(|id| id.to_string()),
        record_type: entry.record_type.as_ref().map(RecordType::as_str).map(str::to_owned),
        fields: to_json(&entry.fields)?,
    };
    sqlx::query(
        "INSERT INTO audit (ambito_id, audit_id, at, operator_id, device_id, action, record_id, record_type, fields, \
         hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(scope.key())
    .bind(row.audit_id)
    .bind(row.at)
    .bind(&row.operator_id)
    .bind(&row.device_id)
    .bind(&row.action)
    .bind(&row.record_id)
    .bind(&row.record_type)
    .bind(&row.fields)
    .bind(row.hash(&previous)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Reads the whole audit and follows its chain.
pub async fn chain(repo: &SqliteRepository, scope: &TenantScope) -> Result<AuditChain, StoreError> {
    // In pages: an audit of years does not fit into memory beside a running server.
    const PAGE: i64 = 10_000;
    let mut chain = AuditChain::default();
    loop {
        let rows = sqlx::query(
            "SELECT audit_id, at, operator_id, device_id, action, record_id, record_type, fields, hash FROM audit \
             WHERE ambito_id = ? AND audit_id > ? ORDER BY audit_id LIMIT ?",
        )
        .bind(scope.key())
        .bind(chain.last)
        .bind(PAGE)
        .fetch_all(&repo.readers)
        .await?;
        for row in &rows {
            let (line, hash) = (Line::read(row)?, row.try_get::<String, _>("hash")?);
            // Rows from before the chain have no hash; none may follow one that has.
            let chained = !(hash.is_empty() && chain.head.is_empty());
            if line.audit_id != chain.last + 1 || (chained && hash != line.hash(&chain.head)?) {
                chain.broken_at = Some(line.audit_id);
                return Ok(chain);
            }
            (chain.last, chain.head) = (line.audit_id, hash);
        }
        if rows.is_empty() {
            return Ok(chain);
        }
    }
}

/// A row as it lies there.
struct Line {
    audit_id: i64,
    at: i64,
    operator_id: Option<String>,
    device_id: Option<String>,
    action: String,
    record_id: Option<String>,
    record_type: Option<String>,
    fields: String,
}

impl Line {
    fn read(row: &SqliteRow) -> Result<Self, StoreError> {
        Ok(Self {
            audit_id: row.try_get("audit_id")?,
            at: row.try_get("at")?,
            operator_id: row.try_get("operator_id")?,
            device_id: row.try_get("device_id")?,
            action: row.try_get("action")?,
            record_id: row.try_get("record_id")?,
            record_type: row.try_get("record_type")?,
            fields: row.try_get("fields")?,
        })
    }

    /// SHA-256, hex, of the hash before and of every column, as a JSON array: no two rows have the same text.
    fn hash(&self, previous: &str) -> Result<String, StoreError> {
        let Self { audit_id, at, operator_id, device_id, action, record_id, record_type, fields } = self;
        let text = to_json(&(previous, audit_id, at, operator_id, device_id, action, record_id, record_type, fields))?;
        Ok(HEXLOWER.encode(&Sha256::digest(text)))
    }
}
