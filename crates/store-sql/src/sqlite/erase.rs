//! Erasing a record by law: nothing of its content stays, its id is never free again.

use model::ids::{OperatorId, RecordId};
use model::record::RecordType;
use model::time::Millis;
use protocol::{EraseReason, Snapshot};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sync::server::ServerRecord;

use super::SqliteRepository;
use super::audit::add_audit;
use super::rows::{Sealed, code, next_seq, number, parse, put_record};
use crate::error::StoreError;
use crate::records::AuditEntry;
use crate::scope::{Author, TenantScope};

pub async fn erase(
    repo: &SqliteRepository,
    scope: &TenantScope,
    author: Author,
    id: RecordId,
    reason: EraseReason,
    now: Millis,
) -> Result<bool, StoreError> {
    let mut tx = repo.write().await?;
    let Some((head, erased)) = Tombstone::find(&mut tx, scope, id).await? else { return Ok(false) };
    if erased {
        return Ok(true);
    }
    let entry = AuditEntry {
        at: now,
        operator_id: Some(author.operator_id),
        device_id: Some(author.device_id),
        action: "erase".to_owned(),
        record_id: Some(id),
        record_type: Some(head.record_type.clone()),
        fields: vec![code(&reason)?],
    };
    write_tombstone(&mut tx, scope, &head, now).await?;
    add_audit(&mut tx, scope, &entry).await?;
    tx.commit().await?;
    // The log still has the pages of before. Where readers stand in its way they go with a later checkpoint.
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(&repo.writer).await.ok();
    Ok(true)
}

/// What is left of a record.
#[derive(Clone, Debug)]
pub struct Tombstone {
    id: RecordId,
    record_type: RecordType,
    schema_version: u32,
    /// The last revision with content.
    rev: u64,
    author: OperatorId,
}

impl Tombstone {
    /// The head of a record, and whether it was erased already; its content is not read.
    async fn find(
        conn: &mut SqliteConnection,
        scope: &TenantScope,
        id: RecordId,
    ) -> Result<Option<(Self, bool)>, StoreError> {
        let row = sqlx::query(
            "SELECT record_id, record_type, schema_version, rev, author_id, erased FROM records \
             WHERE ambito_id = ? AND record_id = ?",
        )
        .bind(scope.key())
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
        row.map(|row| Ok((Self::read(&row)?, row.try_get::<i64, _>("erased")? != 0))).transpose()
    }

    fn read(row: &SqliteRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: parse(row, "record_id")?,
            record_type: RecordType(row.try_get::<String, _>("record_type")?.into()),
            schema_version: number(row, "schema_version")?,
            rev: number(row, "rev")?,
            author: parse(row, "author_id")?,
        })
    }
}

async fn write_tombstone(
    conn: &mut SqliteConnection,
    scope: &TenantScope,
    tombstone: &Tombstone,
    now: Millis,
) -> Result<(), StoreError> {
    let Tombstone { id, record_type, schema_version, rev, author } = tombstone.clone();
    let snapshot = Snapshot { id, record_type, schema_version, rev: rev + 1, fields: [].into(), siblings: Vec::new() };
    let seq = next_seq(conn, scope).await?;
    // Nothing is left that would need the key.
    let sealed = Sealed { scope, sealer: None };
    put_record(conn, sealed, &ServerRecord { snapshot, author, erased: true }, seq, now).await?;
    // The operations stay known, so that none of them comes back; what was wrong with them does not.
    sqlx::query(
        "UPDATE journal SET verdict = json_set(verdict, '$.issues', json('[]')) \
         WHERE ambito_id = ? AND record_id = ? AND json_type(verdict, '$.issues') IS NOT NULL",
    )
    .bind(scope.key())
    .bind(id.to_string())
    .execute(&mut *conn)
    .await?;
    // What came of it sealed can be read with a key of ours.
    sqlx::query("DELETE FROM held WHERE ambito_id = ? AND record_id = ?")
        .bind(scope.key())
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// What was erased in a database, Ambito by Ambito.
pub async fn tombstones(conn: &mut SqliteConnection) -> Result<Vec<(TenantScope, Tombstone)>, StoreError> {
    let rows = sqlx::query(
        "SELECT ambito_id, record_id, record_type, schema_version, rev, author_id FROM records WHERE erased = 1",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let erased = Tombstone::read(row)?;
            let tombstone = Tombstone { rev: erased.rev.saturating_sub(1), ..erased };
            Ok((TenantScope::of(model::ids::AmbitoId(row.try_get("ambito_id")?)), tombstone))
        })
        .collect()
}

/// Erases in an older copy of the database what was erased since; whether there was something to do.
pub async fn erase_again(
    conn: &mut SqliteConnection,
    scope: &TenantScope,
    tombstone: &Tombstone,
    now: Millis,
) -> Result<bool, StoreError> {
    let tombstone = match Tombstone::find(conn, scope, tombstone.id).await? {
        Some((_, true)) => return Ok(false),
        Some((head, false)) => head,
        None => tombstone.clone(),
    };
    write_tombstone(conn, scope, &tombstone, now).await?;
    let entry = AuditEntry {
        at: now,
        operator_id: None,
        device_id: None,
        action: "erase".to_owned(),
        record_id: Some(tombstone.id),
        record_type: Some(tombstone.record_type),
        fields: vec!["restored".to_owned()],
    };
    add_audit(conn, scope, &entry).await?;
    Ok(true)
}
