//! The phones as a coordinator sees them, and one that was lost.

use axum::http::StatusCode;
use data_encoding::BASE64URL_NOPAD;
use model::ids::DeviceId;
use model::rome;
use model::time::Millis;
use protocol::{DeviceEntry, DevicesResponse, OrdersResponse, ProblemCode, Role};
use serde_json::{Value, json};
use vault::carrier::{AmbitoKeys, Word};

use crate::support::{Answer, NOW, Phone, VISCONTEO, World, outing};

async fn list(phone: &Phone<'_>) -> Vec<DeviceEntry> {
    let answer = phone.get("/v1/devices").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json::<DevicesResponse>().devices
}

async fn revoke(by: &Phone<'_>, lost: &Phone<'_>) -> Answer {
    by.post(&format!("/v1/devices/{}/revoke", lost.device()), Value::Null).await
}

fn names(phones: &[DeviceEntry]) -> Vec<&str> {
    phones.iter().map(|phone| phone.display_name.as_str()).collect()
}

/// Whoever is in no team that Carla coordinates is none of hers; another Ambito is nobody's.
#[tokio::test]
async fn a_coordinator_sees_the_phones_of_the_own_teams_and_no_other() {
    let world = World::new().await;
    for key in ["vito", "samira", "anna", "piero"] {
        world.phone(key).await;
    }
    let (carla, gianna) = (world.phone("carla").await, world.phone("gianna").await);
    assert_eq!(names(&list(&carla).await), ["Carla Esempio", "Samira Esempio", "Vito Esempio"]);
    assert_eq!(names(&list(&gianna).await), ["Gianna Esempio", "Piero Esempio"]);
    let admin = world.phone_of(VISCONTEO, Role::Admin).await;
    assert_eq!(list(&admin).await.len(), 5, "an administrator sees those of the Ambito");
}

/// What is shown finds a phone and chases what is unsent; at which hour somebody worked is not shown.
#[tokio::test]
async fn a_phone_is_shown_with_its_days_and_with_what_it_holds() {
    let world = World::new().await;
    let (samira, carla) = (world.phone("samira").await, world.phone("carla").await);
    let beat = json!({ "deviceId": samira.device(), "protocol": 2, "appVersion": "0.2.0", "configVersion": "c",
        "pending": 3, "toFix": 0, "oldestPendingMs": 47 * Millis::HOUR, "storage": {} });
    assert_eq!(samira.post("/v1/heartbeat", beat).await.status, StatusCode::NO_CONTENT);
    world.wait(Millis::HOUR);
    let phones = list(&carla).await;
    let of = |phone: &Phone<'_>| phones.iter().find(|it| it.device_id == phone.device()).unwrap();
    let day = rome::start_of_day(rome::day_of(NOW));
    assert_ne!(day, NOW);
    assert_eq!((of(&samira).enrolled_on, of(&samira).seen_on), (day, day));
    assert_eq!((of(&samira).pending, of(&samira).oldest_pending_ms), (3, Some(2 * Millis::DAY)));
    assert_eq!(of(&samira).app_version.as_deref(), Some("0.2.0"));
    assert_eq!((of(&samira).own, of(&carla).own, of(&samira).active), (false, true, true));
    assert_eq!((of(&carla).pending, of(&carla).oldest_pending_ms), (0, None));
}

/// The phone that was lost is refused from its next request on; who did it is in the audit.
#[tokio::test]
async fn a_phone_that_was_lost_is_shut_out_by_its_coordinator() {
    let world = World::new().await;
    let (samira, carla, piero) = (world.phone("samira").await, world.phone("carla").await, world.phone("piero").await);
    samira.apply(&outing(1)).await;
    for _ in 0..2 {
        let answer = revoke(&carla, &samira).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let phones = answer.json::<DevicesResponse>().devices;
        let lost = phones.iter().find(|it| it.device_id == samira.device()).unwrap();
        assert_eq!((lost.revoked_at, lost.active), (Some(NOW), false));
    }
    let refused = samira.push_raw(&[outing(2)]).await;
    assert_eq!((refused.status, refused.problem().code), (StatusCode::FORBIDDEN, ProblemCode::DeviceRevoked));
    let by = world.text("SELECT operator_id FROM audit WHERE action = 'device_revoked' LIMIT 1").await;
    assert_eq!(by, world.operator("carla").to_string());
    assert_eq!(world.count("records").await, 1, "what it had sent stands");
    // Found again: a new code, and it sends.
    world.phone("samira").await.apply(&outing(3)).await;

    // A phone of another Ambito, one that is none, and nonsense are answered alike.
    let elsewhere = revoke(&carla, &piero).await;
    assert_eq!((elsewhere.status, elsewhere.problem().code), (StatusCode::NOT_FOUND, ProblemCode::NotFound));
    for id in ["00000000-0000-0000-0000-000000000000", "x"] {
        let nowhere = carla.post(&format!("/v1/devices/{id}/revoke"), Value::Null).await;
        assert_eq!((nowhere.status, nowhere.text()), (StatusCode::NOT_FOUND, elsewhere.text()));
    }
    assert_eq!(piero.get("/v1/session").await.status, StatusCode::OK);
    let own = revoke(&carla, &carla).await;
    assert_eq!((own.status, own.problem().code), (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Unprocessable));
}

