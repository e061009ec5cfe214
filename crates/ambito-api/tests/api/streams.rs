//! The position of an operation in the stream of its phone: a detector, never a gate.

use axum::http::StatusCode;
use model::time::Millis;
use protocol::{Outcome, ProblemCode, RejectCode, SessionResponse};
use serde_json::json;
use store_sql::{Hole, Repository};

use crate::support::{NOW, VISCONTEO, World, outing, record, sealed};

fn at(client_seq: u64, n: u128) -> protocol::Op {
    sealed(protocol::Op { client_seq, ..outing(n) })
}

/// T8: two phones with one profile spend the same position on different operations. Both are applied, both phones are
/// sent to enrol again, and nothing is lost.
#[tokio::test]
async fn t8_a_cloned_profile_loses_nothing_and_enrols_again() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let clone = world.known(phone.kept());
    phone.push(&[at(1, 1), at(2, 2)]).await;
    let results = clone.push(&[at(2, 12), at(3, 13)]).await;
    assert!(results.iter().all(|it| matches!(it.outcome, Outcome::Applied(_))), "{results:?}");
    assert_eq!(world.count("records").await, 4);
    assert_eq!(world.count("audit WHERE action = 'stream_fork'").await, 1);
    for phone in [&phone, &clone] {
        for answer in [phone.push_raw(&[at(4, 20)]).await, phone.pull_raw(None).await, phone.get("/v1/session").await] {
            assert_eq!(
                (answer.status, answer.problem().code),
                (StatusCode::UNAUTHORIZED, ProblemCode::Unauthenticated)
            );
        }
    }
    let stream = world.repo.streams(&world.scope(VISCONTEO)).await.unwrap().remove(0);
    assert_eq!((stream.device_id, stream.forked_at), (phone.device(), Some(NOW)));
    // What either had not sent yet, and what it does not know to be received, goes under the new device.
    for (n, had) in [(4, at(2, 2)), (5, at(2, 12))] {
        let again = world.phone("samira").await;
        assert_ne!(again.device(), phone.device());
        let results = again.push(&[had, at(4, n)]).await;
        assert!(matches!(results[0].outcome, Outcome::Duplicate(_)), "{results:?}");
        assert!(matches!(results[1].outcome, Outcome::Applied(_)), "{results:?}");
        assert_eq!(again.get("/v1/session").await.status, StatusCode::OK, "a position is taken on its own device only");
    }
    assert_eq!(world.phone("samira").await.sees().await.len(), 6);
}

/// T8: a refusal is as good a witness as an application, and the same operation again is none.
#[tokio::test]
async fn t8_only_another_operation_makes_a_fork() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let mut bad = at(2, 2);
    bad.fields.get_mut("municipalityCode").unwrap().value = json!("058091");
    let bad = sealed(bad);
    for _ in 0..2 {
        phone.push(&[at(1, 1), bad.clone()]).await;
        world.wait(Millis::HOUR);
    }
    // Not decided for good, so not in the journal: no witness.
    let mut later = at(2, 3);
    later.v = 9;
    let outcome = phone.push(&[sealed(later)]).await.remove(0).outcome;
    assert_eq!(outcome, Outcome::Rejected { code: RejectCode::SchemaUnsupported, issues: Vec::new() });
    assert_eq!(phone.get("/v1/session").await.status, StatusCode::OK);
    let mut also_bad = bad.clone();
    also_bad.op_id = at(9, 9).op_id;
    phone.push(&[sealed(also_bad)]).await;
    assert_eq!(phone.get("/v1/session").await.status, StatusCode::UNAUTHORIZED);
}

/// A phone that lost its rows goes on after what the API has, and holes stop nothing.
#[tokio::test]
async fn the_session_says_where_the_stream_stands_and_holes_are_seen() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    assert_eq!(phone.session.last_client_seq, 0);
    phone.push(&[at(4, 1), at(5, 2), at(9, 3), at(11, 4)]).await;
    let session: SessionResponse = phone.get("/v1/session").await.json();
    assert_eq!(session.last_client_seq, 11);
    let stream = world.repo.streams(&world.scope(VISCONTEO)).await.unwrap().remove(0);
    assert_eq!((stream.last, stream.forked_at), (11, None));
    assert_eq!(stream.holes, [Hole { from: 6, to: 8 }, Hole { from: 10, to: 10 }]);
    assert_eq!(phone.sees().await, [record(1), record(2), record(3), record(4)]);
}
