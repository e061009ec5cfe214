use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use model::record::RecordType;
use model::round;
use sync::client::RecordView;

use super::round::{beneficiary, pending};
use super::{name, services};
use crate::components::{Mark, Row, Show};
use crate::i18n::dates;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The visits of the own round of the last days that nobody closed, the oldest first: never among those of today.
#[component]
pub fn LeftOpen() -> impl IntoView {
    let state = use_state();
    let open = Memo::new(move |_| left_open(&state));
    let rows = move || open.get().into_iter().map(|visit| view! { <OpenRow visit /> }).collect_view();
    view! {
        <Show when=move || open.with(|open| !open.is_empty())>
            <h2 class="section-title">{tr!(proximity.left_open)}</h2>
            <p class="text-2 text-small">{tr!(proximity.left_open_text)}</p>
            <ul class="list">{rows}</ul>
        </Show>
    }
}

/// A tap opens its form, at the hour that it was planned for.
#[component]
fn OpenRow(visit: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let href = format!("/visita/{}/modifica", visit.id);
    let at = visit.instant("scheduledAt").map(dates::day_and_clock);
    let visit = StoredValue::new(visit);
    // The card may come, or be put right, when the visit does not change.
    let title = Memo::new(move |_| {
        let card = visit.with_value(|visit| beneficiary(visit, &state));
        card.map_or_else(|| tr!(common.unknown_person).to_owned(), |card| name(&card))
    });
    let note = Memo::new(move |_| {
        let what = visit.with_value(|visit| services(visit, &state));
        [at.clone(), Some(what)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    view! { <Row href title=move || title.get() note=move || note.get() mark=Some(Mark::icon("clock")) /> }
}

fn left_open(state: &AppState) -> Vec<Arc<RecordView>> {
    let now = state.now.get();
    let me = state.identity.with(|identity| identity.as_ref().map(|one| one.profile.operator_id.to_string()));
    let is_mine = |visit: &RecordView| visit.text("assignedOperatorId").is_none_or(|who| Some(who) == me.as_deref());
    let mut visits = state.of_type(&RecordType::PROXIMITY_VISIT);
    visits.retain(|visit| {
        let planned = visit.instant("scheduledAt");
        !visit.voided() && pending(visit) && is_mine(visit) && planned.is_some_and(|at| round::is_left_open(at, now))
    });
    order::by_key(&mut visits, |visit| visit.instant("scheduledAt"));
    visits
}
