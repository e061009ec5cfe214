//! What a phone keeps: rows in generations, as the store of the browser keeps them, with what can go wrong with a disk.

use std::collections::{BTreeMap, BTreeSet};

use model::ids::{OpId, OperatorId};
use protocol::Op;
use serde_json::Value;
use store::{Batch, Generation, Row, Snapshot, StoreError, Table, Write};

type Key = (Table, Vec<u8>);
/// What a batch replaced, to go back behind it.
type Undo = Vec<(Key, Option<Row>)>;

/// A disk.
#[derive(Default)]
pub struct Disk {
    generation: Generation,
    rows: BTreeMap<Key, Row>,
    damaged: BTreeSet<Key>,
    /// The operations among the rows, decoded once.
    ops: BTreeMap<Vec<u8>, Kept>,
    /// How to go back behind each batch that nobody was told of yet.
    undo: Vec<(Generation, Undo)>,
}

/// An operation on the disk.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub op: Op,
    /// Who saved it.
    pub author: Option<OperatorId>,
    /// Refused operations that it carries on.
    pub supersedes: Vec<OpId>,
    /// It is receipted and in the retention ring.
    pub ringed: bool,
    /// It waits for a person, or is tried once a day.
    pub aside: bool,
}

/// What a batch changed in the outbox.
#[derive(Debug, Default)]
pub struct Changed {
    pub gone: Vec<Kept>,
    pub added: Vec<Kept>,
}

impl Disk {
    /// A tab reads all that is stored. What it can read has reached the disk: the next transaction of a browser begins
    /// when the former one, which is strict, is durable.
    pub fn read(&mut self) -> Snapshot {
        self.undo.clear();
        self.load()
    }

    /// All that is stored.
    pub fn load(&self) -> Snapshot {
        let readable = self.rows.iter().filter(|(key, _)| !self.damaged.contains(*key));
        Snapshot {
            generation: self.generation,
            rows: readable.map(|(_, row)| row.clone()).collect(),
            unreadable: self.damaged.iter().cloned().collect(),
        }
    }

    /// Writes a batch whole, or refuses it.
    pub fn commit(&mut self, batch: Batch) -> Result<(Generation, Changed), StoreError> {
        if batch.expect != self.generation {
            return Err(StoreError::Stale { actual: self.generation });
        }
        self.generation = Generation(self.generation.0 + 1);
        let mut undo = Vec::new();
        let mut changed = Changed::default();
        for write in batch.writes {
            let (key, row) = match write {
                Write::Put(row) => ((row.table, row.key.clone()), Some(row)),
                Write::Delete { table, key } => ((table, key), None),
            };
            undo.push((key.clone(), self.put(key, row, &mut changed)));
        }
        self.undo.push((self.generation, undo));
        Ok((self.generation, changed))
    }

    /// Somebody was told that this batch is durable: it stays, and what was written before it.
    pub fn confirmed(&mut self, generation: Generation) {
        self.undo.retain(|(written, _)| *written > generation);
    }

    /// The power fails before the last batches, at most so many, reached the disk. None that was confirmed is among them.
    pub fn lose_suffix(&mut self, at_most: u64) -> Changed {
        let mut changed = Changed::default();
        for _ in 0..at_most {
            let Some((generation, undo)) = self.undo.pop() else { break };
            for (key, row) in undo.into_iter().rev() {
                self.put(key, row, &mut changed);
            }
            self.generation = Generation(generation.0 - 1);
        }
        changed
    }

    /// The row cannot be read any more; its operation is named, if it was one.
    pub fn damage(&mut self, nth: u64) -> Option<(Key, Option<Kept>)> {
        let at = usize::try_from(nth).unwrap_or(0).checked_rem(self.rows.len())?;
        let key = self.rows.keys().nth(at)?.clone();
        self.damaged.insert(key.clone());
        let kept = if key.0 == Table::Outbox { self.ops.remove(&key.1) } else { None };
        Some((key, kept))
    }

    /// Whether a row of the table is damaged.
    pub fn is_damaged(&self) -> bool {
        !self.damaged.is_empty()
    }

    /// The operations, receipted ones in the ring included.
    pub fn ops(&self) -> impl Iterator<Item = &Kept> {
        self.ops.values()
    }

    /// Whether a text is anywhere on the disk, where it can be read.
    pub fn mentions(&self, text: &str) -> bool {
        let needle = format!("\"{text}\"");
        let has = |row: &Row| String::from_utf8_lossy(&row.value).contains(&needle);
        self.rows.iter().any(|(key, row)| !self.damaged.contains(key) && has(row))
    }

    fn put(&mut self, key: Key, row: Option<Row>, changed: &mut Changed) -> Option<Row> {
        if key.0 == Table::Outbox {
            changed.gone.extend(self.ops.remove(&key.1));
            if let Some(kept) = row.as_ref().and_then(decode) {
                changed.added.push(kept.clone());
                self.ops.insert(key.1.clone(), kept);
            }
        }
        self.damaged.remove(&key);
        match row {
            Some(row) => self.rows.insert(key, row),
            None => self.rows.remove(&key),
        }
    }
}

fn decode(row: &Row) -> Option<Kept> {
    let mut value: Value = serde_json::from_slice(&row.value).ok()?;
    let supersedes = value.get("supersedes").cloned().and_then(|ids| serde_json::from_value(ids).ok());
    let is_set = |name: &str| value.get(name).is_some_and(|it| !it.is_null());
    let (ringed, aside) = (is_set("ring"), is_set("parked") || is_set("quarantined"));
    let author = value.get("author").cloned().and_then(|id| serde_json::from_value(id).ok());
    let op = serde_json::from_value(value.get_mut("op")?.take()).ok()?;
    Some(Kept { op, author, supersedes: supersedes.unwrap_or_default(), ringed, aside })
}
