//! What a person's acts at the hub write: one save each, all of it or nothing.

use leptos::prelude::*;
use model::hub::path_code;
use model::ids::RecordId;
use model::order;
use model::record::{Fields, Issue, RecordType, Service};
use serde_json::Value;
use sync::client::{Change, ChangeKind, Entropy as _, RecordView};

use crate::commands::create;
use crate::components::form::Form;
use crate::pages::new_fields;
use crate::runtime::{BrowserEntropy, mint_id};
use crate::state::{AppState, RecordFacts as _};

/// Stands in `citizenPathId` of a form while the path is to be opened with it.
pub const NEW: &str = "new";
/// The same for a citizen who has a card of a path that is not on this phone: its code stands in `code`.
pub const NEW_OF_CARD: &str = "new_of_card";
/// Field of the form alone: who moves an appointment.
pub const MOVED_BY: &str = "movedBy";
/// Facilitazione individuale.
const INDIVIDUAL: &str = "A";

/// Id and code of the path that a page may open; drawn once, so that a second try opens no second path.
#[derive(Clone, Debug)]
pub struct Opening {
    id: RecordId,
    code: String,
}

impl Opening {
    /// Draws them.
    pub fn draw() -> Self {
        let mut random = [0; model::hub::PATH_CODE_LENGTH];
        BrowserEntropy.fill(&mut random);
        Self { id: mint_id(), code: path_code(random) }
    }
}

/// What the one form of a page makes: the appointment, and before it the path that opens with it.
pub struct Made {
    /// In order.
    pub changes: Vec<Change>,
    /// The code of the new path.
    pub code: Option<String>,
}

/// Whether a form opens a path.
pub fn opens(form: &Form) -> bool {
    form.fields.with(|fields| matches!(fields.text("citizenPathId"), Some(NEW | NEW_OF_CARD)))
}

/// The changes that a form makes, in a state of the appointment; or what does not pass.
pub fn made(form: &Form, status: &str, opening: &Opening, state: &AppState) -> Result<Made, Vec<Issue>> {
    let typed = form.fields.get_untracked();
    let of_path = |name: &str| RecordType::CITIZEN_PATH.info().is_some_and(|info| info.field(name).is_some());
    let (mut path, mut appointment): (Fields, Fields) = typed.into_iter().partition(|(name, _)| of_path(name));
    appointment.remove(MOVED_BY);
    appointment.insert("status".to_owned(), status.into());
    appointment.insert("facilitaServiceType".to_owned(), INDIVIDUAL.into());
    if let Some(at) = appointment.get("startsAt").cloned() {
        appointment.insert("occurredAt".to_owned(), at);
    }
    let place = appointment.reference("venueId").and_then(|id| untrack(|| state.record(id)));
    let place = place.and_then(|venue| venue.fields.get("municipalityCode").cloned());
    appointment.extend(place.clone().map(|place| ("municipalityCode".to_owned(), place)));

    let opens = untrack(|| opens(form));
    if opens {
        if appointment.text("citizenPathId") == Some(NEW) {
            // What was typed may have been a name.
            path.remove("code");
        }
        appointment.insert("citizenPathId".to_owned(), opening.id.to_string().into());
        if path.text("code").is_none() {
            path.insert("code".to_owned(), opening.code.clone().into());
        }
        path.extend(new_fields(state, Service::Hub, "active"));
        path.extend(place.map(|place| ("municipalityCode".to_owned(), place)));
    }
    let config = state.config.get_untracked();
    let mut issues = model::validate(&RecordType::HUB_APPOINTMENT, &appointment, &config);
    if opens {
        issues.extend(model::validate(&RecordType::CITIZEN_PATH, &path, &config));
    }
    if !issues.is_empty() {
        return Err(issues);
    }
    let code = opens.then(|| path.text("code").unwrap_or_default().to_owned());
    let mut changes = vec![create(form.id.get_untracked(), RecordType::HUB_APPOINTMENT, appointment)];
    if opens {
        // First what the appointment names.
        changes.insert(0, create(opening.id, RecordType::CITIZEN_PATH, path));
    }
    Ok(Made { changes, code })
}

/// An appointment held now with these objectives.
pub fn held(appointment: &RecordView, objectives: &[String]) -> Fields {
    let channel = appointment.text("bookingChannel").unwrap_or("desk");
    order::tree([
        ("status".to_owned(), "held".into()),
        ("objectives".to_owned(), objectives.into()),
        ("bookingChannel".to_owned(), channel.into()),
        ("facilitaServiceType".to_owned(), INDIVIDUAL.into()),
    ])
}

/// A change of an appointment, and the change that takes it back.
pub fn patch(record: &RecordView, fields: Fields) -> (Change, Change) {
    let before = fields.keys().map(|name| (name.clone(), record.fields.get(name).cloned().unwrap_or(Value::Null)));
    let before: Fields = order::tree(before);
    let change = |fields, seen| {
        let (record_id, record_type) = (record.id, record.record_type.clone());
        Change { record_id, record_type, kind: ChangeKind::Patch, fields, seen }
    };
    (change(fields, Some(Box::new(record.seen()))), change(before, None))
}

/// The acts that take new records back: what was made leaves every count.
pub fn voids(changes: &[Change]) -> Vec<Change> {
    let made = changes.iter().rev().filter(|change| change.kind == ChangeKind::Create);
    made.map(|change| Change {
        record_id: change.record_id,
        record_type: change.record_type.clone(),
        kind: ChangeKind::Archive,
        fields: order::tree([("voidReason".to_owned(), "entry_error".into())]),
        seen: None,
    })
    .collect()
}

/// Minutes of the last appointment on this phone, else the usual ones of the Ambito.
pub fn usual_minutes(state: &AppState) -> i64 {
    let appointments = untrack(|| state.of_type(&RecordType::HUB_APPOINTMENT));
    let last = appointments.iter().filter(|one| one.status() == "held").max_by_key(|one| one.instant("startsAt"));
    last.and_then(|one| one.number("durationMinutes"))
        .unwrap_or_else(|| state.config.get_untracked().hub.default_minutes.into())
}
