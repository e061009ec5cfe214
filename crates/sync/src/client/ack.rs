//! What the answer to a push means: receipts, refusals, and operations that stay.

use std::collections::BTreeMap;

use litemap::LiteMap;
use model::ids::{OpId, RecordId};
use model::order::Set;
use model::time::Millis;
use protocol::{Ack, OpKind, OpResult, Outcome, PushResponse, RejectCode, Snapshot, common};

use store::Table;

use super::plan::{Plan, Verdict};
use super::purge;
use super::ring;
use super::rows::{OutboxRow, RecordRow, Ring, RowChange, SyncMeta, record_key};
use super::state::State;
use super::view::replay;
use super::{Erasure, FaultView, Receipt};
use crate::mutants::{Mutant, off};

/// How many erased records are remembered: a form of one may be open.
const ERASED_KEPT: usize = 200;
/// How many receipted operations a record remembers.
const ACKED_KEPT: usize = 4;

/// Writes new bases and receipts and removes the receipted operations, in one batch.
///
/// Only an operation that was sent and has exactly one result is touched; everything else stays as it is.
pub(super) fn plan(state: &State, sent: &[OpId], response: &PushResponse, heard: Heard) -> Plan {
    let mut meta = state.meta.clone();
    let same_epoch = state.known_epoch().is_none_or(|epoch| epoch == response.epoch);
    let again = contact(state, &mut meta, &response.epoch, response.server_time, heard);
    let mut work = Work {
        state,
        epoch: &response.epoch,
        listing: meta.listing,
        records: LiteMap::new(),
        changes: Vec::new(),
        gone: Set::new(),
    };
    let mut erased: Set<RecordId> = Set::new();
    let mut verdict = Verdict { malformed: response.results.len() != sent.len(), ..Verdict::default() };
    for op in sent {
        // Another tab may have handled the same answer, or carried a refused operation on.
        let row = state.op(*op);
        let Some(outcome) = exactly_one(&response.results, *op) else {
            verdict.malformed = true;
            if let Some(row) = row.filter(|_| off(Mutant::AckRule)) {
                work.gone.insert(row.op.client_seq);
            }
            continue;
        };
        let Some(row) = row else { continue };
        match outcome {
            Outcome::Applied(ack) | Outcome::Duplicate(ack) | Outcome::Merged(ack) | Outcome::Conflict(ack) => {
                verdict.settled.push((*op, row.op.record_id));
                meta.high_seq = meta.high_seq.max(ack.seq);
                work.settle(row, ack);
            }
            Outcome::Rejected { code: RejectCode::Erased, .. } if !off(Mutant::EraseWins) => {
                verdict.settled.push((*op, row.op.record_id));
                erased.insert(row.op.record_id);
            }
            // An API of an earlier version may be followed by one that knows it.
            Outcome::Rejected { code: RejectCode::SchemaUnsupported, .. } => verdict.held.push(row.op.record_id),
            Outcome::Rejected { code, issues } => {
                verdict.settled.push((*op, row.op.record_id));
                let fault = FaultView { op_id: *op, code: *code, issues: issues.clone() };
                // These are not in the journal of the API: the same operation may pass another time.
                let undecided = matches!(code, RejectCode::BodyHash | RejectCode::UnknownRecord);
                if off(Mutant::Parking) {
                    work.gone.insert(row.op.client_seq);
                    continue;
                }
                work.changes.extend(park(state, *op, &fault, undecided));
            }
            // What it waits for is not on this phone any more, so that nothing will bring it: a person decides.
            Outcome::BlockedBy { parent } if again.is_empty() && !state.has(*parent) && !off(Mutant::LostParent) => {
                verdict.settled.push((*op, row.op.record_id));
                let fault = FaultView { op_id: *op, code: RejectCode::UnknownRecord, issues: Vec::new() };
                work.changes.extend(park(state, *op, &fault, false));
            }
            // Another incarnation decided nothing: there is an order to be kept, and no reason to wait.
            Outcome::RetryLater if !same_epoch => verdict.free.push(row.op.record_id),
            Outcome::RetryLater | Outcome::BlockedBy { .. } => verdict.held.push(row.op.record_id),
        }
    }
    verdict.progress = !verdict.settled.is_empty();
    let mut changes = work.finish();
    changes.extend(again);
    for record in erased {
        changes.extend(erase(state, &mut meta, record, response.server_time));
    }
    changes.push(RowChange::Sync(meta));
    Plan { changes, verdict }
}

