//! Who asks too often, guesses, or pulls everything again and again.

use std::net::Ipv6Addr;
use std::num::NonZeroU32;

use ambito_api::{PullBudget, RequestRate};
use axum::http::StatusCode;
use model::record::RecordType;
use model::time::Millis;
use protocol::{OpKind, ProblemCode};
use serde_json::{Value, json};

use crate::support::{Answer, World, op, outing, record};

/// V8: a phone that floods the sync is told when to come back, and so is an account with many phones; nobody else is.
#[tokio::test]
async fn v8_a_flood_of_syncs_is_slowed_down_by_device_and_by_account() {
    let rate = RequestRate { burst: NonZeroU32::new(5).unwrap(), per_second: NonZeroU32::MIN };
    let world = World::with(|options| options.of_a_device = rate).await;
    let phones = [world.phone("samira").await, world.phone("samira").await, world.phone("samira").await];
    let fourth = world.phone("samira").await;
    let other = world.phone("luca").await;
    let mut floods = Vec::new();
    for phone in &phones {
        for _ in 0..4 {
            assert_eq!(phone.push_raw(&[]).await.status, StatusCode::OK);
        }
        assert_eq!(phone.pull_raw(None).await.status, StatusCode::OK);
        // Neither a good push nor one that nobody can read learns more.
        floods.push(phone.push_raw(&[outing(1)]).await);
        floods.push(phone.pull_raw(Some("nonsense")).await);
        floods.push(phone.post("/v1/sync/push", json!(17)).await);
    }
    floods.push(fourth.pull_raw(None).await);
    for answer in &floods {
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!((answer.text(), answer.header("retry-after")), (floods[0].text(), "1"));
    }
    assert_eq!(floods[0].problem().code, ProblemCode::TooManyRequests);
    assert_eq!(world.count("records").await, 0);
    assert_eq!(other.pull_raw(None).await.status, StatusCode::OK);
    world.wait(Millis::SECOND);
    assert_eq!(phones[0].push_raw(&[outing(1)]).await.status, StatusCode::OK, "nothing was spoilt");
}

