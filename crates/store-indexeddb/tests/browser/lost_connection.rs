//! D9: the browser drops connections, and sometimes the news of a commit with them.

use futures::future::join;
use store::{Generation, Snapshot, Store, StoreError};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::IdbDatabase;

use crate::{fresh_name, open, raw, record_and_operation};

/// D9: the browser closed the handle; it is opened once more.
#[wasm_bindgen_test]
async fn a_closed_handle_is_opened_again() {
    let name = fresh_name();
    let connections = raw::record_connections();
    let store = open(&name).await;
    let close_all = || connections.iter().for_each(|open| open.unchecked_into::<IdbDatabase>().close());

    close_all();
    assert_eq!(store.commit(record_and_operation(0, "a")).await, Ok(Generation(1)));
    close_all();
    assert_eq!(store.load().await.map(|snapshot| snapshot.rows.len()), Ok(2));
    close_all();
    let (committed, loaded) = join(store.commit(record_and_operation(1, "b")), store.load()).await;
    assert_eq!(committed, Ok(Generation(2)));
    loaded.expect("it can be read");
    raw::restore();
}

/// D9: a store that was closed by the page opens again when it is needed.
#[wasm_bindgen_test]
async fn a_closed_store_opens_again() {
    let store = open(&fresh_name()).await;
    store.close();
    assert_eq!(store.commit(record_and_operation(0, "a")).await, Ok(Generation(1)));
    store.close();
    assert_eq!(store.load().await.map(|snapshot| snapshot.generation), Ok(Generation(1)));
}

/// Closing in the middle of a commit neither loses nor halves it.
#[wasm_bindgen_test]
async fn a_store_closed_during_a_commit_still_commits() {
    let store = open(&fresh_name()).await;
    let (committed, ()) = join(store.commit(record_and_operation(0, "a")), async { store.close() }).await;
    assert_eq!(committed, Ok(Generation(1)));
    assert_eq!(store.load().await.map(|snapshot| snapshot.rows.len()), Ok(2));
}

/// D9: the browser aborts without saying why, as it does when a connection breaks: nothing is in, the batch goes again.
#[wasm_bindgen_test]
async fn a_batch_that_was_aborted_goes_again() {
    for error in [None, Some("AbortError"), Some("UnknownError")] {
        let store = open(&fresh_name()).await;
        raw::abort_after_put(2, error);
        assert_eq!(store.commit(record_and_operation(0, "a")).await, Ok(Generation(1)), "{error:?}");
        raw::restore();
        assert_eq!(store.load().await.map(|snapshot| snapshot.rows.len()), Ok(2));
    }
}

/// D9: the batch is in, the browser says that it is not. The retry must not take it for another tab's.
#[wasm_bindgen_test]
async fn a_commit_whose_news_was_lost_is_recognised() {
    let store = open(&fresh_name()).await;
    let lost = raw::lose_next_complete();
    let (committed, _) = join(store.commit(record_and_operation(0, "a")), async {
        JsFuture::from(lost.committed()).await.expect("it commits");
        lost.release();
    })
    .await;
    raw::restore();
    assert_eq!(committed, Ok(Generation(1)));
    let snapshot = store.load().await.expect("it can be read");
    assert_eq!((snapshot.generation, snapshot.rows.len()), (Generation(1), 2));
}

/// The same, and another tab writes before the retry: the batch is in under its own generation, and the next one is
/// refused because of the other tab.
#[wasm_bindgen_test]
async fn a_commit_whose_news_was_lost_is_recognised_behind_another_tab() {
    let name = fresh_name();
    let (store, other) = (open(&name).await, open(&name).await);
    let lost = raw::lose_next_complete();
    let (committed, _) = join(store.commit(record_and_operation(0, "a")), async {
        JsFuture::from(lost.committed()).await.expect("it commits");
        assert_eq!(other.commit(record_and_operation(1, "b")).await, Ok(Generation(2)));
        lost.release();
    })
    .await;
    raw::restore();
    assert_eq!(committed, Ok(Generation(1)));
    let next = store.commit(record_and_operation(1, "c")).await;
    assert_eq!(next, Err(StoreError::Stale { actual: Generation(2) }));
    assert_eq!(store.load().await.map(|snapshot| snapshot.rows.len()), Ok(4));
}

/// The database was deleted under an open app: a load must not replace what the app holds in memory by nothing.
#[wasm_bindgen_test]
async fn another_database_under_the_same_name_is_refused() {
    let name = fresh_name();
    let store = open(&name).await;
    store.commit(record_and_operation(0, "a")).await.expect("it commits");
    raw::delete_database(&name).await.expect("the store gives way");

    let replaced = |error: &StoreError| matches!(error, StoreError::Failed { name, .. } if name == "DatabaseReplaced");
    assert!(store.load().await.as_ref().is_err_and(replaced));
    assert!(store.commit(record_and_operation(1, "b")).await.as_ref().is_err_and(replaced));
    assert_eq!(open(&name).await.load().await, Ok(Snapshot::default()));
}
