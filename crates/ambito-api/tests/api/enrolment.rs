//! Codes and sessions.

use axum::http::StatusCode;
use model::ids::DeviceId;
use model::time::Millis;
use protocol::ProblemCode;
use serde_json::json;
use store_sql::Repository;
use uuid::Uuid;

use crate::support::{Answer, CORSICHESE, VISCONTEO, World, outing};

async fn enrol(world: &World, code: &str) -> Answer {
    world.send("POST", "/v1/enrol", &[], Some(json!({ "code": code }))).await
}

#[tokio::test]
async fn a_code_enrols_one_device_however_it_is_typed() {
    let world = World::new().await;
    let code = world.code("samira").await;
    let answer = enrol(&world, &format!(" {} ", code.to_lowercase().replace('-', " "))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-taccuino="), "{cookie}");
    for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(cookie.split("; ").any(|it| it == part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Domain"));
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(!answer.text().contains(token), "the page never sees the token");
    assert_eq!(world.count(&format!("sessions WHERE token_hash = '{token}'")).await, 0);
    assert_eq!(world.count(&format!("enrolment_codes WHERE code_hash LIKE '%{}%'", code.replace('-', ""))).await, 0);
    let used = enrol(&world, &code).await;
    assert_eq!((used.status, used.problem().code), (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::CodeUsed));
    assert_eq!(world.count("devices").await, 1);
}

#[tokio::test]
async fn an_unknown_or_expired_code_says_so_plainly() {
    let world = World::new().await;
    let code = world.code("samira").await;
    for unknown in ["0000-0000", "", "non è un codice"] {
        let answer = enrol(&world, unknown).await;
        assert_eq!(
            (answer.status, answer.problem().code),
            (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::CodeUnknown)
        );
        assert!(answer.problem().title.contains("non esiste"));
    }
    world.wait(Millis::DAY);
    let answer = enrol(&world, &code).await;
    assert_eq!((answer.status, answer.problem().code), (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::CodeExpired));
    assert_eq!(world.count("devices").await, 0);
}

/// Past ten wrong codes the answer is always the same, also to a right one.
#[tokio::test]
async fn v8_guessing_is_slowed_down_and_learns_nothing() {
    let world = World::new().await;
    let code = world.code("samira").await;
    let mut answers = Vec::new();
    for n in 0..12 {
        answers.push(enrol(&world, &format!("0000-00{n:02}")).await);
    }
    assert!(answers[..10].iter().all(|it| it.status == StatusCode::UNPROCESSABLE_ENTITY));
    let slowed = &answers[11];
    assert_eq!((slowed.status, slowed.problem().code), (StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooManyRequests));
    let seconds: u64 = slowed.header("retry-after").parse().unwrap();
    assert!((1..=10).contains(&seconds), "{seconds}");
    let right = enrol(&world, &code).await;
    assert_eq!((right.status, right.text()), (slowed.status, slowed.text()));
    assert_eq!(world.count("devices").await, 0);
}

/// V8: behind a proxy of one's own each address is slowed down for itself; without one the header is only what a client
/// says, and helps nobody to guess on.
#[tokio::test]
async fn v8_a_header_is_an_address_only_behind_a_trusted_proxy() {
    for (trusted, other_may_go_on) in [(true, true), (false, false)] {
        let world = World::with(|options| options.trusted_proxy = trusted).await;
        let code = world.code("samira").await;
        let guess = async |from: &str, code: &str| {
            world.send("POST", "/v1/enrol", &[("x-forwarded-for", from)], Some(json!({ "code": code }))).await.status
        };
        let mut last = StatusCode::OK;
        for n in 0..12 {
            last = guess("198.51.100.7, 203.0.113.9", &format!("0000-00{n:02}")).await;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS, "the same last address, trusted: {trusted}");
        // The entries before the last are the client's own words: they make no new address.
        assert_eq!(guess("192.0.2.1, 203.0.113.9", &code).await, StatusCode::TOO_MANY_REQUESTS);
        let expected = if other_may_go_on { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(guess("203.0.113.10", &code).await, expected, "another last address, trusted: {trusted}");
    }
}

/// A used code is slowed down by itself, from whatever address it comes.
#[tokio::test]
async fn a_phone_that_enrols_is_never_slowed_down() {
    let world = World::new().await;
    for _ in 0..30 {
        world.phone("samira").await;
    }
}

#[tokio::test]
async fn t9_a_push_after_the_end_of_the_session_is_refused() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let answer = phone.post("/v1/session/end", json!({})).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(answer.header("clear-site-data"), "", "nothing on the phone is deleted");
    let refused = phone.push_raw(&[outing(1)]).await;
    assert_eq!((refused.status, refused.problem().code), (StatusCode::UNAUTHORIZED, ProblemCode::Unauthenticated));
    assert_eq!(world.count("records").await, 0);
}

#[tokio::test]
async fn a_session_ends_when_it_is_left_alone_and_after_its_whole_life() {
    let world = World::new().await;
    let (used, idle) = (world.phone("samira").await, world.phone("luca").await);
    for _ in 0..3 {
        world.wait(3 * Millis::DAY);
        assert_eq!(used.get("/v1/session").await.status, StatusCode::OK);
    }
    assert_eq!(idle.get("/v1/session").await.status, StatusCode::UNAUTHORIZED);
    for _ in 0..40 {
        world.wait(3 * Millis::DAY);
        used.get("/v1/session").await;
    }
    assert_eq!(used.get("/v1/session").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_revoked_device_is_told_so() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let revoke = async |scope, device| world.repo.revoke_device(&scope, device, None, false, Millis(1)).await.unwrap();
    assert!(!revoke(world.scope(CORSICHESE), phone.device()).await, "a device of another Ambito is unknown");
    assert!(!revoke(world.scope(VISCONTEO), DeviceId(Uuid::nil())).await);
    assert_eq!(phone.push_raw(&[outing(1)]).await.status, StatusCode::OK);
    for _ in 0..2 {
        assert!(revoke(world.scope(VISCONTEO), phone.device()).await);
        let answer = phone.push_raw(&[outing(2)]).await;
        assert_eq!((answer.status, answer.problem().code), (StatusCode::FORBIDDEN, ProblemCode::DeviceRevoked));
    }
}

#[tokio::test]
async fn the_session_says_who_works_with_whom() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let profile = &phone.session.profile;
    assert_eq!(profile.display_name, "Samira Esempio");
    let colleagues: Vec<_> = profile.colleagues.iter().map(|it| it.display_name.as_str()).collect();
    // The coordinator coordinates the team and is in no crew.
    assert_eq!(colleagues, ["Luca Esempio"]);
    assert_eq!(world.phone("carla").await.session.profile.teams.len(), 4);
    assert_eq!(world.phone("gianna").await.session.profile.teams.len(), 1);
}
