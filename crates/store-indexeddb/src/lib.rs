//! The phone's rows in IndexedDB.
//!
//! rexie opens the database and reads it; writes go through a small own binding ([`strict`]), because neither rexie
//! nor idb can ask for strict durability. Everything is sealed by the codec *before* a transaction opens: IndexedDB
//! commits by itself as soon as a future that is not its own is awaited. No type of rexie or of the browser leaves
//! this crate.
#![cfg(target_family = "wasm")]

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod connection;
mod databases;
mod fault;
mod fence;
mod indexeddb_store;
mod persistence;
mod read;
mod schema;
mod seal;
mod strict;
mod vault_codec;

pub use connection::{BLOCKED_AFTER, OpenOptions};
pub use databases::{delete, exists};
pub use indexeddb_store::IndexedDbStore;
pub use persistence::{Estimate, estimate, persisted, request_persist};
pub use vault_codec::VaultCodec;
