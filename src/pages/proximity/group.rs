use leptos::prelude::*;
use model::record::{RecordType, Service};

use super::visit::cards;
use crate::components::PlainFrame;
use crate::components::form::{DraftBanner, Errors, Form, Layout, Lines, Municipality, SaveBar, SomeOf, When, codes};
use crate::pages::{go, new_fields, now_field, route_id};
use crate::state::use_state;
use crate::tr;

/// The socialisation group: who came, what it was about. Attendance counts as reached.
#[component]
pub fn NewGroup() -> impl IntoView {
    let state = use_state();
    let mut fields = new_fields(&state, Service::Proximity, "");
    fields.insert("startsAt".to_owned(), now_field());
    view! { <GroupForm form=Form::create(RecordType::PROXIMITY_GROUP_SESSION, fields) /> }
}

/// A session that exists.
#[component]
pub fn EditGroup() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => view! { <GroupForm form=Form::edit(&record) /> }.into_any(),
        None => view! { <p class="notice">{tr!(common.record_gone)}</p> }.into_any(),
    }
}

#[component]
fn GroupForm(form: Form) -> impl IntoView {
    let state = use_state();
    let then = go("/giro");
    let save = move || {
        let then = then.clone();
        form.save(move |_| then());
    };
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title=tr!(proximity.group).to_owned() back="/giro".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <When form field="startsAt" label=tr!(proximity.group_when) />
                <Municipality form fold=true />
                <SomeOf form field="topics" label=tr!(proximity.topics) options=Signal::derive(move || codes(&state, "groupSessionTopics")) />
                <SomeOf form field="attendees" label=tr!(proximity.attendees) options=Signal::derive(move || cards(&state)) layout=Layout::Tiles />
                <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
            </form>
        </PlainFrame>
    }
}
