use leptos::prelude::*;
use model::record::{RecordType, Service};

use crate::components::form::{Codes, DraftBanner, Errors, Form, Layout, Lines, Municipality, SaveBar};
use crate::components::{LinkButton, Look, PlainFrame};
use crate::pages::gone::RecordGone;
use crate::pages::{go, new_fields, route_id};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// What the team learns of a Comune: a service, a potential, a critical point.
#[component]
pub fn NewNote() -> impl IntoView {
    let form = Form::create(RecordType::TERRITORY_NOTE, new_fields(&use_state(), Service::Street, ""));
    view! { <NoteForm form title=tr!(street.new_note).to_owned() /> }
}

/// A note that exists.
#[component]
pub fn EditNote() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id))).filter(|record| !record.voided());
    match record {
        Some(record) => view! { <NoteForm form=Form::edit(&record) title=tr!(street.note).to_owned() /> }.into_any(),
        None => view! { <RecordGone title=tr!(street.note) back="/luoghi" /> }.into_any(),
    }
}

#[component]
fn NoteForm(form: Form, #[prop(into)] title: String) -> impl IntoView {
    let then = go("/luoghi");
    let save = move || {
        let then = then.clone();
        form.save(move |_| then());
    };
    let bar = view! { <SaveBar form note=tr!(street.note_no_names).to_owned() on_save=save /> }.into_any();
    let more = form.edits().then(|| {
        let path = format!("/scheda/{}", form.id.get_untracked());
        view! { <LinkButton look=Look::Text href=path words=tr!(street.record_page) /> }
    });
    view! {
        <PlainFrame title back="/luoghi".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Municipality form fold=true />
                <Codes form field="kind" label=tr!(street.note_kind) list="territoryKind" layout=Layout::Chips />
                <Lines form field="text" label=tr!(street.note_text) hint=tr!(street.note_hint) needed=true />
                {more}
            </form>
        </PlainFrame>
    }
}
