//! Whether an activation of the Pronto Intervento is of the Comune whose social service says that it has it.

use model::codes::{Code as _, PisEventKind};
use model::events::occurred_at;
use model::ids::RecordId;
use model::pis_cases::has_or_had;
use model::record::{RecordRef, RecordType};
use protocol::{Op, OpKind};
use serde_json::Value;

use super::{Actor, ServerRecord};

/// The activation of which an operation says that its receiver has it: it and its steps must be known before that is decided.
#[must_use]
pub fn case_named(op: &Op) -> Option<RecordId> {
    let text = |name: &str| op.fields.get(name)?.value.as_str();
    let acknowledges = op.kind == OpKind::Create
        && op.record_type == RecordType::PIS_EVENT
        && text("kind") == Some(PisEventKind::ACKNOWLEDGED.as_str());
    text("activationId").filter(|_| acknowledges)?.parse().ok()
}

/// Whether the activation is of the Comune of this social worker, or was when `step` says that it happened: whoever had no network
/// then spoke the truth. What somebody said of it may be put right by the same person, whosever it is now.
pub(super) fn is_of_comune(step: &RecordRef<'_>, actor: &Actor, case: &[ServerRecord]) -> bool {
    let Some(own) = actor.municipality_code.as_deref() else { return false };
    let there = case.iter().filter(|record| !record.erased);
    let corrected = step.reference("correctsId");
    let own_step = |record: &ServerRecord| {
        let fields = &record.snapshot.fields;
        corrected == Some(record.snapshot.id)
            && record.author == actor.operator
            && fields.get("kind").and_then(Value::as_str) == Some(PisEventKind::ACKNOWLEDGED.as_str())
    };
    let records = there.clone().map(|record| {
        let snapshot = &record.snapshot;
        RecordRef::new(snapshot.id, &snapshot.record_type, &snapshot.fields)
    });
    there.clone().any(own_step) || has_or_had(&records.collect::<Vec<_>>(), own, occurred_at(step))
}
