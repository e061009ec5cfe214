use leptos::prelude::*;
use model::codes::{Code as _, OutingConditions, OutingKind};
use model::ids::RecordId;
use model::record::{Fields, Issue, IssueCode, RecordType, Service};
use serde_json::Value;

use super::acts::{arrival, municipality_of};
use super::choices::{SPOT, SpotChoice, crew_options, save_without, usual_crew};
use super::outings::{current, me, outings, plan_of};
use crate::components::form::{Codes, DraftBanner, Errors, Form, Layout, Lines, Municipality, SaveBar, SomeOf, When};
use crate::components::{More, PlainFrame, Redirect, Show};
use crate::pages::template::Templates;
use crate::pages::{go, new_fields, now_field, route_id};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Begins an outing: what was last used is chosen already, the place is one tap.
#[component]
pub fn Start() -> impl IntoView {
    view! { <StartAs kind=OutingKind::STREET /> }
}

/// Begins a travelling desk, which is no outing.
#[component]
pub fn StartDesk() -> impl IntoView {
    view! { <StartAs kind=OutingKind::ITINERANT_DESK /> }
}

#[component]
fn StartAs(kind: OutingKind) -> impl IntoView {
    let state = use_state();
    // Read once: what is typed must not be replaced by a pull.
    untrack(|| {
        let planned = route_id().and_then(|id| state.record(id)).filter(|outing| outing.status() == "planned");
        if current(&state).is_some() {
            return view! { <Redirect path="/uscita" /> }.into_any();
        }
        let plan = planned.as_ref().map(|outing| plan_of(outing)).unwrap_or_default();
        let form = match &planned {
            Some(outing) => Form::edit(outing),
            None => Form::create(RecordType::STREET_OUTING, begun(&state)),
        };
        if planned.is_none() {
            form.preset("outingKind", kind.as_str());
        }
        for (field, value) in begun(&state) {
            // What the plan says holds.
            if form.get(&field).is_none() {
                form.preset(&field, value);
            }
        }
        form.preset("crewIds", with_me(&form, &state));
        if let Some(first) = plan.first() {
            form.preset(SPOT, first.to_string());
        }
        view! { <StartForm form plan /> }.into_any()
    })
}

/// An outing that begins now, with the usual crew and the action of the last one.
pub fn begun(state: &AppState) -> Fields {
    let mut fields = new_fields(state, Service::Street, "in_progress");
    let last = outings(state, "completed").into_iter().next();
    fields.insert("outingKind".to_owned(), OutingKind::STREET.as_str().into());
    fields.insert("outingConditions".to_owned(), OutingConditions::NORMAL.as_str().into());
    fields.insert("crewIds".to_owned(), usual_crew(state).into());
    fields.extend(last.and_then(|last| Some(("activityPhase".to_owned(), last.fields.get("activityPhase")?.clone()))));
    fields
}

/// The planned crew with this operator, who is the one that begins.
fn with_me(form: &Form, state: &AppState) -> Vec<String> {
    let mut crew: Vec<String> =
        form.fields.with_untracked(|fields| fields.codes("crewIds").into_iter().map(str::to_owned).collect());
    if crew.is_empty() {
        return usual_crew(state);
    }
    crew.extend(me(state).filter(|me| !crew.contains(me)));
    crew
}

#[component]
fn StartForm(form: Form, plan: Vec<RecordId>) -> impl IntoView {
    let state = use_state();
    let then = go("/uscita");
    let save = move || {
        let then = then.clone();
        begin(form, &state, then);
    };
    let spot = move || form.fields.with(|fields| fields.reference(SPOT));
    let placeless = Memo::new(move |_| municipality_of(spot(), &state).is_none());
    let crew = Signal::derive(move || crew_options(&state));
    let bar = view! { <SaveBar form label=tr!(street.start_now) on_save=save /> }.into_any();
    let title = move || {
        let is_desk = form.text("outingKind") == OutingKind::ITINERANT_DESK.as_str();
        if is_desk { tr!(street.start_desk) } else { tr!(street.start) }.to_owned()
    };
    view! {
        <PlainFrame title=Signal::derive(title) back="/uscita".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Templates form />
                <SpotChoice form plan />
                <Show when=move || placeless.get()>
                    <Municipality form fold=true />
                </Show>
                <SomeOf form field="crewIds" label=tr!(street.crew) options=crew />
                <Codes form field="activityPhase" label=tr!(street.phase) list="activityPhase" layout=Layout::Chips fold=true />
                <Codes form field="outingKind" label=tr!(street.kind) list="outingKind" layout=Layout::Chips fold=true />
                <More>
                    <When form field="startedAt" label=tr!(street.started_if_before) />
                    <Codes form field="outingConditions" label=tr!(street.conditions) list="outingConditions" layout=Layout::Chips />
                    <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
                </More>
            </form>
        </PlainFrame>
    }
}

/// The outing and its first stop, in one act.
fn begin(form: Form, state: &AppState, then: impl FnOnce() + 'static) {
    let fields = form.fields.get_untracked();
    let spot = fields.reference(SPOT);
    let place = untrack(|| municipality_of(spot, state)).or_else(|| fields.get("municipalityCode").cloned());
    let Some(place) = place.filter(|place| !place.is_null()).or(spot.map(|_| Value::Null)) else {
        form.issues.set(vec![Issue { field: "municipalityCode".to_owned(), code: IssueCode::Missing }]);
        return;
    };
    let at = fields.get("startedAt").filter(|at| !at.is_null()).cloned().unwrap_or_else(now_field);
    form.preset("status", "in_progress");
    form.preset("startedAt", at.clone());
    form.preset("occurredAt", at.clone());
    form.preset("municipalityCode", place.clone());
    let stop = untrack(|| arrival(form.id.get_untracked(), spot, place, at, state));
    save_without(form, &[SPOT], Vec::new(), vec![stop], move |_| then());
}