/// When an answer was heard, and in which version of the protocol.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    pub now: Millis,
    pub protocol: Option<u32>,
}

/// The operation stays, with the reason why it is not sent again.
pub(super) fn park(state: &State, op: OpId, fault: &FaultView, undecided: bool) -> Vec<RowChange> {
    let parked = state.op(op).map(|row| OutboxRow { parked: Some(fault.clone()), undecided, ..row.clone() });
    parked.map(|row| RowChange::Op(Box::new(row))).into_iter().collect()
}

/// Remembers that the API answered. When the two speak a newer version than before, the listing starts over. When it is
/// another incarnation, that too, and what is in the retention ring goes back to the outbox: a backup may not hold it.
pub(super) fn contact(
    state: &State,
    meta: &mut SyncMeta,
    epoch: &str,
    server_time: Millis,
    heard: Heard,
) -> Vec<RowChange> {
    meta.last_contact = Some(server_time);
    meta.clock_skew = Some(server_time.since(heard.now));
    purge::heard(meta, server_time);
    let spoken = heard.protocol.map(common).or(meta.api_protocol);
    if spoken > meta.api_protocol && !off(Mutant::ListsAgain) {
        // Pages of an older version did not say all: an app that was updated never read what was erased meanwhile.
        meta.cursor = None;
    }
    meta.api_protocol = spoken;
    if meta.epoch.as_deref() == Some(epoch) {
        return Vec::new();
    }
    // The first epoch seen is no change: there is nothing of a former one.
    if meta.epoch.is_some() {
        meta.cursor = None;
    }
    meta.epoch = Some(epoch.to_owned());
    meta.high_seq = 0;
    ring::send_again(state, meta, state.operator())
}

/// An erasure by law wins over everything: record, operations and drafts go, and a person is told without content.
pub(super) fn erase(state: &State, meta: &mut SyncMeta, record: RecordId, at: Millis) -> Vec<RowChange> {
    let unsent: Vec<&OutboxRow> = state.lane(record).collect();
    let ring = state.ring.values().filter(|row| row.op.record_id == record);
    let mut changes: Vec<RowChange> =
        unsent.iter().copied().chain(ring).map(|row| RowChange::DropOp { seq: row.op.client_seq }).collect();
    changes.extend(state.drafts_of(record).map(|key| RowChange::DropDraft { key: key.clone() }));
    let known = state.records.get(&record);
    let record_type = known.map(|row| &row.base.record_type).or_else(|| unsent.first().map(|row| &row.op.record_type));
    if let Some(record_type) = record_type {
        meta.erased.push(Erasure { record_type: record_type.clone(), unsent: !unsent.is_empty(), at });
    }
    let unreadable = |table: Table| state.unreadable.iter().filter(move |row| row.0 == table);
    if known.is_some() || unreadable(Table::Records).any(|(_, key)| *key == record_key(record)) {
        changes.push(RowChange::DropRecord(record));
    }
    let drafts = unreadable(Table::Drafts).filter(|(_, key)| key.starts_with(&record_key(record)));
    changes.extend(drafts.map(|(_, key)| RowChange::DropDraft { key: key.clone() }));
    meta.pinned.retain(|pinned| *pinned != record);
    if !meta.erased_ids.contains(&record) {
        meta.erased_ids.push(record);
        meta.erased_ids.drain(..meta.erased_ids.len().saturating_sub(ERASED_KEPT));
    }
    changes
}

fn exactly_one(results: &[OpResult], op: OpId) -> Option<&Outcome> {
    let mut found = results.iter().filter(|result| result.op_id == op);
    let first = found.next()?;
    found.next().is_none().then_some(&first.outcome)
}

