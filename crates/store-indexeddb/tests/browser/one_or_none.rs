//! D2, D3, D4: a batch is in whole and durable, or not at all.

use futures::FutureExt;
use store::{Generation, Snapshot, Store, StoreError, Table, Write};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{fresh_name, open, raw, record_and_operation, row};

/// D3: `complete` must mean "on the disk", for every transaction that writes.
#[wasm_bindgen_test]
async fn every_write_asks_for_strict_durability() {
    let store = open(&fresh_name()).await;
    let transactions = raw::record_transactions();
    store.commit(record_and_operation(0, "a")).await.expect("it commits");
    store.load().await.expect("it can be read");
    store.commit(record_and_operation(1, "b")).await.expect("it commits");
    raw::restore();
    let seen: Vec<_> = transactions.iter().filter_map(|seen| seen.as_string()).collect();
    assert_eq!(seen, ["readwrite strict", "readonly default", "readwrite strict"]);
}

/// D2: the record is put, its operation throws.
#[wasm_bindgen_test]
async fn a_put_that_throws_undoes_the_puts_before_it() {
    let store = open(&fresh_name()).await;
    store.commit(record_and_operation(0, "kept")).await.expect("it commits");
    let before = store.load().await;

    raw::throw_at_put(2, "DataError");
    let failed = store.commit(record_and_operation(1, "new")).await;
    let Err(StoreError::Failed { name, message }) = failed else { panic!("{failed:?}") };
    assert_eq!((name.as_str(), message.as_str()), ("DataError", "made by the test"));
    assert_eq!(store.load().await, before);
    raw::restore();
    assert_eq!(store.commit(record_and_operation(1, "new")).await, Ok(Generation(2)));
}

/// D2: also when what fails is the last put, that of the generation.
#[wasm_bindgen_test]
async fn rows_without_their_generation_are_undone() {
    let store = open(&fresh_name()).await;
    raw::throw_at_put(3, "DataError");
    store.commit(record_and_operation(0, "new")).await.expect_err("the generation cannot be put");
    raw::restore();
    assert_eq!(store.load().await, Ok(Snapshot::default()));
}

/// D4: the disk is full while rows are being put.
#[wasm_bindgen_test]
async fn a_full_disk_at_a_put_is_told_and_writes_nothing() {
    let store = open(&fresh_name()).await;
    raw::throw_at_put(2, "QuotaExceededError");
    assert_eq!(store.commit(record_and_operation(0, "new")).await, Err(StoreError::Quota));
    raw::restore();
    assert_eq!(store.load().await, Ok(Snapshot::default()));
}

/// D4: the disk turns out to be full when everything was put, so that the browser aborts.
#[wasm_bindgen_test]
async fn a_full_disk_at_the_commit_is_told_and_writes_nothing() {
    let store = open(&fresh_name()).await;
    raw::abort_after_put(3, Some("QuotaExceededError"));
    assert_eq!(store.commit(record_and_operation(0, "new")).await, Err(StoreError::Quota));
    raw::restore();
    assert_eq!(store.load().await, Ok(Snapshot::default()));
}

/// A caller that goes away in the middle leaves both rows or none, and a store that works.
#[wasm_bindgen_test]
async fn a_commit_that_is_dropped_is_in_whole_or_not_at_all() {
    for polls in 1..6 {
        let store = open(&fresh_name()).await;
        let mut commit = Box::pin(store.commit(record_and_operation(0, "new")));
        for _ in 0..polls {
            let _ = (&mut commit).now_or_never();
            // A macrotask of the browser, in which its events arrive.
            gloo_timers::future::TimeoutFuture::new(0).await;
        }
        drop(commit);
        let snapshot = store.load().await.expect("it can be read");
        match snapshot.generation {
            Generation(0) => assert_eq!(snapshot, Snapshot::default()),
            generation => {
                assert_eq!(generation, Generation(1));
                assert_eq!(snapshot.rows, [row(Table::Records, "new"), row(Table::Outbox, "new")]);
            }
        }
        let next = record_and_operation(snapshot.generation.0, "next");
        store.commit(next).await.expect("the next one commits");
    }
}

/// A codec that fails does so before anything is written.
#[wasm_bindgen_test]
async fn a_row_that_cannot_be_sealed_stops_the_whole_batch() {
    let name = fresh_name();
    let store = crate::damage::open_failing(&name, "bad").await;
    let mut batch = record_and_operation(0, "good");
    batch.writes.push(Write::Put(row(Table::Drafts, "bad")));
    assert_eq!(store.commit(batch).await, Err(StoreError::Codec("made by the test".to_owned())));
    assert_eq!(store.load().await, Ok(Snapshot::default()));
}
