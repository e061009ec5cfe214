//! The venues of the configuration as records. They are written down once: from then on they are their coordinator's.

use model::config::{AmbitoConfig, VenueConfig};
use model::ids::RecordId;
use model::record::RecordType;
use model::time::Millis;
use protocol::Snapshot;
use store_sql::StoreError;
use uuid::Builder;

use crate::demo::stable_id;
use crate::state::{App, Tenant};

/// 1 September 2023, 8:00 in Rome: older than anything that happened in a venue.
const SINCE: u64 = 1_693_548_000_000;

/// Writes down the venues of the configuration that are not there yet.
///
/// # Errors
/// When the repository fails.
pub async fn write_down(app: &App, tenant: &Tenant, now: Millis) -> Result<(), StoreError> {
    let known = app.repo().records_of(&tenant.scope, &[RecordType::VENUE]).await?;
    for venue in &tenant.config.venues {
        let id = record_id(&tenant.config, venue);
        if known.iter().all(|record| record.record.snapshot.id != id) {
            app.repo().put_reference(&tenant.scope, &snapshot(id, venue), now).await?;
        }
    }
    Ok(())
}

/// The record of a venue of the configuration, the same at each start.
#[must_use]
pub fn record_id(config: &AmbitoConfig, venue: &VenueConfig) -> RecordId {
    let hash = stable_id(&[&config.id.0, RecordType::VENUE.as_str(), &venue.key]);
    let mut random = [0; 10];
    random.copy_from_slice(&hash.as_bytes()[..10]);
    RecordId(Builder::from_unix_timestamp_millis(SINCE, &random).into_uuid())
}

fn snapshot(id: RecordId, venue: &VenueConfig) -> Snapshot {
    Snapshot {
        id,
        record_type: RecordType::VENUE,
        schema_version: RecordType::VENUE.info().map_or(1, |info| info.schema_version),
        rev: 0,
        fields: venue.to_fields(),
        siblings: Vec::new(),
    }
}
