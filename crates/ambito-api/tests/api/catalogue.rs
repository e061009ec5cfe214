//! Rows of the fault catalogue that are of no other file.

use axum::http::StatusCode;
use model::record::{IssueCode, RecordType};
use protocol::OpKind::{Create, Patch};
use protocol::{MAX_BATCH_BYTES, MAX_BATCH_OPS, Op, Outcome, ProblemCode, RejectCode};
use serde_json::json;
use store_sql::{Repository, Team};
use sync::canonical::value_hash;

use crate::support::{Phone, VISCONTEO, World, activation, op, outing, record, sealed};

fn refused(code: RejectCode) -> Outcome {
    Outcome::Rejected { code, issues: Vec::new() }
}

/// The team of a phone, with other members.
async fn set_team(world: &World, phone: &Phone<'_>, members: &[&str]) {
    let team = phone.session.profile.teams[0].clone();
    let members = members.iter().map(|key| world.operator(key)).collect();
    let team = Team {
        id: team.id,
        name: team.name,
        service: team.service,
        provider_id: team.provider_id,
        members,
        coordinators: Vec::new(),
    };
    world.repo.put_team(&world.scope(VISCONTEO), &team).await.unwrap();
}

/// H3: a record that was given to somebody else meanwhile: that operation is refused, the others of its batch go on, and
/// the refusal is final.
#[tokio::test]
async fn h3_one_forbidden_record_stops_no_other() {
    let world = World::new().await;
    let (nadia, samira) = (world.phone("nadia").await, world.phone("samira").await);
    let note = |n: u128, about: u128| {
        op(n, Create, &RecordType::NOTE, record(n), 0, json!({ "aboutId": record(about), "text": "nota" }))
    };
    samira.apply(&outing(1)).await;
    let edit = op(10, Patch, &RecordType::STREET_OUTING, record(1), 1, json!({ "notes": "di un’altra" }));
    // Nadia's service has no outings: she may neither make one nor change one that she cannot see.
    let outcomes: Vec<_> = nadia
        .push(&[note(11, 1), outing(12), edit.clone(), note(13, 1)])
        .await
        .into_iter()
        .map(|it| it.outcome)
        .collect();
    assert!(matches!(outcomes[0], Outcome::Applied(_)) && matches!(outcomes[3], Outcome::Applied(_)), "{outcomes:?}");
    assert_eq!(outcomes[1], refused(RejectCode::Forbidden));
    assert_eq!(outcomes[2], refused(RejectCode::UnknownRecord), "what she may not see is not there for her");
    // Given the right later, the same operation keeps its answer: a person looks at it first.
    set_team(&world, &samira, &["samira", "nadia"]).await;
    assert_eq!(nadia.push(&[outing(12)]).await[0].outcome, refused(RejectCode::Forbidden));
    assert_eq!(world.count("records").await, 3);
}

/// H7: too many operations, or too many bytes, are refused whole; halves of them go through.
#[tokio::test]
async fn h7_a_batch_too_large_is_refused_whole_and_its_halves_go_through() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let many: Vec<Op> = (1..=MAX_BATCH_OPS as u128 + 1).map(outing).collect();
    let heavy: Vec<Op> = (1_001..=1_004)
        .map(|n| {
            let mut op = outing(n);
            let change = protocol::FieldChange::new(json!("x".repeat(MAX_BATCH_BYTES / 3)), None);
            op.fields.insert("unknownToThisVersion".to_owned(), change);
            sealed(op)
        })
        .collect();
    for batch in [&many, &heavy] {
        let answer = phone.push_raw(batch).await;
        assert_eq!((answer.status, answer.problem().code), (StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge));
    }
    assert_eq!(world.count("journal").await, 0, "nothing of them was decided");
    for half in many.chunks(251).chain(heavy.chunks(2)) {
        assert!(phone.push(half).await.iter().all(|it| matches!(it.outcome, Outcome::Applied(_))));
    }
}

/// H8: what is not valid says which field; mended, it goes as a new operation, and the old one stays refused.
#[tokio::test]
async fn h8_what_is_not_valid_is_mended_under_a_new_operation() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let mut bad = outing(1);
    bad.fields.get_mut("municipalityCode").unwrap().value = json!("058091");
    let bad = sealed(bad);
    for _ in 0..2 {
        let outcome = phone.push(std::slice::from_ref(&bad)).await.remove(0).outcome;
        let Outcome::Rejected { code: RejectCode::Invalid, issues } = outcome else { panic!("{outcome:?}") };
        assert_eq!((issues[0].field.as_str(), issues[0].code), ("municipalityCode", IssueCode::UnknownMunicipality));
    }
    let mut mended = outing(2);
    mended.record_id = bad.record_id;
    phone.apply(&sealed(mended)).await;
    assert!(matches!(phone.push(&[bad]).await[0].outcome, Outcome::Rejected { .. }));
    assert_eq!((world.count("records").await, world.count("journal").await), (1, 2));
}

