use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::{Batch, Generation, Row, Snapshot, Store, StoreError, Table, Write};

type Tables = BTreeMap<(Table, Vec<u8>), (u32, Vec<u8>)>;

/// A store in memory, for tests and the simulator.
#[derive(Debug, Default)]
pub struct MemoryStore {
    inner: RefCell<(Generation, Tables)>,
}

impl Store for MemoryStore {
    async fn load(&self) -> Result<Snapshot, StoreError> {
        let inner = self.inner.borrow();
        let rows = inner
            .1
            .iter()
            .map(|((table, key), (version, value))| Row {
                table: *table,
                key: key.clone(),
                version: *version,
                value: value.clone(),
            })
            .collect();
        Ok(Snapshot { generation: inner.0, rows, unreadable: Vec::new() })
    }

    async fn commit(&self, batch: Batch) -> Result<Generation, StoreError> {
        let mut inner = self.inner.borrow_mut();
        if inner.0 != batch.expect {
            return Err(StoreError::Stale { actual: inner.0 });
        }
        for write in batch.writes {
            match write {
                Write::Put(row) => inner.1.insert((row.table, row.key), (row.version, row.value)),
                Write::Delete { table, key } => inner.1.remove(&(table, key)),
            };
        }
        inner.0 = Generation(inner.0.0 + 1);
        Ok(inner.0)
    }
}
