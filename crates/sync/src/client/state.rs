//! What the store holds, decoded: the engine decides on this and on nothing else.

use litemap::LiteMap;
use model::ids::{OpId, OperatorId, RecordId};
use model::order::Set;
use store::{Generation, Snapshot, Table};

use super::Identity;
use super::rows::{Decoded, DraftRow, OutboxRow, RecordRow, RowChange, SyncMeta, decode, record_key};

/// Added to the operation counter when the row that keeps it was lost, so that no key is used twice.
const SEQ_GAP: u64 = 1_000_000;

/// The committed rows of the phone.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub generation: Generation,
    pub identity: Option<Identity>,
    pub meta: SyncMeta,
    pub records: LiteMap<RecordId, RecordRow>,
    /// Operations that are not receipted, by position in the stream.
    pub outbox: LiteMap<u64, OutboxRow>,
    /// Receipted operations that no backup of the API holds yet, by position in the stream.
    pub ring: LiteMap<u64, OutboxRow>,
    /// By their keys in the store.
    pub drafts: LiteMap<Vec<u8>, DraftRow>,
    /// Rows that did not decode: kept where they are, and listed.
    pub unreadable: Vec<(Table, Vec<u8>)>,
    lanes: LiteMap<RecordId, Set<u64>>,
    by_op: LiteMap<OpId, u64>,
    superseded: LiteMap<OpId, u64>,
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
                Some(Decoded::Sync(read)) => meta = Some(*read),
                Some(Decoded::Record(record)) => {
                    state.records.insert(record.base.id, *record);
                }
                Some(Decoded::Op(op)) => state.insert_op(*op),
                Some(Decoded::Draft(draft)) => {
                    state.drafts.insert(row.key.clone(), *draft);
                }
                None => state.unreadable.push((row.table, row.key.clone())),
            }
        }
        let last = |rows: &LiteMap<u64, OutboxRow>| rows.last().map_or(0, |(seq, _)| *seq);
        let after_outbox = last(&state.outbox).max(last(&state.ring)) + 1;
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
    pub(super) fn apply(&mut self, changes: Vec<RowChange>) -> Set<RecordId> {
        let mut touched = Set::new();
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
                    self.unreadable.retain(|row| row.0 != Table::Records || row.1 != record_key(id));
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
                RowChange::Draft { key, row } => {
                    self.drafts.insert(key, *row);
                }
                RowChange::DropDraft { key } => {
                    self.unreadable.retain(|row| row.0 != Table::Drafts || row.1 != key);
                    self.drafts.remove(&key);
                }
            }
        }
        touched
    }

    /// Drafts of this operator, or of nobody yet, by their keys.
    pub(super) fn own_drafts(&self) -> impl Iterator<Item = (&Vec<u8>, &DraftRow)> {
        let operator = self.operator();
        self.drafts.iter().filter(move |(_, row)| row.author.is_none() || row.author == operator)
    }

    /// Whether a row lies there, readable or not: it is not ours to write over.
    pub(super) fn draft_lies_at(&self, key: &Vec<u8>) -> bool {
        let unreadable = |row: &(Table, Vec<u8>)| row.0 == Table::Drafts && row.1 == *key;
        self.drafts.contains_key(key) || self.unreadable.iter().any(unreadable)
    }

    /// Where this operator's draft of a record lies.
    pub(super) fn own_draft(&self, record: RecordId) -> Option<&Vec<u8>> {
        self.own_drafts().find(|(_, row)| row.draft.record_id == record).map(|(key, _)| key)
    }

    /// Where the draft of a record lies that somebody types.
    pub(super) fn draft_of(&self, record: RecordId, author: Option<OperatorId>) -> Option<&Vec<u8>> {
        let same = |row: &DraftRow| row.draft.record_id == record && (row.author.is_none() || row.author == author);
        self.drafts.iter().find(|(_, row)| same(row)).map(|(key, _)| key)
    }

    /// The drafts of a record, whoever types them, by their keys.
    pub(super) fn drafts_of(&self, record: RecordId) -> impl Iterator<Item = &Vec<u8>> {
        self.drafts.iter().filter(move |(_, row)| row.draft.record_id == record).map(|(key, _)| key)
    }

    /// The operations of one record that are not receipted, in their order.
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

    /// Whether the operation, or the one that carries it on, is on this phone: unsent, or in the ring.
    pub(super) fn has(&self, id: OpId) -> bool {
        self.stands_for(id).is_some() || self.ring.values().any(|row| row.op.op_id == id)
    }

    /// Whether the operation was stored once: it waits, or the API receipted it.
    pub(super) fn knows(&self, record: RecordId, op: OpId) -> bool {
        self.by_op.contains_key(&op)
            || self.superseded.contains_key(&op)
            || self.records.get(&record).is_some_and(|row| row.acked.contains(&op))
    }

    /// The incarnation of the API that this phone last dealt with. Where the row that says so cannot be read, what it
    /// receipted last still knows: without one, a restored API would decide what comes after what has to go again.
    pub(super) fn known_epoch(&self) -> Option<&str> {
        let ringed = || self.ring.values().next_back().and_then(|row| row.ring.as_ref());
        self.meta.epoch.as_deref().or_else(|| ringed().map(|ring| ring.epoch.as_str()))
    }

    /// The operator whose phone this is now.
    pub(super) fn operator(&self) -> Option<OperatorId> {
        self.identity.as_ref().map(|identity| identity.profile.operator_id)
    }

    fn insert_op(&mut self, row: OutboxRow) {
        let seq = row.op.client_seq;
        self.remove_op(seq);
        if row.ring.is_some() {
            self.ring.insert(seq, row);
            return;
        }
        self.lanes.entry(row.op.record_id).or_default().insert(seq);
        self.by_op.insert(row.op.op_id, seq);
        for old in &row.supersedes {
            self.superseded.insert(*old, seq);
        }
        self.outbox.insert(seq, row);
    }

    fn remove_op(&mut self, seq: u64) -> Option<OutboxRow> {
        self.ring.remove(&seq);
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
