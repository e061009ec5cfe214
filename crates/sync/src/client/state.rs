//! What the store holds, decoded: the engine decides on this and on nothing else.

use std::collections::{BTreeMap, BTreeSet};

use model::ids::{OpId, OperatorId, RecordId};
use store::{Generation, Snapshot, Table};

use super::Identity;
use super::rows::{Decoded, DraftRow, OutboxRow, RecordRow, RowChange, SyncMeta, decode};

/// Added to the operation counter when the row that keeps it was lost, so that no key is used twice.
const SEQ_GAP: u64 = 1_000_000;

/// The committed rows of the phone.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub generation: Generation,
    pub identity: Option<Identity>,
    pub meta: SyncMeta,
    pub records: BTreeMap<RecordId, RecordRow>,
    /// By position in the stream.
    pub outbox: BTreeMap<u64, OutboxRow>,
    pub drafts: BTreeMap<RecordId, DraftRow>,
    /// Rows that did not decode: kept where they are, and listed.
    pub unreadable: Vec<(Table, Vec<u8>)>,
    lanes: BTreeMap<RecordId, BTreeSet<u64>>,
    by_op: BTreeMap<OpId, u64>,
    superseded: BTreeMap<OpId, u64>,
}

impl State {
    /// Reads the rows. One that does not decode is listed, never fatal.
    pub(super) fn load(snapshot: &Snapshot) -> Self {
        let mut state =
            Self { generation: snapshot.generation, unreadable: snapshot.unreadable.clone(), ..Self::default() };
        let mut meta = None;
        for row in &snapshot.rows {
            match decode(row) {
                Some(Decoded::Identity(identity)) => state.identity = Some(*identity),
                Some(Decoded::Sync(read)) => meta = Some(read),
                Some(Decoded::Record(record)) => {
                    state.records.insert(record.base.id, *record);
                }
                Some(Decoded::Op(op)) => state.insert_op(*op),
                Some(Decoded::Draft(draft)) => {
                    state.drafts.insert(draft.draft.record_id, *draft);
                }
                None => state.unreadable.push((row.table, row.key.clone())),
            }
        }
        let after_outbox = state.outbox.last_key_value().map_or(1, |(seq, _)| seq + 1);
        let meta_lost = meta.is_none() && state.unreadable.iter().any(|(table, _)| *table == Table::Meta);
        // Without its row the listings count on from what the records remember: a record that the API does not list
        // any more must still be found to be gone.
        let listing = state.records.values().map(|row| row.listing).max().unwrap_or_default();
        state.meta = meta.unwrap_or_else(|| SyncMeta { listing, ..SyncMeta::default() });
        let gap = if meta_lost { SEQ_GAP } else { 0 };
        state.meta.next_seq = state.meta.next_seq.max(after_outbox) + gap;
        state
    }

    /// Applies what was committed; says which records look different.
    pub(super) fn apply(&mut self, changes: Vec<RowChange>) -> BTreeSet<RecordId> {
        let mut touched = BTreeSet::new();
        for change in changes {
            match change {
                RowChange::Identity(identity) => self.identity = Some(*identity),
                RowChange::Sync(meta) => self.meta = meta,
                RowChange::Record(row) => {
                    touched.insert(row.base.id);
                    self.records.insert(row.base.id, *row);
                }
                RowChange::DropRecord(id) => {
                    touched.insert(id);
                    self.records.remove(&id);
                }
                RowChange::Op(row) => {
                    touched.insert(row.op.record_id);
                    self.insert_op(*row);
                }
                RowChange::DropOp { seq } => {
                    if let Some(row) = self.remove_op(seq) {
                        touched.insert(row.op.record_id);
                    }
                }
                RowChange::Draft(row) => {
                    self.drafts.insert(row.draft.record_id, *row);
                }
                RowChange::DropDraft(id) => {
                    self.drafts.remove(&id);
                }
            }
        }
        touched
    }

    /// The operations of one record in their order.
    pub(super) fn lane(&self, record: RecordId) -> impl DoubleEndedIterator<Item = &OutboxRow> {
        self.lanes.get(&record).into_iter().flatten().filter_map(|seq| self.outbox.get(seq))
    }

    /// Whether the record has operations that are not receipted.
    pub(super) fn is_dirty(&self, record: RecordId) -> bool {
        self.lanes.contains_key(&record)
    }

    /// Records with operations that are not receipted.
    pub(super) fn dirty(&self) -> impl Iterator<Item = RecordId> {
        self.lanes.keys().copied()
    }

    /// The operation, while it is not receipted.
    pub(super) fn op(&self, id: OpId) -> Option<&OutboxRow> {
        self.by_op.get(&id).and_then(|seq| self.outbox.get(seq))
    }

    /// The unsent operation that stands for `id`: itself, or the one that carries it on.
    pub(super) fn stands_for(&self, id: OpId) -> Option<&OutboxRow> {
        self.op(id).or_else(|| self.superseded.get(&id).and_then(|seq| self.outbox.get(seq)))
    }

    /// Whether the operation was stored once: it waits, or the API receipted it.
    pub(super) fn knows(&self, record: RecordId, op: OpId) -> bool {
        self.by_op.contains_key(&op)
            || self.superseded.contains_key(&op)
            || self.records.get(&record).is_some_and(|row| row.acked.contains(&op))
    }

    /// The operator whose phone this is now.
    pub(super) fn operator(&self) -> Option<OperatorId> {
        self.identity.as_ref().map(|identity| identity.profile.operator_id)
    }

    fn insert_op(&mut self, row: OutboxRow) {
        let seq = row.op.client_seq;
        self.remove_op(seq);
        self.lanes.entry(row.op.record_id).or_default().insert(seq);
        self.by_op.insert(row.op.op_id, seq);
        for old in &row.supersedes {
            self.superseded.insert(*old, seq);
        }
        self.outbox.insert(seq, row);
    }

    fn remove_op(&mut self, seq: u64) -> Option<OutboxRow> {
        let row = self.outbox.remove(&seq)?;
        if let Some(lane) = self.lanes.get_mut(&row.op.record_id) {
            lane.remove(&seq);
            if lane.is_empty() {
                self.lanes.remove(&row.op.record_id);
            }
        }
        self.by_op.remove(&row.op.op_id);
        for old in &row.supersedes {
            if self.superseded.get(old) == Some(&seq) {
                self.superseded.remove(old);
            }
        }
        Some(row)
    }
}
