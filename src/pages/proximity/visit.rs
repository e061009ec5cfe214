use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::record::{Fields, RecordType, Service};
use model::{rome, round};
use serde_json::Value;
use sync::client::RecordView;

use super::cash::{self, Cash};
use super::concern::Concern;
use super::desk::{Back, Desk, Last, What, as_it_was, last};
use super::last::LastAct;
use super::minutes::Minutes;
use super::outcome::{LIST, derived, planned_minutes, state_after};
use super::relational::{self, Relational};
use super::review;
use super::services;
use super::who::{Who, last_visit};
use crate::components::form::{
    Codes, DraftBanner, Errors, Form, Layout, Lines, OneOf, SaveBar, SomeOf, Stepper, When, codes,
};
use crate::components::{Button, Fit, Look, More, PlainFrame, Show};
use crate::pages::gone::RecordGone;
use crate::pages::template::Templates;
use crate::pages::{go, new_fields, now_field, route_id};
use crate::runtime::{mint_id, page, use_location};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// An unplanned visit: who, what, how long.
#[component]
pub fn NewVisit() -> impl IntoView {
    let state = use_state();
    let form = Form::create(RecordType::PROXIMITY_VISIT, defaults(&state));
    // From the card of a person; an address carries an id and never a name.
    if let Some(person) = untrack(|| use_location().query("persona")).filter(|id| id.parse::<RecordId>().is_ok()) {
        form.preset("beneficiaryId", person);
    }
    view! { <VisitForm form title=tr!(proximity.unplanned).to_owned() /> }
}

fn defaults(state: &AppState) -> Fields {
    let mut fields = new_fields(state, Service::Proximity, "done");
    let minutes = state.config.with_untracked(|config| i64::from(config.proximity.default_minutes));
    fields.extend(order::tree([
        ("outcome".to_owned(), Value::from("done")),
        ("startedAt".to_owned(), now_field()),
        ("durationMinutes".to_owned(), minutes.into()),
    ]));
    fields
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
                // Of a day that is over, it was made when it was planned.
                let now = untrack(|| state.now.get());
                let planned = record.instant("scheduledAt").filter(|at| round::is_left_open(*at, now));
                form.preset("startedAt", planned.map_or_else(now_field, |at| rome::to_rome(at).to_rfc3339().into()));
                form.preset("durationMinutes", planned_minutes(&record));
            }
            cash::preset(form, record.id, &state);
            view! { <VisitForm form title=tr!(proximity.edit_visit).to_owned() /> }.into_any()
        }
        None => view! { <RecordGone title=tr!(proximity.visit) back="/giro" /> }.into_any(),
    }
}

