use leptos::prelude::*;
use model::codes::{Code as _, GroupGuest};
use model::order;
use model::record::{RecordType, Service};
use serde_json::Value;

use super::desk::{Back, Last, What, as_it_was, last};
use super::visit::changed;
use super::who::Attendees;
use crate::components::More;
use crate::components::PlainFrame;
use crate::components::form::{
    DraftBanner, Errors, Form, Lines, Municipality, Opt, SaveBar, SomeOf, Stepper, Text, When, codes,
};
use crate::pages::gone::RecordGone;
use crate::pages::template::Templates;
use crate::pages::{go, new_fields, now_field, route_id};
use crate::state::use_state;
use crate::tr;

/// The socialisation group: who came, what it was about. Attendance counts as reached.
#[component]
pub fn NewGroup() -> impl IntoView {
    let state = use_state();
    let mut fields = new_fields(&state, Service::Proximity, "held");
    fields.extend(order::tree([
        ("startsAt".to_owned(), now_field()),
        ("attendees".to_owned(), Value::Array(Vec::new())),
        ("topics".to_owned(), Value::Array(Vec::new())),
    ]));
    view! { <GroupForm form=Form::create(RecordType::PROXIMITY_GROUP_SESSION, fields) /> }
}

/// A session that exists.
#[component]
pub fn EditGroup() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => view! { <GroupForm form=Form::edit(&record) /> }.into_any(),
        None => view! { <RecordGone title=tr!(proximity.group) back="/giro" /> }.into_any(),
    }
}

#[component]
fn GroupForm(form: Form) -> impl IntoView {
    let state = use_state();
    let then = go("/giro");
    let save = move || {
        let then = then.clone();
        let id = form.id.get_untracked();
        let before = untrack(|| state.record(id));
        let after = form.fields.get_untracked();
        let back = vec![match &before {
            Some(before) => as_it_was(before, &changed(before, &after)),
            None => Back::Void(id, after),
        }];
        form.save(move |visit| {
            last().set(Some(Last { visit, what: What::Saved, back }));
            then();
        });
    };
    let topics = Signal::derive(move || codes(&state, "groupSessionTopics"));
    let guests = Signal::stored(vec![Opt {
        value: GroupGuest::PUA_TEAM.as_str().to_owned(),
        label: tr!(proximity.guest_pua_team).to_owned(),
    }]);
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title=tr!(proximity.group).to_owned() back="/giro".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Templates form />
                <Attendees form field="attendees" />
                <Stepper form field="otherAttendees" label=tr!(proximity.other_attendees) unit=tr!(common.people) max=200 />
                <SomeOf form field="topics" label=tr!(proximity.topics) options=topics />
                <Municipality form fold=true />
                <More open=form.edits()>
                    <Text form field="placeName" label=tr!(proximity.group_where) optional=true />
                    <SomeOf form field="guests" label=tr!(proximity.guests) options=guests />
                    <When form field="startsAt" label=tr!(proximity.group_when) />
                    <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
                </More>
            </form>
        </PlainFrame>
    }
}
