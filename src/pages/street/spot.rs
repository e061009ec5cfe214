use leptos::prelude::*;
use model::ids::RecordId;
use model::record::{RecordType, Service};

use super::choices::save_without;
use super::hours::Hours;
use crate::components::form::{Codes, DraftBanner, Errors, Form, Layout, Lines, Municipality, SaveBar, Text, Toggle};
use crate::components::{Button, Fit, PlainFrame};
use crate::pages::gone::RecordGone;
use crate::pages::{new_fields, route_id};
use crate::runtime::use_location;
use crate::state::{AppState, use_state};
use crate::tr;

/// Where the form of a new spot keeps its Comune: the page below asks for one too.
const OF_SPOT: &str = "spotMunicipality";

fn new_spot(state: &AppState) -> Form {
    let mut fields = new_fields(state, Service::Street, "");
    fields.insert("spotSource".to_owned(), "found_by_team".into());
    fields.insert("active".to_owned(), true.into());
    Form::create(RecordType::MEETING_SPOT, fields)
}

/// Name, kind, Comune: the rest of a spot is noted later.
#[component]
pub fn QuickSpot(
    /// Gets the id of the spot once it is on the phone.
    #[prop(into)]
    on_made: Callback<RecordId>,
) -> impl IntoView {
    let form = new_spot(&use_state());
    let save = move |_| {
        let place = form.fields.with_untracked(|fields| fields.get(OF_SPOT).cloned());
        form.preset("municipalityCode", place.unwrap_or_default());
        save_without(form, &[OF_SPOT], Vec::new(), Vec::new(), move |id| on_made.run(id));
    };
    view! {
        <div class="stack">
            <DraftBanner form />
            <Errors form />
            <Text form field="name" label=tr!(street.spot_name) hint=tr!(street.spot_name_hint) />
            <Municipality form fold=true field=OF_SPOT />
            <Codes form field="spotType" label=tr!(street.spot_type) list="spotType" layout=Layout::Chips />
            <Button fit=Fit::Wide disabled=move || form.saving.get() on_press=save words=tr!(common.save) />
        </div>
    }
}

/// A new meeting spot.
#[component]
pub fn NewSpot() -> impl IntoView {
    let form = new_spot(&use_state());
    // A draft of the short form, taken up here where there is room for the rest.
    Effect::new(move || {
        if let Some(place) = form.fields.with(|fields| fields.get(OF_SPOT).cloned()) {
            form.fields.update(|fields| {
                fields.remove(OF_SPOT);
            });
            form.preset("municipalityCode", place);
        }
    });
    view! { <SpotForm form title=tr!(street.new_spot).to_owned() /> }
}

/// A spot that exists.
#[component]
pub fn EditSpot() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => view! { <SpotForm form=Form::edit(&record) title=tr!(street.spot).to_owned() /> }.into_any(),
        None => view! { <RecordGone title=tr!(street.spot) back="/luoghi" /> }.into_any(),
    }
}

#[component]
fn SpotForm(form: Form, #[prop(into)] title: String) -> impl IntoView {
    let location = use_location();
    let save = move || form.save(move |id| location.go(&format!("/luogo/{id}")));
    let back = if form.edits() { format!("/luogo/{}", form.id.get_untracked()) } else { "/luoghi".to_owned() };
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title back=Signal::stored(back) bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Text form field="name" label=tr!(street.spot_name) hint=tr!(street.spot_name_hint) />
                <Municipality form fold=true />
                <Codes form field="spotType" label=tr!(street.spot_type) list="spotType" layout=Layout::Chips fold=true />
                <Codes form field="spotSource" label=tr!(street.spot_source) list="spotSource" layout=Layout::Chips fold=true />
                <Hours form />
                {form.edits().then(|| view! { <Toggle form field="active" label=tr!(street.spot_active) /> })}
                <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
            </form>
        </PlainFrame>
    }
}