/// What a phone says, with the proof that it has; the order that it hears, if any.
async fn ask(world: &World, said_by: DeviceId, proved_by: DeviceId, wiped: bool) -> Answer {
    let keys = AmbitoKeys::new(world.app.repo().carrier_root().unwrap(), VISCONTEO);
    let word = if wiped { Word::Wiped } else { Word::Asks };
    let tag = BASE64URL_NOPAD.encode(&keys.prove(proved_by, word));
    let phone = json!({ "ambitoId": VISCONTEO, "deviceId": said_by, "wiped": wiped, "tag": tag });
    let answer = world.send("POST", "/v1/phones/orders", &[], Some(json!({ "phones": [phone] }))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer
}

/// The order is for the lost phone alone, which proves itself; it proves the order; and that it was obeyed is told.
#[tokio::test]
async fn a_lost_phone_hears_that_what_lies_on_it_is_to_go() {
    let world = World::new().await;
    let (samira, vito, carla) = (world.phone("samira").await, world.phone("vito").await, world.phone("carla").await);
    let (lost, other) = (samira.device(), vito.device());
    let wipe = async |by, proof| ask(&world, by, proof, false).await.json::<OrdersResponse>().wipe;
    assert_eq!(wipe(lost, lost).await, []);
    revoke(&carla, &samira).await;
    assert_eq!(wipe(lost, lost).await, [], "it is shut out, and no more");
    // It may be ordered afterwards, too.
    let order = carla.post(&format!("/v1/devices/{lost}/revoke"), json!({ "wipe": true })).await;
    let entry =
        |answer: &Answer| answer.json::<DevicesResponse>().devices.into_iter().find(|it| it.device_id == lost).unwrap();
    assert_eq!((entry(&order).wipe_ordered_at, entry(&order).wiped_at), (Some(NOW), None));
    let [heard] = &wipe(lost, lost).await[..] else { panic!("no order") };
    let keys = AmbitoKeys::new(world.app.repo().carrier_root().unwrap(), VISCONTEO);
    let tag = BASE64URL_NOPAD.decode(heard.tag.as_bytes()).unwrap();
    assert!(heard.device_id == lost && keys.heard(lost, Word::Wipe, &tag).is_ok());
    // Another phone, and one that says that it is this one, hear nothing; nor does anybody report for it.
    assert_eq!((wipe(other, other).await, wipe(lost, other).await), (Vec::new(), Vec::new()));
    ask(&world, lost, other, true).await;
    assert_eq!(entry(&carla.get("/v1/devices").await).wiped_at, None);

    world.wait(Millis::HOUR);
    for _ in 0..2 {
        ask(&world, lost, lost, true).await;
        let entry = entry(&carla.get("/v1/devices").await);
        assert_eq!(entry.wiped_at, Some(NOW.plus(Millis::HOUR)), "since the first time");
        world.wait(Millis::HOUR);
    }
    ask(&world, other, other, true).await;
    assert_eq!(world.count("devices WHERE wiped_at IS NOT NULL").await, 1, "one that had no order says nothing");
    for (action, times) in [("device_wipe_ordered", 1), ("device_wiped", 1)] {
        assert_eq!(world.count(&format!("audit WHERE action = '{action}'")).await, times, "{action}");
    }
    assert_eq!(wipe(lost, lost).await.len(), 1, "what came back with a backup of the phone goes again");
}

/// Who speaks for phones that they do not have is slowed down; a phone that proves itself is heard from the same address.
#[tokio::test]
async fn v8_who_speaks_for_other_phones_is_slowed_down() {
    let world = World::new().await;
    let (samira, vito) = (world.phone("samira").await, world.phone("vito").await);
    for _ in 0..20 {
        ask(&world, vito.device(), vito.device(), false).await;
    }
    let forged = json!({ "ambitoId": VISCONTEO, "deviceId": samira.device(), "tag": "" });
    let body = json!({ "phones": vec![forged; 11] });
    assert_eq!(world.send("POST", "/v1/phones/orders", &[], Some(body.clone())).await.status, StatusCode::OK);
    let slowed = world.send("POST", "/v1/phones/orders", &[], Some(body.clone())).await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
    ask(&world, vito.device(), vito.device(), false).await;
    let many = json!({ "phones": vec![body["phones"][0].clone(); 33] });
    assert_eq!(world.send("POST", "/v1/phones/orders", &[], Some(many)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}
