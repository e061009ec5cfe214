//! Bodies as former versions of the protocol wrote them, in tests/fixtures/wire/v1. They are never renewed: phones and
//! APIs of that version are out there.

use std::path::PathBuf;

use protocol::{Outcome, PullRequest, PullResponse, PushRequest, PushResponse, SessionResponse};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sync::canonical::body_hash;

use crate::kit::folder;

/// What a phone of version 1 stored before it was updated goes out as it was, and its hash holds at an API of today.
#[test]
fn pushes_of_version_1_are_read_and_their_hashes_hold() {
    for name in ["push_request", "push_request_changes", "push_request_voids"] {
        let request: PushRequest = same_again(name);
        assert_eq!(request.protocol, 1);
        assert!(!request.ops.is_empty());
        for op in &request.ops {
            assert_eq!(body_hash(op), op.body_hash, "{name}: {:?}", op.op_id);
            assert!(op.settles.is_empty());
        }
    }
}

/// An app of today asks an API of version 1.
#[test]
fn answers_of_version_1_are_read() {
    let of = |name: &str| read::<PushResponse>(name).results.into_iter().map(|result| result.outcome);
    assert!(of("push_response").any(|outcome| matches!(outcome, Outcome::Applied(_))));
    assert!(of("push_response").any(|outcome| matches!(outcome, Outcome::Rejected { .. })));
    let Some(Outcome::Conflict(ack)) = of("push_response_conflict").next() else { panic!("it was a conflict") };
    assert_eq!(ack.record.unwrap().open_siblings().count(), 1, "what lost is open");
    let page: PullResponse = read("pull_response");
    assert_eq!((page.changes.len(), page.erased.len()), (1, 0));
    assert_eq!(page.changes[0].open_siblings().count(), 1);
    assert_eq!(read::<SessionResponse>("session_response").last_client_seq, 0);
}

#[test]
fn a_pull_of_version_1_is_read() {
    assert_eq!(same_again::<PullRequest>("pull_request").protocol, 1);
}

/// What it is read as is written as it was.
fn same_again<T: DeserializeOwned + Serialize>(name: &str) -> T {
    let read: T = read(name);
    assert_eq!(serde_json::to_value(&read).unwrap(), file(name), "{name}");
    read
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    T::deserialize(file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn file(name: &str) -> Value {
    let path: PathBuf = folder().join(format!("v1/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
