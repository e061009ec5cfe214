//! Who uses the phone: sessions that end, devices that are revoked, other operators, new configurations.

use std::rc::Rc;

use serde_json::json;
use store::MemoryStore;
use sync::client::{Event, HttpReply, Network, Route, SaveState, Trigger};

use crate::api::{Api, json as body, operator, problem, session};
use crate::people::{card, id};
use crate::phone::Phone;

/// H1: sending stops, capture goes on, nothing is lost; a new code sends all.
#[test]
fn h1_a_session_that_ends() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.reply(problem(401, "unauthenticated"));
    assert_eq!((phone.status().network, phone.view(1).state), (Network::SignedOut, SaveState::OnPhone));
    phone.save(card(2));
    assert_eq!(phone.status().unsent, 2);
    phone.until_request();
    assert_eq!(phone.request().route, Route::Session, "the session is looked at before anything is sent");
    phone.reply(problem(401, "unauthenticated"));
    phone.enrol();
    phone.settle();
    assert_eq!((phone.status().unsent, phone.status().network), (0, Network::Ok));
}

/// H4 (up to here): sending stops, nothing is deleted, and the app says so; there is still a timer.
#[test]
fn h4_a_revoked_device_stops_sending_and_deletes_nothing() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.reply(problem(403, "device_revoked"));
    assert_eq!((phone.status().network, phone.view(1).state), (Network::Revoked, SaveState::OnPhone));
    phone.restart();
    assert!(phone.has(id(1)));
    assert!(phone.wake.is_some() || !phone.sent.is_empty());
}

/// H14: too old for the API: all stays queued, the app says so, and looks again by itself.
#[test]
fn h14_too_old() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.reply(problem(426, "client_too_old"));
    assert_eq!((phone.status().network, phone.view(1).state), (Network::TooOld, SaveState::OnPhone));
    phone.until(Route::Push);
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::Received);
}

/// H2: somebody else's session: nothing goes out under it, nothing of the former operator goes.
#[test]
fn h2_another_operator_while_something_is_unsent() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.reply(problem(401, "unauthenticated"));
    let own = std::mem::replace(&mut phone.profile, operator(2));
    phone.enrol();
    assert!(phone.status().other_operator);
    assert_eq!(phone.client.identity().unwrap().profile.operator_id, own.operator_id);
    for _ in 0..3 {
        phone.until_request();
        assert_eq!(phone.request().route, Route::Session);
        let reply = phone.answer();
        phone.reply(reply);
    }
    assert_eq!((phone.view(1).state, api.borrow().applied.len()), (SaveState::OnPhone, 0));
    phone.profile = own;
    phone.enrol();
    phone.settle();
    assert!(!phone.status().other_operator);
    assert_eq!(phone.view(1).state, SaveState::Received);
}

#[test]
fn another_operator_when_all_is_sent_takes_the_phone_over() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    let mut profile = operator(2);
    profile.teams.clear();
    phone.profile = profile;
    phone.enrol();
    assert!(!phone.has(id(1)), "the caseload of the former operator leaves");
    phone.settle();
    assert_eq!(phone.client.identity().unwrap().profile.operator_id, operator(2).operator_id);
}

/// A phone that died before it could write who enrolled still has its session.
#[test]
fn an_enrolment_that_was_not_written_is_found_again() {
    let api = Api::shared();
    let mut phone = Phone::tab(&api, operator(1), Rc::new(MemoryStore::default()));
    phone.save(card(1));
    phone.say(Event::Leader(true));
    phone.settle();
    assert_eq!(phone.client.identity().unwrap().profile, operator(1));
    assert_eq!(phone.view(1).state, SaveState::Received);
    assert_eq!(phone.client.identity().unwrap().config["id"], json!("visconteo_sud_milano"));
}

#[test]
fn a_new_configuration_is_fetched_and_kept() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.restart();
    assert_eq!(phone.request().route, Route::Session);
    phone.reply(body(&session(&phone.profile.clone(), "v-domani", phone.now)));
    assert_eq!(phone.request().route, Route::Config);
    phone.reply(body(&json!({"id": "domani"})));
    phone.settle();
    phone.restart();
    let identity = phone.client.identity().unwrap();
    assert_eq!((identity.config_version.as_str(), &identity.config["id"]), ("v-domani", &json!("domani")));
}

/// T6: the clock of the phone is years wrong; the skew is measured and nothing else changes.
#[test]
fn t6_a_wrong_clock_is_measured_and_harmless() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let years = 10 * 365 * 24 * 60 * 60 * 1_000;
    phone.now = phone.now.plus(-years);
    phone.save(card(1));
    phone.until(Route::Push);
    let now = phone.now;
    let reply = api.borrow_mut().answer(&phone.profile, &phone.request(), now.plus(years));
    phone.reply(reply);
    assert_eq!(phone.view(1).state, SaveState::Received);
    assert_eq!(phone.status().clock_skew, Some(years));
    assert!(phone.wake.is_some() || !phone.sent.is_empty());
}

/// T6: the clock jumps back eight weeks while the engine waits for a day, as the API asked. The timer of the browser
/// knows nothing of the clock: when it rings the wait is over, and is not waited for again.
#[test]
fn t6_a_clock_that_jumps_back_while_a_timer_runs_does_not_wait_twice() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.until(Route::Push);
    phone.reply(HttpReply { status: 503, retry_after: Some("86400".to_owned()), ..body(&json!({})) });
    let asked = phone.wake.expect("it waits with a timer");
    assert!(asked.since(phone.now) >= 24 * 60 * 60 * 1_000);
    phone.now = asked.plus(-8 * 7 * 24 * 60 * 60 * 1_000);
    phone.say(Event::Triggered(Trigger::Timer));
    assert_eq!(phone.request().route, Route::Push);
}

#[test]
fn a_tab_that_does_not_lead_sends_nothing() {
    let api = Api::shared();
    let mut phone = Phone::tab(&api, operator(1), Rc::new(MemoryStore::default()));
    phone.enrol();
    phone.save(card(1));
    phone.say(Event::Triggered(Trigger::Manual));
    assert!(phone.sent.is_empty());
    assert_eq!(phone.view(1).state, SaveState::OnPhone);
}

/// A new code makes a new device: what the API gave to the former one is listed anew, so that nothing stays behind.
#[test]
fn t5_a_new_device_lists_everything_anew() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.save(card(2));
    phone.settle();
    phone.send_now();
    api.borrow_mut().records.get_mut(&id(1)).unwrap().0.erased = true;
    phone.send_now();
    assert!(phone.has(id(1)), "nothing tells this device");
    phone.profile.device_id = model::ids::DeviceId(uuid::Uuid::from_u128(0xDDD));
    phone.enrol();
    phone.settle();
    assert!(!phone.has(id(1)) && phone.has(id(2)));
}
