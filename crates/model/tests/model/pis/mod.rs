//! Activations: the fold of their events, and what it says of each person.

mod fold;
mod minimised;
mod night;
mod party;
mod people;
mod shift;

use model::pis::{Flag, PisState};
use model::record::RecordType;
use model::time::Millis;
use serde_json::{Value, json};

use crate::support::{Rec, fields_of, id, ids};

pub(super) const ACTIVATION: u64 = 1;

/// A report of two people.
pub(super) fn report() -> Value {
    json!({
        "reportedAt": "2026-11-22T20:00:00+01:00", "referrerType": "carabinieri", "triage": "emergency",
        "municipalityCode": "015189", "targetCategory": "minor_art_403",
        "people": [{"n": 1, "ageClass": "minor", "gender": "F"}, {"n": 2, "ageClass": "adult", "category": "family_violence_victim"}],
    })
}

/// Events one after another, a minute each from 20:00, ids from 101.
pub(super) fn events(steps: &[(&str, Value)]) -> Vec<Rec> {
    let start = Millis::parse_rfc3339("2026-11-22T20:00:00+01:00").unwrap();
    let numbered = steps.iter().zip(1i64..);
    numbered
        .map(|((kind, extra), n)| {
            let at = start.plus(n * Millis::MINUTE).to_rfc3339();
            let mut fields = json!({"activationId": ids(ACTIVATION), "kind": kind, "occurredAt": at});
            fields.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            Rec::new(RecordType::PIS_EVENT, 100 + u64::try_from(n).unwrap(), fields)
        })
        .collect()
}

pub(super) fn folded(report: &Value, steps: &[(&str, Value)]) -> PisState {
    fold_of(report, &events(steps))
}

pub(super) fn fold_of(report: &Value, events: &[Rec]) -> PisState {
    model::pis::fold(id(ACTIVATION), &fields_of(report.clone()), events.iter().map(Rec::as_ref))
}

pub(super) fn flags(state: &PisState) -> Vec<Flag> {
    state.steps.iter().flat_map(|step| step.flags.clone()).collect()
}

pub(super) fn none() -> Value {
    json!({})
}
