//! How values lie in rows, and the writes that several calls share.

use std::str::FromStr;

use model::ids::{OperatorId, RecordId};
use model::record::{RecordType, Service};
use model::time::Millis;
use protocol::{Sibling, Snapshot};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sync::server::ServerRecord;

use crate::error::StoreError;
use crate::records::StoredRecord;
use crate::scope::TenantScope;
use crate::sealing::{self, Sealer};

/// Columns that [`record`] reads.
macro_rules! record_columns {
    () => {
        "record_id, record_type, schema_version, rev, seq, fields, siblings, author_id, erased, occurred_at"
    };
}
pub(crate) use record_columns;

/// How the content of records is read and written.
#[derive(Clone, Copy)]
pub struct Sealed<'a> {
    pub scope: &'a TenantScope,
    /// The key of what lies encrypted.
    pub sealer: Option<&'a Sealer>,
}

/// A record from a row with the columns of [`record_columns`].
pub fn record(sealed: Sealed<'_>, row: &SqliteRow) -> Result<StoredRecord, StoreError> {
    let mut snapshot = Snapshot {
        id: parse::<RecordId>(row, "record_id")?,
        record_type: RecordType(row.try_get::<String, _>("record_type")?.into()),
        schema_version: number(row, "schema_version")?,
        rev: number(row, "rev")?,
        fields: json(row, "fields")?,
        siblings: json::<Vec<Sibling>>(row, "siblings")?,
    };
    sealing::open(sealed.sealer, sealed.scope, &mut snapshot)?;
    let author = parse::<OperatorId>(row, "author_id")?;
    let erased = row.try_get::<i64, _>("erased")? != 0;
    let record = ServerRecord { snapshot, author, erased };
    Ok(StoredRecord { record, seq: number(row, "seq")?, occurred_at: row.try_get("occurred_at")? })
}

/// A column that holds an id as text.
pub fn parse<T: FromStr>(row: &SqliteRow, column: &'static str) -> Result<T, StoreError> {
    row.try_get::<String, _>(column)?.parse().map_err(|_| StoreError::Corrupt(column))
}

/// A column that holds a count.
pub fn number<T: TryFrom<i64>>(row: &SqliteRow, column: &'static str) -> Result<T, StoreError> {
    T::try_from(row.try_get::<i64, _>(column)?).map_err(|_| StoreError::Corrupt(column))
}

/// A column that holds JSON as text.
pub fn json<T: DeserializeOwned>(row: &SqliteRow, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(&row.try_get::<String, _>(column)?).map_err(|_| StoreError::Corrupt(column))
}

/// A value as JSON text; the types stored here always have one.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Database(Box::new(error)))
}

/// The code of a unit enum as on the wire.
pub fn code<T: Serialize>(value: &T) -> Result<String, StoreError> {
    Ok(to_json(value)?.trim_matches('"').to_owned())
}

/// The unit enum of a code.
pub fn from_code<T: DeserializeOwned>(row: &SqliteRow, column: &'static str) -> Result<T, StoreError> {
    let code: String = row.try_get(column)?;
    serde_json::from_value(code.into()).map_err(|_| StoreError::Corrupt(column))
}

/// An unsigned number as SQLite has it.
pub fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The next position of the feed. The caller holds the write lock, so positions follow the order of the commits.
pub async fn next_seq(conn: &mut SqliteConnection, scope: &TenantScope) -> Result<u64, StoreError> {
    let seq: Option<i64> =
        sqlx::query_scalar("UPDATE ambiti SET next_seq = next_seq + 1 WHERE ambito_id = ? RETURNING next_seq - 1")
            .bind(scope.key())
            .fetch_optional(conn)
            .await?;
    seq.and_then(|seq| u64::try_from(seq).ok()).ok_or(StoreError::UnknownAmbito)
}

/// The record as it is, if it is there.
pub async fn find_record(
    conn: &mut SqliteConnection,
    sealed: Sealed<'_>,
    id: RecordId,
) -> Result<Option<StoredRecord>, StoreError> {
    let row = sqlx::query(concat!("SELECT ", record_columns!(), " FROM records WHERE ambito_id = ? AND record_id = ?"))
        .bind(sealed.scope.key())
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(|row| record(sealed, row)).transpose()
}

