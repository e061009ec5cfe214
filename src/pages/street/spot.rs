use leptos::prelude::*;
use model::ids::RecordId;
use model::record::{RecordType, Service};

use super::choices::save_without;
use super::hours::Hours;
use super::idle::spot_row;
use super::outings::{last_visits, spots};
use crate::components::form::{Codes, DraftBanner, Errors, Form, Layout, Lines, Municipality, SaveBar, Text, Toggle};
use crate::components::{Icon, PlainFrame, Show};
use crate::i18n::dates;
use crate::pages::{go, new_fields, route_id};
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
            <button type="button" class="btn btn--wide" disabled=move || form.saving.get() on:click=save>
                {tr!(common.save)}
            </button>
        </div>
    }
}

/// A new meeting spot.
#[component]
pub fn NewSpot() -> impl IntoView {
    let form = new_spot(&use_state());
    view! { <SpotForm form title=tr!(street.new_spot).to_owned() /> }
}

/// A spot that exists.
#[component]
pub fn EditSpot() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => view! { <SpotForm form=Form::edit(&record) title=tr!(street.spot).to_owned() /> }.into_any(),
        None => view! { <p class="notice">{tr!(common.record_gone)}</p> }.into_any(),
    }
}

#[component]
fn SpotForm(form: Form, #[prop(into)] title: String) -> impl IntoView {
    let then = go("/luoghi");
    let save = move || {
        let then = then.clone();
        form.save(move |_| then());
    };
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title back="/luoghi".to_owned() bar=Some(bar)>
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

/// Every spot in use, the last visited first.
#[component]
pub fn Spots() -> impl IntoView {
    let state = use_state();
    let all = Memo::new(move |_| spots(&[], &state));
    let rows = move || {
        let visits = last_visits(&state);
        let visited = |id| visits.get(&id).map(|at| tr!(street.visited, day = dates::day(*at)));
        all.get().into_iter().map(|spot| spot_row(&spot, visited(spot.id), &state)).collect_view()
    };
    let bar = view! {
        <a href="/luogo/nuovo" class="btn btn--main">
            <Icon name="plus" />
            {tr!(street.new_spot)}
        </a>
    }
    .into_any();
    view! {
        <PlainFrame title=tr!(street.spots).to_owned() back="/uscita".to_owned() bar=Some(bar)>
            <Show
                when=move || all.with(|all| !all.is_empty())
                fallback=|| {
                    view! {
                        <div class="empty">
                            <Icon name="map-marker" size="icon--xl" />
                            <h2 class="empty__title">{tr!(street.no_spots)}</h2>
                            <p>{tr!(street.no_spots_text)}</p>
                        </div>
                    }
                }
            >
                <ul class="list">{rows}</ul>
            </Show>
        </PlainFrame>
    }
}
