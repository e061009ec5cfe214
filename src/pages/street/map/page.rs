use std::sync::Arc;

use leptos::prelude::*;
use model::record::RecordType;
use sync::client::RecordView;

use super::how_it_goes::HowItGoes;
use super::list::source;
use super::whereabouts::{Whereabouts, maps_link};
use crate::components::{Badge, LinkButton, Look, Notice, PlainFrame, SaveBadge, Show};
use crate::i18n::dates;
use crate::pages::pin::Pin;
use crate::pages::street::outings::{last_visits, spot_in_use};
use crate::pages::street::todo::About;
use crate::pages::street::told::Facts;
use crate::pages::street::youth::GroupRow;
use crate::pages::street::{hours, words};
use crate::pages::{facts, route_id};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// A meeting spot: what it is, where it is, whether it grows, who meets there.
#[component]
pub fn SpotPage() -> impl IntoView {
    let state = use_state();
    let spot = Memo::new(move |_| route_id().and_then(|id| state.record(id)).filter(|spot| !spot.voided()));
    let title = Signal::derive(move || {
        spot.get().map_or_else(|| tr!(common.record_gone).to_owned(), |spot| words::title(&spot, &state))
    });
    let context = Signal::derive(move || {
        let code = spot.get().and_then(|spot| spot.text("municipalityCode").map(str::to_owned));
        code.map(|code| facts::municipality(&code, &state)).unwrap_or_default()
    });
    let maps = move || {
        let href = maps_link(&*spot.get()?, &state)?;
        Some(view! {
            <LinkButton look=Look::Main icon="map-marker" href leaves=true words=tr!(street.open_maps) />
        })
    };
    let bar = view! { {maps} }.into_any();
    view! {
        <PlainFrame title context tab_title=tr!(street.spot) back="/luoghi".to_owned() bar=Some(bar)>
            {move || match spot.get() {
                Some(spot) => view! { <Body spot /> }.into_any(),
                None => view! { <Notice words=tr!(common.record_gone) /> }.into_any(),
            }}
        </PlainFrame>
    }
}

#[component]
fn Body(spot: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let id = spot.id;
    let told = StoredValue::new(spot.clone());
    let rows = Signal::derive(move || {
        told.with_value(|spot| {
            let visited = last_visits(&state).get(&id).map(|at| dates::day(*at));
            let hours = spot.fields.get("usualHours").map(hours::said).filter(|hours| !hours.is_empty());
            let kind = spot.text("spotType").map(|code| facts::code_label("spotType", code, &state));
            vec![
                (tr!(street.spot_type), kind),
                (tr!(street.spot_source), source(spot, &state)),
                (tr!(street.usual_hours), hours),
                (tr!(street.last_visit), Some(visited.unwrap_or_else(|| tr!(street.no_visit).to_owned()))),
                (tr!(common.notes), spot.text("notes").map(str::to_owned)),
            ]
        })
    });
    let gone = !spot_in_use(&spot);
    view! {
        <ul class="badges">
            {gone.then(|| view! { <li><Badge words=tr!(street.spot_gone) /></li> })}
            <li><SaveBadge record=spot.clone() /></li>
        </ul>
        <Facts rows />
        <HowItGoes spot=id />
        <Groups spot=id.to_string() />
        <About about=spot.clone() />
        <Whereabouts spot=spot />
        {(!gone).then(|| view! { <Pin id state /> })}
        <div class="actions">
            <LinkButton look=Look::Soft icon="pencil" href=format!("/luogo/{id}/modifica") words=tr!(common.edit) />
            <LinkButton look=Look::Text href=format!("/scheda/{id}") words=tr!(street.record_page) />
        </div>
    }
}

/// The groups that the team usually meets here.
#[component]
fn Groups(spot: String) -> impl IntoView {
    let state = use_state();
    let groups = Memo::new(move |_| groups_at(&spot, &state));
    let rows = move || groups.get().into_iter().map(|group| view! { <GroupRow group /> }).collect_view();
    view! {
        <Show when=move || groups.with(|groups| !groups.is_empty())>
            <h2 class="section-title">{tr!(street.groups_here)}</h2>
            <ul class="list">{rows}</ul>
        </Show>
    }
}

fn groups_at(spot: &str, state: &AppState) -> Vec<Arc<RecordView>> {
    let mut groups = state.of_type(&RecordType::YOUTH_GROUP);
    groups.retain(|group| !group.voided() && group.codes("usualSpotIds").contains(&spot));
    groups
}
