//! That a Comune has an activation is said by the social service of that Comune, and of what it has or had.

use model::record::RecordType;
use model::time::Millis;
use protocol::OpKind::{Create, Patch};
use protocol::{Op, Outcome, RejectCode, Role, SealedOutcome, SealedResponse, SealingResponse};
use serde_json::{Value, json};
use store_sql::{Operator, Repository as _};
use sync::canonical::value_hash;

use crate::sealing::parcel;
use crate::support::{NOW, Phone, VISCONTEO, World, activation, op, record, sealed};

const ROZZANO: &str = "015189";
const OPERA: &str = "015159";

/// A step of the first activation, so many minutes after now.
fn step(n: u128, minutes: i64, kind: &str, more: Value) -> Op {
    let at = NOW.plus(minutes * Millis::MINUTE).to_rfc3339();
    let mut fields = json!({ "activationId": record(1), "kind": kind, "occurredAt": at, "municipalityCode": ROZZANO });
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    op(n, Create, &RecordType::PIS_EVENT, record(n), 0, fields)
}

fn to_the_comune() -> Value {
    json!({ "code": "municipal_social_service" })
}

/// An activation of Rozzano that the shift gave to the Comune half an hour from now.
async fn given_to_rozzano<'w>(world: &'w World) -> Phone<'w> {
    let irene = world.phone("irene").await;
    irene.push(&[activation(1, ROZZANO), step(2, 0, "taken_over", json!({}))]).await;
    irene.apply(&step(3, 30, "shift_handed_over", to_the_comune())).await;
    irene
}

/// The social worker of another Comune, who knows the id.
async fn of_opera<'w>(world: &'w World) -> Phone<'w> {
    let phone = world.phone_of(VISCONTEO, Role::MunicipalSocialWorker).await;
    let operator = Operator {
        id: phone.session.profile.operator_id,
        display_name: "Prova".to_owned(),
        roles: vec![Role::MunicipalSocialWorker],
        municipality_code: Some(OPERA.to_owned()),
    };
    world.repo.put_operator(&world.scope(VISCONTEO), &operator).await.unwrap();
    phone
}

async fn outcome(phone: &Phone<'_>, op: &Op) -> Outcome {
    phone.push(std::slice::from_ref(op)).await.remove(0).outcome
}

fn not_there() -> Outcome {
    Outcome::Rejected { code: RejectCode::UnknownRecord, issues: Vec::new() }
}

#[tokio::test]
async fn another_comune_says_nothing_of_an_activation_by_neither_way() {
    let world = World::new().await;
    given_to_rozzano(&world).await;
    let opera = of_opera(&world).await;
    let rows = async || (world.count("records").await, world.count("journal").await, world.count("held").await);
    let before = rows().await;
    let own_place = json!({ "municipalityCode": OPERA });
    let says = step(11, 40, "acknowledged", own_place);
    assert_eq!(outcome(&opera, &says).await, not_there());
    let as_if_of_rozzano = step(12, 40, "acknowledged", json!({}));
    let forbidden = Outcome::Rejected { code: RejectCode::Forbidden, issues: Vec::new() };
    assert_eq!(outcome(&opera, &as_if_of_rozzano).await, forbidden);
    assert_eq!(rows().await, (before.0, before.1 + 1, 0), "the step is nowhere");

    let keys: SealingResponse = opera.get("/v1/sealing").await.json();
    let brought = json!({ "parcels": [parcel(&keys, &says, "")] });
    let answer: SealedResponse = world.send("POST", "/v1/sync/sealed", &[], Some(brought)).await.json();
    assert_eq!(answer.results[0].outcome, SealedOutcome::Held);
    assert_eq!(rows().await, (before.0, before.1 + 1, 1), "it is kept, and has no effect");
    assert_eq!(world.text("SELECT reason FROM held").await, "unknown_record");
}

/// What was only reported, and what nobody has, is for no Comune to take.
#[tokio::test]
async fn nobody_has_what_was_not_given() {
    let world = World::new().await;
    let (irene, anna) = (world.phone("irene").await, world.phone("anna").await);
    let says = step(11, 40, "acknowledged", json!({}));
    assert_eq!(outcome(&anna, &says).await, not_there(), "an activation that the API has not");
    irene.push(&[activation(1, ROZZANO), step(2, 0, "taken_over", json!({}))]).await;
    assert_eq!(outcome(&anna, &says).await, not_there(), "the service follows it");
    irene.apply(&step(3, 30, "shift_handed_over", to_the_comune())).await;
    // A restored API may get what was handed over after what was said of it: the same operation passes then.
    assert!(matches!(outcome(&anna, &says).await, Outcome::Applied(_)));
}

#[tokio::test]
async fn the_own_comune_has_it_and_a_replay_is_the_same() {
    let world = World::new().await;
    let irene = given_to_rozzano(&world).await;
    let anna = world.phone("anna").await;
    let says = step(11, 40, "acknowledged", json!({}));
    let taken_back = step(12, 40, "acknowledged", json!({ "correctsId": record(11), "voidReason": "entry_error" }));
    let both = anna.push(&[says.clone(), taken_back]).await;
    assert!(both.iter().all(|one| matches!(one.outcome, Outcome::Applied(_))), "{both:?}");
    irene.apply(&step(4, 50, "taken_over", json!({}))).await;
    assert!(matches!(outcome(&anna, &says).await, Outcome::Duplicate(_)), "whosever it is now");
}

/// The Comune said at 10:40 with no network that it has it; at 10:50 the service took it back, which reached the API first.
#[tokio::test]
async fn what_was_true_when_it_was_said_is_taken_and_what_was_not_stays_with_who_said_it() {
    let world = World::new().await;
    let irene = given_to_rozzano(&world).await;
    let anna = world.phone("anna").await;
    irene.apply(&step(4, 50, "taken_over", json!({}))).await;
    let after = step(12, 60, "acknowledged", json!({}));
    assert_eq!(outcome(&anna, &after).await, not_there(), "it was the service's again");
    let before = step(11, 40, "acknowledged", json!({}));
    assert!(matches!(outcome(&anna, &before).await, Outcome::Applied(_)));
    let put_right = step(13, 55, "acknowledged", json!({ "correctsId": record(11), "voidReason": "entry_error" }));
    assert!(matches!(outcome(&anna, &put_right).await, Outcome::Applied(_)), "the own word may always be taken back");
}

/// What was given by mistake was never given, and what is of another Comune after all is that one's to take.
#[tokio::test]
async fn a_mistake_gave_nothing() {
    let world = World::new().await;
    let irene = given_to_rozzano(&world).await;
    let anna = world.phone("anna").await;
    let withdrawn = json!({ "correctsId": record(3), "voidReason": "entry_error" });
    irene.apply(&step(4, 50, "shift_handed_over", withdrawn)).await;
    let says = step(11, 40, "acknowledged", json!({}));
    assert_eq!(outcome(&anna, &says).await, not_there());
    irene.apply(&step(5, 55, "shift_handed_over", to_the_comune())).await;
    let mut elsewhere = op(6, Patch, &RecordType::PIS_ACTIVATION, record(1), 1, json!({ "municipalityCode": OPERA }));
    elsewhere.fields.get_mut("municipalityCode").unwrap().base_hash = value_hash(Some(&json!(ROZZANO)));
    irene.apply(&sealed(elsewhere)).await;
    assert_eq!(outcome(&anna, &says).await, not_there());
}
