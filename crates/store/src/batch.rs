use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The tables of the phone. Every table ever shipped stays in this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Table {
    /// Who uses the phone, configuration, cursor, counters.
    Meta,
    /// Records: the base that the API gave, receipt, siblings.
    Records,
    /// Operations that are not receipted.
    Outbox,
    /// What is being typed.
    Drafts,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 4] = [Self::Meta, Self::Records, Self::Outbox, Self::Drafts];

    /// Name in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Records => "records",
            Self::Outbox => "outbox",
            Self::Drafts => "drafts",
        }
    }
}

/// Counts the batches that were committed; two tabs that read the same one cannot both write next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Generation(pub u64);

/// One row in clear: what the caller sees on both sides of the codec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which table.
    pub table: Table,
    /// An id or a fixed name; never a domain value.
    pub key: Vec<u8>,
    /// Schema version of `value`.
    pub version: u32,
    /// Serialised content.
    pub value: Vec<u8>,
}

/// One change of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Inserts or replaces a row.
    Put(Row),
    /// Removes a row; removing a missing one is no error.
    Delete {
        /// Which table.
        table: Table,
        /// Which row.
        key: Vec<u8>,
    },
}

/// Writes that happen together or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The generation that the caller read; another one refuses the batch.
    pub expect: Generation,
    /// In order; a later write of the same key wins.
    pub writes: Vec<Write>,
}

/// Everything that a store holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// To be named by the next batch.
    pub generation: Generation,
    /// All rows, by table and key.
    pub rows: Vec<Row>,
    /// Rows that the codec could not open: table and key as stored. They are kept.
    pub unreadable: Vec<(Table, Vec<u8>)>,
}

/// Why a store failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// Somebody else committed; load again.
    #[error("another tab wrote: the store is at generation {}", actual.0)]
    Stale {
        /// What the store is at.
        actual: Generation,
    },
    /// No space is left for the write.
    #[error("no space is left on the device")]
    Quota,
    /// The browser has no usable database (private mode, switched off).
    #[error("the device has no database: {reason}")]
    Unavailable {
        /// What the browser said.
        reason: String,
    },
    /// Another tab holds an older version open.
    #[error("another tab holds the database open")]
    Blocked,
    /// A newer app wrote this database.
    #[error("the database is of a newer version")]
    Newer,
    /// The codec failed before anything was written.
    #[error("a row could not be sealed: {0}")]
    Codec(String),
    /// Anything else that the browser said.
    #[error("{name}: {message}")]
    Failed {
        /// Name of the exception.
        name: String,
        /// Its message.
        message: String,
    },
}
