//! H11: everybody comes back at once.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroU32;

use ambito_api::RequestRate;
use axum::http::StatusCode;
use model::time::Millis;
use protocol::{Outcome, ProblemCode, PushResponse};

use crate::support::{Phone, World, outing};

const DEVICES: u128 = 60;
const RATE: RequestRate = RequestRate { burst: NonZeroU32::new(10).unwrap(), per_second: NonZeroU32::new(5).unwrap() };

/// H11: the API was away, then sixty phones behind one address come at once. It takes what it can, tells the others
/// when, and each gets through once: nothing is lost and nothing is done twice.
#[tokio::test]
async fn h11_after_an_outage_everybody_gets_through() {
    let orders = tempfile::TempDir::new().unwrap();
    let world = World::with(|options| {
        options.requests = RATE;
        options.faults = Some(orders.path().to_path_buf());
    })
    .await;
    let mut phones = Vec::new();
    for _ in 0..DEVICES {
        phones.push(world.phone("samira").await);
        world.wait(Millis::SECOND);
    }
    fs::write(orders.path().join("fault"), "503").unwrap();
    let away = phones[0].push_raw(&[outing(1)]).await;
    assert_eq!((away.status, away.problem().code), (StatusCode::SERVICE_UNAVAILABLE, ProblemCode::Unavailable));
    assert_eq!(world.count("journal").await, 0);
    world.wait(Millis::HOUR);

    // When each phone asks next, in milliseconds of the rush.
    let mut waiting: BTreeMap<u128, i64> = (1..=DEVICES).map(|n| (n, 0)).collect();
    let (mut now, mut shed, mut done_at) = (0, 0, Vec::new());
    while let Some(next) = waiting.values().min().copied() {
        world.wait(next - now);
        now = next;
        let due: Vec<u128> = waiting.iter().filter(|(_, at)| **at <= now).map(|(n, _)| *n).collect();
        for n in due {
            match push(&phones[n as usize - 1], n).await {
                None => {
                    waiting.remove(&n);
                    done_at.push(now);
                }
                Some(seconds) => {
                    shed += 1;
                    // The floor that the answer gives, and up to 20 % more, as the app does.
                    waiting.insert(n, now + seconds * 1_000 + i64::try_from(n).unwrap() * seconds * 200 / 60);
                }
            }
        }
        assert!(now < 60_000, "{} phones never got through", waiting.len());
    }
    assert!(shed > 0, "so many at once are more than it takes");
    let p95 = done_at[done_at.len() * 95 / 100];
    // Fifty requests at five a second.
    assert!((8_000..=20_000).contains(&p95), "{p95} ms");
    for table in ["records", "journal", "feed"] {
        assert_eq!(world.count(table).await, i64::try_from(DEVICES).unwrap(), "{table}");
    }
}

/// Pushes, and answers after how many seconds to come again.
async fn push(phone: &Phone<'_>, n: u128) -> Option<i64> {
    let answer = phone.push_raw(&[outing(n)]).await;
    if answer.status == StatusCode::OK {
        let outcome = answer.json::<PushResponse>().results.remove(0).outcome;
        assert!(matches!(outcome, Outcome::Applied(_)), "{outcome:?}");
        return None;
    }
    assert_eq!((answer.status, answer.problem().code), (StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooManyRequests));
    let seconds = answer.header("retry-after").parse().unwrap();
    assert!((1..=20).contains(&seconds), "{seconds}");
    Some(seconds)
}
