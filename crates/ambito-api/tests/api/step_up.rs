//! The passphrase again: what asks for it, and what is no proof that it was given.

use axum::http::StatusCode;
use data_encoding::BASE64URL_NOPAD;
use model::ids::DeviceId;
use model::time::Millis;
use protocol::{ProblemCode, Role, StepUpChallenge, StepUpResponse};
use serde_json::{Value, json};
use vault::{DataKey, KeyId};

use crate::support::{Answer, NOW, Phone, VISCONTEO, World, outing, record};

/// The key of a person's notebook; each test person has another.
fn data_key(of: u8) -> DataKey {
    DataKey::generate(KeyId(1), &|bytes: &mut [u8]| bytes.fill(of))
}

/// Registers the proof key of a phone.
async fn register(phone: &Phone<'_>, key: &DataKey, device: DeviceId) -> Answer {
    let key = BASE64URL_NOPAD.encode(key.step_up_key(device).await.unwrap().as_slice());
    phone.post("/v1/session/proof-key", json!({ "key": key })).await
}

async fn challenge(phone: &Phone<'_>) -> StepUpChallenge {
    phone.post("/v1/session/step-up/challenge", Value::Null).await.json()
}

async fn prove(phone: &Phone<'_>, key: &DataKey, device: DeviceId, challenge: &str) -> Answer {
    let proof = BASE64URL_NOPAD.encode(&key.step_up_proof(device, challenge.as_bytes()).await.unwrap());
    phone.post("/v1/session/step-up", json!({ "challenge": challenge, "proof": proof })).await
}

/// What registers the proof key of a phone.
pub async fn key_body(phone: &Phone<'_>) -> Value {
    json!({ "key": BASE64URL_NOPAD.encode(data_key(1).step_up_key(phone.device()).await.unwrap().as_slice()) })
}

/// What proves that the person of this phone gave the passphrase again, once its key is registered.
pub async fn proof_body(phone: &Phone<'_>) -> Value {
    let StepUpChallenge { challenge, .. } = challenge(phone).await;
    let proof = data_key(1).step_up_proof(phone.device(), challenge.as_bytes()).await.unwrap();
    json!({ "challenge": challenge, "proof": BASE64URL_NOPAD.encode(&proof) })
}

/// The person of this phone gives the passphrase again.
pub async fn raise(phone: &Phone<'_>) {
    let registered = phone.post("/v1/session/proof-key", key_body(phone).await).await;
    assert_eq!(registered.status, StatusCode::NO_CONTENT, "{}", registered.text());
    let raised = phone.post("/v1/session/step-up", proof_body(phone).await).await;
    assert_eq!(raised.status, StatusCode::OK, "{}", raised.text());
}

/// As [`World::phone_of`], with the passphrase just given.
pub async fn raised<'w>(world: &'w World, ambito: &str, role: Role) -> Phone<'w> {
    let phone = world.phone_of(ambito, role).await;
    raise(&phone).await;
    phone
}

/// Whether the session is raised: only then an erasure of nothing finds nothing.
async fn is_raised(admin: &Phone<'_>) -> bool {
    let answer = admin.post(&format!("/v1/records/{}/erase", record(77)), json!({ "reason": "other" })).await;
    match (answer.status, answer.problem().code) {
        (StatusCode::NOT_FOUND, ProblemCode::NotFound) => true,
        (StatusCode::FORBIDDEN, ProblemCode::StepUpRequired) => false,
        other => panic!("{other:?}"),
    }
}

fn refused(answer: &Answer) -> bool {
    (answer.status, answer.problem().code) == (StatusCode::FORBIDDEN, ProblemCode::StepUpRequired)
}

