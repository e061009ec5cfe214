//! Which outing is open, what is planned, where the team has been.

use litemap::LiteMap;
use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::record::RecordType;
use model::time::Millis;
use sync::client::RecordView;

use super::work::{Held, work};
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _};

/// An outing that was planned this long ago and not started is still tonight's, past midnight.
const STILL_TONIGHT: i64 = 6 * Millis::HOUR;

/// Outings that were not voided, the newest first.
pub fn outings(state: &AppState, status: &str) -> Vec<Arc<RecordView>> {
    let mut outings = state.of_type(&RecordType::STREET_OUTING);
    outings.retain(|outing| !outing.voided() && outing.status() == status);
    order::by_key(&mut outings, |outing| std::cmp::Reverse(begins(outing)));
    outings
}

/// When an outing began or is to begin.
pub fn begins(outing: &RecordView) -> Option<Millis> {
    outing.instant("startedAt").or_else(|| outing.instant("plannedFor")).or_else(|| outing.instant("occurredAt"))
}

/// The outing that this operator is on; the one that was begun last, where there are several.
pub fn current(state: &AppState) -> Option<Arc<RecordView>> {
    outings(state, "in_progress").into_iter().find(|outing| is_on(outing, state))
}

/// Outings of colleagues that this operator is not on.
pub fn of_colleagues(state: &AppState) -> Vec<Arc<RecordView>> {
    outings(state, "in_progress").into_iter().filter(|outing| !is_on(outing, state)).collect()
}

fn is_on(outing: &RecordView, state: &AppState) -> bool {
    me(state).is_some_and(|me| outing.codes("crewIds").contains(&me.as_str()))
}

/// Planned outings, the next first; tonight's apart from the others.
pub fn planned(state: &AppState) -> (Vec<Arc<RecordView>>, Vec<Arc<RecordView>>) {
    let now = state.now.get();
    let tonight = |outing: &Arc<RecordView>| {
        begins(outing).is_some_and(|at| dates::same_day(at, now) || (0..STILL_TONIGHT).contains(&now.since(at)))
    };
    outings(state, "planned").into_iter().rev().partition(tonight)
}

/// The operator of this phone.
pub fn me(state: &AppState) -> Option<String> {
    state.identity.with(|identity| identity.as_ref().map(|one| one.profile.operator_id.to_string()))
}

/// Where the team is, or was last, on an outing.
pub fn last_stop(outing: RecordId, state: &AppState) -> Option<Held> {
    work(state).stops_of(outing).last().map(|stop| (*stop).clone())
}

/// Spots in use: those of the plan, then the last visited, then by name.
pub fn spots(plan: &[RecordId], state: &AppState) -> Vec<Arc<RecordView>> {
    let visited = last_visits(state);
    let mut spots = every_spot(state);
    spots.retain(|spot| spot_in_use(spot));
    order::by_key(&mut spots, |spot| {
        let in_plan = plan.iter().position(|id| *id == spot.id).unwrap_or(usize::MAX);
        (in_plan, std::cmp::Reverse(visited.get(&spot.id).copied()), spot.text("name").map(words::lower))
    });
    spots
}

/// Spots that were not voided.
pub fn every_spot(state: &AppState) -> Vec<Arc<RecordView>> {
    let mut spots = state.of_type(&RecordType::MEETING_SPOT);
    spots.retain(|spot| !spot.voided());
    spots
}

/// Whether people still meet at a spot.
pub fn spot_in_use(spot: &RecordView) -> bool {
    spot.fields.get("active").and_then(serde_json::Value::as_bool).unwrap_or(true)
}

/// When each spot was visited last, as far as this phone knows.
pub fn last_visits(state: &AppState) -> LiteMap<RecordId, Millis> {
    let work = work(state);
    // In the order of time: the last one stays.
    order::map(work.stops.iter().filter_map(|stop| Some((stop.record.reference("meetingSpotId")?, stop.at))))
}

/// The spots that an outing is planned for.
pub fn plan_of(outing: &RecordView) -> Vec<RecordId> {
    outing.codes("plannedSpotIds").into_iter().filter_map(|id| id.parse().ok()).collect()
}

/// Name of the place of a stop: its spot, else its Comune.
pub fn place_of(stop: &RecordView, state: &AppState) -> Option<String> {
    let spot = stop.reference("meetingSpotId").and_then(|id| state.record(id));
    let name = spot.as_ref().and_then(|spot| spot.text("name").map(str::to_owned));
    name.or_else(|| stop.text("municipalityCode").map(|code| facts::municipality(code, state)))
}

/// The Comuni of an outing's stops, each once, in their order; before the first stop, that of the outing itself.
pub fn municipalities(outing: &RecordView, state: &AppState) -> Vec<String> {
    let work = work(state);
    let stops = work.stops_of(outing.id);
    let codes = stops.iter().filter_map(|stop| stop.record.text("municipalityCode"));
    let mut names: Vec<String> = Vec::new();
    for code in codes.chain(outing.text("municipalityCode").filter(|_| stops.is_empty())) {
        let name = facts::municipality(code, state);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
