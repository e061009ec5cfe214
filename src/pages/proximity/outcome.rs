//! How a visit ends, as changes of records with the way back.

use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::WithUntracked as _;
use model::codes::{Code as _, ServiceType, VisitOutcome};
use model::order;
use model::record::{Fields, RecordType, Service};
use model::round;
use protocol::Role;
use serde_json::Value;
use sync::client::{Change, RecordView};

use super::desk::{Back, Desk, Last, What, as_it_was, patch};
use crate::commands::create;
use crate::pages::{new_fields, now_field};
use crate::runtime::mint_id;
use crate::state::{AppState, RecordFacts as _};

/// Minutes of a visit that has no plan.
pub const USUAL_MINUTES: i64 = 30;
/// The list of a delivery, which is on the planned visit only.
pub const LIST: &str = "shoppingList";

/// The planned services delivered, now, by me: what one tap on Consegnato does.
pub fn deliver(desk: Desk, visit: &RecordView, state: &AppState) {
    end(desk, visit, "done", delivered(visit, state));
}

/// The same with other services or other minutes.
pub fn deliver_changed(desk: Desk, visit: &RecordView, services: Vec<String>, minutes: i64, state: &AppState) {
    let mut fields = delivered(visit, state);
    fields.extend(derived(&services.iter().map(String::as_str).collect::<Vec<_>>(), state));
    fields.insert("services".to_owned(), services.into());
    fields.insert("durationMinutes".to_owned(), minutes.into());
    end(desk, visit, "done", fields);
}

/// Any other end but a postponement.
pub fn close(desk: Desk, visit: &RecordView, outcome: &'static str, state: &AppState) {
    let fields = if outcome == "partly_done" { delivered(visit, state) } else { Fields::new() };
    end(desk, visit, outcome, fields);
}

/// Moves the visit to another day: this one was not made, and a new one takes its place.
pub fn postpone(desk: Desk, visit: &RecordView, day: NaiveDate, state: &AppState) {
    let fields = closing(visit, "postponed");
    let (successor, made) = (mint_id(), follow(visit, day, state));
    let changes = vec![patch(visit, fields.clone()), create(successor, RecordType::PROXIMITY_VISIT, made.clone())];
    let back = vec![as_it_was(visit, &fields), Back::Void(successor, made)];
    desk.act(changes, Last { visit: visit.id, what: What::Outcome("postponed", Some(day)), back });
}

fn end(desk: Desk, visit: &RecordView, outcome: &'static str, mut fields: Fields) {
    fields.extend(closing(visit, outcome));
    let back = vec![as_it_was(visit, &fields)];
    desk.act(vec![patch(visit, fields)], Last { visit: visit.id, what: What::Outcome(outcome, None), back });
}

fn delivered(visit: &RecordView, state: &AppState) -> Fields {
    let mut fields = derived(&visit.codes("services"), state);
    fields.insert("startedAt".to_owned(), now_field());
    fields.insert("durationMinutes".to_owned(), planned_minutes(visit).into());
    fields
}

/// Minutes as planned, or as usual.
pub fn planned_minutes(visit: &RecordView) -> i64 {
    visit.number("durationMinutes").or_else(|| visit.number("plannedMinutes")).unwrap_or(USUAL_MINUTES)
}

/// Support kind, channel and who made it, from the services and the role.
pub fn derived(services: &[&str], state: &AppState) -> Fields {
    let services: Vec<ServiceType> = services.iter().map(|code| ServiceType::new(*code)).collect();
    let kind = model::proximity::support_kind(&services);
    let channel = model::proximity::channel(&services);
    let by = if state.has_role(Role::Volunteer) { "volunteer" } else { "operator" };
    order::tree([
        ("supportKind".to_owned(), kind.as_ref().map_or(Value::Null, |kind| kind.as_str().into())),
        ("channel".to_owned(), channel.as_str().into()),
        ("performedBy".to_owned(), by.into()),
    ])
}

/// The outcome with the state that it leads to. What was to be bought is no longer needed.
fn closing(visit: &RecordView, outcome: &str) -> Fields {
    let mut fields =
        order::tree([("outcome".to_owned(), outcome.into()), ("status".to_owned(), state_after(outcome).into())]);
    if visit.text(LIST).is_some() {
        fields.insert(LIST.to_owned(), Value::Null);
    }
    fields
}

/// The state that an outcome brings; one that this version does not know leaves the visit open.
pub fn state_after(outcome: &str) -> &'static str {
    model::proximity::state_for(&VisitOutcome::new(outcome)).unwrap_or("scheduled")
}

/// The visit that takes the place of a postponed one, at the same hour of its day.
fn follow(visit: &RecordView, day: NaiveDate, state: &AppState) -> Fields {
    let mut fields = new_fields(state, Service::Proximity, "scheduled");
    for kept in [
        "beneficiaryId",
        "beneficiaryType",
        "services",
        "municipalityCode",
        "teamId",
        "providerId",
        "projectId",
        "assignedOperatorId",
        "plannedMinutes",
        "planId",
        "reason",
        "goal",
        LIST,
    ] {
        if let Some(value) = visit.fields.get(kept).filter(|value| !value.is_null()) {
            fields.insert(kept.to_owned(), value.clone());
        }
    }
    if let Some(at) = visit.instant("scheduledAt") {
        let at = model::rome::to_rome(round::on_day(at, day)).to_rfc3339();
        fields.insert("scheduledAt".to_owned(), at.into());
    }
    fields.insert("replacesId".to_owned(), Value::from(visit.id.to_string()));
    fields
}

/// Lists of days that are over, which this phone takes out: those of its own visits, so that one phone does it. Over is what
/// was over when the API was heard last: a clock that runs ahead throws nothing away.
pub fn lists_that_are_over(state: &AppState) -> Vec<Change> {
    let me = state.identity.with_untracked(|identity| Some(identity.as_ref()?.profile.operator_id.to_string()));
    let heard = state.status.with_untracked(|status| status.as_ref()?.last_contact);
    let Some(now) = heard else { return Vec::new() };
    let visits = state.records.with_untracked(|records| {
        let own = |visit: &&Arc<RecordView>| {
            visit.record_type == RecordType::PROXIMITY_VISIT && visit.text("assignedOperatorId") == me.as_deref()
        };
        let over = |visit: &&Arc<RecordView>| !visit.voided() && round::shopping_list_is_over(&visit.fields, now);
        records.values().filter(own).filter(over).cloned().collect::<Vec<_>>()
    });
    visits.iter().map(|visit| patch(visit, order::tree([(LIST.to_owned(), Value::Null)]))).collect()
}

/// The icon of a service.
pub fn service_icon(code: &str) -> &'static str {
    match code {
        "home_grocery_shopping" => "cart",
        "medicine_delivery" => "plus-circle",
        "medical_visit_booking" => "calendar",
        "prescription_pickup" => "file-sheet",
        "local_accompaniment" => "user",
        "relational_visit" => "comment",
        "food_parcel" => "box",
        _ => "list",
    }
}
