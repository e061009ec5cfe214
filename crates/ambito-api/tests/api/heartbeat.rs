//! The sign of life of a phone.

use axum::http::StatusCode;
use model::time::Millis;
use protocol::ProblemCode;
use serde_json::{Value, json};
use store_sql::Repository;

use crate::support::{NOW, Phone, VISCONTEO, World, outing};

fn beat(phone: &Phone<'_>, pending: u32) -> Value {
    json!({
        "deviceId": phone.device(), "protocol": 2, "appVersion": "0.2.0", "configVersion": "c1",
        "pending": pending, "toFix": 1, "oldestPendingMs": 7_000, "storage": { "persisted": true, "fault": false },
    })
}

#[tokio::test]
async fn a_heartbeat_is_kept_per_device_and_touches_nothing_else() {
    let world = World::new().await;
    let (samira, luca) = (world.phone("samira").await, world.phone("luca").await);
    samira.push(&[outing(1)]).await;
    for pending in [4, 3] {
        // An app of a later version says more.
        let mut body = beat(&samira, pending);
        body["batteryPercent"] = json!(80);
        body["storage"]["backend"] = json!("indexeddb");
        assert_eq!(samira.post("/v1/heartbeat", body).await.status, StatusCode::NO_CONTENT);
        world.wait(Millis::MINUTE);
    }
    let devices = world.repo.devices(&world.scope(VISCONTEO)).await.unwrap();
    let of = |phone: &Phone<'_>| devices.iter().find(|device| device.id == phone.device()).unwrap();
    let (at, kept) = of(&samira).beat.clone().expect("it was kept");
    assert_eq!((at, kept.pending, kept.to_fix, kept.oldest_pending_ms), (NOW.plus(Millis::MINUTE), 3, 1, Some(7_000)));
    assert_eq!(of(&luca).beat, None);
    for (table, rows) in [("heartbeats", 1), ("records", 1), ("feed", 1), ("journal", 1)] {
        assert_eq!(world.count(table).await, rows, "{table}");
    }
}

/// What a phone could not send any more is not forgotten with its session.
#[tokio::test]
async fn a_phone_that_was_signed_out_with_unsent_records_is_still_known() {
    let world = World::new().await;
    for (key, pending) in [("samira", 3), ("luca", 0)] {
        let phone = world.phone(key).await;
        assert_eq!(phone.post("/v1/heartbeat", beat(&phone, pending)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(phone.post("/v1/session/end", json!({})).await.status, StatusCode::NO_CONTENT);
    }
    let devices = world.repo.devices(&world.scope(VISCONTEO)).await.unwrap();
    let pending: Vec<_> = devices.iter().map(|device| device.beat.as_ref().unwrap().1.pending).collect();
    assert_eq!((pending, devices[0].lives_until), (vec![3], None));
}

#[tokio::test]
async fn a_heartbeat_needs_the_session_of_its_device() {
    let world = World::new().await;
    let (samira, luca) = (world.phone("samira").await, world.phone("luca").await);
    let claimed = samira.post("/v1/heartbeat", beat(&luca, 1)).await;
    assert_eq!((claimed.status, claimed.problem().code), (StatusCode::FORBIDDEN, ProblemCode::Forbidden));
    let nobody = world.send("POST", "/v1/heartbeat", &[], Some(beat(&samira, 1))).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    let nonsense = samira.post("/v1/heartbeat", json!({ "deviceId": samira.device() })).await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.count("heartbeats").await, 0);
}

/// A heartbeat that cannot be kept is an error of itself alone.
#[tokio::test]
async fn a_heartbeat_that_fails_stops_no_sync() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    world.run("CREATE TRIGGER no_beat BEFORE INSERT ON heartbeats BEGIN SELECT RAISE(ABORT, 'no'); END").await;
    assert!(phone.post("/v1/heartbeat", beat(&phone, 1)).await.status.is_server_error());
    phone.apply(&outing(1)).await;
    assert_eq!(phone.sees().await.len(), 1);
}
