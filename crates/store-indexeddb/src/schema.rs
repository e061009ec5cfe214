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

#[cfg(test)]
mod tests {
    use rexie::TransactionMode;
    use store::Table;
    use wasm_bindgen::JsValue;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn every_table_has_a_store() {
        assert!(Table::ALL.iter().all(|table| STORES.contains(&table.name())));
    }

    /// D13: the version after this one, made of the same list, keeps every store and row. A store that is missing from
    /// the list would be deleted.
    #[wasm_bindgen_test]
    async fn an_upgrade_keeps_every_store_and_row() {
        let name = uuid::Uuid::new_v4().to_string();
        let old = builder(&name, VERSION).build().await.expect("it opens");
        let key = JsValue::from("key");
        for store in STORES {
            let transaction = old.transaction(&[store], TransactionMode::ReadWrite).expect("it begins");
            transaction.store(store).expect("it is there").put(&"row".into(), Some(&key)).await.expect("it is put");
            assert!(transaction.done().await.expect("it ends").is_committed());
        }
        old.close();

        let new = builder(&name, VERSION + 1).build().await.expect("it upgrades");
        assert_eq!(new.version(), Ok(VERSION + 1));
        for store in STORES {
            let transaction = new.transaction(&[store], TransactionMode::ReadOnly).expect("the store is there");
            let row = transaction.store(store).expect("it is there").get(key.clone()).await.expect("it can be read");
            assert_eq!(row, Some("row".into()), "{store}");
        }
        new.close();
    }
    /// Why the list may only grow: idb takes a store that is not declared away, without a word.
    #[wasm_bindgen_test]
    async fn an_upgrade_deletes_a_store_that_is_not_declared() {
        let name = uuid::Uuid::new_v4().to_string();
        let old = builder(&name, VERSION).add_object_store(ObjectStore::new("forgotten")).build().await;
        old.expect("it opens").close();
        let new = builder(&name, VERSION + 1).build().await.expect("it upgrades");
        assert!(!new.store_names().contains(&"forgotten".to_owned()));
        new.close();
    }
}
