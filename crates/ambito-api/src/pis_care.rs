//! What the API does by itself with activations: a stub stays where one has left the phones, and who reported it is forgotten once
//! it is closed. Pure.

use std::collections::{BTreeMap, BTreeSet};

use model::config::AmbitoConfig;
use model::ids::{AmbitoId, RecordId};
use model::pis::State;
use model::pis_cases::{Folded, stub};
use model::record::{Fields, RecordType};
use model::rome;
use model::time::Millis;
use protocol::Snapshot;
use serde_json::Value;
use sha2::{Digest, Sha256};
use store_sql::{BACK_OFFICE, StoredRecord};
use sync::server::ServerRecord;

/// Whom to call back.
const CONTACT: &str = "referrerContact";

/// The records to be written, each on the revision that it was decided on.
pub fn due(folded: &[Folded<'_>], stored: &[StoredRecord], config: &AmbitoConfig, now: Millis) -> Vec<ServerRecord> {
    let known: BTreeMap<RecordId, &ServerRecord> =
        stored.iter().map(|one| (one.record.snapshot.id, &one.record)).collect();
    let mut written = Vec::new();
    let mut wanted = BTreeSet::new();
    for case in folded {
        if let Some(fields) = stub(case, config, now) {
            let id = stub_id(&config.id, case.case.id);
            wanted.insert(id);
            written.extend(stub_now(id, fields, known.get(&id).copied()));
        }
        let told = case.case.fields.get(CONTACT).is_some_and(|contact| !contact.is_null());
        if (case.state.state == State::Closed || case.state.may_leave_phone()) && told {
            written.extend(known.get(&case.case.id).map(|record| without(record, CONTACT)));
        }
    }
    let over = stored.iter().map(|one| &one.record).filter(|record| {
        let snapshot = &record.snapshot;
        snapshot.record_type == RecordType::PIS_STUB && !wanted.contains(&snapshot.id) && !is_void(&snapshot.fields)
    });
    written.extend(over.map(|record| with(record, "voidedAt", rome::to_rome(now).to_rfc3339().into())));
    written
}

fn stub_now(id: RecordId, fields: Fields, known: Option<&ServerRecord>) -> Option<ServerRecord> {
    let Some(known) = known else {
        let snapshot =
            Snapshot { id, record_type: RecordType::PIS_STUB, schema_version: 1, rev: 0, fields, siblings: Vec::new() };
        return Some(ServerRecord { snapshot, author: BACK_OFFICE, erased: false });
    };
    let mut is = known.snapshot.fields.clone();
    is.retain(|name, _| fields.contains_key(name) || name == "voidedAt");
    (is != fields).then(|| ServerRecord { snapshot: Snapshot { fields, ..known.snapshot.clone() }, ..known.clone() })
}

fn is_void(fields: &Fields) -> bool {
    fields.get("voidedAt").is_some_and(|at| !at.is_null())
}

fn with(record: &ServerRecord, name: &str, value: Value) -> ServerRecord {
    let mut record = record.clone();
    record.snapshot.fields.insert(name.to_owned(), value);
    record
}

fn without(record: &ServerRecord, name: &str) -> ServerRecord {
    let mut record = record.clone();
    record.snapshot.fields.remove(name);
    record
}

/// The same for whoever computes it: no activation has two.
fn stub_id(ambito: &AmbitoId, case: RecordId) -> RecordId {
    let mut hash = Sha256::new();
    hash.update(ambito.0.as_bytes());
    hash.update([0]);
    hash.update(b"pis_stub");
    hash.update(case.0.as_bytes());
    let mut random = [0; 10];
    random.copy_from_slice(&hash.finalize()[..10]);
    let (seconds, nanos) = case.0.get_timestamp().map_or((0, 0), |at| at.to_unix());
    let at = seconds * 1000 + u64::from(nanos) / 1_000_000;
    RecordId(uuid::Builder::from_unix_timestamp_millis(at, &random).into_uuid())
}
