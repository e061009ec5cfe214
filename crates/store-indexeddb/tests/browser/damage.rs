//! D15: one row that cannot be opened.

use store::{Batch, CodecError, Generation, IdentityCodec, RowCodec, Store, Table, Write};
use store_indexeddb::IndexedDbStore;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{fresh_name, open, raw, record_and_operation, row};

/// Fails for the rows of one key, as a vault fails for a row that was tampered with.
pub struct FailsFor(String);

pub async fn open_failing(name: &str, key: &str) -> IndexedDbStore<FailsFor> {
    IndexedDbStore::open(name, FailsFor(key.to_owned())).await.expect("it opens")
}

impl FailsFor {
    fn check(&self, key: &[u8]) -> Result<(), CodecError> {
        if key == self.0.as_bytes() { Err(CodecError("made by the test".to_owned())) } else { Ok(()) }
    }
}

impl RowCodec for FailsFor {
    async fn key(&self, table: Table, key: &[u8]) -> Result<Vec<u8>, CodecError> {
        IdentityCodec.key(table, key).await
    }

    async fn seal(
        &self,
        table: Table,
        key: &[u8],
        version: u32,
        batch: Generation,
        value: &[u8],
    ) -> Result<Vec<u8>, CodecError> {
        self.check(key)?;
        IdentityCodec.seal(table, key, version, batch, value).await
    }

    async fn open(
        &self,
        table: Table,
        stored_key: &[u8],
        version: u32,
        last: Generation,
        blob: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), CodecError> {
        self.check(stored_key)?;
        IdentityCodec.open(table, stored_key, version, last, blob).await
    }
}

/// D15: the damaged row is listed, the others are usable, and it is still there for a codec that can open it.
#[wasm_bindgen_test]
async fn a_damaged_row_is_listed_and_kept() {
    let name = fresh_name();
    let writes = ["a", "bad", "c"].map(|key| Write::Put(row(Table::Records, key))).to_vec();
    open(&name).await.commit(Batch { expect: Generation(0), writes }).await.expect("it commits");

    let damaged = open_failing(&name, "bad").await;
    let snapshot = damaged.load().await.expect("the others can be read");
    assert_eq!(snapshot.rows, [row(Table::Records, "a"), row(Table::Records, "c")]);
    assert_eq!(snapshot.unreadable, [(Table::Records, b"bad".to_vec())]);

    damaged.commit(record_and_operation(1, "d")).await.expect("writing goes on");
    let rows = open(&name).await.load().await.expect("it can be read").rows;
    assert!(rows.contains(&row(Table::Records, "bad")));
}

/// D15: a row of another shape than ours is a damaged row too.
#[wasm_bindgen_test]
async fn a_row_of_a_strange_shape_is_listed_and_kept() {
    let name = fresh_name();
    let store = open(&name).await;
    store.commit(record_and_operation(0, "a")).await.expect("it commits");
    raw::put_stranger(&name, "outbox").await.expect("it can be put");
    let before = raw::dump(&name).await;

    let snapshot = store.load().await.expect("the others can be read");
    assert_eq!(snapshot.rows, [row(Table::Records, "a"), row(Table::Outbox, "a")]);
    assert_eq!(snapshot.unreadable.len(), 1);
    assert_eq!(snapshot.unreadable[0].0, Table::Outbox);
    assert_eq!(raw::dump(&name).await, before);
}
