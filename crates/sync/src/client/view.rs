//! How a record looks: the API's version with the unsent operations of this phone replayed on top.

use litemap::LiteMap;
use model::ids::{OpId, RecordId};
use model::record::Fields;
use protocol::{Op, OpKind};
use serde_json::Value;

use super::rows::OutboxRow;
use super::state::State;
use super::{RecordView, SaveState};

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
    for unsent in &lane {
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
        siblings: row.map(|row| row.base.siblings.clone()).unwrap_or_default(),
        fault,
        saved_at: lane.last().map(|unsent| unsent.saved_at).or_else(|| row.and_then(|row| row.saved_at)),
    })
}

/// Does to `fields` what the API will do.
pub(super) fn replay(fields: &mut Fields, op: &Op) {
    match op.kind {
        OpKind::Create | OpKind::Patch | OpKind::Resolve => {
            for (name, change) in &op.fields {
                fields.insert(name.clone(), change.value.clone());
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

/// Whether the record is voided.
pub(super) fn is_voided(fields: &Fields) -> bool {
    fields.get(VOIDED_AT).is_some_and(|value| !value.is_null())
}
