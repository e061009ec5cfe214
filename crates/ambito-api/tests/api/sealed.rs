//! Operations that come sealed: from whoever has them, with the author's rights, once.

use axum::http::StatusCode;
use model::ids::{AmbitoId, DeviceId};
use model::record::{RecordType, Service};
use protocol::{
    HeldResponse, Op, OpKind, Outcome, SealedOp, SealedOutcome, SealedResponse, SealingResponse, SessionResponse,
};
use serde_json::json;
use sync::client::Capture;
use uuid::Uuid;

use crate::sealing::parcel;
use crate::step_up::raised;
use crate::support::{Phone, VISCONTEO, World, op, outing, record, sealed as hashed};

/// What a phone was told to seal with.
async fn keys(phone: &Phone<'_>) -> SealingResponse {
    phone.get("/v1/sealing").await.json()
}

/// Somebody without a session brings them.
async fn bring(world: &World, parcels: &[SealedOp]) -> Vec<(SealedOutcome, Option<String>)> {
    let answer = world.send("POST", "/v1/sync/sealed", &[], Some(json!({ "parcels": parcels }))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let response: SealedResponse = answer.json();
    assert_eq!(
        response.results.iter().map(|it| it.op_id).collect::<Vec<_>>(),
        parcels.iter().map(|it| it.op_id).collect::<Vec<_>>()
    );
    response.results.into_iter().map(|result| (result.outcome, result.receipt)).collect()
}

async fn bring_one(world: &World, parcel: SealedOp) -> SealedOutcome {
    bring(world, &[parcel]).await[0].0
}

fn patch(n: u128, of: u128, notes: &str) -> Op {
    let mut op = op(n, OpKind::Patch, &RecordType::STREET_OUTING, record(of), 1, json!({ "notes": notes }));
    op.prev_op_id = Some(model::ids::OpId(Uuid::from_u128(of)));
    hashed(op)
}

/// P4: sealed and plain, in any order, are one effect with one receipt.
#[tokio::test]
async fn p4_the_two_carriers_have_one_effect() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let keys = keys(&phone).await;
    let first = bring(&world, &[parcel(&keys, &outing(1), "")]).await.remove(0);
    assert_eq!(first.0, SealedOutcome::Received);
    match phone.push(&[outing(1)]).await.remove(0).outcome {
        Outcome::Duplicate(ack) => assert_eq!(Some(ack.receipt), first.1),
        other => panic!("{other:?}"),
    }
    let plain = phone.apply(&outing(2)).await;
    assert_eq!(bring(&world, &[parcel(&keys, &outing(2), "")]).await, [(SealedOutcome::Received, Some(plain.receipt))]);
    assert_eq!((world.count("records").await, world.count("feed").await), (2, 2));
    let author = world.text("SELECT author_id FROM records LIMIT 1").await;
    assert_eq!(author, world.operator("samira").to_string());
}

/// P1 P2: what no phone of ours made, or another one did, leaves nothing; and who brings a lot of it is slowed down.
#[tokio::test]
async fn p1_p2_what_this_phone_did_not_make_leaves_nothing() {
    let world = World::new().await;
    let (phone, other) = (world.phone("samira").await, world.phone("irene").await);
    let (keys, others) = (keys(&phone).await, keys(&other).await);
    assert_ne!(keys.stream_key, others.stream_key);
    assert_eq!(keys.public_key, others.public_key);
    let good = parcel(&keys, &outing(1), "");
    let forged = parcel(&SealingResponse { stream_key: others.stream_key.clone(), ..keys.clone() }, &outing(1), "");
    let nobody = DeviceId(Uuid::from_u128(9));
    for bad in [
        forged,
        SealedOp { device_id: other.device(), ..good.clone() },
        SealedOp { device_id: nobody, ..good.clone() },
        SealedOp { ambito_id: AmbitoId("corsichese".to_owned()), ..good.clone() },
        SealedOp { ambito_id: AmbitoId("altrove".to_owned()), ..good.clone() },
        SealedOp { kid: 2, ..good.clone() },
        SealedOp { sealed: "è".to_owned(), ..good.clone() },
    ] {
        assert_eq!(bring_one(&world, bad).await, SealedOutcome::Refused);
    }
    let mut slowed = world.send("POST", "/v1/sync/sealed", &[], Some(json!({ "parcels": [] }))).await;
    for _ in 0..20 {
        let bad = SealedOp { kid: 2, ..good.clone() };
        slowed = world.send("POST", "/v1/sync/sealed", &[], Some(json!({ "parcels": [bad] }))).await;
    }
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
    for table in ["records", "held", "journal"] {
        assert_eq!(world.count(table).await, 0, "{table}");
    }
    world.wait(3_600_000);
    assert_eq!(bring_one(&world, good).await, SealedOutcome::Received);
}

