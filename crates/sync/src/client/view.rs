//! How a record looks: the API's version with the unsent operations of this phone replayed on top.

use litemap::LiteMap;
use model::ids::{OpId, OperatorId, RecordId};
use model::record::Fields;
use protocol::{FieldChange, Op, OpKind, Settled, Sibling};
use serde_json::Value;
use uuid::Uuid;

use super::rows::{OutboxRow, RecordRow};
use super::state::State;
use super::{RecordView, SaveState};
use crate::canonical::value_hash;
use crate::mutants::{Mutant, off};

/// Set when a record is voided.
pub(super) const VOIDED_AT: &str = "voidedAt";
/// Why it was voided.
pub(super) const VOID_REASON: &str = "voidReason";

/// The view of one record; `None` when the phone has nothing of it.
pub(super) fn view(state: &State, id: RecordId, sending: &LiteMap<OpId, u32>) -> Option<RecordView> {
    let row = state.records.get(&id);
    let lane: Vec<&OutboxRow> = state.lane(id).collect();
    let record_type = row.map(|row| &row.base.record_type).or_else(|| lane.first().map(|row| &row.op.record_type))?;
    let mut fields = row.map(|row| row.base.fields.clone()).unwrap_or_default();
    for unsent in lane.iter().filter(|unsent| unsent.shows_on(row)) {
        replay(&mut fields, &unsent.op);
    }
    let fault = lane.iter().find_map(|unsent| unsent.parked.clone());
    let attempt = lane.iter().filter_map(|unsent| sending.get(&unsent.op.op_id)).max();
    let state = match (&fault, attempt, lane.is_empty()) {
        (Some(_), _, _) => SaveState::ToFix,
        (None, Some(attempt), _) => SaveState::Sending { attempt: *attempt },
        (None, None, false) => SaveState::OnPhone,
        (None, None, true) => SaveState::Received,
    };
    Some(RecordView {
        id,
        record_type: record_type.clone(),
        rev: row.map_or(0, |row| row.base.rev),
        fields,
        state,
        receipt: row.and_then(|row| row.receipt.clone()),
        siblings: siblings(row, &lane),
        fault,
        quarantined: lane.iter().any(|unsent| unsent.quarantined.is_some()),
        saved_at: lane.last().map(|unsent| unsent.saved_at).or_else(|| row.and_then(|row| row.saved_at)),
    })
}

/// Does to `fields` what the API will do.
pub(super) fn replay(fields: &mut Fields, op: &Op) {
    match op.kind {
        OpKind::Create | OpKind::Patch => {
            for (name, change) in op.fields.iter().filter(|(_, change)| op.kind == OpKind::Create || is_wanted(change))
            {
                fields.insert(name.clone(), change.value.clone());
            }
        }
        OpKind::Resolve => {
            for (name, change) in &op.fields {
                // Of the voiding only its end can be chosen here.
                if name != VOIDED_AT {
                    fields.insert(name.clone(), change.value.clone());
                } else if change.value.is_null() {
                    fields.insert(VOIDED_AT.to_owned(), Value::Null);
                    fields.insert(VOID_REASON.to_owned(), Value::Null);
                }
            }
        }
        OpKind::Archive => {
            fields.insert(VOIDED_AT.to_owned(), Value::from(op.client_time.to_rfc3339()));
            if let Some(reason) = op.fields.get(VOID_REASON) {
                fields.insert(VOID_REASON.to_owned(), reason.value.clone());
            }
        }
        OpKind::Restore => {
            fields.insert(VOIDED_AT.to_owned(), Value::Null);
            fields.insert(VOID_REASON.to_owned(), Value::Null);
        }
    }
}

/// Whether a change wants something else than what the person saw. What it does not want tells the API what the rest of
/// the group was.
pub(crate) fn is_wanted(change: &FieldChange) -> bool {
    value_hash(Some(&change.value)) != change.base_hash
}

/// The values beside the fields, as they are once the API has settled what this phone settled.
fn siblings(row: Option<&RecordRow>, lane: &[&OutboxRow]) -> Vec<Sibling> {
    let beside = row.filter(|_| !off(Mutant::Beside)).map(|row| row.base.siblings.clone());
    let mut siblings = beside.unwrap_or_default();
    for unsent in lane.iter().filter(|unsent| unsent.op.kind == OpKind::Resolve && unsent.shows_on(row)) {
        let settled = Settled { by: unsent.author.unwrap_or(OperatorId(Uuid::nil())), at: unsent.saved_at };
        for sibling in siblings.iter_mut().filter(|sibling| sibling.settled.is_none()) {
            if unsent.op.settles.contains(&sibling.op_id) && unsent.op.fields.contains_key(&sibling.field) {
                sibling.settled = Some(settled.clone());
            }
        }
    }
    siblings
}

/// Whether the record is voided.
pub(super) fn is_voided(fields: &Fields) -> bool {
    fields.get(VOIDED_AT).is_some_and(|value| !value.is_null())
}
