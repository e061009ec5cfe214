use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use model::time::Millis;
use serde_json::Value;
use sync::client::{RecordView, SaveState};

use super::outings::{begins, me, outings, plan_of};
use super::patch::Patch;
use super::work::work;
use super::{acts, words};
use crate::components::{Badge, Card, Fit, LinkButton, Look, Tone, Urgency};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// For how long an outing that was closed is shown with its sum.
const JUST_CLOSED: i64 = 12 * Millis::HOUR;

/// An outing planned for tonight, with the way to begin it.
#[component]
pub fn Tonight(
    /// The outing.
    outing: Arc<RecordView>,
) -> impl IntoView {
    let state = use_state();
    let time = outing.instant("plannedFor").map(dates::clock).unwrap_or_default();
    let spots = plan_of(&outing).into_iter().filter_map(|id| state.record(id));
    let spots = spots
        .map(|spot| {
            view! {
                <li><Badge tone=Tone::Act icon="map-marker" words=words::title(&spot, &state) /></li>
            }
        })
        .collect_view();
    let crew: Vec<String> =
        outing.codes("crewIds").iter().map(|id| words::first_name(&facts::operator(id, &state))).collect();
    let crew = (!crew.is_empty()).then(|| words::listed(&crew));
    let facts = words::joined([crew, outing.text("notes").map(str::to_owned)]);
    view! {
        <article class="card card--now">
            <div class="card__head">
                <Badge tone=Tone::Act words=tr!(street.planned_for, time = time) />
                <LinkButton look=Look::Text href=format!("/uscita/{}/modifica", outing.id) words=tr!(common.edit) />
            </div>
            <h2 class="card__title">{words::outing_title(&outing, &state)}</h2>
            <p class="card__facts">{facts}</p>
            <ul class="badges">{spots}</ul>
            <LinkButton
                fit=Fit::Large
                icon="flag"
                href=format!("/uscita/inizia/{}", outing.id)
                words=tr!(street.start)
            />
        </article>
    }
}

/// An outing that colleagues have begun without this operator.
#[component]
pub fn OfColleague(
    /// The outing.
    outing: Arc<RecordView>,
) -> impl IntoView {
    let state = use_state();
    let crew = outing.codes("crewIds");
    let names: Vec<String> = crew.iter().map(|id| words::first_name(&facts::operator(id, &state))).collect();
    let since = begins(&outing).map(dates::day_and_clock).unwrap_or_default();
    let with_me: Vec<Value> = crew.into_iter().map(str::to_owned).chain(me(&state)).map(Value::from).collect();
    let title = words::outing_title(&outing, &state);
    view! {
        <Card title facts=tr!(street.out_since, names = words::listed(&names), time = since)>
            <Patch outing=outing fields=order::tree([("crewIds".to_owned(), with_me.into())]) label=tr!(street.join) />
        </Card>
    }
}

/// The outing that was closed last, with its sum and whether all of it is at the Ambito.
#[component]
pub fn JustClosed() -> impl IntoView {
    let state = use_state();
    let last = Memo::new(move |_| {
        let me = me(&state)?;
        let ended = |one: &RecordView| one.instant("endedAt").filter(|end| state.now.get().since(*end) < JUST_CLOSED);
        let mut closed = outings(&state, "completed");
        closed.retain(|one| one.codes("crewIds").contains(&me.as_str()) && ended(one).is_some());
        closed.into_iter().max_by_key(|one| ended(one))
    });
    move || {
        let outing = last.get()?;
        let time = outing.instant("endedAt").map(dates::clock).unwrap_or_default();
        let sum = work(&state).contacts(outing.id);
        let outcome = || outing.text("outcome").map(|code| facts::code_label("outingOutcome", code, &state));
        let sum = if sum.total() > 0 { acts::contacts(sum) } else { outcome().unwrap_or_default() };
        let reopened = order::tree([("status".to_owned(), "in_progress".into()), ("endedAt".to_owned(), Value::Null)]);
        let is_desk = words::is_desk(&outing);
        let closed = if is_desk { tr!(street.desk_closed_at, time = time) } else { tr!(street.closed_at, time = time) };
        Some(view! {
            <Card urgency=Urgency::Done title=closed facts=sum>
                <p class="card__facts">{handed_in(&outing, &state)}</p>
                <div class="actions">
                    <LinkButton look=Look::Text href=format!("/scheda/{}", outing.id) words=tr!(street.open) />
                    <Patch outing fields=reopened label=tr!(street.reopen) />
                </div>
            </Card>
        })
    }
}

/// "6 registrazioni, tutte ricevute: puoi consegnare il telefono"
fn handed_in(outing: &RecordView, state: &AppState) -> String {
    let work = work(state);
    let events = [&work.stops, &work.meetings, &work.tallies].into_iter().flatten();
    let states: Vec<SaveState> = events
        .filter(|held| held.outing == Some(outing.id))
        .map(|held| held.record.state)
        .chain([outing.state])
        .collect();
    let waiting = states.iter().filter(|state| **state != SaveState::Received).count();
    if waiting == 0 {
        tr!(street.all_received, count = states.len())
    } else {
        tr!(street.some_waiting, count = waiting)
    }
}
