use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use model::codes::{Code as _, ServiceType, VisitOutcome};
use model::record::{Fields, RecordType, Service};
use protocol::Role;
use serde_json::Value;
use store::StoreError;
use sync::client::{Change, ChangeKind, LocalSave, RecordView};

use crate::commands::{create, use_commands};
use crate::pages::{facts, new_fields, now_field};
use crate::runtime::mint_id;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Minutes of a visit that has no plan.
pub const USUAL_MINUTES: i64 = 30;

/// The planned services delivered, now, by me: what one tap on Consegnato writes.
pub fn delivered(visit: &RecordView, state: &AppState) -> Fields {
    let mut fields = closing("done");
    let minutes = visit.number("durationMinutes").or_else(|| visit.number("plannedMinutes")).unwrap_or(USUAL_MINUTES);
    fields.insert("startedAt".to_owned(), now_field());
    fields.insert("durationMinutes".to_owned(), minutes.into());
    fields.extend(derived(&visit.codes("services"), state));
    fields
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

/// The state that an outcome leads to, with the outcome itself.
fn closing(outcome: &str) -> Fields {
    order::tree([("outcome".to_owned(), outcome.into()), ("status".to_owned(), state_after(outcome).into())])
}

/// The state that an outcome brings; one that this version does not know leaves the visit open.
pub fn state_after(outcome: &str) -> &'static str {
    model::proximity::state_for(&VisitOutcome::new(outcome)).unwrap_or("scheduled")
}

/// The other ways a visit may end, one tap each. A postponed one makes its successor for the day after.
#[component]
pub fn Outcomes(
    /// The visit.
    visit: Arc<RecordView>,
    /// The sheet, closed when saved.
    open: RwSignal<bool>,
    /// Where a failure is said.
    failed: RwSignal<Option<StoreError>>,
    /// Which outcomes are offered.
    only: Vec<&'static str>,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let visit = StoredValue::new(visit);
    let busy = RwSignal::new(false);
    let close = move |outcome: &'static str| {
        // A second tap while the first one is being written must not plan a second visit.
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let save = visit.with_value(|visit| act(visit, outcome, &state));
        leptos::task::spawn_local(async move {
            if let Err(error) = commands.save(save).await {
                failed.try_set(Some(error));
            }
            busy.try_set(false);
            open.try_set(false);
        });
    };
    let buttons = only
        .into_iter()
        .map(|outcome| {
            view! {
                <button type="button" class="btn btn--soft btn--wide" on:click=move |_| close(outcome)>
                    {facts::code_label("visitOutcome", outcome, &state)}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="stack">
            <p class="text-2">{tr!(proximity.how_it_ended)}</p>
            {buttons}
        </div>
    }
}

/// What an outcome writes: the visit closed, and for a postponed one the visit that replaces it.
fn act(visit: &RecordView, outcome: &str, state: &AppState) -> LocalSave {
    let mut fields = closing(outcome);
    if outcome == "partly_done" {
        fields.extend(delivered(visit, state));
        fields.insert("outcome".to_owned(), outcome.into());
    }
    let (id, record_type) = (visit.id, visit.record_type.clone());
    let mut changes = vec![Change { record_id: id, record_type, kind: ChangeKind::Patch, fields, seen: None }];
    if outcome == "postponed" {
        changes.push(create(mint_id(), RecordType::PROXIMITY_VISIT, successor(visit, state)));
    }
    LocalSave { changes, drop_draft: None }
}

fn successor(visit: &RecordView, state: &AppState) -> Fields {
    let mut fields = new_fields(state, Service::Proximity, "scheduled");
    for kept in [
        "beneficiaryId",
        "services",
        "municipalityCode",
        "teamId",
        "providerId",
        "assignedOperatorId",
        "plannedMinutes",
        "planId",
    ] {
        if let Some(value) = visit.fields.get(kept) {
            fields.insert(kept.to_owned(), value.clone());
        }
    }
    let tomorrow = visit.instant("scheduledAt").map(|at| at.plus(model::time::Millis::DAY));
    if let Some(at) = tomorrow {
        fields.insert("scheduledAt".to_owned(), model::rome::to_rome(at).to_rfc3339().into());
    }
    fields.insert("replacesId".to_owned(), Value::from(visit.id.to_string()));
    fields
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
