//! What a page of the pull means: new bases under the unsent operations, and records that leave the phone.

use litemap::LiteMap;
use model::ids::{BatchId, DeviceId, RecordId};
use model::order;
use protocol::{PROTOCOL, PullRequest, PullResponse, RejectCode, Snapshot, common};

use super::ack::{Heard, contact, erase};
use super::plan::{Plan, Verdict};
use super::ring;
use super::rows::{OutboxRow, RecordRow, RowChange};
use super::state::State;
use crate::mutants::{Mutant, off};

/// Records wanted in a page.
const PAGE: u32 = 200;

/// Where a page was asked from: it is applied only while the phone still stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Whose phone it was then: a page of one operator is never written under another.
    pub device: Option<DeviceId>,
    pub epoch: Option<String>,
    pub cursor: Option<String>,
}

impl Asked {
    /// From where the phone stands.
    pub(super) fn now(state: &State) -> Self {
        let device = state.identity.as_ref().map(|identity| identity.profile.device_id);
        Self { device, epoch: state.meta.epoch.clone(), cursor: state.meta.cursor.clone() }
    }

    /// The request.
    pub(super) fn request(&self, device_id: DeviceId, api_protocol: u32, pull_id: Option<BatchId>) -> PullRequest {
        PullRequest {
            protocol: common(api_protocol),
            device_id,
            epoch: self.epoch.clone(),
            cursor: self.cursor.clone(),
            limit: PAGE,
            pull_id,
        }
    }
}

/// Writes the records of the page and the cursor after it, in one batch. The outbox is never touched.
pub(super) fn plan(state: &State, asked: &Asked, response: &PullResponse, heard: Heard) -> Plan {
    let mut verdict =
        Verdict { more_pages: response.has_more, too_old: response.min_client > PROTOCOL, ..Verdict::default() };
    if *asked != Asked::now(state) {
        // Another tab went on from here, or a push met a new incarnation: this page is of the past.
        return Plan { changes: Vec::new(), verdict };
    }
    let mut meta = state.meta.clone();
    let again = contact(state, &mut meta, &response.epoch, response.server_time, heard);
    let sent_again = |id: RecordId| again.iter().any(|it| matches!(it, RowChange::Op(row) if row.op.record_id == id));
    let is_dirty = |id: RecordId| state.is_dirty(id) || sent_again(id);
    let starts_over = asked.cursor.is_none() || response.reset;
    if meta.cursor.is_none() && !starts_over {
        // The page goes on from a position of an incarnation or of a version that is gone: ask again from the start.
        verdict.more_pages = true;
        let mut changes = again;
        changes.push(RowChange::Sync(meta));
        return Plan { changes, verdict };
    }
    verdict.no_progress = response.has_more && asked.cursor.as_deref() == Some(response.next_cursor.as_str());
    if starts_over {
        meta.listing += 1;
        meta.listing_open = true;
    }
    let mut rows: LiteMap<RecordId, Option<RecordRow>> = LiteMap::new();
    let mut overwritten = Vec::new();
    let erased = order::set(response.erased.iter().copied());
    for given in response.changes.iter().filter(|given| !erased.contains(&given.id)) {
        if off(Mutant::CursorRule) && response.changes.len() > 1 && given.id == response.changes[0].id {
            continue;
        }
        if off(Mutant::DirtyGuard) {
            overwritten.extend(state.lane(given.id).map(|row| RowChange::DropOp { seq: row.op.client_seq }));
        }
        let former = rows.remove(&given.id).flatten().or_else(|| state.records.get(&given.id).cloned());
        let row = taken(former, given, meta.listing);
        rows.insert(given.id, Some(row));
    }
    for id in response.removed_scope.iter().filter(|id| !erased.contains(id)) {
        let former = rows.remove(id).flatten().or_else(|| state.records.get(id).cloned());
        let Some(former) = former else { continue };
        // What is unsent, or goes again, stays until it is receipted.
        let stays = is_dirty(*id) && !off(Mutant::ScopeRule);
        rows.insert(*id, stays.then_some(RecordRow { out_of_scope: true, ..former }));
    }
    if meta.listing_open && !response.has_more && !off(Mutant::ListingEnd) {
        meta.listing_open = false;
        for (id, row) in &state.records {
            let confirmed = row.listing == meta.listing || rows.contains_key(id) || row.visiting || erased.contains(id);
            if !confirmed {
                rows.insert(*id, is_dirty(*id).then(|| RecordRow { out_of_scope: true, ..row.clone() }));
            }
        }
    }
    meta.cursor = Some(response.next_cursor.clone());
    meta.backed_up = Some(response.backed_up_seq.is_some());
    if !response.has_more {
        meta.last_pull = Some(response.server_time);
        // What stayed for an unsent change goes with it, also when that cannot be read any more.
        for (id, row) in state.records.iter().filter(|(id, row)| row.out_of_scope && !is_dirty(**id)) {
            rows.entry(*id).or_insert(Some(row.clone()).filter(|_| off(Mutant::ScopeRule)));
        }
    }
    verdict.progress = !erased.is_empty() || rows.iter().any(|(id, row)| state.records.get(id) != row.as_ref());
    let mut changes: Vec<RowChange> = rows
        .into_iter()
        .map(|(id, row)| row.map_or(RowChange::DropRecord(id), |row| RowChange::Record(Box::new(row))))
        .collect();
    changes.extend(overwritten);
    // A record that the API did not have is there after all: the own, or the activation that a step is of.
    for row in state.outbox.values().filter(|row| row.undecided) {
        let unknown = row.parked.as_ref().is_some_and(|fault| fault.code == RejectCode::UnknownRecord);
        let of = row.op.fields.get("activationId").and_then(|change| change.value.as_str()?.parse().ok());
        if unknown && response.changes.iter().any(|given| given.id == row.op.record_id || Some(given.id) == of) {
            changes.push(RowChange::Op(Box::new(OutboxRow { parked: None, undecided: false, ..row.clone() })));
        }
    }
    // Later changes win: what was sent again and is erased goes.
    changes.extend(again);
    changes.extend(ring::let_go(state, &response.epoch, response.backed_up_seq, response.server_time));
    for id in &response.erased {
        changes.extend(erase(state, &mut meta, *id, response.server_time));
    }
    changes.push(RowChange::Sync(meta));
    Plan { changes, verdict }
}

/// The API's version, unless the phone has that revision or a later one of the same listing.
fn taken(former: Option<RecordRow>, given: &Snapshot, listing: u64) -> RecordRow {
    match former {
        Some(former) => {
            let newer = former.listing != listing || given.rev > former.base.rev;
            RecordRow {
                own_since: if newer { Some(given.rev) } else { former.own_since },
                base: if newer { given.clone() } else { former.base },
                listing,
                out_of_scope: false,
                visiting: false,
                receipt: former.receipt,
                saved_at: former.saved_at,
                acked: former.acked,
            }
        }
        None => RecordRow {
            base: given.clone(),
            own_since: Some(given.rev),
            receipt: None,
            saved_at: None,
            acked: Vec::new(),
            listing,
            out_of_scope: false,
            visiting: false,
        },
    }
}
