use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use super::cards::{JustClosed, OfColleague, Tonight};
use super::outings::{last_visits, of_colleagues, planned, spots};
use super::{beside, words};
use crate::components::{Frame, Icon, Main, Show};
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
                {(!is_planned).then(|| view! { <NothingPlanned /> })}
                {beside()}
                <Spots />
                <Later />
                <div class="actions">
                    <a href="/uscita/programma" class="btn btn--text">
                        <Icon name="calendar" />
                        {tr!(street.plan)}
                    </a>
                    <a href="/uscita/sportello" class="btn btn--text">
                        <Icon name="comment" />
                        {tr!(street.desk)}
                    </a>
                    <a href="/uscita/gruppo" class="btn btn--text">
                        <Icon name="plus" />
                        {tr!(street.meeting)}
                    </a>
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
        <div class="empty">
            <Icon name="flag" size="icon--xl" />
            <h2 class="empty__title">{tr!(street.empty_title)}</h2>
            <p>{move || if known.get() { tr!(street.empty_text) } else { tr!(street.empty_no_spots) }}</p>
        </div>
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
            <a href="/luoghi" class="btn btn--text">
                {move || {
                    if all.with(Vec::is_empty) { tr!(street.new_spot) } else { tr!(street.all_spots) }
                }}
            </a>
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
        <li>
            <a href=format!("/luogo/{}", spot.id) class="row">
                <span class="row__mark">
                    <Icon name="map-marker" size="icon--s" />
                </span>
                <span class="row__text">
                    <span class="row__title">{title}</span>
                    <span class="row__note">{note}</span>
                </span>
                <Icon name="chevron-right" size="row__go" />
            </a>
        </li>
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
            <li>
                <a href=format!("/uscita/{}/modifica", outing.id) class="row">
                    <span class="row__text">
                        <span class="row__title">{title}</span>
                        <span class="row__note">{note}</span>
                    </span>
                    <Icon name="chevron-right" size="row__go" />
                </a>
            </li>
        }
    };
    view! {
        <Show when=move || later.with(|later| !later.is_empty())>
            <h2 class="section-title">{tr!(street.planned)}</h2>
            <ul class="list">{move || later.get().into_iter().map(row).collect_view()}</ul>
        </Show>
    }
}