#[component]
fn VisitForm(form: Form, #[prop(into)] title: String) -> impl IntoView {
    let state = use_state();
    Desk::open();
    let is_new = !form.edits();
    let went_on = RwSignal::new(false);
    let card = Signal::derive(move || {
        let id = form.fields.with(|fields| fields.reference("beneficiaryId"));
        id.and_then(|id| state.record(id))
    });
    let then = go("/giro");
    let save = move || {
        let then = then.clone();
        save_visit(form, &state, then);
    };
    let save_and_new = move |_| {
        let title = tr!(proximity.unplanned);
        save_visit(form, &state, move || {
            // The page may be gone by now.
            if form.id.try_set(mint_id()).is_some() {
                return;
            }
            form.fields.try_set(defaults(&state));
            went_on.try_set(true);
            page::announce(title);
            if let Some(window) = web_sys::window() {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
        });
    };
    let of_codelist = Signal::derive(move || codes(&state, "serviceType"));
    let has = move |code: &str| form.fields.with(|fields| fields.codes("services").contains(&code));
    let accompaniment = Memo::new(move |_| has("local_accompaniment"));
    let is_relational = Memo::new(move |_| has("relational_visit"));
    let money = Memo::new(move |_| card.get().is_some_and(|card| card.flag("handlesCash")));
    let chosen = move |person: RecordId| relational::preset(form, person, &state);
    let bar = view! {
        <div class="actions">
            {is_new
                .then(|| {
                    view! {
                        <Button
                            look=Look::Outline
                            fit=Fit::Large
                            disabled=move || form.saving.get()
                            on_press=save_and_new
                            words=tr!(proximity.save_and_new)
                        />
                    }
                })}
            <SaveBar form on_save=save />
        </div>
    };
    // Another day makes another visit: that is asked on the round.
    let outcomes = Signal::derive(move || {
        let mut known = codes(&state, "visitOutcome");
        known.retain(|outcome| outcome.value != "postponed" || form.text("outcome") == "postponed");
        known
    });
    view! {
        <PlainFrame title back="/giro".to_owned() bar=Some(bar.into_any())>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <Show when=move || went_on.get()>
                    <LastAct />
                </Show>
                <DraftBanner form />
                <Errors form />
                <Templates form />
                <Who form on_chosen=chosen />
                {is_new.then(|| view! { <Again form /> })}
                <SomeOf form field="services" label=tr!(proximity.services) options=of_codelist />
                <Minutes form label=tr!(proximity.how_long).to_owned() />
                <Show when=move || is_relational.get()>
                    <Relational form />
                </Show>
                <Show when=move || accompaniment.get()>
                    <Codes form field="destinationKind" label=tr!(proximity.destination) list="destinationKind" layout=Layout::Chips />
                    <Stepper form field="distanceKm" label=tr!(proximity.distance) unit="km" max=500 />
                </Show>
                <Show when=move || money.get()>
                    <Cash form />
                </Show>
                <More open=!is_new>
                    <Concern form card />
                    <OneOf form field="outcome" label=tr!(proximity.outcome) options=outcomes layout=Layout::Chips />
                    <When form field="startedAt" label=tr!(proximity.started_at) />
                    <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
                </More>
            </form>
        </PlainFrame>
    }
}

/// "Ripeti ultima": the services and the minutes of the last visit to this person, while none are chosen.
#[component]
fn Again(form: Form) -> impl IntoView {
    let state = use_state();
    let found = Memo::new(move |_| {
        let empty = form.fields.with(|fields| fields.codes("services").is_empty());
        let person = form.fields.with(|fields| fields.reference("beneficiaryId")).filter(|_| empty)?;
        last_visit(person, &state)
    });
    let words = move |visit: &Arc<RecordView>| {
        let what = services(visit, &state);
        tr!(proximity.again, what = what, minutes = planned_minutes(visit))
    };
    view! {
        {move || {
            found
                .get()
                .map(|visit| {
                    let words = words(&visit);
                    let repeat = move |_| {
                        let services = visit.fields.get("services").cloned().unwrap_or_default();
                        form.set("durationMinutes", planned_minutes(&visit));
                        form.set("services", services);
                    };
                    view! {
                        <Button look=Look::Soft fit=Fit::Wide icon="restore" on_press=repeat words />
                    }
                })
        }}
    }
}

/// Saves the visit with the money that passed, in one act that can be taken back.
fn save_visit(form: Form, state: &AppState, then: impl Fn() + 'static) {
    let id = form.id.get_untracked();
    let (mut events, mut back) = match cash::events(form, id, state) {
        Ok(made) => made,
        Err(issues) => {
            form.issues.set(issues);
            return;
        }
    };
    complete(form, state);
    let before = untrack(|| state.record(id));
    let after = form.fields.get_untracked();
    back.push(match &before {
        Some(before) => as_it_was(before, &changed(before, &after)),
        None => Back::Void(id, without_money(after.clone())),
    });
    if let Some((change, way_back)) = review::kept(before.as_deref(), &after, state) {
        events.push(change);
        back.push(way_back);
    }
    let own = without_money(after);
    form.save_as(own, Vec::new(), events, move |visit| {
        last().set(Some(Last { visit, what: What::Saved, back }));
        then();
    });
}

/// What becomes events is no field of the visit.
fn without_money(mut fields: Fields) -> Fields {
    fields.retain(|name, _| !cash::ASIDE.contains(&name.as_str()));
    fields
}

/// The fields that a form changes in a record.
pub fn changed(before: &RecordView, after: &Fields) -> Fields {
    let differs = |name: &String, value: &Value| before.fields.get(name).unwrap_or(&Value::Null) != value;
    let fields = after.iter().filter(|(name, value)| !cash::ASIDE.contains(&name.as_str()) && differs(name, value));
    order::tree(fields.map(|(name, value)| (name.clone(), value.clone())))
}

/// What follows from what was chosen: the state, the kind of support, the Comune and the type of the person.
fn complete(form: Form, state: &AppState) {
    let fields = form.fields.get_untracked();
    if let Some(outcome) = fields.text("outcome") {
        form.preset("status", state_after(outcome));
    }
    for (field, value) in derived(&fields.codes("services"), state) {
        form.preset(&field, value);
    }
    if fields.text(LIST).is_some() {
        form.preset(LIST, Value::Null);
    }
    // Another worry than the one that somebody took charge of is open again.
    let before = untrack(|| state.record(form.id.get_untracked()));
    let worry = |fields: &Fields| fields.text("concernFlag").unwrap_or("none").to_owned();
    if before.is_some_and(|before| worry(&before.fields) != worry(&fields) && before.text("concernSeenAt").is_some()) {
        form.preset("concernSeenAt", Value::Null);
        form.preset("concernSeenBy", Value::Null);
    }
    let card = fields.reference("beneficiaryId").and_then(|id| untrack(|| state.record(id)));
    for field in ["municipalityCode", "beneficiaryType"] {
        if let Some(value) = card.as_ref().and_then(|card| card.fields.get(field)).filter(|value| !value.is_null()) {
            form.preset(field, value.clone());
        }
    }
}
