//! A phone asks within limits, whatever it meets, and says how long its work waits.

use model::time::Millis;
use protocol::{PullResponse, StorageHealth};
use serde_json::json;
use sync::client::{Alarm, Event, Network, Route, SaveState};

use crate::api::{Api, json as body, operator, plain, problem};
use crate::people::{card, edit, id};
use crate::phone::Phone;

/// Requests within the first hour, answered at once by `answer`; and within the next one.
fn requests_of_two_hours(phone: &mut Phone, mut answer: impl FnMut(&mut Phone)) -> [usize; 2] {
    let start = phone.now;
    let mut hours = [0; 2];
    loop {
        phone.until_request();
        let hour = usize::try_from(phone.now.since(start) / Millis::HOUR).unwrap();
        let Some(count) = hours.get_mut(hour) else { return hours };
        *count += 1;
        assert!(*count < 2_000, "no end of requests");
        answer(phone);
    }
}

/// N15: an API that says "more" for ever and brings nothing: two hundred requests at once, then 720 an hour.
#[test]
fn n15_a_listing_without_end_and_records_is_asked_slowly() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let mut pages = 0;
    let hours = requests_of_two_hours(&mut phone, |phone| {
        let reply = phone.answer();
        if phone.request().route != Route::Pull {
            return phone.reply(reply);
        }
        pages += 1;
        let mut page: PullResponse = serde_json::from_str(&reply.body).unwrap();
        (page.has_more, page.next_cursor) = (true, format!("x{pages}"));
        phone.reply(body(&page));
    });
    assert!(hours[0] <= 200 + 720 && hours[1] <= 720, "{hours:?}");
    assert_eq!(phone.status().network, Network::ServerTrouble);
}

/// V3: an API that is another incarnation at each answer decides nothing, and is not asked without end.
#[test]
fn v3_another_incarnation_at_each_answer_is_asked_slowly() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    let mut answers = 0;
    let hours = requests_of_two_hours(&mut phone, |phone| {
        answers += 1;
        api.borrow_mut().epoch = format!("x{answers}");
        let reply = phone.answer();
        phone.reply(reply);
    });
    assert!(hours[0] <= 200 + 720 && hours[1] <= 720, "{hours:?}");
    assert_eq!((phone.status().unsent, api.borrow().applied.len()), (1, 0));
}

/// H7: a 413 for ever parks operation after operation, and not faster than that either.
#[test]
fn h7_a_413_without_end_is_asked_slowly() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.say(Event::Leader(false));
    for n in 1..=300 {
        phone.save(card(n));
    }
    phone.say(Event::Leader(true));
    let mut at_once = 0;
    let start = phone.now;
    phone.until(Route::Push);
    while phone.now == start && !phone.sent.is_empty() {
        at_once += 1;
        phone.reply(problem(413, "too_large"));
    }
    assert!((100..=200).contains(&at_once), "{at_once}");
    assert!(phone.wake.is_some());
}

/// H10: an operation that the API fails over eight times is tried once a day, after a restart too; Retry frees it.
#[test]
fn h10_quarantine_lasts_over_a_restart_and_a_retry_frees_it() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    let mut others = 100;
    while !phone.view(1).quarantined {
        phone.until(Route::Push);
        let poison = phone.pushed().iter().any(|op| op.record_id == id(1));
        let reply = if poison { plain(500) } else { phone.answer() };
        phone.reply(reply);
        if poison {
            others += 1;
            phone.save(card(others));
        }
        assert!(others < 140, "{:?}", phone.client.outbox());
    }
    phone.settle();
    phone.restart();
    let days = phone.now.plus(3 * Millis::DAY);
    let mut tried = 0;
    while phone.now <= days {
        phone.until_request();
        let push = phone.request().route == Route::Push;
        tried += usize::from(push);
        let reply = if push { plain(500) } else { phone.answer() };
        phone.reply(reply);
    }
    assert!((3..=5).contains(&tried), "once a day, and in three days it was tried {tried} times");
    assert!(phone.view(1).quarantined);
    assert!(phone.client.outbox()[0].quarantined);
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Retry(id(1)));
    assert!(!phone.view(1).quarantined);
    phone.until(Route::Push);
    assert!(phone.now.since(days) < Millis::HOUR);
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::Received);
}

