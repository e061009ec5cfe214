use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use sync::client::RecordView;

use super::of_comune::{self, OfComune};
use crate::commands::use_commands;
use crate::components::{Empty, Fit, LinkButton, Look, More, PlainFrame, Search, Show};
use crate::i18n::dates;
use crate::i18n::words::plain;
use crate::pages::facts;
use crate::pages::pin::{on_top, pinned};
use crate::pages::street::later::spot_row;
use crate::pages::street::outings::{every_spot, last_visits, spot_in_use};
use crate::pages::street::{hours, words};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The spots by Comune with what else the team knows of it; those that nobody goes to any more apart.
#[component]
pub fn Spots() -> impl IntoView {
    let state = use_state();
    let wanted = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let wanted = plain(&wanted.get());
        let mut spots = every_spot(&state);
        spots.retain(|spot| plain(&said(spot, &state)).contains(&wanted));
        spots
    });
    let commands = use_commands();
    let top = Memo::new(move |_| pinned(&state, commands));
    let comuni = move || {
        let (spots, wanted) = (found.get(), plain(&wanted.get()));
        let of = of_comune::all(&spots, &wanted, &top.get(), &state);
        of.into_iter().map(|one| view! { <OfComune one top=top.get() /> }).collect_view()
    };
    let gone = Memo::new(move |_| {
        let mut gone = found.get();
        gone.retain(|spot| !spot_in_use(spot));
        gone
    });
    let nothing =
        move || found.with(Vec::is_empty) && of_comune::all(&[], &plain(&wanted.get()), &[], &state).is_empty();
    let bar = view! {
        <LinkButton look=Look::Main icon="plus" href="/luogo/nuovo" words=tr!(street.new_spot) />
    }
    .into_any();
    view! {
        <PlainFrame title=tr!(street.map).to_owned() back="/uscita".to_owned() bar=Some(bar)>
            <Search wanted label=tr!(street.map_search) />
            <Show when=nothing>
                <Empty
                    icon="map-marker"
                    title=move || { let text = if wanted.with(String::is_empty) { tr!(street.no_spots) } else { tr!(common.search_none) }; text.to_owned() }
                >
                    <p>{move || wanted.with(String::is_empty).then_some(tr!(street.no_spots_text))}</p>
                </Empty>
            </Show>
            {comuni}
            <Show when=move || gone.with(|gone| !gone.is_empty())>
                <More label=move || tr!(street.spots_gone, count = gone.with(Vec::len))>
                    <ul class="list">{move || rows(&gone.get(), true, &[], &state)}</ul>
                </More>
            </Show>
            <LinkButton look=Look::Soft fit=Fit::Wide icon="pencil" href="/luoghi/nota" words=tr!(street.new_note) />
        </PlainFrame>
    }
}

/// Spots as rows: whether it is kept on `top`, kind, Comune where it is not said above them, hours, who named it, when the team
/// was there last.
pub fn rows(spots: &[Arc<RecordView>], with_place: bool, top: &[RecordId], state: &AppState) -> impl IntoView + use<> {
    let visits = last_visits(state);
    let row = |spot: &Arc<RecordView>| {
        let top = top.contains(&spot.id).then(|| tr!(common.pinned).to_owned());
        let visited = visits.get(&spot.id).map(|at| tr!(street.visited, day = dates::day(*at)));
        let place = spot.text("municipalityCode").filter(|_| with_place);
        let place = place.map(|code| facts::municipality(code, state));
        spot_row(
            spot,
            words::joined([top, words::spot_kind(spot, state), place, hours_of(spot), source(spot, state), visited]),
            state,
        )
    };
    spots.iter().map(row).collect_view()
}

fn hours_of(spot: &RecordView) -> Option<String> {
    spot.fields.get("usualHours").map(hours::said)
}

/// Who named the spot.
pub fn source(spot: &RecordView, state: &AppState) -> Option<String> {
    spot.text("spotSource").map(|code| facts::chip_label("spotSource", code, state))
}

/// All that a search looks at.
fn said(spot: &RecordView, state: &AppState) -> String {
    let notes = spot.text("notes").map(str::to_owned);
    words::joined([Some(words::title(spot, state)), Some(words::spot_note(spot, state)), source(spot, state), notes])
}

/// Spots of a Comune that are in use, those kept on `top` first.
pub fn in_use(spots: &[Arc<RecordView>], code: &str, top: &[RecordId]) -> Vec<Arc<RecordView>> {
    let of = spots.iter().filter(|spot| spot.text("municipalityCode").unwrap_or_default() == code && spot_in_use(spot));
    let mut of: Vec<_> = of.cloned().collect();
    order::by_key(&mut of, |spot| spot.text("name").map(crate::i18n::words::lower));
    on_top(&mut of, top);
    of
}
