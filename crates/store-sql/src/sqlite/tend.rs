//! What recurring plans make: visits ahead, and cards that go where the visits go.

use std::collections::BTreeSet;

use model::ids::RecordId;
use model::record::RecordType;
use model::time::Millis;
use sqlx::Sqlite;
use sqlx::sqlite::SqliteConnection;
use sync::server::ServerRecord;

use super::SqliteRepository;
use super::audit::add_audit;
use super::rows::{Sealed, exists, find_record, next_seq, parse, put_record, record, record_columns};
use crate::error::StoreError;
use crate::records::{AuditEntry, Planned, PlannedVisit, Tend};
use crate::scope::TenantScope;

pub async fn tend(
    repo: &SqliteRepository,
    scope: &TenantScope,
    since: Millis,
    now: Millis,
    tend: &Tend<'_>,
) -> Result<usize, StoreError> {
    // Read under the lock of the writer: whoever else tends the plans comes before or after, and nobody in between.
    let mut tx = repo.write().await?;
    let sealed = repo.sealed(scope);
    let plans = of_type(&mut tx, sealed, &RecordType::VISIT_PLAN, None).await?;
    let cards = of_type(&mut tx, sealed, &RecordType::BENEFICIARY, None).await?;
    let visits = of_type(&mut tx, sealed, &RecordType::PROXIMITY_VISIT, Some(since)).await?;
    let touched = touched(&mut tx, scope, since).await?;
    let visits = visits
        .into_iter()
        .map(|record| PlannedVisit { touched: touched.contains(&record.snapshot.id), record })
        .collect();
    let mut written = 0;
    for mut record in tend(&Planned { plans, cards, visits }) {
        let is_new = record.snapshot.rev == 0;
        if is_new && exists(&mut tx, scope, record.snapshot.id).await? {
            continue;
        }
        record.snapshot.rev += 1;
        let seq = next_seq(&mut tx, scope).await?;
        put_record(&mut tx, sealed, &record, seq, now).await?;
        let entry = AuditEntry {
            at: now,
            operator_id: None,
            device_id: None,
            action: if is_new { "plan_create" } else { "plan_change" }.to_owned(),
            record_id: Some(record.snapshot.id),
            record_type: Some(record.snapshot.record_type.clone()),
            fields: Vec::new(),
        };
        add_audit(&mut tx, scope, &entry).await?;
        written += 1;
    }
    tx.commit().await?;
    Ok(written)
}

/// What was decided on a revision is written on that revision.
pub async fn write_back(
    repo: &SqliteRepository,
    scope: &TenantScope,
    records: &[ServerRecord],
    action: &str,
    now: Millis,
) -> Result<(), StoreError> {
    let mut tx = repo.write().await?;
    let sealed = repo.sealed(scope);
    for wanted in records {
        let known = find_record(&mut tx, sealed, wanted.snapshot.id).await?;
        let rev = known.map_or(0, |known| if known.record.erased { u64::MAX } else { known.record.snapshot.rev });
        if rev != wanted.snapshot.rev {
            continue;
        }
        let mut record = wanted.clone();
        record.snapshot.rev += 1;
        let seq = next_seq(&mut tx, scope).await?;
        put_record(&mut tx, sealed, &record, seq, now).await?;
        let entry = AuditEntry {
            at: now,
            operator_id: None,
            device_id: None,
            action: action.to_owned(),
            record_id: Some(record.snapshot.id),
            record_type: Some(record.snapshot.record_type.clone()),
            fields: Vec::new(),
        };
        add_audit(&mut tx, scope, &entry).await?;
    }
    Ok(tx.commit().await?)
}

async fn of_type(
    conn: &mut SqliteConnection,
    sealed: Sealed<'_>,
    record_type: &RecordType,
    since: Option<Millis>,
) -> Result<Vec<ServerRecord>, StoreError> {
    let rows = sqlx::query::<Sqlite>(concat!(
        "SELECT ",
        record_columns!(),
        " FROM records WHERE ambito_id = ?1 AND record_type = ?2 AND erased = 0 AND (?3 IS NULL OR occurred_at >= ?3)",
        " ORDER BY record_id"
    ))
    .bind(sealed.scope.key())
    .bind(record_type.as_str())
    .bind(since.map(|at| at.0))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| record(sealed, row).map(|stored| stored.record)).collect()
}

/// The visits since then to which an operation of a phone was applied.
async fn touched(
    conn: &mut SqliteConnection,
    scope: &TenantScope,
    since: Millis,
) -> Result<BTreeSet<RecordId>, StoreError> {
    let rows = sqlx::query(
        "SELECT r.record_id FROM records r WHERE r.ambito_id = ?1 AND r.record_type = ?2 AND r.occurred_at >= ?3 \
         AND EXISTS (SELECT 1 FROM journal j WHERE j.ambito_id = r.ambito_id AND j.record_id = r.record_id \
         AND j.seq IS NOT NULL)",
    )
    .bind(scope.key())
    .bind(RecordType::PROXIMITY_VISIT.as_str())
    .bind(since.0)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| parse(row, "record_id")).collect()
}