/// C8: an edit made offline of a record that left the scope meanwhile is refused, and the record leaves the phone.
#[tokio::test]
async fn c8_an_edit_of_what_left_the_scope_is_refused_and_the_record_leaves() {
    let world = World::new().await;
    let (paola, vito) = (world.phone("paola").await, world.phone("vito").await);
    let (vito_id, rosa_id) = (world.operator("vito"), world.operator("rosa"));
    let fields = json!({ "beneficiaryType": "elderly", "lastName": "Prova", "episode": "open",
        "municipalityCode": "015159", "assignedOperatorIds": [vito_id] });
    paola.apply(&op(1, Create, &RecordType::BENEFICIARY, record(1), 0, fields)).await;
    let page = vito.pull(None).await;
    assert_eq!(page.changes.len(), 1);
    let mut away = op(2, Patch, &RecordType::BENEFICIARY, record(1), 1, json!({ "assignedOperatorIds": [rosa_id] }));
    away.fields.get_mut("assignedOperatorIds").unwrap().base_hash = value_hash(Some(&json!([vito_id])));
    paola.apply(&sealed(away)).await;
    let late = op(3, Patch, &RecordType::BENEFICIARY, record(1), 1, json!({ "accessNotes": "secondo piano" }));
    // The same answer as for a record that never was: what is not his any more tells him nothing.
    assert_eq!(vito.push(&[late]).await[0].outcome, refused(RejectCode::UnknownRecord));
    let next = vito.pull(Some(&page.next_cursor)).await;
    assert_eq!((next.changes.len(), next.removed_scope), (0, vec![record(1)]));
    assert_eq!(world.count("records WHERE rev = 2 AND fields NOT LIKE '%secondo piano%'").await, 1);
}

/// C11: an event before its outing waits for it; one whose outing nobody sent is kept, and shown.
#[tokio::test]
async fn c11_an_event_before_its_outing_waits_and_an_orphan_is_kept() {
    let world = World::new().await;
    let (samira, irene) = (world.phone("samira").await, world.phone("irene").await);
    let parent = outing(1);
    let stop = |n: u128, outing: u128, depends_on: Vec<_>| {
        let fields = json!({ "outingId": record(outing), "arrivedAt": "2026-11-22T09:00:00+01:00",
            "municipalityCode": "015189" });
        sealed(Op { depends_on, ..op(n, Create, &RecordType::STREET_STOP, record(n), 0, fields) })
    };
    let child = stop(2, 1, vec![parent.op_id]);
    let early = samira.push(std::slice::from_ref(&child)).await.remove(0).outcome;
    assert_eq!(early, Outcome::BlockedBy { parent: parent.op_id });
    assert_eq!((world.count("records").await, world.count("journal").await), (0, 0), "not final");
    let both = samira.push(&[parent, child]).await;
    assert!(both.iter().all(|it| matches!(it.outcome, Outcome::Applied(_))), "{both:?}");
    // Its outing is on no stream, so that nothing can be waited for.
    samira.apply(&stop(3, 77, Vec::new())).await;
    assert!(samira.sees().await.contains(&record(3)));
    // The parent of another phone's stream is as good, once it is there.
    irene.apply(&activation(4, "015189")).await;
    let event = json!({ "activationId": record(4), "kind": "taken_over", "occurredAt": "2026-11-22T09:50:00+01:00" });
    let event = op(5, Create, &RecordType::PIS_EVENT, record(5), 0, event);
    world.phone("marco").await.apply(&sealed(Op { depends_on: vec![activation(4, "015189").op_id], ..event })).await;
}

/// V6: a full disk is a 503 for the whole batch with the time to come again, and what fits still goes in.
#[tokio::test]
async fn v6_a_full_disk_is_told_and_applies_nothing() {
    let world = World::new().await;
    let kept = world.phone("samira").await.kept();
    let pages = world.text("SELECT CAST(page_count + 40 AS TEXT) FROM pragma_page_count").await.parse().unwrap();
    let world = World::on_small_disk(world.end().await, pages).await;
    let phone = world.known(kept);
    let heavy = |n: u128| {
        let mut op = outing(n);
        let change = protocol::FieldChange::new(json!("x".repeat(20_000)), None);
        op.fields.insert("unknownToThisVersion".to_owned(), change);
        sealed(op)
    };
    let mut ops = vec![outing(1)];
    ops.extend((2..=30).map(heavy));
    let full = phone.push_raw(&ops).await;
    assert_eq!((full.status, full.problem().code), (StatusCode::SERVICE_UNAVAILABLE, ProblemCode::Unavailable));
    assert_eq!(full.header("retry-after"), "60");
    for table in ["records", "journal", "feed"] {
        assert_eq!(world.count(table).await, 0, "{table}");
    }
    phone.apply(&ops[0]).await;
}
