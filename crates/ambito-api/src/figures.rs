//! The indicators, computed from what the database holds.

use model::indicators::{Period, hub_1, pis_1, proximity_1, street_1};
use model::record::{RecordRef, RecordType, Service};
use model::time::Millis;
use protocol::FiguresResponse;
use store_sql::{AuditEntry, Author, Repository, StoreError, StoredRecord};

use crate::state::Tenant;

/// Exact figures of a period.
///
/// # Errors
/// When the repository fails.
pub async fn figures(
    repo: &dyn Repository,
    tenant: &Tenant,
    period: Period,
    now: Millis,
) -> Result<FiguresResponse, StoreError> {
    let records = repo.records_of(&tenant.scope, &TYPES).await?;
    let refs = || records.iter().map(record_ref);
    let has = |service| tenant.config.has(service);
    Ok(FiguresResponse {
        period,
        computed_at: now,
        street: has(Service::Street).then(|| street_1(refs(), &period)),
        proximity: has(Service::Proximity).then(|| proximity_1(refs(), &period)),
        pis: has(Service::Pis).then(|| pis_1(refs(), &period)),
        hub: has(Service::Hub).then(|| hub_1(refs(), &period)),
    })
}

/// The row of the audit that comes before figures of a period: whom they are for, the back office where there is nobody.
#[must_use]
pub fn asked(by: Option<Author>, period: Period, at: Millis) -> AuditEntry {
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "...".to_owned(), |day| day.to_string());
    AuditEntry {
        at,
        operator_id: by.map(|by| by.operator_id),
        device_id: by.map(|by| by.device_id),
        action: "figures".to_owned(),
        record_id: None,
        record_type: None,
        fields: vec![format!("from={}", day(period.from)), format!("to={}", day(period.to))],
    }
}

/// What the indicators are computed from.
const TYPES: [RecordType; 14] = [
    RecordType::STREET_OUTING,
    RecordType::STREET_STOP,
    RecordType::STREET_GROUP_MEETING,
    RecordType::STREET_TALLY,
    RecordType::BENEFICIARY,
    RecordType::PROXIMITY_VISIT,
    RecordType::PROXIMITY_GROUP_SESSION,
    RecordType::PIS_ACTIVATION,
    RecordType::PIS_EVENT,
    RecordType::CITIZEN_PATH,
    RecordType::HUB_APPOINTMENT,
    RecordType::HUB_GROUP_SESSION,
    RecordType::SURVEY_ANSWER,
    RecordType::VENUE,
];

fn record_ref(stored: &StoredRecord) -> RecordRef<'_> {
    let snapshot = &stored.record.snapshot;
    RecordRef::new(snapshot.id, &snapshot.record_type, &snapshot.fields)
}
