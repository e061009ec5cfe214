//! The store in a real browser. Run by `cargo xtask test`, which brings the runner.
#![cfg(target_family = "wasm")]

mod contract;
mod damage;
mod layout;
mod lost_connection;
mod one_or_none;
mod raw;
mod sealed;
mod superseded;
mod two_tabs;
mod unavailable;

use store::{Batch, Generation, IdentityCodec, Row, Table, Write};
use store_indexeddb::IndexedDbStore;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

type Plain = IndexedDbStore<IdentityCodec>;

/// A name that no other test uses. Takes back what a test that failed may have left spoiled.
fn fresh_name() -> String {
    raw::restore();
    uuid::Uuid::new_v4().to_string()
}

async fn open(name: &str) -> Plain {
    Plain::open(name, IdentityCodec).await.expect("it opens")
}

/// A record and its operation: what must never be parted.
fn record_and_operation(expect: u64, key: &str) -> Batch {
    let write = |table| Write::Put(row(table, key));
    Batch { expect: Generation(expect), writes: vec![write(Table::Records), write(Table::Outbox)] }
}

fn row(table: Table, key: &str) -> Row {
    Row { table, key: key.as_bytes().to_vec(), version: 1, value: b"value".to_vec() }
}
