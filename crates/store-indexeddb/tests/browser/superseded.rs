//! D10, D12: other versions of the app on the same database.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::future::join;
use store::{Generation, IdentityCodec, Store, StoreError};
use store_indexeddb::{IndexedDbStore, OpenOptions};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{Plain, fresh_name, open, raw, record_and_operation};

/// D12: an old app finds the database of a newer one. It says so and touches nothing.
#[wasm_bindgen_test]
async fn a_newer_database_is_left_alone() {
    let name = fresh_name();
    open(&name).await.commit(record_and_operation(0, "a")).await.expect("it commits");
    raw::upgrade(&name).await.close();
    let before = raw::dump(&name).await;

    assert_eq!(Plain::open(&name, IdentityCodec).await.err(), Some(StoreError::Newer));
    assert_eq!(raw::dump(&name).await, before);
    assert_eq!(before["version"], raw::NEWER);
}

/// D10: a newer app wants to upgrade. The old one writes its draft down, gives way, and says afterwards why it cannot
/// write.
#[wasm_bindgen_test]
async fn an_open_store_gives_way_after_its_last_words() {
    let name = fresh_name();
    let slot: Rc<RefCell<Option<Rc<Plain>>>> = Rc::default();
    let said: Rc<RefCell<Vec<_>>> = Rc::default();
    let options = OpenOptions::default().on_superseded({
        let (slot, said) = (Rc::clone(&slot), Rc::clone(&said));
        move || {
            let (slot, said) = (Rc::clone(&slot), Rc::clone(&said));
            async move {
                let store = slot.borrow().clone().expect("it is open");
                let committed = store.commit(record_and_operation(0, "draft")).await;
                said.borrow_mut().push(committed);
            }
        }
    });
    let store = Rc::new(IndexedDbStore::open_with(&name, IdentityCodec, options).await.expect("it opens"));
    slot.replace(Some(Rc::clone(&store)));

    raw::upgrade(&name).await.close();
    assert_eq!(*said.borrow(), [Ok(Generation(1))]);
    assert_eq!(store.commit(record_and_operation(1, "late")).await, Err(StoreError::Newer));
    assert_eq!(store.load().await, Err(StoreError::Newer));
    assert_eq!(raw::dump(&name).await["stores"]["outbox"].as_array().map(Vec::len), Some(1));
}

/// Without anybody to tell, the store gives way at once.
#[wasm_bindgen_test]
async fn an_open_store_gives_way_without_a_callback() {
    let name = fresh_name();
    let _store = open(&name).await;
    raw::upgrade(&name).await.close();
}

/// D10: somebody holds the database and does not give way. Opening gives up after its time limit, and the connection
/// that comes too late is not left open.
#[wasm_bindgen_test]
async fn a_blocked_opening_ends_and_leaves_no_connection() {
    let name = fresh_name();
    open(&name).await.close();
    // What opens a database waits for a deletion, and the deletion for what holds the database open.
    let holder = raw::hold(&name).await;
    let blocked = async {
        let options = OpenOptions::default().blocked_after(Duration::from_millis(200));
        let opened = IndexedDbStore::open_with(&name, IdentityCodec, options).await;
        holder.close();
        opened.err()
    };
    let (deleted, blocked) = join(raw::delete_database(&name), blocked).await;
    deleted.expect("nobody holds it any more");
    assert_eq!(blocked, Some(StoreError::Blocked));
    raw::delete_database(&name).await.expect("nobody holds it");
}
