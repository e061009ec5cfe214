//! What the database looks like. A store that was ever shipped stays in [`STORES`]: at an upgrade idb deletes, with
//! its rows, every store that is not declared.

use rexie::{ObjectStore, Rexie, RexieBuilder};

/// Version of the database. It grows only when a store is added; rows carry their own schema version.
pub(crate) const VERSION: u32 = 1;

/// The store of the one row that fences writes: see [`crate::fence`].
pub(crate) const FENCE: &str = "fence";

/// Every store ever shipped: the fence and the tables of [`store::Table`]. Keys lie outside of the values, there are no
/// indexes.
pub(crate) const STORES: [&str; 5] = [FENCE, "meta", "records", "outbox", "drafts"];

/// How rexie opens the database `name` at `version`.
pub(crate) fn builder(name: &str, version: u32) -> RexieBuilder {
    STORES
        .iter()
        .fold(Rexie::builder(name).version(version), |builder, store| builder.add_object_store(ObjectStore::new(store)))
}