struct Work<'a> {
    state: &'a State,
    epoch: &'a str,
    listing: u64,
    records: LiteMap<RecordId, RecordRow>,
    changes: Vec<RowChange>,
    gone: Set<u64>,
}

impl Work<'_> {
    fn settle(&mut self, row: &OutboxRow, ack: &Ack) {
        let id = row.op.record_id;
        let former = self.records.remove(&id).or_else(|| self.state.records.get(&id).cloned());
        let confirmed = ack.record.as_deref().filter(|given| given.id == id);
        let current =
            former.as_ref().filter(|former| former.listing == self.listing).map_or(0, |former| former.base.rev);
        let base = match (confirmed, &former) {
            (Some(given), _) if given.rev >= current => given.clone(),
            (_, Some(former)) => predicted(&former.base, row, ack),
            (_, None) => predicted(&nothing(row), row, ack),
        };
        let mut acked = former.as_ref().map(|former| former.acked.clone()).unwrap_or_default();
        acked.push(row.op.op_id);
        acked.drain(..acked.len().saturating_sub(ACKED_KEPT));
        let seen_now = confirmed.is_some();
        let before = former.as_ref().map_or(0, |former| former.base.rev);
        let since = former.as_ref().map_or(Some(0), |former| former.own_since);
        let own_since = if before + 1 == base.rev && base.rev == ack.rev { since } else { Some(base.rev) };
        let next = RecordRow {
            base,
            receipt: Some(Receipt { code: ack.receipt.clone(), received_at: ack.received_at }),
            saved_at: Some(row.saved_at),
            acked,
            own_since,
            listing: if seen_now || former.is_none() {
                self.listing
            } else {
                former.as_ref().map_or(0, |row| row.listing)
            },
            // A change of a record that is not here any more does not bring it back.
            out_of_scope: !seen_now
                && former.as_ref().map_or(row.op.kind != OpKind::Create, |former| former.out_of_scope),
            visiting: former.is_some_and(|former| former.visiting),
        };
        self.records.insert(id, next);
        self.gone.insert(row.op.client_seq);
        if !off(Mutant::Ring) {
            let ring = Ring { seq: ack.seq, epoch: self.epoch.to_owned(), received_at: ack.received_at };
            self.changes.push(RowChange::Op(Box::new(OutboxRow {
                ring: Some(ring),
                parked: None,
                undecided: false,
                quarantined: None,
                sent_again: None,
                ..row.clone()
            })));
        }
    }

    fn finish(mut self) -> Vec<RowChange> {
        for (id, row) in self.records {
            let empties = self.state.lane(id).all(|unsent| self.gone.contains(&unsent.op.client_seq));
            self.changes.push(if row.out_of_scope && empties {
                RowChange::DropRecord(id)
            } else {
                RowChange::Record(Box::new(row))
            });
        }
        let ringed = |seq: &u64| {
            self.changes.iter().any(|change| matches!(change, RowChange::Op(row) if row.op.client_seq == *seq))
        };
        let dropped: Vec<u64> = self.gone.into_iter().filter(|seq| !ringed(seq)).collect();
        self.changes.extend(dropped.into_iter().map(|seq| RowChange::DropOp { seq }));
        self.changes
    }
}

/// What the record is after the operation, when the API did not say because it is what a phone can work out.
fn predicted(base: &Snapshot, row: &OutboxRow, ack: &Ack) -> Snapshot {
    if base.rev >= ack.rev {
        // A pull brought this change, or a later one, already.
        return base.clone();
    }
    let mut next = base.clone();
    replay(&mut next.fields, &row.op);
    if base.rev + 1 == ack.rev {
        next.rev = ack.rev;
    }
    // Otherwise changes of others lie in between: the revision stays, so that the next pull brings them.
    next
}

fn nothing(row: &OutboxRow) -> Snapshot {
    Snapshot {
        id: row.op.record_id,
        record_type: row.op.record_type.clone(),
        schema_version: row.op.schema_version,
        rev: 0,
        fields: BTreeMap::new(),
        siblings: Vec::new(),
    }
}
