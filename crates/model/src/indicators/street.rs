use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Period;
use crate::codes::{Code, OutingKind};
use crate::record::{RecordRef, RecordType};
use crate::street::{Contacts, StreetSums};

/// STR-1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreetReport {
    /// Outings (uscite), every outcome.
    pub outings: u64,
    /// Met for the first time. Not distinct people: that cannot be computed from anonymous counts.
    pub young_people_met: i64,
    /// New and known.
    pub contacts: i64,
    /// Outings by Comune of the first stop, else of the outing; `999999` where there is none.
    pub outings_by_municipality: BTreeMap<String, u64>,
    /// Outings of the period that were started and never closed: not counted, to be closed.
    pub open_outings: u64,
}

/// STR-1: outings and young people met in a period.
///
/// An outing counts with its kind `street`, completed, on the day of its start. Meetings and tallies count with their
/// outing, also past midnight; those whose outing is not among the records count on their own day.
#[must_use]
pub fn street_1<'a>(records: impl IntoIterator<Item = RecordRef<'a>>, period: &Period) -> StreetReport {
    let records: Vec<_> = records.into_iter().collect();
    let mut sums = StreetSums::of(records.iter().copied());
    let mut report = StreetReport::default();
    let mut total = Contacts::default();
    for outing in records.iter().filter(|record| record.is(&RecordType::STREET_OUTING)) {
        let contacts = sums.by_outing.remove(&outing.id).unwrap_or_default();
        let in_period = period.has_record(outing, &["startedAt", "occurredAt", "plannedFor"]);
        let is_outing = outing.text("outingKind").is_none_or(|kind| kind == OutingKind::STREET.as_str());
        if outing.voided() || !in_period || !is_outing {
            continue;
        }
        match outing.state() {
            "completed" => {
                report.outings += 1;
                *report.outings_by_municipality.entry(municipality(outing, &sums)).or_default() += 1;
                total.new += contacts.new;
                total.known += contacts.known;
            }
            "in_progress" => report.open_outings += 1,
            _ => {}
        }
    }
    for (at, contacts) in &sums.orphans {
        if period.has(*at) {
            total.new += contacts.new;
            total.known += contacts.known;
        }
    }
    report.young_people_met = total.new;
    report.contacts = total.total();
    report
}

fn municipality(outing: &RecordRef<'_>, sums: &StreetSums) -> String {
    let of_stop = sums.first_stop.get(&outing.id).and_then(|stop| stop.municipality_code.clone());
    of_stop
        .or_else(|| outing.text("municipalityCode").map(str::to_owned))
        .unwrap_or_else(|| crate::values::MunicipalityCode::OUTSIDE.to_owned())
}
