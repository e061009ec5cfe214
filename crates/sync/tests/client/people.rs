//! What a person saves.

use model::ids::RecordId;
use model::record::{Fields, RecordType};
use serde_json::{Value, json};
use sync::client::{Change, ChangeKind, LocalSave, RecordView};
use uuid::Uuid;

use crate::api::operator;

/// A record of a test.
pub fn id(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_0000_0000 + n))
}

/// A new card, for whoever visits: the operators 1 and 2.
pub fn card(n: u128) -> LocalSave {
    let visitors = json!([operator(1).operator_id, operator(2).operator_id]);
    let fields = [("beneficiaryType", json!("elderly")), ("assignedOperatorIds", visitors)];
    one(change(id(n), RecordType::BENEFICIARY, ChangeKind::Create, &fields))
}

/// A new card and its first visit, together.
pub fn card_and_visit(card_id: u128, visit: u128) -> LocalSave {
    let mut save = card(card_id);
    let fields = [("beneficiaryId", json!(id(card_id).to_string())), ("status", json!("scheduled"))];
    save.changes.push(change(id(visit), RecordType::PROXIMITY_VISIT, ChangeKind::Create, &fields));
    save
}

/// A new card that the API refuses: it names a type that no codelist can have.
pub fn bad_card(n: u128) -> LocalSave {
    let fields = [("beneficiaryType", json!("elderly")), ("householdSize", json!(-1)), ("doorbell", json!("Rossi"))];
    one(change(id(n), RecordType::BENEFICIARY, ChangeKind::Create, &fields))
}

/// A change of fields of a card, as a form that shows `seen` sends it.
pub fn edit(n: u128, seen: Option<&RecordView>, fields: &[(&str, Value)]) -> LocalSave {
    let mut change = change(id(n), RecordType::BENEFICIARY, ChangeKind::Patch, fields);
    change.seen = seen.map(|view| Box::new(view.seen()));
    one(change)
}

/// Voids a card.
pub fn void(n: u128) -> LocalSave {
    one(change(id(n), RecordType::BENEFICIARY, ChangeKind::Archive, &[("voidReason", json!("entry_error"))]))
}

/// Takes the voiding back.
pub fn restore(n: u128) -> LocalSave {
    one(change(id(n), RecordType::BENEFICIARY, ChangeKind::Restore, &[]))
}

pub fn one(change: Change) -> LocalSave {
    LocalSave { changes: vec![change], drop_draft: None }
}

pub fn change(id: RecordId, record_type: RecordType, kind: ChangeKind, fields: &[(&str, Value)]) -> Change {
    let fields: Fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Change { record_id: id, record_type, kind, fields, seen: None }
}
