use leptos::prelude::*;

use super::choices::spot_options;
use crate::components::PlainFrame;
use crate::components::form::{DraftBanner, Errors, Form, Layout, Municipality, SaveBar, SomeOf, Text};
use crate::pages::gone::RecordGone;
use crate::pages::route_id;
use crate::runtime::use_location;
use crate::state::use_state;
use crate::tr;

/// An informal group: the nickname that the team gave it, and where it is usually met.
#[component]
pub fn EditGroup() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => view! { <GroupForm form=Form::edit(&record) /> }.into_any(),
        None => view! { <RecordGone title=tr!(street.group) back="/uscita/schede" /> }.into_any(),
    }
}

#[component]
fn GroupForm(form: Form) -> impl IntoView {
    let state = use_state();
    let location = use_location();
    let save = move || form.save(move |id| location.go(&format!("/gruppo-strada/{id}")));
    let back = format!("/gruppo-strada/{}", form.id.get_untracked());
    let spots = Signal::derive(move || spot_options(&state));
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title=tr!(street.group).to_owned() back=Signal::stored(back) bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Text form field="nickname" label=tr!(street.nickname) hint=tr!(street.nickname_hint) />
                <Municipality form fold=true />
                <SomeOf form field="usualSpotIds" label=tr!(street.usual_spots) options=spots layout=Layout::Tiles />
            </form>
        </PlainFrame>
    }
}
