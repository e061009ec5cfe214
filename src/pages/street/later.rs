//! Below the way to begin: where the team has been of late, and what is planned for other days.

use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use super::outings::{last_visits, planned, spots};
use super::words;
use crate::components::{LinkButton, Look, Mark, Row, Show};
use crate::i18n::dates;
use crate::state::{AppState, use_state};
use crate::tr;

/// How many spots are shown here; the others are a tap away.
const SPOTS: usize = 4;

/// Where the team has been of late.
#[component]
pub fn Spots() -> impl IntoView {
    let state = use_state();
    let all = Memo::new(move |_| spots(&[], &state));
    let rows = move || {
        let visits = last_visits(&state);
        let shown = all.get().into_iter().take(SPOTS);
        shown
            .map(|spot| {
                let visited = visits.get(&spot.id).map(|at| tr!(street.visited, day = dates::day(*at)));
                spot_row(&spot, words::joined([Some(words::spot_note(&spot, &state)), visited]), &state)
            })
            .collect_view()
    };
    view! {
        <div class="split">
            <h2 class="section-title">{tr!(street.spots)}</h2>
            <LinkButton look=Look::Text href="/luoghi" words=move || {
                    if all.with(Vec::is_empty) { tr!(street.new_spot) } else { tr!(street.all_spots) }
                } />
        </div>
        <Show when=move || all.with(|all| !all.is_empty())>
            <ul class="list">{rows}</ul>
        </Show>
    }
}

/// A spot as a row that leads to its page.
pub fn spot_row(spot: &RecordView, note: String, state: &AppState) -> impl IntoView + use<> {
    let title = words::title(spot, state);
    view! {
        <Row href=format!("/luogo/{}", spot.id) title note mark=Some(Mark::icon("map-marker")) />
    }
}

/// What is planned for other days; what was planned and never begun comes first.
#[component]
pub fn Later() -> impl IntoView {
    let state = use_state();
    let later = Memo::new(move |_| planned(&state).1);
    let row = move |outing: Arc<RecordView>| {
        let (title, note) = words::summary(&outing, &state).unwrap_or_default();
        view! {
            <Row href=format!("/uscita/{}/modifica", outing.id) title note />
        }
    };
    view! {
        <Show when=move || later.with(|later| !later.is_empty())>
            <h2 class="section-title">{tr!(street.planned)}</h2>
            <ul class="list">{move || later.get().into_iter().map(row).collect_view()}</ul>
        </Show>
    }
}