/// P3 P6: what its author may not do, or what waits for another operation, is held as it came; and applied once it can be.
#[tokio::test]
async fn p3_p6_what_cannot_be_applied_is_held_and_tried_again() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let keys = keys(&phone).await;
    let (child, parent) = (parcel(&keys, &patch(2, 1, "Però è tardi"), ""), parcel(&keys, &outing(1), ""));
    assert_eq!(bring_one(&world, child.clone()).await, SealedOutcome::Held);
    assert_eq!(bring_one(&world, child).await, SealedOutcome::Held, "again is the same");
    assert_eq!(world.text("SELECT reason FROM held").await, "blocked");
    let seen = world.text("SELECT parcel FROM held").await;
    assert!(!seen.contains("tardi"), "it is sealed still");
    assert_eq!(bring_one(&world, parent).await, SealedOutcome::Received);
    let tenant = world.app.tenants().next().unwrap();
    assert_eq!(ambito_api::delivery::try_again(&world.app, tenant, None, &|_| true).await.unwrap(), (1, 0));
    assert_eq!(world.count("held").await, 0);
    let page = phone.pull(None).await;
    assert_eq!(page.changes[0].fields["notes"], "Però è tardi");

    // Of another service than the author's: not for good, because nobody's phone heard of it.
    let foreign = hashed(Op { client_seq: 9, ..crate::support::activation(9, "015159") });
    assert_eq!(bring_one(&world, parcel(&keys, &foreign, "")).await, SealedOutcome::Held);
    assert_eq!(world.text("SELECT reason FROM held").await, "forbidden");
    assert_eq!(world.count("audit WHERE action = 'held'").await, 2);
    assert_eq!(ambito_api::delivery::try_again(&world.app, tenant, None, &|_| true).await.unwrap(), (0, 1));
    world.run("UPDATE operators SET roles = '[\"pis_operator\",\"street_educator\"]'").await;
    world.run("UPDATE teams SET service = 'pis'").await;
    assert_eq!(ambito_api::delivery::try_again(&world.app, tenant, None, &|_| true).await.unwrap(), (1, 0));
}

/// H4: what a phone had that was shut out is kept, and taken when the back office says so.
#[tokio::test]
async fn h4_what_a_revoked_phone_had_is_held() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let keys = keys(&phone).await;
    let scope = world.scope(VISCONTEO);
    world.app.repo().revoke_device(&scope, phone.device(), None, false, world.app.now()).await.unwrap();
    assert_eq!(phone.get("/v1/sealing").await.status, StatusCode::FORBIDDEN);
    assert_eq!(bring_one(&world, parcel(&keys, &outing(1), "")).await, SealedOutcome::Held);
    let tenant = world.app.tenants().next().unwrap();
    let again = async |device| ambito_api::delivery::try_again(&world.app, tenant, device, &|_| true).await.unwrap();
    assert_eq!(again(None).await, (0, 1));
    assert_eq!(again(Some(DeviceId(Uuid::nil()))).await, (0, 1));
    assert_eq!(again(Some(phone.device())).await, (1, 0));
    assert_eq!((world.count("records").await, world.count("held").await), (1, 0));
}