#[tokio::test]
async fn what_is_grave_asks_for_the_passphrase_again() {
    let world = World::new().await;
    let (samira, carla) = (world.phone("samira").await, world.phone("carla").await);
    let admin = world.phone_of(VISCONTEO, Role::Admin).await;
    samira.apply(&outing(1)).await;
    assert!(refused(&admin.post(&format!("/v1/records/{}/erase", record(1)), json!({ "reason": "other" })).await));
    assert!(refused(&carla.post(&format!("/v1/records/{}/reveal", record(1)), Value::Null).await));
    assert_eq!(world.count("records WHERE erased = 1").await, 0);
    assert_eq!(world.count("audit WHERE action IN ('read', 'erase')").await, 0);
    raise(&admin).await;
    assert!(refused(&carla.post(&format!("/v1/records/{}/reveal", record(1)), Value::Null).await), "its own session");
    raise(&carla).await;
    assert_eq!(carla.post(&format!("/v1/records/{}/reveal", record(1)), Value::Null).await.status, StatusCode::OK);
    let erased = admin.post(&format!("/v1/records/{}/erase", record(1)), json!({ "reason": "other" })).await;
    assert_eq!(erased.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_session_is_raised_for_five_minutes() {
    let world = World::new().await;
    let admin = world.phone_of(VISCONTEO, Role::Admin).await;
    assert!(!is_raised(&admin).await);
    let key = data_key(1);
    register(&admin, &key, admin.device()).await;
    let asked = challenge(&admin).await;
    let answer: StepUpResponse = prove(&admin, &key, admin.device(), &asked.challenge).await.json();
    assert_eq!(answer.raised_until, NOW.plus(5 * Millis::MINUTE));
    world.wait(5 * Millis::MINUTE - 1);
    assert!(is_raised(&admin).await);
    world.wait(1);
    assert!(!is_raised(&admin).await);
    let by = format!("audit WHERE operator_id IS NOT NULL AND device_id = '{}' AND fields = '[]'", admin.device());
    assert_eq!(world.count(&format!("{by} AND action = 'proof_key_set'")).await, 1);
    assert_eq!(world.count(&format!("{by} AND action = 'step_up'")).await, 1);
}

#[tokio::test]
async fn a_proof_that_was_used_or_came_late_or_is_of_another_device_raises_nothing() {
    let world = World::new().await;
    let (admin, other) = (world.phone_of(VISCONTEO, Role::Admin).await, world.phone_of(VISCONTEO, Role::Admin).await);
    let key = data_key(1);
    for phone in [&admin, &other] {
        register(phone, &key, phone.device()).await;
    }
    let asked = challenge(&admin).await;
    // The same person has the same key file on both: a proof of one is none of the other.
    let of_other = prove(&admin, &key, other.device(), &asked.challenge).await;
    assert!(refused(&of_other));
    // It was one try.
    assert!(refused(&prove(&admin, &key, admin.device(), &asked.challenge).await));
    let moved = challenge(&admin).await;
    assert!(refused(&prove(&other, &key, other.device(), &moved.challenge).await), "asked of another device");
    let late = challenge(&admin).await;
    world.wait(2 * Millis::MINUTE);
    assert!(refused(&prove(&admin, &key, admin.device(), &late.challenge).await));
    let former = challenge(&admin).await;
    let asked = challenge(&admin).await;
    assert!(refused(&prove(&admin, &key, admin.device(), &former.challenge).await), "another took its place");
    assert!(!is_raised(&admin).await && !is_raised(&other).await);
    assert!(refused(&prove(&admin, &key, admin.device(), &asked.challenge).await), "and that one was spent by it");
    let asked = challenge(&admin).await;
    assert_eq!(prove(&admin, &key, admin.device(), &asked.challenge).await.status, StatusCode::OK);
    assert!(is_raised(&admin).await);
    world.wait(5 * Millis::MINUTE);
    assert!(refused(&prove(&admin, &key, admin.device(), &asked.challenge).await), "the proof that held, again");
    assert!(!is_raised(&admin).await && !is_raised(&other).await);
}

/// V8: wrong proofs are counted; while they are slowed down, a right one is told the same.
#[tokio::test]
async fn v8_wrong_proofs_are_counted_and_slowed_down() {
    let world = World::new().await;
    let admin = world.phone_of(VISCONTEO, Role::Admin).await;
    let (key, wrong) = (data_key(1), data_key(2));
    register(&admin, &key, admin.device()).await;
    let mut told = 0;
    while told < 40 {
        let asked = challenge(&admin).await;
        let answer = prove(&admin, &wrong, admin.device(), &asked.challenge).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        assert!(refused(&answer));
        told += 1;
    }
    assert_eq!(told, 11, "ten at once, and the one that shows that they are over");
    assert_eq!(world.count("audit WHERE action = 'step_up_refused'").await, told);
    let asked = challenge(&admin).await;
    let right = prove(&admin, &key, admin.device(), &asked.challenge).await;
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS);
    world.wait(10 * Millis::SECOND);
    assert_eq!(prove(&admin, &key, admin.device(), &asked.challenge).await.status, StatusCode::OK);
}

/// Somebody at an open page may ask for all that the page may ask for, and has no passphrase.
#[tokio::test]
async fn the_first_proof_key_of_a_device_stays_and_lies_sealed() {
    let world = World::new().await;
    let admin = world.phone_of(VISCONTEO, Role::Admin).await;
    let (key, theirs) = (data_key(1), data_key(2));
    let asked = challenge(&admin).await;
    assert!(!asked.known);
    assert!(refused(&prove(&admin, &key, admin.device(), &asked.challenge).await), "no key, no proof");
    for _ in 0..2 {
        assert_eq!(register(&admin, &key, admin.device()).await.status, StatusCode::NO_CONTENT);
    }
    let other = register(&admin, &theirs, admin.device()).await;
    assert_eq!((other.status, other.problem().code), (StatusCode::FORBIDDEN, ProblemCode::Forbidden));
    for malformed in ["", "AAAA", "%%", &BASE64URL_NOPAD.encode(&[0; 31])] {
        let answer = admin.post("/v1/session/proof-key", json!({ "key": malformed })).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{malformed}");
    }
    let asked = challenge(&admin).await;
    assert!(asked.known);
    assert!(refused(&prove(&admin, &theirs, admin.device(), &asked.challenge).await));
    let asked = challenge(&admin).await;
    assert_eq!(prove(&admin, &key, admin.device(), &asked.challenge).await.status, StatusCode::OK);
    assert_eq!(world.count("audit WHERE action = 'proof_key_set'").await, 1);
    let clear = key.step_up_key(admin.device()).await.unwrap();
    let stored = world.text("SELECT proof_key FROM devices WHERE proof_key IS NOT NULL").await;
    let stored = data_encoding::BASE64.decode(stored.as_bytes()).unwrap();
    assert!(!stored.windows(32).any(|part| part == clear.as_slice()), "who has the database has no proof");
}
