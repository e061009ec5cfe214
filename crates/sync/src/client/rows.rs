//! The rows of the phone: what is written in each table, under which key, and how it is read back.

use model::ids::{OpId, OperatorId, RecordId};
use model::time::Millis;
use protocol::{Op, Snapshot, json};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::{Row, Table, Write};

use super::{DraftView, Erasure, FaultView, Identity, Receipt};

/// Schema version of the rows that this build writes.
pub(super) const ROW_VERSION: u32 = 1;

const IDENTITY_KEY: &[u8] = b"identity";
const SYNC_KEY: &[u8] = b"sync";

/// Counters and positions of the engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct SyncMeta {
    /// Incarnation of the API that the cursor belongs to.
    pub epoch: Option<String>,
    /// Where the next page of the pull starts.
    pub cursor: Option<String>,
    /// Counts the full listings: a row with a smaller number was not seen in the present one.
    pub listing: u64,
    /// The present listing has not reached its end.
    pub listing_open: bool,
    /// Position of the next operation in the stream of this phone. Never goes back.
    pub next_seq: u64,
    /// When the API last answered as ours, on its clock.
    pub last_contact: Option<Millis>,
    /// API clock less device clock, milliseconds.
    pub clock_skew: Option<i64>,
    /// The highest position in the feed of that incarnation that came with a receipt.
    pub high_seq: u64,
    /// The protocol that the API spoke last.
    pub api_protocol: Option<u32>,
    /// Whether the API said that it makes backups.
    pub backed_up: Option<bool>,
    /// When a pull last reached its end, on the clock of the API.
    pub last_pull: Option<Millis>,
    /// The time of the API by which records went from here because they were over, until the API is heard again.
    pub purged_at: Option<Millis>,
    /// The records that were erased last: what is typed of them afterwards is not kept.
    #[serde(deserialize_with = "json::list")]
    pub erased_ids: Vec<RecordId>,
    /// Records that this operator keeps on top of lists. The rows of a person are sealed, and these never leave the phone.
    #[serde(deserialize_with = "json::list")]
    pub pinned: Vec<RecordId>,
    /// Records erased by law that nobody was told of yet.
    #[serde(deserialize_with = "json::list")]
    pub erased: Vec<Erasure>,
}

/// What the API gave for a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecordRow {
    /// The API's version.
    pub base: Snapshot,
    /// The last receipt that this phone got for it.
    #[serde(default)]
    pub receipt: Option<Receipt>,
    /// When it was last saved on this phone.
    #[serde(default)]
    pub saved_at: Option<Millis>,
    /// The last operations of this phone that were receipted, newest last: they tell a save that was stored from one
    /// that was not, also when the retention ring let them go.
    #[serde(default, deserialize_with = "json::list")]
    pub acked: Vec<OpId>,
    /// The revision from which on all changes are operations of this phone: whoever saw that one has seen the present
    /// one. Absent in rows of the first version.
    #[serde(default)]
    pub own_since: Option<u64>,
    /// The listing that last confirmed it.
    #[serde(default)]
    pub listing: u64,
    /// The operator may not see it any more; it goes when nothing unsent is left.
    #[serde(default)]
    pub out_of_scope: bool,
    /// Found online and not part of the caseload; it goes at the next start when nothing unsent is left.
    #[serde(default)]
    pub visiting: bool,
}

/// An operation: not receipted, or receipted and in the retention ring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OutboxRow {
    /// Frozen from the moment it was stored.
    pub op: Op,
    /// Who saved it; absent when it was saved before any enrolment.
    #[serde(default)]
    pub author: Option<OperatorId>,
    /// When it was saved, device clock.
    pub saved_at: Millis,
    /// Refused operations that this one carries on.
    #[serde(default, deserialize_with = "json::list")]
    pub supersedes: Vec<OpId>,
    /// Why it is not sent again, once the API refused it.
    #[serde(default)]
    pub parked: Option<FaultView>,
    /// It is parked without a verdict on this operation (a 413, a 422, an API of another version): it may even be
    /// applied already, so a person's retry sends the same operation again.
    #[serde(default)]
    pub undecided: bool,
    /// Since when it is only tried once a day, because the API fails over it; device clock.
    #[serde(default)]
    pub quarantined: Option<Millis>,
    /// Its receipt. It stays until a backup of the API holds it, and is sent again should the API lose it.
    #[serde(default)]
    pub ring: Option<Ring>,
    /// It is sent again: what listings up to this one brought holds its effect already.
    #[serde(default)]
    pub sent_again: Option<u64>,
}

/// A place in the retention ring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ring {
    /// Position in the feed of that incarnation.
    pub seq: u64,
    /// Incarnation of the API.
    pub epoch: String,
    /// When the API committed it, on its clock.
    pub received_at: Millis,
}