/// P3: its coordinator sees what is held, and nobody else; and takes what a phone had that was shut out.
#[tokio::test]
async fn p3_what_is_held_is_shown_to_the_coordinator_who_takes_it() {
    let world = World::new().await;
    let (phone, carla) = (world.phone("samira").await, world.phone("carla").await);
    let (gianna, other) = (world.phone("gianna").await, world.phone("vito").await);
    let keys = keys(&phone).await;
    let scope = world.scope(VISCONTEO);
    world.app.repo().revoke_device(&scope, phone.device(), None, true, world.app.now()).await.unwrap();
    for n in [1, 2] {
        assert_eq!(bring_one(&world, parcel(&keys, &outing(n), "")).await, SealedOutcome::Held);
    }
    let seen = carla.get("/v1/held").await.json::<HeldResponse>();
    let names: Vec<_> =
        seen.held.iter().map(|it| (it.display_name.as_deref(), it.reason.as_str(), it.shut_out)).collect();
    assert_eq!(names, [(Some("Samira Esempio"), "author", true); 2]);
    assert_eq!(gianna.get("/v1/held").await.json::<HeldResponse>().held, [], "of another Ambito");
    let take = async |by: &Phone<'_>, of: &Phone<'_>| {
        by.post("/v1/held/take", json!({ "deviceId": of.device() })).await.json::<HeldResponse>()
    };
    assert_eq!(take(&gianna, &phone).await.taken, 0);
    let none = take(&carla, &other).await;
    assert_eq!((none.taken, none.held.len()), (0, 2), "what another phone had");
    let taken = take(&carla, &phone).await;
    assert_eq!((taken.taken, taken.held), (2, Vec::new()));
    assert_eq!((world.count("records").await, world.count("held").await), (2, 0));
    let by =
        world.text("SELECT operator_id FROM audit WHERE action = 'held_taken' ORDER BY audit_id DESC LIMIT 1").await;
    assert_eq!(by, world.operator("carla").to_string());
}

/// P7: a phone that was away while the key was rotated sealed to the old one, which opens still; another asks anew.
#[tokio::test]
async fn p7_what_was_sealed_to_an_older_key_opens() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let old = keys(&phone).await;
    let scope = world.scope(VISCONTEO);
    assert_eq!(world.app.repo().rotate_sealing_key(&scope, world.app.now()).await.unwrap(), 2);
    let new = keys(&phone).await;
    assert_eq!((old.kid, new.kid, old.public_key == new.public_key), (1, 2, false));
    world.wait(60 * 24 * 3_600_000);
    for (n, keys) in [(1, &old), (2, &new)] {
        assert_eq!(bring_one(&world, parcel(keys, &outing(n), "")).await, SealedOutcome::Received);
    }
}

/// P4: another phone that names the operation of somebody else takes nothing from what is held of it.
#[tokio::test]
async fn p4_who_saw_a_file_cannot_take_its_place() {
    let world = World::new().await;
    let (phone, other) = (world.phone("samira").await, world.phone("irene").await);
    let (keys, others) = (keys(&phone).await, keys(&other).await);
    assert_eq!(bring_one(&world, parcel(&others, &patch(2, 9, "altro"), "")).await, SealedOutcome::Held);
    assert_eq!(bring_one(&world, parcel(&keys, &patch(2, 1, "Però"), "")).await, SealedOutcome::Held);
    assert_eq!(world.count("held").await, 2);
    phone.apply(&outing(1)).await;
    let tenant = world.app.tenants().next().unwrap();
    assert_eq!(ambito_api::delivery::try_again(&world.app, tenant, None, &|_| true).await.unwrap(), (1, 1));
    assert_eq!(world.text("SELECT device_id FROM held").await, other.device().to_string());
}

/// V3: a phone that was enrolled after the backup that was put back is not known, and proves itself all the same.
#[tokio::test]
async fn v3_what_a_phone_had_that_is_not_known_any_more_is_held() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let keys = keys(&phone).await;
    world.run("DELETE FROM sessions").await;
    world.run("DELETE FROM devices").await;
    assert_eq!(bring_one(&world, parcel(&keys, &outing(1), "")).await, SealedOutcome::Held);
    assert_eq!(world.text("SELECT reason FROM held").await, "author");
}

/// W6: what this version cannot read is to be brought again, and nobody is blamed for it.
#[tokio::test]
async fn w6_what_a_later_app_sealed_waits() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let keys = keys(&phone).await;
    let mut later = serde_json::to_value(parcel(&keys, &outing(1), "")).unwrap();
    (later["v"], later["lane"]) = (json!(2), json!("x"));
    for _ in 0..30 {
        let answer = world.send("POST", "/v1/sync/sealed", &[], Some(json!({ "parcels": [later] }))).await;
        assert_eq!(answer.json::<SealedResponse>().results[0].outcome, SealedOutcome::Later);
    }
}

/// V3: what was sealed for an incarnation that is gone may stand on what was lost with it, so that it waits.
#[tokio::test]
async fn v3_what_was_made_before_a_restore_is_held() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let keys = keys(&phone).await;
    let epoch = phone.pull(None).await.epoch;
    assert_eq!(bring_one(&world, parcel(&keys, &outing(1), &epoch)).await, SealedOutcome::Received);
    assert_eq!(bring_one(&world, parcel(&keys, &outing(2), "before")).await, SealedOutcome::Held);
    assert_eq!(world.text("SELECT reason FROM held").await, "restored");
    // The phone itself comes and sends it in clear; what was held is the same then.
    phone.apply(&outing(2)).await;
    assert_eq!((world.count("records").await, world.count("held").await), (2, 0));
}

