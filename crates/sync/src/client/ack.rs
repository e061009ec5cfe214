//! What the answer to a push means: receipts, refusals, and operations that stay.

use std::collections::BTreeMap;

use litemap::LiteMap;
use model::ids::{OpId, RecordId};
use model::order::Set;
use model::time::Millis;
use protocol::{Ack, OpResult, Outcome, PushResponse, RejectCode, Snapshot};

use super::plan::{Plan, Verdict};
use super::rows::{OutboxRow, RecordRow, RowChange, SyncMeta};
use super::state::State;
use super::view::replay;
use super::{FaultView, Receipt};
use crate::mutants::{Mutant, off};

/// How many receipted operations a record remembers.
const ACKED_KEPT: usize = 4;

/// Writes new bases and receipts and removes the receipted operations, in one batch.
///
/// Only an operation that was sent and has exactly one result is touched; everything else stays as it is.
pub(super) fn plan(state: &State, sent: &[OpId], response: &PushResponse, now: Millis) -> Plan {
    let mut meta = state.meta.clone();
    contact(&mut meta, &response.epoch, response.server_time, now);
    let mut work =
        Work { state, listing: meta.listing, records: LiteMap::new(), changes: Vec::new(), gone: Set::new() };
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
                work.settle(row, ack);
            }
            Outcome::Rejected { code, issues } => {
                verdict.settled.push((*op, row.op.record_id));
                let fault = FaultView { op_id: *op, code: *code, issues: issues.clone() };
                // These are not in the journal of the API: the same operation may pass another time.
                let undecided = matches!(code, RejectCode::BodyHash | RejectCode::SchemaUnsupported);
                work.changes.extend(park(state, *op, &fault, undecided));
            }
            Outcome::RetryLater | Outcome::BlockedBy { .. } => verdict.held.push(row.op.record_id),
        }
    }
    let mut changes = work.finish();
    changes.push(RowChange::Sync(meta));
    Plan { changes, verdict }
}

/// The operation stays, with the reason why it is not sent again.
pub(super) fn park(state: &State, op: OpId, fault: &FaultView, undecided: bool) -> Vec<RowChange> {
    let parked = state.op(op).map(|row| OutboxRow { parked: Some(fault.clone()), undecided, ..row.clone() });
    parked.map(|row| RowChange::Op(Box::new(row))).into_iter().collect()
}

/// Remembers that the API answered, and starts over when it is another incarnation.
pub(super) fn contact(meta: &mut SyncMeta, epoch: &str, server_time: Millis, now: Millis) {
    meta.last_contact = Some(server_time);
    meta.clock_skew = Some(server_time.since(now));
    if meta.epoch.as_deref() != Some(epoch) {
        // The first epoch seen is no change: there is nothing of a former one.
        if meta.epoch.is_some() {
            meta.cursor = None;
        }
        meta.epoch = Some(epoch.to_owned());
    }
}

fn exactly_one(results: &[OpResult], op: OpId) -> Option<&Outcome> {
    let mut found = results.iter().filter(|result| result.op_id == op);
    let first = found.next()?;
    found.next().is_none().then_some(&first.outcome)
}

struct Work<'a> {
    state: &'a State,
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
        let next = RecordRow {
            base,
            receipt: Some(Receipt { code: ack.receipt.clone(), received_at: ack.received_at }),
            saved_at: Some(row.saved_at),
            acked,
            listing: if seen_now || former.is_none() {
                self.listing
            } else {
                former.as_ref().map_or(0, |row| row.listing)
            },
            out_of_scope: !seen_now && former.as_ref().is_some_and(|former| former.out_of_scope),
            visiting: former.is_some_and(|former| former.visiting),
        };
        self.records.insert(id, next);
        self.gone.insert(row.op.client_seq);
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
        self.changes.extend(self.gone.into_iter().map(|seq| RowChange::DropOp { seq }));
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
