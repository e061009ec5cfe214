//! Pushes: exactly once, each operation for itself, identity from the session.

use axum::http::StatusCode;
use model::record::{IssueCode, RecordType};
use model::time::Millis;
use protocol::OpKind::{Archive, Create, Patch};
use protocol::{Outcome, ProblemCode, PushResponse, RejectCode};
use serde_json::json;
use store_sql::Repository;

use crate::support::{CORSICHESE, NOW, VISCONTEO, World, activation, op, outing, record, sealed};

#[tokio::test]
async fn a_push_is_receipted_and_the_record_comes_back_by_pull() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let ack = phone.apply(&outing(1)).await;
    assert_eq!((ack.rev, ack.seq, ack.received_at), (1, 1, NOW));
    assert!(ack.receipt.len() >= 8, "{}", ack.receipt);
    let page = phone.pull(None).await;
    let got = &page.changes[0];
    assert_eq!((got.id, got.rev), (record(1), 1));
    assert_eq!(got.fields["operatorId"], json!(world.operator("samira")));
    assert_eq!(got.fields["receivedAt"], json!(NOW.to_rfc3339()));
    assert!(phone.pull(Some(&page.next_cursor)).await.changes.is_empty());
}

/// The answer was lost: the same operation again has the same revision, position and receipt, and one effect.
#[tokio::test]
async fn n2_a_push_again_is_a_duplicate_with_the_first_receipt() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let first = phone.apply(&outing(1)).await;
    world.wait(Millis::HOUR);
    let Outcome::Duplicate(again) = phone.push(&[outing(1)]).await.remove(0).outcome else { panic!("not a duplicate") };
    assert_eq!((again.rev, again.seq, &again.receipt), (first.rev, first.seq, &first.receipt));
    assert_eq!(again.received_at, first.received_at);
    assert_eq!(world.count("journal").await, 1);
    assert_eq!(world.count("feed").await, 1);
    assert_eq!(world.count("audit WHERE record_id IS NOT NULL").await, 1);
}

#[tokio::test]
async fn n3_parallel_duplicates_have_one_effect() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let ops = [outing(1), outing(2)];
    let answers = tokio::join!(phone.push(&ops), phone.push(&ops), phone.push(&ops), phone.push(&ops));
    let all = [answers.0, answers.1, answers.2, answers.3].concat();
    let applied = all.iter().filter(|it| matches!(it.outcome, Outcome::Applied(_))).count();
    let duplicates = all.iter().filter(|it| matches!(it.outcome, Outcome::Duplicate(_))).count();
    assert_eq!((applied, duplicates), (2, 6));
    assert_eq!(world.count("records").await, 2);
    assert_eq!(world.count("feed").await, 2);
}

#[tokio::test]
async fn n4_the_same_id_with_another_body_changes_nothing() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    phone.apply(&outing(1)).await;
    let mut forged = outing(1);
    forged.fields.get_mut("municipalityCode").unwrap().value = json!("015159");
    let outcome = phone.push(&[sealed(forged.clone())]).await.remove(0).outcome;
    assert_eq!(outcome, Outcome::Rejected { code: RejectCode::IdReuse, issues: Vec::new() });
    // A body that is not the one of its hash is refused too, and leaves the id free.
    let mut cut = outing(2);
    cut.utc_offset = 0;
    let outcome = phone.push(&[cut]).await.remove(0).outcome;
    assert_eq!(outcome, Outcome::Rejected { code: RejectCode::BodyHash, issues: Vec::new() });
    phone.apply(&outing(2)).await;
    assert_eq!(phone.pull(None).await.changes[0].fields["municipalityCode"], json!("015189"));
}

/// Item 3 of 6 is refused: only what follows it on its record waits.
#[tokio::test]
async fn h13_one_refused_operation_stops_only_its_own_lane() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let mut bad = outing(3);
    bad.fields.get_mut("municipalityCode").unwrap().value = json!("058091");
    let bad = sealed(bad);
    let mut after_bad = op(13, Patch, &RecordType::STREET_OUTING, record(3), 1, json!({ "notes": "dopo" }));
    after_bad.prev_op_id = Some(bad.op_id);
    let results = phone.push(&[outing(1), outing(2), bad.clone(), sealed(after_bad), outing(5), outing(6)]).await;
    let outcomes: Vec<_> = results.into_iter().map(|it| it.outcome).collect();
    assert!(matches!(&outcomes[2], Outcome::Rejected { code: RejectCode::Invalid, issues }
        if issues[0].field == "municipalityCode" && issues[0].code == IssueCode::UnknownMunicipality));
    assert_eq!(outcomes[3], Outcome::BlockedBy { parent: bad.op_id });
    for applied in [0, 1, 4, 5] {
        assert!(matches!(outcomes[applied], Outcome::Applied(_)), "{applied}");
    }
    assert_eq!(world.count("records").await, 4);
}