/// H5: another copy of the batch is still being worked on: the phone waits and asks again with the same operations.
#[test]
fn h5_a_conflict_of_requests_is_waited_out() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.save(edit(1, None, &[("notes", json!("dietro"))]));
    phone.until(Route::Push);
    let mut asked = Vec::new();
    for _ in 0..3 {
        asked.push((phone.now, phone.pushed()));
        phone.reply(problem(409, "unavailable"));
        assert_eq!((phone.view(1).state, phone.status().to_fix), (SaveState::OnPhone, 0));
        phone.until(Route::Push);
    }
    assert!(asked.windows(2).all(|pair| pair[0].1.first() == pair[1].1.first() && pair[0].0 < pair[1].0));
    phone.settle();
    assert_eq!((phone.view(1).state, api.borrow().applied.len()), (SaveState::Received, 2));
}

/// H15: a 404, with a problem or a page, for whatever route: nothing counts as gone, nothing is parked.
#[test]
fn h15_a_route_that_is_missing_is_trouble() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    for reply in [problem(404, "not_found"), plain(404)] {
        phone.until(Route::Push);
        phone.reply(reply);
        assert_eq!((phone.view(1).state, phone.status().network), (SaveState::OnPhone, Network::ServerTrouble));
    }
    phone.until(Route::Push);
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::Received);
}

#[test]
fn what_waits_for_half_a_day_and_for_a_day_raises_an_alarm() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.say(Event::Leader(false));
    assert_eq!(phone.status().alarm, Alarm::None);
    phone.save(card(1));
    let saved = phone.now;
    let after = |phone: &Phone, millis| phone.client.status(saved.plus(millis)).alarm;
    assert_eq!(after(&phone, 12 * Millis::HOUR - 1), Alarm::None);
    assert_eq!(after(&phone, 12 * Millis::HOUR), Alarm::HalfDay);
    assert_eq!(after(&phone, Millis::DAY - 1), Alarm::HalfDay);
    assert_eq!(after(&phone, Millis::DAY), Alarm::Day);
    phone.now = saved.plus(6 * Millis::HOUR);
    phone.save(card(2));
    assert_eq!(after(&phone, 12 * Millis::HOUR), Alarm::HalfDay, "the oldest counts");
    phone.say(Event::Leader(true));
    phone.settle();
    assert_eq!(after(&phone, 2 * Millis::DAY), Alarm::None);
}

/// The sign of life counts and says nothing of a person: no value of a record, no name, no id of a record.
#[test]
fn a_heartbeat_has_no_personal_data() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.say(Event::Leader(false));
    let values = [
        ("firstName", json!("Ginevra")),
        ("lastName", json!("Quintavalle")),
        ("address", json!("Via dei Mille 4")),
        ("notes", json!("suona due volte")),
        ("phone", json!("02 5551234")),
    ];
    phone.save(card(1));
    phone.save(edit(1, None, &values));
    phone.now = phone.now.plus(Millis::HOUR);
    let storage = StorageHealth { used: Some(1_000), ..StorageHealth::default() };
    let heartbeat = phone.client.heartbeat("0.9.0", storage, phone.now).unwrap();
    assert_eq!((heartbeat.pending, heartbeat.to_fix, heartbeat.oldest_pending_ms), (1, 0, Some(Millis::HOUR)));
    assert_eq!((heartbeat.storage.used, heartbeat.storage.fault), (Some(1_000), false));
    let text = serde_json::to_string(&heartbeat).unwrap();
    let profile = operator(1);
    let mut never = vec![profile.display_name, profile.operator_id.to_string(), id(1).to_string()];
    for view in phone.client.records() {
        for value in view.fields.values() {
            let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            never.extend(items.iter().filter_map(|item| item.as_str().map(str::to_owned)));
        }
    }
    assert!(never.len() > 8);
    for value in never {
        assert!(!text.contains(&value), "{value} in {text}");
    }
}
