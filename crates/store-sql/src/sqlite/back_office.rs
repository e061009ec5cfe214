//! What the back office asks: reference records, queries and reports.

use model::ids::{OperatorId, RecordId};
use model::record::RecordType;
use model::time::Millis;
use protocol::Snapshot;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row as _, Sqlite};
use sync::server::ServerRecord;
use uuid::Uuid;

use super::SqliteRepository;
use super::audit::add_audit;
use super::rows::{find_record, from_code, next_seq, put_record, record, record_columns, to_json};
use crate::error::StoreError;
use crate::records::{AuditEntry, Found, Query, Reader, StoredRecord, Written};
use crate::scope::TenantScope;

/// The author of what the back office writes.
pub const BACK_OFFICE: OperatorId = OperatorId(Uuid::nil());

pub async fn put_reference(
    repo: &SqliteRepository,
    scope: &TenantScope,
    snapshot: &Snapshot,
    now: Millis,
) -> Result<(), StoreError> {
    let mut tx = repo.write().await?;
    let current = find_record(&mut tx, repo.sealed(scope), snapshot.id).await?;
    let rev = match current {
        Some(current) if current.record.snapshot.fields == snapshot.fields => return Ok(()),
        Some(current) => current.record.snapshot.rev,
        None => 0,
    };
    let seq = next_seq(&mut tx, scope).await?;
    let snapshot = Snapshot { rev: rev + 1, ..snapshot.clone() };
    put_record(
        &mut tx,
        repo.sealed(scope),
        &ServerRecord { snapshot: snapshot.clone(), author: BACK_OFFICE, erased: false },
        seq,
        now,
    )
    .await?;
    let entry = AuditEntry {
        at: now,
        operator_id: None,
        device_id: None,
        action: "reference".to_owned(),
        record_id: Some(snapshot.id),
        record_type: Some(snapshot.record_type.clone()),
        fields: snapshot.fields.keys().cloned().collect(),
    };
    add_audit(&mut tx, scope, &entry).await?;
    Ok(tx.commit().await?)
}

pub async fn query(
    repo: &SqliteRepository,
    scope: &TenantScope,
    query: &Query,
    reader: &Reader<'_>,
) -> Result<Found, StoreError> {
    let mut tx = repo.write().await?;
    let (after_at, after_id) = query.after.map_or((None, None), |(at, id)| (Some(at), Some(id.to_string())));
    let rows = sqlx::query::<Sqlite>(concat!(
        "SELECT ",
        record_columns!(),
        " FROM records WHERE ambito_id = ?1 AND record_type = ?2 AND erased = 0",
        " AND (?3 IS NULL OR occurred_at >= ?3) AND (?4 IS NULL OR occurred_at < ?4)",
        " AND (?5 IS NULL OR municipality_code = ?5)",
        " AND (service IS NULL OR service IN (SELECT value FROM json_each(?6)))",
        " AND (?7 IS NULL OR (coalesce(occurred_at, 0), record_id) < (?7, ?8))",
        " ORDER BY coalesce(occurred_at, 0) DESC, record_id DESC LIMIT ?9"
    ))
    .bind(scope.key())
    .bind(query.record_type.as_str())
    .bind(query.from.map(|at| at.0))
    .bind(query.until.map(|at| at.0))
    .bind(&query.municipality_code)
    .bind(to_json(&query.services)?)
    .bind(after_at)
    .bind(after_id)
    // One more says whether there is another page.
    .bind(i64::from(query.limit) + 1)
    .fetch_all(&mut *tx)
    .await?;
    let limit = query.limit as usize;
    let more = rows.len() > limit;
    let page = rows.iter().take(limit).map(|row| record(repo.sealed(scope), row));
    let mut records = page.collect::<Result<Vec<_>, _>>()?;
    let next = records.last().filter(|_| more).map(|last| (last.occurred_at.unwrap_or(0), last.record.snapshot.id));
    records.retain(|stored| (reader.may)(&stored.record));
    let asked = entry(reader, "query", None, &query.record_type, reader.terms.clone());
    add_audit(&mut tx, scope, &asked).await?;
    for stored in &records {
        note(&mut tx, scope, reader, &stored.record).await?;
    }
    tx.commit().await?;
    Ok(Found { records, next })
}

pub async fn reveal(
    repo: &SqliteRepository,
    scope: &TenantScope,
    id: RecordId,
    reader: &Reader<'_>,
) -> Result<Option<StoredRecord>, StoreError> {
    let mut tx = repo.write().await?;
    let found = find_record(&mut tx, repo.sealed(scope), id).await?.filter(|stored| (reader.may)(&stored.record));
    if let Some(stored) = &found {
        note(&mut tx, scope, reader, &stored.record).await?;
    }
    tx.commit().await?;
    Ok(found)
}

pub async fn history(
    repo: &SqliteRepository,
    scope: &TenantScope,
    id: RecordId,
    reader: &Reader<'_>,
) -> Result<Option<Vec<Written>>, StoreError> {
    if reveal(repo, scope, id, reader).await?.is_none() {
        return Ok(None);
    }
    let rows = sqlx::query(
        "SELECT journal.kind, journal.received_at, operators.display_name FROM journal \
         LEFT JOIN operators USING (ambito_id, operator_id) \
         WHERE journal.ambito_id = ? AND journal.record_id = ? AND journal.seq IS NOT NULL ORDER BY journal.seq",
    )
    .bind(scope.key())
    .bind(id.to_string())
    .fetch_all(&repo.readers)
    .await?;
    let written = |row: &SqliteRow| {
        Ok(Written {
            kind: from_code(row, "kind")?,
            display_name: row.try_get("display_name")?,
            received_at: Millis(row.try_get("received_at")?),
        })
    };
    rows.iter().map(written).collect::<Result<_, StoreError>>().map(Some)
}

/// Writes down that a record is given, where the reader says so.
async fn note(
    conn: &mut SqliteConnection,
    scope: &TenantScope,
    reader: &Reader<'_>,
    record: &ServerRecord,
) -> Result<(), StoreError> {
    let Some(names) = (reader.noted)(record) else { return Ok(()) };
    let snapshot = &record.snapshot;
    add_audit(conn, scope, &entry(reader, "read", Some(snapshot.id), &snapshot.record_type, names)).await
}

fn entry(
    reader: &Reader<'_>,
    action: &str,
    record_id: Option<RecordId>,
    record_type: &RecordType,
    fields: Vec<String>,
) -> AuditEntry {
    AuditEntry {
        at: reader.at,
        operator_id: Some(reader.author.operator_id),
        device_id: Some(reader.author.device_id),
        action: action.to_owned(),
        record_id,
        record_type: record_type.info().map(|_| record_type.clone()),
        fields,
    }
}

pub async fn records_of(
    repo: &SqliteRepository,
    scope: &TenantScope,
    types: &[RecordType],
) -> Result<Vec<StoredRecord>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        record_columns!(),
        " FROM records WHERE ambito_id = ? AND erased = 0 AND record_type IN (SELECT value FROM json_each(?)) ORDER BY seq"
    ))
    .bind(scope.key())
    .bind(to_json(&types)?)
    .fetch_all(&repo.readers)
    .await?;
    rows.iter().map(|row| record(repo.sealed(scope), row)).collect()
}
