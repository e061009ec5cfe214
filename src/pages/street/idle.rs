use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use super::cards::{JustClosed, OfColleague, Tonight};
use super::outings::{last_visits, of_colleagues, planned, spots};
use super::{beside, words};
use crate::components::{Empty, Frame, LinkButton, Look, Main, Mark, Row, Show};
use crate::i18n::dates;
use crate::state::{AppState, use_state};
use crate::tr;

/// How many spots are shown here; the others are a tap away.
const SPOTS: usize = 4;

/// No outing is open: what is planned for tonight, and the way to begin.
#[component]
pub fn Idle() -> impl IntoView {
    let state = use_state();
    let tonight = Memo::new(move |_| planned(&state).0);
    let is_planned = Memo::new(move |_| tonight.with(|outings| !outings.is_empty()));
    let cards = move || {
        let state = use_state();
        let began = of_colleagues(&state).into_iter().map(|outing| view! { <OfColleague outing /> }).collect_view();
        let tonight = tonight.get().into_iter().map(|outing| view! { <Tonight outing /> }).collect_view();
        (began, tonight)
    };
    let frame = move |is_planned: bool| {
        // The main action stands on the card of what is planned.
        let label = if is_planned { tr!(street.start_unplanned) } else { tr!(street.start) };
        let main = Main { href: "/uscita/inizia", icon: "flag", label: label.to_owned(), soft: is_planned };
        let context = Signal::derive(move || dates::long_day(state.now.get()));
        view! {
            <Frame title=tr!(street.title).to_owned() context main=Some(main)>
                <JustClosed />
                {cards}
                {beside()}
                {(!is_planned).then(|| view! { <NothingPlanned /> })}
                <Spots />
                <Later />
                <div class="actions">
                    <LinkButton look=Look::Text icon="calendar" href="/uscita/programma" words=tr!(street.plan) />
                    <LinkButton look=Look::Text icon="comment" href="/uscita/sportello" words=tr!(street.desk) />
                    <LinkButton look=Look::Text icon="plus" href="/uscita/gruppo" words=tr!(street.meeting) />
                </div>
            </Frame>
        }
    };
    move || frame(is_planned.get())
}

#[component]
fn NothingPlanned() -> impl IntoView {
    let state = use_state();
    let known = Memo::new(move |_| !spots(&[], &state).is_empty());
    view! {
        <Empty icon="flag" title=tr!(street.empty_title)>
            <p>{move || if known.get() { tr!(street.empty_text) } else { tr!(street.empty_no_spots) }}</p>
        </Empty>
    }
}

/// Where the team has been of late.
#[component]
fn Spots() -> impl IntoView {
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
fn Later() -> impl IntoView {
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
