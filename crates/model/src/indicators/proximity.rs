use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Period;
use crate::codes::NOT_RECORDED;
use crate::ids::RecordId;
use crate::proximity::Aliases;
use crate::record::{RecordRef, RecordType};
use crate::time::Millis;

/// PRX-1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProximityReport {
    /// Distinct beneficiaries by type; `not_recorded` where nobody wrote it down.
    pub beneficiaries: BTreeMap<String, u64>,
    /// Distinct beneficiaries.
    pub total: u64,
    /// Visits done.
    pub visits: u64,
}

/// PRX-1: distinct beneficiaries, after aliases, with at least one visit done or one attendance in the period, by type
/// as of the last one.
///
/// The type is the one that the visit carries, else the beneficiary's.
#[must_use]
pub fn proximity_1<'a>(records: impl IntoIterator<Item = RecordRef<'a>>, period: &Period) -> ProximityReport {
    let records: Vec<_> = records.into_iter().collect();
    let aliases = Aliases::of(&RecordType::BENEFICIARY, records.iter().copied());
    let types: BTreeMap<RecordId, &str> = records
        .iter()
        .filter(|record| record.is(&RecordType::BENEFICIARY))
        .filter_map(|record| Some((record.id, record.text("beneficiaryType")?)))
        .collect();
    let voided: BTreeSet<RecordId> = records
        .iter()
        .filter(|record| record.is(&RecordType::BENEFICIARY) && record.voided())
        .map(|record| record.id)
        .collect();
    let mut report = ProximityReport::default();
    let mut last: BTreeMap<RecordId, (Millis, RecordId, &str)> = BTreeMap::new();
    let mut reached = |beneficiary: RecordId, at: Millis, record: RecordId, carried: Option<&'a str>| {
        let head = aliases.resolve(beneficiary);
        let of_card = types.get(&head).or_else(|| types.get(&beneficiary)).copied();
        let kind = carried.or(of_card).unwrap_or(NOT_RECORDED);
        let entry = last.entry(head).or_insert((at, record, kind));
        if (entry.0, entry.1) <= (at, record) {
            *entry = (at, record, kind);
        }
    };
    for record in records.iter().filter(|record| !record.voided()) {
        if let Some(at) = visit_done(record).filter(|at| period.has(*at)) {
            report.visits += 1;
            if let Some(beneficiary) = record.reference("beneficiaryId") {
                reached(beneficiary, at, record.id, record.text("beneficiaryType"));
            }
        } else if let Some(at) = session_held(record).filter(|at| period.has(*at)) {
            for attendee in attendees(record) {
                reached(attendee, at, record.id, None);
            }
        }
    }
    for (_, (_, _, kind)) in last.iter().filter(|(head, _)| !voided.contains(head)) {
        *report.beneficiaries.entry((*kind).to_owned()).or_default() += 1;
        report.total += 1;
    }
    report
}

fn visit_done(record: &RecordRef<'_>) -> Option<Millis> {
    let done = record.is(&RecordType::PROXIMITY_VISIT) && record.state() == "done";
    let times = ["startedAt", "occurredAt", "scheduledAt"];
    if done { times.iter().find_map(|field| record.time(field)) } else { None }
}

fn session_held(record: &RecordRef<'_>) -> Option<Millis> {
    let held = record.is(&RecordType::PROXIMITY_GROUP_SESSION) && record.state() == "held";
    if held { record.time("startsAt") } else { None }
}

fn attendees(session: &RecordRef<'_>) -> Vec<RecordId> {
    let list = session.fields.get("attendees").and_then(serde_json::Value::as_array);
    list.into_iter().flatten().filter_map(|id| id.as_str()?.parse().ok()).collect()
}
