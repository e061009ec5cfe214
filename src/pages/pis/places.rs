use leptos::prelude::*;
use model::config::ReceptionPlaces;
use model::rome;

use crate::components::{Badge, RowWith, Show, Tone};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, use_state};
use crate::tr;

/// Places that could receive somebody, by kind, each with the day on which somebody counted. Never a name.
#[component]
pub fn Places() -> impl IntoView {
    let state = use_state();
    let known = Memo::new(move |_| state.config.with(|config| config.places()));
    let rows = move || known.get().iter().map(|places| row(places, &state)).collect_view();
    view! {
        <h3 class="section-title">{tr!(pis.places)}</h3>
        <Show
            when=move || known.with(|known| !known.is_empty())
            fallback=|| view! { <p class="sheet__text">{tr!(pis.places_none)}</p> }
        >
            <ul class="list">{rows}</ul>
            <p class="text-small">{tr!(pis.places_call)}</p>
        </Show>
    }
}

fn row(places: &ReceptionPlaces, state: &AppState) -> impl IntoView + use<> {
    let today = rome::day_of(state.true_now());
    let title = facts::code_label("placementKind", &places.kind, state);
    let seats = tr!(pis.places_count, count = usize::try_from(places.seats).unwrap_or_default());
    let note = if places.example { tr!(pis.places_example, seats = seats) } else { seats };
    let (old, age) = (places.is_old(today), usize::try_from(places.age(today)).unwrap_or_default());
    let stamp = if age == 0 { tr!(pis.places_today).to_owned() } else { tr!(pis.places_age, count = age) };
    let day = dates::numeric_day(places.as_of);
    let tone = if old { Tone::Warn } else { Tone::Plain };
    view! {
        <RowWith title note>
            <Badge tone icon=if old { "warning" } else { "" } words=tr!(pis.places_stamp, day = day, age = stamp) />
        </RowWith>
    }
}
