//! D22: a browser without a usable database; and what it says about space.

use store::{IdentityCodec, StoreError};
use store_indexeddb::{estimate, persisted, request_persist};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{Plain, fresh_name, raw};

/// D22: no database at all, or one that cannot be opened.
#[wasm_bindgen_test]
async fn a_browser_without_a_database_is_told_apart() {
    for (how, said) in [
        ("missing", "indexedDB is missing"),
        ("SecurityError", "indexedDB is missing"),
        ("InvalidStateError", "InvalidStateError: made by the test"),
        ("UnknownError", "UnknownError: made by the test"),
    ] {
        let name = fresh_name();
        raw::spoil_indexed_db(how);
        let opened = Plain::open(&name, IdentityCodec).await.err();
        raw::restore();
        let Some(StoreError::Unavailable { reason }) = &opened else { panic!("{how}: {opened:?}") };
        assert!(reason.contains(said), "{how}: {reason}");
    }
}

#[wasm_bindgen_test]
async fn the_browser_says_how_much_space_there_is() {
    let estimate = estimate().await.expect("Chromium says");
    assert!(estimate.quota > estimate.usage);
    // Which answer a headless browser gives is its own affair.
    assert!(persisted().await.is_some());
    assert!(request_persist().await.is_some());
}
