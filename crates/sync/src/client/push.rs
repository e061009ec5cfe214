//! Which operations go next: first in, first out per record; records do not wait for each other.

use litemap::LiteMap;
use model::ids::{BatchId, DeviceId, OpId, RecordId};
use model::order::Set;
use model::time::Millis;
use protocol::{MAX_BATCH_BYTES, MAX_BATCH_OPS, Op, OpKind, PushRequest, RESOLVE_SINCE, common, json};

use super::rows::OutboxRow;
use super::schedule::Lane;
use super::state::State;
use crate::mutants::{Mutant, off};

/// Room for the envelope of the request.
const ENVELOPE_BYTES: usize = 1_024;

/// How much goes at once; it shrinks when the network or the API cannot take it, and grows again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BatchLimit(usize);

impl Default for BatchLimit {
    fn default() -> Self {
        Self(MAX_BATCH_OPS)
    }
}

impl BatchLimit {
    /// The batch of `sent` operations was too much; down to one.
    pub(super) fn halve(&mut self, sent: usize) {
        self.0 = (sent / 2).max(1);
    }

    /// A batch went through.
    pub(super) fn grow(&mut self) {
        self.0 = (self.0 * 2).min(MAX_BATCH_OPS);
    }
}

/// What to send now.
#[derive(Debug, PartialEq)]
pub(super) enum Selection {
    /// These, in this order.
    Batch(Vec<Op>),
    /// This one is larger than any request may be.
    TooLarge(OpId),
    /// Nothing; the first lane that waits may go on at this instant.
    Nothing { until: Option<Millis> },
}

/// Picks the operations of the next push. A lane that is suspect goes when no other can, and alone.
pub(super) fn select(
    state: &State,
    lanes: &LiteMap<RecordId, Lane>,
    api_protocol: u32,
    limit: BatchLimit,
    now: Millis,
) -> Selection {
    // A conflict is settled only with an API that can; until then that waits with its record.
    let resolves = api_protocol >= RESOLVE_SINCE;
    let is_suspect = |row: &&OutboxRow| lanes.get(&row.op.record_id).is_some_and(|lane| lane.suspect);
    let (suspect, mut queue): (Vec<&OutboxRow>, Vec<&OutboxRow>) = state.outbox.values().partition(is_suspect);
    if off(Mutant::LaneRule) {
        queue.reverse();
    }
    match pick(state, &queue, lanes, resolves, limit, now) {
        Selection::Nothing { until } => match pick(state, &suspect, lanes, resolves, BatchLimit(1), now) {
            Selection::Nothing { until: other } => Selection::Nothing { until: until.into_iter().chain(other).min() },
            picked => picked,
        },
        picked => picked,
    }
}

fn pick(
    state: &State,
    queue: &[&OutboxRow],
    lanes: &LiteMap<RecordId, Lane>,
    resolves: bool,
    limit: BatchLimit,
    now: Millis,
) -> Selection {
    let mut blocked: Set<RecordId> = Set::new();
    let mut chosen: Set<OpId> = Set::new();
    let mut last: LiteMap<RecordId, OpId> = LiteMap::new();
    let mut ops: Vec<Op> = Vec::new();
    let mut bytes = ENVELOPE_BYTES;
    let mut until: Option<Millis> = None;
    for row in queue {
        let lane = row.op.record_id;
        if blocked.contains(&lane) {
            continue;
        }
        let waits = lanes.get(&lane).map(|lane| lane.until).filter(|at| *at > now);
        let foreign = row.author.is_some_and(|author| state.operator() != Some(author));
        let goes_before = |parent: &OpId| state.stands_for(*parent).is_none_or(|row| chosen.contains(&row.op.op_id));
        let too_new = !resolves && is_of_version_2(&row.op);
        // What goes again after a restore stands before operations that do not name it: the API would decide those though
        // it refused the one before, and with a lost answer that is not known when the refusal is mended.
        let unchained = last.get(&lane).is_some_and(|before| row.op.prev_op_id != Some(*before));
        if foreign
            || too_new
            || (unchained && !off(Mutant::ChainRule))
            || waits.is_some()
            || row.parked.is_some()
            || !row.op.depends_on.iter().all(goes_before)
        {
            until = until.into_iter().chain(waits).min();
            blocked.insert(lane);
            continue;
        }
        let size = size(&row.op);
        if ENVELOPE_BYTES + size > MAX_BATCH_BYTES {
            return if ops.is_empty() { Selection::TooLarge(row.op.op_id) } else { Selection::Batch(ops) };
        }
        if ops.len() == limit.0 || bytes + size > MAX_BATCH_BYTES {
            break;
        }
        bytes += size;
        chosen.insert(row.op.op_id);
        last.insert(lane, row.op.op_id);
        ops.push(row.op.clone());
    }
    if ops.is_empty() { Selection::Nothing { until } } else { Selection::Batch(ops) }
}

/// The request for these operations.
pub(super) fn request(
    state: &State,
    device_id: DeviceId,
    api_protocol: u32,
    batch_id: BatchId,
    ops: Vec<Op>,
) -> PushRequest {
    let known_seq = Some(state.meta.high_seq).filter(|seq| *seq > 0 && api_protocol >= 2);
    PushRequest {
        protocol: common(api_protocol),
        device_id,
        epoch: state.known_epoch().map(str::to_owned),
        batch_id,
        known_seq,
        ops,
    }
}

/// Whether an API of the first version could not read the operation: it waits for one that can.
fn is_of_version_2(op: &Op) -> bool {
    op.kind == OpKind::Resolve || op.fields.values().any(|change| change.base.is_some())
}

/// Bytes in the request, the comma included.
fn size(op: &Op) -> usize {
    json::to_vec(op).map_or(MAX_BATCH_BYTES, |bytes| bytes.len() + 1)
}
