//! What has been on this phone for long enough goes by itself, also where no pull says so. Only what was receipted goes, and
//! nothing that somebody is at work on; where a clock may be wrong, it stays, or comes back.

use model::config::AmbitoConfig;
use model::ids::RecordId;
use model::order::{self, Set};
use model::record::{Fields, RecordType};
use model::retention;
use model::time::Millis;
use serde_json::Value;
use store::Table;

use super::rows::{RecordRow, RowChange, SyncMeta};
use super::state::State;
use super::view::is_voided;
use crate::mutants::{Mutant, off};

/// How often it is looked, at the start and whenever a timer rings.
pub(super) const EVERY: i64 = Millis::HOUR;
/// A clock is believed for so long after the API was last heard.
const BELIEVED: i64 = 90 * Millis::DAY;
/// By so much two clocks may differ unseen: what is over for the phone is over for the API by then.
const SLACK: i64 = 5 * Millis::MINUTE;

/// The records that go, and a note of the time by which they went.
pub(super) fn plan(state: &State, now: Millis) -> Vec<RowChange> {
    let Some(at) = api_time(&state.meta, now) else { return Vec::new() };
    let read = |identity: &super::Identity| AmbitoConfig::from_json(&identity.config);
    let Some(config) = state.identity.as_ref().and_then(read) else { return Vec::new() };
    // An operation that cannot be read may be of any record.
    if state.unreadable.iter().any(|(table, _)| matches!(table, Table::Outbox | Table::Drafts)) {
        return Vec::new();
    }
    let is_over = |row: &RecordRow| !retention::is_on_phones(&row.base.record_type, &row.base.fields, &config, at);
    let over: Vec<&RecordRow> =
        state.records.values().filter(|row| is_over(row) && !row.visiting && !is_at_work(state, row)).collect();
    if over.is_empty() {
        return Vec::new();
    }
    let (named, open) = (named(state), open_cases(state, is_over));
    let stays = |row: &RecordRow| {
        let case = case_of(row);
        named.contains(&row.base.id) || case.is_some_and(|case| open.contains(&case))
    };
    let goes = over.into_iter().filter(|row| !stays(row) || off(Mutant::PurgeRule));
    let mut changes: Vec<RowChange> = goes.map(|row| RowChange::DropRecord(row.base.id)).collect();
    if !changes.is_empty() {
        let purged_at = state.meta.purged_at.max(Some(at));
        changes.push(RowChange::Sync(SyncMeta { purged_at, ..state.meta.clone() }));
    }
    changes
}

/// What left by a clock that was ahead of the API's comes back: the next pull starts from nothing.
pub(super) fn heard(meta: &mut SyncMeta, server_time: Millis) {
    if meta.purged_at.take().is_some_and(|at| at > server_time) && !off(Mutant::PurgeReturns) {
        meta.cursor = None;
    }
}

/// The time of the API, as far as it is known: never before it was last heard, and unknown long after that.
fn api_time(meta: &SyncMeta, now: Millis) -> Option<Millis> {
    let (contact, skew) = (meta.last_contact?, meta.clock_skew?);
    let at = now.plus(skew).plus(-SLACK).max(contact);
    (at.since(contact) <= BELIEVED).then_some(at)
}

/// Unsent, parked, being typed by anybody, or to be chosen from.
fn is_at_work(state: &State, row: &RecordRow) -> bool {
    let id = row.base.id;
    let clashes = row.base.siblings.iter().any(|sibling| sibling.settled.is_none());
    (state.is_dirty(id) || state.drafts_of(id).next().is_some() || clashes) && !off(Mutant::PurgeRule)
}

/// The records that something unsent or a draft names.
fn named(state: &State) -> Set<RecordId> {
    let unsent = state.outbox.values().flat_map(|row| row.op.fields.values().map(|change| &change.value));
    let typed = state.drafts.values().flat_map(|row| row.draft.fields.values());
    let mut named = Set::new();
    for value in unsent.chain(typed) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| name(item, &mut named)),
            value => name(value, &mut named),
        }
    }
    named
}

fn name(value: &Value, named: &mut Set<RecordId>) {
    if let Some(id) = value.as_str().and_then(|text| text.parse().ok()) {
        named.insert(id);
    }
}

/// The activations that this phone cannot take for finished: none of their steps says that they were taken on elsewhere or
/// closed, or one may take that back, or is still to stay. Where a shift handed it over, an acknowledgement may be of that
/// alone: then only its closing is believed. The API lets them go by their own time.
fn open_cases(state: &State, is_over: impl Fn(&RecordRow) -> bool) -> Set<RecordId> {
    let text = |fields: &Fields, name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    let rows = || state.records.values().filter(|row| row.base.record_type == RecordType::PIS_EVENT);
    let (mut finished, mut taken, mut given) = (Set::new(), Set::new(), Set::new());
    let mut open = Set::new();
    for row in rows() {
        let Some(case) = case_of(row) else { continue };
        let fields = &row.base.fields;
        let kind = text(fields, "kind").unwrap_or_default();
        match kind.as_str() {
            "shift_handed_over" => _ = given.insert(case),
            "acknowledged" if !is_voided(fields) => _ = taken.insert(case),
            "closed" if !is_voided(fields) => _ = finished.insert(case),
            _ => {}
        }
        if kind == "reopened" || text(fields, "correctsId").is_some() || !is_over(row) || is_at_work(state, row) {
            open.insert(case);
        }
    }
    let cases = state.records.values().filter(|row| row.base.record_type == RecordType::PIS_ACTIVATION);
    let is_finished = |id: &RecordId| finished.contains(id) || (taken.contains(id) && !given.contains(id));
    let unfinished = cases.map(|row| row.base.id).filter(|id| !is_finished(id));
    order::set(open.iter().copied().chain(unfinished))
}

/// The activation that a record is, or is a step of.
fn case_of(row: &RecordRow) -> Option<RecordId> {
    let base = &row.base;
    if base.record_type == RecordType::PIS_ACTIVATION {
        return Some(base.id);
    }
    let of = base.fields.get("activationId").filter(|_| base.record_type == RecordType::PIS_EVENT)?;
    of.as_str()?.parse().ok()
}
