use leptos::prelude::*;
use model::order;
use model::record::{Fields, RecordType, Service};
use model::rome;
use serde_json::Value;

use super::appointment::statuses;
use super::parts::{Objectives, Venue};
use super::section::{Saved, use_section};
use super::{act, venue};
use crate::components::form::{
    Codes, CountsByCode, DraftBanner, Errors, Form, Layout, Lines, Municipality, OneOf, SaveBar, Stepper, Text, Toggle,
    When, codes,
};
use crate::components::{More, PlainFrame, Show};
use crate::pages::gone::RecordGone;
use crate::pages::template::Templates;
use crate::pages::{go, new_fields, now_field, route_id};
use crate::runtime::now;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Minutes of a lesson.
const USUAL_MINUTES: i64 = 90;

/// A lesson, a digital gym or a training: what about, how many came.
#[component]
pub fn NewLesson() -> impl IntoView {
    let state = use_state();
    let section = use_section();
    let mut fields = new_fields(&state, Service::Hub, "held");
    let venue = untrack(|| venue::of_day(section, rome::day_of(now()), &state));
    fields.extend(order::tree([
        ("sessionKind".to_owned(), "lesson".into()),
        ("venueId".to_owned(), venue.map_or(Value::Null, |venue| venue.id.to_string().into())),
        ("startsAt".to_owned(), now_field()),
        ("durationMinutes".to_owned(), USUAL_MINUTES.into()),
        ("openToPublic".to_owned(), true.into()),
    ]));
    view! { <LessonForm form=Form::create(RecordType::HUB_GROUP_SESSION, fields) /> }
}

/// A session that exists.
#[component]
pub fn EditLesson() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => view! { <LessonForm form=Form::edit(&record) /> }.into_any(),
        None => view! { <RecordGone title=tr!(hub.lesson) back="/hub" /> }.into_any(),
    }
}

#[component]
fn LessonForm(form: Form) -> impl IntoView {
    let state = use_state();
    let section = use_section();
    let then = go("/hub");
    let save = move || {
        complete(form, &state);
        let then = then.clone();
        form.save(move |id| {
            // An edited one has its way back on its own page.
            let undo = act::voids(&[crate::commands::create(id, RecordType::HUB_GROUP_SESSION, Fields::new())]);
            let (text, details) = (tr!(hub.lesson).to_owned(), format!("/hub/lezione/{id}/modifica"));
            section.saved.set((!form.edits()).then_some(Saved { text, code: None, details, undo }));
            then();
        });
    };
    let options = statuses(RecordType::HUB_GROUP_SESSION.info(), &untrack(|| form.text("status")));
    let elsewhere = Memo::new(move |_| !form.text("placeName").is_empty() || form.get("venueId").is_none());
    let ages = Signal::derive(move || codes(&state, "hubAgeBand"));
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title=tr!(hub.lesson).to_owned() back="/hub".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Templates form />
                <Codes form field="sessionKind" label=tr!(hub.session_kind) list="sessionKind" layout=Layout::Chips />
                <Objectives form field="topics" label=tr!(hub.topics) />
                <Stepper form field="attendees" label=tr!(hub.attendees) unit=tr!(common.people) max=500 />
                <Venue form />
                <Text form field="placeName" label=tr!(hub.place_name) hint=tr!(hub.place_name_hint) optional=true />
                <Show when=move || elsewhere.get()>
                    <Municipality form fold=true />
                </Show>
                <More>
                    <When form field="startsAt" label=tr!(hub.when) />
                    <Stepper form field="durationMinutes" label=tr!(hub.how_long) unit=tr!(common.minutes) min=15 max=480 step=15 />
                    <OneOf form field="status" label=tr!(hub.status) options=Signal::stored(options) layout=Layout::Chips />
                    <Toggle form field="openToPublic" label=tr!(hub.open_to_public) />
                    <CountsByCode form field="attendeesByAgeBand" label=tr!(hub.attendees_by_age) options=ages />
                    <Stepper form field="volunteers" label=tr!(hub.volunteers) unit=tr!(common.people) max=50 />
                    <Codes form field="volunteerSource" label=tr!(hub.volunteer_source) list="volunteerSource" layout=Layout::Chips />
                    <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
                </More>
            </form>
        </PlainFrame>
    }
}

/// What follows from what was typed: the place, the Comune of a venue, when it happened.
fn complete(form: Form, state: &AppState) {
    let fields = form.fields.get_untracked();
    if let Some(at) = fields.get("startsAt") {
        form.preset("occurredAt", at.clone());
    }
    if fields.text("placeName").is_some() {
        form.preset("venueId", Value::Null);
        return;
    }
    let venue = fields.reference("venueId").and_then(|id| untrack(|| state.record(id)));
    if let Some(place) = venue.as_ref().and_then(|venue| venue.fields.get("municipalityCode")) {
        form.preset("municipalityCode", place.clone());
    }
}
