//! D16: who wrote first.

use futures::future::join;
use store::{Generation, Store, StoreError};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{fresh_name, open, record_and_operation};

/// D16: two commits under way at once on the same generation: one is in, the other is refused, neither is half in.
#[wasm_bindgen_test]
async fn of_two_commits_at_once_one_is_refused() {
    let name = fresh_name();
    let (one, two) = (open(&name).await, open(&name).await);
    let answers = join(one.commit(record_and_operation(0, "one")), two.commit(record_and_operation(0, "two"))).await;
    let winner = match answers {
        (Ok(Generation(1)), Err(StoreError::Stale { actual: Generation(1) })) => "one",
        (Err(StoreError::Stale { actual: Generation(1) }), Ok(Generation(1))) => "two",
        other => panic!("{other:?}"),
    };
    let snapshot = one.load().await.expect("it can be read");
    assert_eq!(snapshot.rows.len(), 2);
    assert!(snapshot.rows.iter().all(|row| row.key == winner.as_bytes()));
}

/// What a load sees beside a commit is the state before or after it, never between.
#[wasm_bindgen_test]
async fn a_load_beside_a_commit_sees_all_of_it_or_nothing() {
    let name = fresh_name();
    let (writer, reader) = (open(&name).await, open(&name).await);
    for generation in 0..10 {
        let commit = writer.commit(record_and_operation(generation, &format!("{generation}")));
        let (committed, snapshot) = join(commit, reader.load()).await;
        assert_eq!(committed, Ok(Generation(generation + 1)));
        let snapshot = snapshot.expect("it can be read");
        assert_eq!(snapshot.rows.len() as u64, 2 * snapshot.generation.0);
    }
}