/// The device of the body is another one's: nothing of it counts.
#[tokio::test]
async fn t2_identity_comes_from_the_session_alone() {
    let world = World::new().await;
    let (samira, luca) = (world.phone("samira").await, world.phone("luca").await);
    let claimed = luca.batch(&[outing(1)]);
    let answer = samira.post("/v1/sync/push", json!(claimed)).await;
    assert_eq!((answer.status, answer.problem().code), (StatusCode::FORBIDDEN, ProblemCode::Forbidden));
    assert_eq!(world.count("records").await, 0);
    // What a body says of its tenant or its operator beside the operations is not read.
    let luca_id = world.operator("luca").to_string();
    for (n, claim, value) in [(1, "tenantId", CORSICHESE), (2, "ambitoId", CORSICHESE), (3, "operatorId", &luca_id)] {
        let mut body = json!(samira.batch(&[outing(n)]));
        body[claim] = json!(value);
        assert_eq!(samira.post("/v1/sync/push", body).await.status, StatusCode::OK, "{claim}");
    }
    let samira_id = world.operator("samira");
    assert_eq!(world.count(&format!("records WHERE author_id = '{samira_id}' AND ambito_id = '{VISCONTEO}'")).await, 3);
    assert_eq!(world.count("records").await, 3);
}

#[tokio::test]
async fn t4_what_the_api_sets_a_phone_may_not() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let luca = world.operator("luca").to_string();
    let fields =
        ["operatorId", "receivedAt", "timeSuspect", "voidedAt", "rev", "seq", "author", "ambitoId", "siblings"];
    for (n, field) in (20_u128..).zip(fields) {
        let mut forged = outing(n);
        let change = protocol::FieldChange::new(json!(luca), None);
        forged.fields.insert(field.to_owned(), change);
        let outcome = phone.push(&[sealed(forged)]).await.remove(0).outcome;
        let Outcome::Rejected { code: RejectCode::Invalid, issues } = outcome else { panic!("{field}: {outcome:?}") };
        assert_eq!((issues[0].field.as_str(), issues[0].code), (field, IssueCode::NotWritable));
    }
    // Nor beside the fields, in the envelope of the operation.
    for field in ["rev", "seq", "author", "tenantId"] {
        let mut body = json!(phone.batch(&[outing(1)]));
        body["ops"][0][field] = json!(9);
        let answer: PushResponse = phone.post("/v1/sync/push", body).await.json();
        let refused = Outcome::Rejected { code: RejectCode::SchemaUnsupported, issues: Vec::new() };
        assert_eq!(answer.results[0].outcome, refused, "{field}");
    }
    assert_eq!(world.count("records").await, 0);
}

/// The number of an activation is the API's, counted by year, and a phone cannot choose or change it.
#[tokio::test]
async fn activations_are_numbered_by_the_api() {
    let world = World::new().await;
    let phone = world.phone("irene").await;
    let mut first = activation(1, "015189");
    let change = protocol::FieldChange::new(json!("PIS-2026-9999"), None);
    first.fields.insert("activationNumber".to_owned(), change);
    let told = phone.apply(&sealed(first)).await.record.expect("the phone cannot predict it");
    assert_eq!(told.fields["activationNumber"], json!("PIS-2026-0001"));
    let told = phone.apply(&activation(2, "015159")).await.record.expect("the phone cannot predict it");
    assert_eq!(told.fields["activationNumber"], json!("PIS-2026-0002"));
    let change = json!({ "activationNumber": "PIS-2020-0001", "languageMediation": true });
    phone.push(&[op(3, Patch, &RecordType::PIS_ACTIVATION, record(1), 1, change)]).await;
    let number = world.text("SELECT fields ->> 'activationNumber' FROM records ORDER BY record_id LIMIT 1").await;
    assert_eq!(number, "PIS-2026-0001");
}

#[tokio::test]
async fn a_voided_record_stays_and_says_who_may_not_void_it() {
    let world = World::new().await;
    let (irene, nadia) = (world.phone("irene").await, world.phone("nadia").await);
    irene.apply(&activation(1, "015189")).await;
    let void = op(2, Archive, &RecordType::PIS_ACTIVATION, record(1), 1, json!({ "voidReason": "test" }));
    let outcome = nadia.push(std::slice::from_ref(&void)).await.remove(0).outcome;
    // Who may not see a record is not told that it exists.
    assert_eq!(outcome, Outcome::Rejected { code: RejectCode::UnknownRecord, issues: Vec::new() });
    let void = op(3, Archive, &RecordType::PIS_ACTIVATION, record(1), 1, json!({ "voidReason": "test" }));
    irene.apply(&void).await;
    assert_eq!(world.count("records WHERE voided = 1").await, 1);
    let forbidden = op(4, Create, &RecordType::CITIZEN_PATH, record(4), 0, json!({ "code": "ABCDE" }));
    let outcome = irene.push(&[forbidden]).await.remove(0).outcome;
    assert_eq!(outcome, Outcome::Rejected { code: RejectCode::Forbidden, issues: Vec::new() });
}

/// Positions follow the order of the commits and have no holes, refused operations included.
#[tokio::test]
async fn the_feed_has_no_holes() {
    let world = World::new().await;
    let (samira, irene) = (world.phone("samira").await, world.phone("irene").await);
    let mut bad = outing(2);
    bad.fields.get_mut("municipalityCode").unwrap().value = json!("058091");
    let (street, pis) = ([outing(1), sealed(bad), outing(3)], [activation(4, "015189"), activation(5, "015189")]);
    tokio::join!(samira.push(&street), irene.push(&pis));
    let seqs = world.text("SELECT group_concat(seq) FROM (SELECT seq FROM feed ORDER BY seq)").await;
    assert_eq!(seqs, "1,2,3,4");
    let state = world.repo.ensure_ambito(&world.scope(VISCONTEO), "other", "other").await.unwrap();
    assert_eq!(state.head, 4);
    assert_ne!(state.epoch, "other");
}
