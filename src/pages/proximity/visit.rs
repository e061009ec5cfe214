use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use model::record::{RecordType, Service};
use serde_json::Value;
use sync::client::RecordView;

use super::name;
use super::outcome::{USUAL_MINUTES, derived, state_after};
use super::person::asked_for;
use crate::components::PlainFrame;
use crate::components::form::{
    Codes, Day, DraftBanner, Errors, Form, Layout, Lines, OneOf, Opt, SaveBar, SomeOf, Stepper, Toggle, When, codes,
};
use crate::components::{Icon, Show};
use crate::pages::{go, new_fields, now_field, route_id};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// An unplanned visit: who, what, how long.
#[component]
pub fn NewVisit() -> impl IntoView {
    let state = use_state();
    let mut fields = new_fields(&state, Service::Proximity, "done");
    fields.extend(order::tree([
        ("outcome".to_owned(), Value::from("done")),
        ("startedAt".to_owned(), now_field()),
        ("durationMinutes".to_owned(), USUAL_MINUTES.into()),
    ]));
    if let Some(card) = asked_for(&state) {
        fields.insert("beneficiaryId".to_owned(), card.id.to_string().into());
    }
    let form = Form::create(RecordType::PROXIMITY_VISIT, fields);
    view! { <VisitForm form title=tr!(proximity.unplanned).to_owned() /> }
}

/// A visit that exists: what changed, or what it still misses.
#[component]
pub fn EditVisit() -> impl IntoView {
    let state = use_state();
    // Read once: a pull in the middle must not replace what is being typed.
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => {
            let form = Form::edit(&record);
            if form.get("outcome").is_none() {
                form.preset("outcome", "done");
                form.preset("startedAt", now_field());
                form.preset("durationMinutes", record.number("plannedMinutes").unwrap_or(USUAL_MINUTES));
            }
            view! { <VisitForm form title=tr!(proximity.edit_visit).to_owned() /> }.into_any()
        }
        None => view! {
            <PlainFrame title=tr!(proximity.visit).to_owned() back="/giro".to_owned()>
                <p class="notice">{tr!(common.record_gone)}</p>
            </PlainFrame>
        }
        .into_any(),
    }
}

#[component]
fn VisitForm(form: Form, #[prop(into)] title: String) -> impl IntoView {
    let state = use_state();
    let then = go("/giro");
    let save = move || {
        complete(form, &state);
        let then = then.clone();
        form.save(move |_| then());
    };
    let people = Signal::derive(move || cards(&state));
    let services = Signal::derive(move || codes(&state, "serviceType"));
    let has = move |code: &str| form.fields.with(|fields| fields.codes("services").contains(&code));
    let accompaniment = Memo::new(move |_| has("local_accompaniment"));
    let relational = Memo::new(move |_| has("relational_visit"));
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title back="/giro".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <OneOf form field="beneficiaryId" label=tr!(proximity.who) options=people fold=true />
                <SomeOf form field="services" label=tr!(proximity.services) options=services />
                <Stepper form field="durationMinutes" label=tr!(proximity.how_long) unit=tr!(common.minutes) min=5 max=480 step=5 />
                <Show when=move || relational.get()>
                    <Codes form field="reason" label=tr!(proximity.reason) list="relationalReason" layout=Layout::Chips />
                    <Codes form field="goal" label=tr!(proximity.goal) list="relationalGoal" layout=Layout::Chips />
                    <Toggle form field="socialServiceInformed" label=tr!(proximity.informed) />
                    <Day form field="nextReviewOn" label=tr!(proximity.next_review) />
                </Show>
                <Show when=move || accompaniment.get()>
                    <Codes form field="destinationKind" label=tr!(proximity.destination) list="destinationKind" layout=Layout::Chips />
                    <Stepper form field="distanceKm" label=tr!(proximity.distance) unit="km" max=500 />
                </Show>
                <details class="more">
                    <summary>
                        <Icon name="expand" />
                        {tr!(common.more_details)}
                    </summary>
                    <div class="more__body">
                        <Codes form field="outcome" label=tr!(proximity.outcome) list="visitOutcome" layout=Layout::Chips />
                        <When form field="startedAt" label=tr!(proximity.started_at) />
                        <Codes form field="concernFlag" label=tr!(proximity.concern) list="concernFlag" layout=Layout::Chips />
                        <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
                    </div>
                </details>
            </form>
        </PlainFrame>
    }
}

/// What follows from what was chosen: the state, the kind of support, the Comune of the person.
fn complete(form: Form, state: &AppState) {
    let fields = form.fields.get_untracked();
    if let Some(outcome) = fields.text("outcome") {
        form.preset("status", state_after(outcome));
    }
    for (field, value) in derived(&fields.codes("services"), state) {
        form.preset(&field, value);
    }
    let card = fields.reference("beneficiaryId").and_then(|id| untrack(|| state.record(id)));
    if let Some(place) = card.as_ref().and_then(|card| card.fields.get("municipalityCode")) {
        form.preset("municipalityCode", place.clone());
    }
}

/// The people of this phone by name; the visited ones of late come first through their order of id.
pub fn cards(state: &AppState) -> Vec<Opt> {
    let mut cards: Vec<Arc<RecordView>> = state.of_type(&RecordType::BENEFICIARY);
    cards.retain(|card| !card.voided() && card.text("episode") != Some("closed"));
    order::by_key(&mut cards, |card| name(card));
    cards.iter().map(|card| Opt { value: card.id.to_string(), label: name(card) }).collect()
}