/// An activation with its steps, as they are in this transaction; nothing of what was erased.
pub async fn find_case(
    conn: &mut SqliteConnection,
    sealed: Sealed<'_>,
    activation: RecordId,
) -> Result<Vec<ServerRecord>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        record_columns!(),
        " FROM records WHERE ambito_id = ?1 AND erased = 0 AND (record_id = ?2 \
         OR (record_type = ?3 AND json_extract(fields, '$.activationId') = ?2)) ORDER BY seq"
    ))
    .bind(sealed.scope.key())
    .bind(activation.to_string())
    .bind(RecordType::PIS_EVENT.0.as_ref())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(record(sealed, row)?.record)).collect()
}

/// Whether the record is there.
pub async fn exists(conn: &mut SqliteConnection, scope: &TenantScope, id: RecordId) -> Result<bool, StoreError> {
    let found = sqlx::query("SELECT 1 FROM records WHERE ambito_id = ? AND record_id = ?")
        .bind(scope.key())
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    Ok(found.is_some())
}

/// Writes a record at its next revision and its place in the feed.
pub async fn put_record(
    conn: &mut SqliteConnection,
    sealed: Sealed<'_>,
    record: &ServerRecord,
    seq: u64,
    now: Millis,
) -> Result<(), StoreError> {
    let ServerRecord { snapshot, author, erased } = record;
    let id = snapshot.id.to_string();
    let columns = Columns::of(snapshot);
    let scope = sealed.scope;
    let (fields, siblings) = sealing::seal(sealed.sealer, scope, snapshot)?;
    sqlx::query(
        "INSERT INTO records (ambito_id, record_id, record_type, schema_version, rev, seq, fields, siblings, author_id, \
         service, team_id, municipality_code, occurred_at, voided, erased, received_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (ambito_id, record_id) DO UPDATE SET schema_version = excluded.schema_version, rev = excluded.rev, \
         seq = excluded.seq, fields = excluded.fields, siblings = excluded.siblings, service = excluded.service, \
         team_id = excluded.team_id, municipality_code = excluded.municipality_code, \
         occurred_at = excluded.occurred_at, voided = excluded.voided, erased = excluded.erased",
    )
    .bind(scope.key())
    .bind(&id)
    .bind(snapshot.record_type.as_str())
    .bind(i64::from(snapshot.schema_version))
    .bind(integer(snapshot.rev))
    .bind(integer(seq))
    .bind(to_json(&fields)?)
    .bind(to_json(&siblings)?)
    .bind(author.to_string())
    .bind(columns.service.map(|service| code(&service)).transpose()?)
    .bind(columns.team_id)
    .bind(columns.municipality_code)
    .bind(columns.occurred_at)
    .bind(columns.voided)
    .bind(*erased)
    .bind(now.0)
    .execute(&mut *conn)
    .await?;
    sqlx::query("INSERT INTO feed (ambito_id, seq, record_id, rev) VALUES (?, ?, ?, ?)")
        .bind(scope.key())
        .bind(integer(seq))
        .bind(&id)
        .bind(integer(snapshot.rev))
        .execute(conn)
        .await?;
    Ok(())
}

/// Copies of what queries and scopes need, beside the JSON.
struct Columns<'a> {
    service: Option<Service>,
    team_id: Option<&'a str>,
    municipality_code: Option<&'a str>,
    occurred_at: Option<i64>,
    voided: bool,
}

impl<'a> Columns<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        let text = |name: &str| snapshot.fields.get(name).and_then(|value| value.as_str());
        let instant = |name: &str| text(name).and_then(|at| Millis::parse_rfc3339(at).ok()).map(|at| at.0);
        Self {
            service: model::record::service_of(&snapshot.record_type, &snapshot.fields),
            team_id: text("teamId"),
            municipality_code: text("municipalityCode"),
            occurred_at: TIMES.iter().find_map(|name| instant(name)),
            voided: text("voidedAt").is_some(),
        }
    }
}

/// When it happened, or is to happen: the first of these that a record has.
const TIMES: [&str; 6] = ["reportedAt", "startedAt", "startsAt", "arrivedAt", "occurredAt", "scheduledAt"];