/// C7: nothing of what was erased by law is kept, whichever way it comes or has come.
#[tokio::test]
async fn c7_what_was_erased_is_not_held() {
    let world = World::new().await;
    let (phone, admin) = (world.phone("samira").await, raised(&world, VISCONTEO, protocol::Role::Admin).await);
    let keys = keys(&phone).await;
    phone.apply(&outing(1)).await;
    assert_eq!(bring_one(&world, parcel(&keys, &patch(3, 1, "prima"), "before")).await, SealedOutcome::Held);
    let erased = admin.post(&format!("/v1/records/{}/erase", record(1)), json!({ "reason": "other" })).await;
    assert_eq!(erased.status, StatusCode::NO_CONTENT);
    assert_eq!(world.count("held").await, 0);
    for (n, epoch) in [(4, ""), (5, "before")] {
        assert_eq!(bring_one(&world, parcel(&keys, &patch(n, 1, "dopo"), epoch)).await, SealedOutcome::Refused);
    }
    let behind = hashed(Op { prev_op_id: Some(model::ids::OpId(Uuid::from_u128(77))), ..patch(6, 1, "dietro") });
    assert_eq!(bring_one(&world, parcel(&keys, &behind, "")).await, SealedOutcome::Refused);
    assert_eq!(world.count("held").await, 0);
}

/// V10: a request is as long as a push, and no operation unpacks to more.
#[tokio::test]
async fn v10_too_much_at_once_is_refused() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let keys = keys(&phone).await;
    let one = parcel(&keys, &outing(1), "");
    let many = vec![one; 51];
    let answer = world.send("POST", "/v1/sync/sealed", &[], Some(json!({ "parcels": many }))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let huge = hashed(op(
        5,
        OpKind::Create,
        &RecordType::STREET_OUTING,
        record(5),
        0,
        json!({ "notes": "a".repeat(2_000_000) }),
    ));
    assert_eq!(bring_one(&world, parcel(&keys, &huge, "")).await, SealedOutcome::Later);
    assert_eq!(world.count("records").await, 0);
}

/// Written on a shut phone: it comes sealed, leaves the stream of its phone alone, and its author looks through it.
#[tokio::test]
async fn p8_what_was_written_on_a_shut_phone_comes_with_its_author_to_be_confirmed() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let keys = keys(&phone).await;
    phone.apply(&outing(1)).await;
    let capture = |n: u128| Capture {
        id: record(n),
        service: Service::Proximity,
        text: "Due ragazzi alla stazione, hanno freddo".to_owned(),
        occurred_at: world.app.now(),
    };
    let first = capture(5).operation(u64::MAX, world.app.now(), 60);
    let second = capture(6).operation(3, world.app.now(), 60);
    assert!(first.client_seq > LAST_OF_STREAM && second.client_seq > LAST_OF_STREAM);
    // The phone is somebody else's by now.
    let next = world.phone("irene").await;
    let brought = [parcel(&keys, &first, ""), parcel(&keys, &second, ""), parcel(&keys, &first, "")];
    let outcomes: Vec<_> = bring(&world, &brought).await.into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, [SealedOutcome::Received; 3]);
    assert_eq!(world.count("records WHERE record_type = 'capture'").await, 2, "each once");
    let page = phone.pull(None).await;
    let own = page.changes.iter().find(|change| change.id == record(5)).unwrap();
    assert_eq!(own.fields["text"], "Due ragazzi alla stazione, hanno freddo");
    assert_eq!(own.fields["operatorId"], world.operator("samira").to_string());
    assert!(!own.fields.contains_key("authorConfirmed"), "nobody said yet who wrote it");
    assert!(!next.sees().await.contains(&record(5)));
    // Where its stream stands is what the phone sent from its notebook.
    let session: SessionResponse = phone.get("/v1/session").await.json();
    assert_eq!(session.last_client_seq, outing(1).client_seq);
    let streams = world.app.repo().streams(&world.scope(VISCONTEO)).await.unwrap();
    assert!(streams.iter().all(|stream| stream.holes.is_empty() && stream.forked_at.is_none()), "{streams:?}");
}

const LAST_OF_STREAM: u64 = (1 << 52) - 1;
