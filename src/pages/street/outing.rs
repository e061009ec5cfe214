use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use model::codes::{Code as _, OutingKind};
use model::record::{Issue, IssueCode, RecordType, Service};
use serde_json::Value;
use sync::client::RecordView;

use super::acts::municipality_of;
use super::choices::{crew_options, spot_options, usual_crew};
use super::guide::Guide;
use super::just_planned;
use super::patch::Patch;
use crate::components::form::{
    Codes, DraftBanner, Errors, Form, Layout, Lines, Municipality, SaveBar, SomeOf, Toggle, When,
};
use crate::components::{PlainFrame, Show};
use crate::pages::gone::RecordGone;
use crate::pages::{go, new_fields, route_id};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// An outing to come.
#[component]
pub fn Plan() -> impl IntoView {
    let state = use_state();
    let mut fields = new_fields(&state, Service::Street, "planned");
    fields.insert("outingKind".to_owned(), OutingKind::STREET.as_str().into());
    fields.insert("crewIds".to_owned(), untrack(|| usual_crew(&state)).into());
    let form = Form::create(RecordType::STREET_OUTING, fields);
    view! { <OutingForm form record=None /> }
}

/// An outing that exists, in whatever state.
#[component]
pub fn EditOuting() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => view! { <OutingForm form=Form::edit(&record) record=Some(record) /> }.into_any(),
        None => view! { <RecordGone title=tr!(street.outing) back="/uscita" /> }.into_any(),
    }
}

#[component]
fn OutingForm(form: Form, record: Option<Arc<RecordView>>) -> impl IntoView {
    let state = use_state();
    let then = go("/uscita");
    let save = move || {
        let then = then.clone();
        if form.text("status") == "planned" && !plan(form, &state) {
            return;
        }
        form.save(move |outing| {
            if !form.edits() {
                just_planned::planned(outing);
            }
            then();
        });
    };
    let is = move |status: &'static [&'static str]| status.contains(&form.text("status").as_str());
    let planned = move || is(&["planned", "cancelled"]);
    let begun = move || is(&["in_progress", "completed"]);
    let completed = move || is(&["completed"]);
    let raised = move || form.get("safeguardingRaised").and_then(|yes| yes.as_bool()).unwrap_or_default();
    let crew = Signal::derive(move || crew_options(&state));
    let spots = Signal::derive(move || spot_options(&state));
    let title = if record.is_some() { tr!(street.outing) } else { tr!(street.plan) };
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title=title.to_owned() back="/uscita".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Show when=planned>
                    <When form field="plannedFor" label=tr!(common.when) />
                    <SomeOf form field="plannedSpotIds" label=tr!(street.where_to) options=spots layout=Layout::Tiles />
                </Show>
                <Show when=begun>
                    <When form field="startedAt" label=tr!(street.started_at) />
                </Show>
                <Show when=completed>
                    <When form field="endedAt" label=tr!(street.ended_at) />
                    <Codes form field="outcome" label=tr!(street.outcome) list="outingOutcome" layout=Layout::Chips />
                </Show>
                <SomeOf form field="crewIds" label=tr!(street.crew) options=crew />
                <Municipality form fold=true />
                <Codes form field="outingKind" label=tr!(street.kind) list="outingKind" layout=Layout::Chips fold=true />
                <Codes form field="activityPhase" label=tr!(street.phase) list="activityPhase" layout=Layout::Chips fold=true />
                <Show when=begun>
                    <Codes form field="outingConditions" label=tr!(street.conditions) list="outingConditions" layout=Layout::Chips fold=true />
                </Show>
                <Show when=completed>
                    <Toggle form field="safeguardingRaised" label=tr!(street.safeguarding) />
                    <Show when=raised>
                        <Guide key="safeguarding" />
                    </Show>
                </Show>
                <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
                {record.map(|record| view! { <OtherState record /> })}
            </form>
        </PlainFrame>
    }
}

/// What a plan needs to be found again: its day, and the Comune of its first spot. False when the day is missing.
fn plan(form: Form, state: &crate::state::AppState) -> bool {
    let fields = form.fields.get_untracked();
    let Some(at) = fields.get("plannedFor").filter(|at| !at.is_null()).cloned() else {
        form.issues.set(vec![Issue { field: "plannedFor".to_owned(), code: IssueCode::Missing }]);
        return false;
    };
    form.preset("occurredAt", at);
    let first = fields.codes("plannedSpotIds").first().and_then(|id| id.parse().ok());
    if let Some(place) = untrack(|| municipality_of(first, state)).filter(|_| fields.text("municipalityCode").is_none())
    {
        form.preset("municipalityCode", place);
    }
    true
}

/// The other states that this one may pass to, by hand.
#[component]
fn OtherState(record: Arc<RecordView>) -> impl IntoView {
    let to = |status: &str| order::tree([("status".to_owned(), Value::from(status))]);
    let (fields, label, class) = match record.status() {
        "planned" | "in_progress" => (to("cancelled"), tr!(street.cancel_outing), "btn btn--danger-soft"),
        "cancelled" => (to("planned"), tr!(street.plan_again), "btn btn--soft"),
        _ => {
            let mut fields = to("in_progress");
            fields.insert("endedAt".to_owned(), Value::Null);
            (fields, tr!(street.reopen), "btn btn--soft")
        }
    };
    view! { <Patch outing=record fields label class leads_to="/uscita" /> }
}