impl OutboxRow {
    /// An operation that was just saved.
    pub(super) const fn new(op: Op, author: Option<OperatorId>, saved_at: Millis, supersedes: Vec<OpId>) -> Self {
        Self {
            op,
            author,
            saved_at,
            supersedes,
            parked: None,
            undecided: false,
            quarantined: None,
            ring: None,
            sent_again: None,
        }
    }

    /// Whether its effect has still to be shown on top of what the API gave.
    pub(super) fn shows_on(&self, record: Option<&RecordRow>) -> bool {
        let covered = |listing: u64| record.is_some_and(|record| record.listing <= listing);
        !self.sent_again.is_some_and(covered)
    }
}

/// A draft and whose it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DraftRow {
    /// Who types.
    #[serde(default)]
    pub author: Option<OperatorId>,
    /// What was typed.
    pub draft: DraftView,
}

/// One change of a plan, before it becomes bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RowChange {
    Identity(Box<Identity>),
    Sync(SyncMeta),
    Record(Box<RecordRow>),
    DropRecord(RecordId),
    Op(Box<OutboxRow>),
    DropOp { seq: u64 },
    Draft { key: Vec<u8>, row: Box<DraftRow> },
    DropDraft { key: Vec<u8> },
}

/// A row as the engine understands it.
pub(super) enum Decoded {
    Identity(Box<Identity>),
    Sync(Box<SyncMeta>),
    Record(Box<RecordRow>),
    Op(Box<OutboxRow>),
    Draft(Box<DraftRow>),
}

impl RowChange {
    /// The change as the store takes it; `None` when it cannot be serialised.
    pub(super) fn to_write(&self) -> Option<Write> {
        Some(match self {
            Self::Identity(identity) => put(Table::Meta, IDENTITY_KEY.to_vec(), identity)?,
            Self::Sync(meta) => put(Table::Meta, SYNC_KEY.to_vec(), meta)?,
            Self::Record(row) => put(Table::Records, record_key(row.base.id), row)?,
            Self::Op(row) => put(Table::Outbox, seq_key(row.op.client_seq), row)?,
            Self::Draft { key, row } => put(Table::Drafts, key.clone(), row)?,
            Self::DropRecord(id) => Write::Delete { table: Table::Records, key: record_key(*id) },
            Self::DropOp { seq } => Write::Delete { table: Table::Outbox, key: seq_key(*seq) },
            Self::DropDraft { key } => Write::Delete { table: Table::Drafts, key: key.clone() },
        })
    }
}

/// Reads a row; `None` when it is not one that this build understands.
pub(super) fn decode(row: &Row) -> Option<Decoded> {
    if row.version != ROW_VERSION {
        return None;
    }
    match row.table {
        Table::Meta if row.key == IDENTITY_KEY => get(row).map(Decoded::Identity),
        Table::Meta if row.key == SYNC_KEY => get(row).map(Decoded::Sync),
        Table::Meta => None,
        Table::Records => {
            get::<Box<RecordRow>>(row).filter(|read| record_key(read.base.id) == row.key).map(Decoded::Record)
        }
        Table::Outbox => {
            get::<Box<OutboxRow>>(row).filter(|read| seq_key(read.op.client_seq) == row.key).map(Decoded::Op)
        }
        Table::Drafts => {
            get::<Box<DraftRow>>(row).filter(|read| draft_keys(read).contains(&row.key)).map(Decoded::Draft)
        }
    }
}

pub(super) fn record_key(id: RecordId) -> Vec<u8> {
    id.0.as_bytes().to_vec()
}

/// Where a draft may lie: under its record alone, or under record and author where another person's lay there first.
/// Two people on one phone may both be at work on one record, and neither's text takes the other's place.
pub(super) fn draft_keys(row: &DraftRow) -> [Vec<u8>; 2] {
    let alone = record_key(row.draft.record_id);
    let with_author = row.author.map(|author| [alone.as_slice(), author.0.as_bytes()].concat());
    [alone.clone(), with_author.unwrap_or(alone)]
}

/// Big-endian, so that the order of the keys is the order of the saves.
fn seq_key(seq: u64) -> Vec<u8> {
    seq.to_be_bytes().to_vec()
}

fn put<T: Serialize>(table: Table, key: Vec<u8>, value: &T) -> Option<Write> {
    let value = json::to_vec(value).ok()?;
    Some(Write::Put(Row { table, key, version: ROW_VERSION, value }))
}

fn get<T: DeserializeOwned>(row: &Row) -> Option<T> {
    json::from_slice(&row.value).ok()
}