/// V8: who has a network of version 6 has as many addresses as there are codes, and they count as one.
#[tokio::test]
async fn v8_the_addresses_of_one_network_guess_together() {
    let world = World::with(|options| options.trusted_proxy = true).await;
    let network: Ipv6Addr = "2001:db8:1:2::".parse().unwrap();
    let mut last = StatusCode::OK;
    for n in 0..12 {
        let address = Ipv6Addr::from_bits(network.to_bits() + (n << 60) + n).to_string();
        last = guess(&world, &address, "", n).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(guess(&world, "2001:db8:1:3::1", "", 99).await.status, StatusCode::UNPROCESSABLE_ENTITY, "the next one");
    // An address of version 4 that is written as one of version 6 is that address, and not a network with all others.
    assert_eq!(guess(&world, "::ffff:192.0.2.1", "", 99).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for n in 0..12 {
        guess(&world, "192.0.2.1", "", n).await;
    }
    assert_eq!(guess(&world, "::ffff:192.0.2.1", "", 98).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(guess(&world, "::ffff:192.0.2.2", "", 97).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// V8: a phone that has a session guesses no faster by going from one network to the next.
#[tokio::test]
async fn v8_a_phone_that_guesses_is_known_by_its_session() {
    let world = World::with(|options| options.trusted_proxy = true).await;
    let phone = world.phone("samira").await;
    let mut last = StatusCode::OK;
    for n in 0..12 {
        last = guess(&world, &format!("192.0.2.{n}"), &phone.cookie, n).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(guess(&world, "192.0.2.99", "", 99).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// V9: whoever has the session of a phone gets everything a few times, then waits, and somebody is told once. The phone itself
/// goes on with what is new.
#[tokio::test]
async fn v9_who_pulls_everything_again_and_again_waits() {
    let world = hoard().await;
    let (phone, colleague) = (world.phone("samira").await, world.phone("luca").await);
    for n in 1..=10 {
        phone.apply(&outing(n)).await;
    }
    let cursor = phone.pull(None).await.next_cursor;
    // The first time was the phone's own; two more are the budget.
    for _ in 0..2 {
        assert_eq!(phone.sees().await.len(), 10);
    }
    for _ in 0..3 {
        let answer = phone.pull_raw(None).await;
        assert_eq!(
            (answer.status, answer.problem().code),
            (StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooManyRequests)
        );
        assert_eq!(answer.header("retry-after"), "300");
    }
    let told = format!("audit WHERE action = 'pull_budget_spent' AND device_id = '{}'", phone.device());
    assert_eq!((world.count(&told).await, world.count("audit WHERE action = 'pull_budget_spent'").await), (1, 1));
    assert_eq!(colleague.sees().await.len(), 10, "the budget is of a device");
    phone.apply(&outing(11)).await;
    let news = phone.pull(Some(&cursor)).await;
    assert_eq!(news.changes.len(), 1, "what is new costs nothing");
    world.wait(Millis::HOUR / 2);
    // The feed is longer by one, and so is the budget.
    assert_eq!(phone.sees().await.len(), 11);
    assert_eq!(phone.pull_raw(None).await.header("retry-after"), "300");
    assert!(phone.pull(Some(&news.next_cursor)).await.changes.is_empty(), "nor to ask whether there is something");
    world.wait(Millis::HOUR / 2);
    assert_eq!(phone.sees().await.len(), 11);
    while phone.pull_raw(None).await.status == StatusCode::OK {}
    assert_eq!(world.count(&told).await, 2, "once an hour");
    let scope = world.scope(crate::support::VISCONTEO);
    assert_eq!(world.app.repo().audit_chain(&scope).await.unwrap().broken_at, None);
}

/// V9: a cursor of the middle, used again and again, is no way around it; nor are small pages.
#[tokio::test]
async fn v9_the_budget_counts_what_is_given_again_wherever_it_begins() {
    let world = hoard().await;
    let phone = world.phone("samira").await;
    for n in 1..=10 {
        phone.apply(&outing(n)).await;
    }
    let page = async |cursor: Option<&str>, limit: u32| {
        let body = json!({ "protocol": 2, "deviceId": phone.device(), "cursor": cursor, "limit": limit });
        phone.post("/v1/sync/pull", body).await
    };
    let first: Value = page(None, 1).await.json();
    let early = first["nextCursor"].as_str().unwrap();
    let mut given = 0;
    loop {
        let answer = page(Some(early), 3).await;
        if answer.status != StatusCode::OK {
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
            break;
        }
        given += answer.json::<Value>()["changes"].as_array().unwrap().len();
    }
    assert!((21..=26).contains(&given), "twice the feed, and the first time: {given}");
}

/// V9: a page of one record may stand for a long stretch of the feed.
#[tokio::test]
async fn v9_a_small_page_costs_what_it_spans() {
    let world = hoard().await;
    let phone = world.phone("samira").await;
    phone.apply(&outing(1)).await;
    for n in 2..=10 {
        let notes = json!({ "notes": format!("giro {n}") });
        // What becomes of the words is all one here; each makes the feed longer.
        phone.push(&[op(n, OpKind::Patch, &RecordType::STREET_OUTING, record(1), n as u64 - 1, notes)]).await;
    }
    let mut times = 0;
    let body = json!({ "protocol": 2, "deviceId": phone.device(), "cursor": null, "limit": 1 });
    while phone.post("/v1/sync/pull", body.clone()).await.status == StatusCode::OK {
        times += 1;
    }
    assert_eq!(times, 3);
}

async fn hoard() -> World {
    World::with(|options| options.pulls = PullBudget { listings: 2, at_least: 0 }).await
}

async fn guess(world: &World, from: &str, cookie: &str, n: u128) -> Answer {
    let headers = [("x-forwarded-for", from), ("cookie", cookie)];
    world.send("POST", "/v1/enrol", &headers, Some(json!({ "code": format!("0000-00{n:02}") }))).await
}
