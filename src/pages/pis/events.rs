use model::codes::{Code as _, PisEventKind};
use model::ids::RecordId;
use model::pis::Step;
use model::record::{Fields, RecordType, Service};
use model::rome;
use model::time::Millis;
use serde_json::Value;
use sync::client::Change;

use super::case::Case;
use crate::commands::create;
use crate::pages::new_fields;
use crate::runtime::mint_id;
use crate::state::{AppState, RecordFacts as _};

/// So much the clocks of two phones may differ without anybody noticing.
const CLOCKS_DIFFER: i64 = 5 * Millis::MINUTE;

/// A step that happens now, of everybody or of one person.
pub fn step(app: &AppState, case: &Case, kind: &PisEventKind, person: Option<i64>, code: Option<&str>) -> Change {
    let mut fields = event(app, case, kind);
    if let Some(n) = person {
        fields.insert("personN".to_owned(), n.into());
    }
    if let Some(code) = code {
        fields.insert("code".to_owned(), code.into());
    }
    new(fields)
}

/// Whose duty the steps of art. 403 are, for one person.
pub fn duty(app: &AppState, case: &Case, person: i64, authority: &str) -> Change {
    let mut change = step(app, case, &PisEventKind::PLACEMENT, Some(person), None);
    change.fields.insert("art403Authority".to_owned(), authority.into());
    change
}

/// The event that takes a step back: nothing is deleted.
pub fn voiding(app: &AppState, step: &Change) -> Change {
    let mut fields = new_fields(app, Service::Pis, "");
    for kept in ["activationId", "kind", "municipalityCode"] {
        if let Some(value) = step.fields.get(kept) {
            fields.insert(kept.to_owned(), value.clone());
        }
    }
    voids(fields, step.record_id)
}

/// As [`voiding`], for a step of the fold.
pub fn voiding_step(app: &AppState, case: &Case, step: &Step) -> Change {
    let kind = step.event.kind.clone().unwrap_or(PisEventKind::ACTION);
    voids(event(app, case, &kind), step.root)
}

/// The event that replaces a step whole: as it was, with another time, as exact as the code says, or another answer.
pub fn correction(app: &AppState, case: &Case, step: &Step, at: (Value, &str), code: Option<String>) -> Change {
    let kind = step.event.kind.clone().unwrap_or(PisEventKind::ACTION);
    let mut fields = event(app, case, &kind);
    fields.extend(step.event.to_fields());
    fields.insert("occurredAt".to_owned(), at.0);
    fields.insert("occurredAtPrecision".to_owned(), at.1.into());
    fields.insert("correctsId".to_owned(), step.root.to_string().into());
    if let Some(code) = code {
        fields.insert("code".to_owned(), code.into());
    }
    new(fields)
}

/// Steps of one act fold in the order given: each a millisecond after the one before.
pub fn in_order(mut steps: Vec<Change>) -> Vec<Change> {
    let Some(first) = steps.first().and_then(|step| step.fields.instant("occurredAt")) else { return steps };
    for (step, after) in steps.iter_mut().zip(0..) {
        step.fields.insert("occurredAt".to_owned(), field(first.plus(after)));
    }
    steps
}

/// An instant as a field holds it.
pub fn field(at: Millis) -> Value {
    rome::to_rome(at).to_rfc3339().into()
}

/// What happens now comes after what is known to have happened, also where two clocks differ a little.
fn now(app: &AppState, case: &Case) -> Millis {
    let now = app.true_now();
    let last = case.fold.steps.last().map(|step| step.at);
    let after = last.filter(|last| (0..CLOCKS_DIFFER).contains(&last.since(now)));
    after.map_or(now, |last| last.plus(1))
}

fn voids(mut fields: Fields, root: RecordId) -> Change {
    fields.insert("correctsId".to_owned(), root.to_string().into());
    fields.insert("voidReason".to_owned(), "entry_error".into());
    new(fields)
}

fn new(fields: Fields) -> Change {
    create(mint_id(), RecordType::PIS_EVENT, fields)
}

fn event(app: &AppState, case: &Case, kind: &PisEventKind) -> Fields {
    let mut fields = new_fields(app, Service::Pis, "");
    fields.insert("occurredAt".to_owned(), field(now(app, case)));
    fields.insert("activationId".to_owned(), case.id().to_string().into());
    fields.insert("kind".to_owned(), kind.as_str().into());
    if let Some(comune) = case.record.fields.get("municipalityCode") {
        fields.insert("municipalityCode".to_owned(), comune.clone());
    }
    fields
}
