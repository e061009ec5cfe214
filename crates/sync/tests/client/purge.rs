//! What has been on the phone for long enough goes by itself; what somebody is at work on never does.

use model::record::{RecordType, Service};
use model::time::Millis;
use protocol::{Profile, Role};
use serde_json::{Value, json};
use store::Table;
use sync::client::{ChangeKind, DraftView, Event, LocalSave, Route, SaveState, Trigger};
use test_support::example;

use crate::api::{Api, Shared, operator, session};
use crate::people::{card, change, id, one};
use crate::phone::{Phone, START, load};

/// A day and the hour by which the engine has looked.
const OVER: i64 = Millis::DAY + 2 * Millis::HOUR;

/// A phone that knows the numbers of the Ambito.
fn enrolled(api: &Shared, n: u128) -> Phone {
    enrolled_as(api, operator(n))
}

fn enrolled_as(api: &Shared, profile: Profile) -> Phone {
    let mut phone = Phone::enrolled(api, profile);
    let config = api.borrow().config.clone();
    let session = Box::new(session(&phone.profile, &config.version, phone.now));
    phone.say(Event::Enrolled { session, config: serde_json::to_value(&config).unwrap() });
    phone.settle();
    phone
}

/// A record of a type as it is when all is done, with these fields.
fn made(n: u128, record_type: RecordType, fields: &[(&str, Value)]) -> LocalSave {
    let mut save = one(change(id(n), record_type.clone(), ChangeKind::Create, &[]));
    save.changes[0].fields = example(&record_type).unwrap();
    save.changes[0].fields.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    save
}

/// A visit of the card that began at the start of the test.
fn visit(n: u128, card: u128) -> LocalSave {
    let fields = [("beneficiaryId", json!(id(card))), ("startedAt", json!(START.to_rfc3339()))];
    made(n, RecordType::PROXIMITY_VISIT, &fields)
}

/// A phone that has a card and these visits of it, all received.
fn with_visits(api: &Shared, visits: &[u128]) -> Phone {
    let mut phone = enrolled(api, 1);
    phone.save(card(1));
    for n in visits {
        phone.save(visit(*n, 1));
    }
    phone.send_now();
    assert_eq!((phone.status().unsent, phone.status().to_fix), (0, 0));
    phone
}

/// So much time passes, and a timer rings; nobody answers.
fn later(phone: &mut Phone, millis: i64) {
    phone.now = phone.now.plus(millis);
    phone.say(Event::Triggered(Trigger::Timer));
}

fn patch(n: u128, fields: &[(&str, Value)]) -> LocalSave {
    one(change(id(n), RecordType::PROXIMITY_VISIT, ChangeKind::Patch, fields))
}

fn draft(n: u128, fields: &[(&str, Value)]) -> Event {
    Event::DraftChanged(DraftView {
        record_id: id(n),
        record_type: RecordType::PROXIMITY_VISIT,
        edits: true,
        fields: fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        seen: None,
        page: None,
        changed_at: START,
        typed_by: None,
    })
}

/// T5: with no network, what is over goes in one batch, from the disk too; what stands stays.
#[test]
fn t5_what_is_over_leaves_a_phone_that_hears_nobody() {
    let api = Api::shared();
    let mut phone = with_visits(&api, &[2, 3]);
    later(&mut phone, Millis::DAY - Millis::HOUR);
    assert!(phone.has(id(2)) && phone.has(id(3)), "its day is not over");
    let before = load(&phone.store).generation;
    later(&mut phone, 2 * Millis::HOUR);
    assert!(!phone.has(id(2)) && !phone.has(id(3)));
    assert!(phone.has(id(1)), "a card stands until its episode ends");
    let after = load(&phone.store);
    assert_eq!(after.generation.0, before.0 + 1, "in one batch");
    assert_eq!(after.rows.iter().filter(|row| row.table == Table::Records).count(), 1);
    assert_eq!(api.borrow().records.len(), 3, "the API has them");
}

/// T5: it goes at a start as well, before anything can be asked.
#[test]
fn t5_what_is_over_leaves_at_a_start() {
    let api = Api::shared();
    let mut phone = with_visits(&api, &[2]);
    phone.now = phone.now.plus(OVER);
    phone.restart();
    assert!(phone.has(id(2)));
    phone.say(Event::Triggered(Trigger::Start));
    assert!(!phone.has(id(2)));
}

/// T5: nothing goes that was not received, is being typed, was refused, clashes, or is named by what is unsent or typed.
#[test]
fn t5_what_somebody_is_at_work_on_stays() {
    let api = Api::shared();
    let mut phone = with_visits(&api, &[2, 3, 4, 5, 6, 7, 8]);
    let mut colleague = enrolled(&api, 2);
    colleague.save(patch(5, &[("notes", json!("uno"))]));
    phone.save(patch(5, &[("notes", json!("due"))]));
    colleague.send_now();
    phone.send_now();
    assert!(phone.view(5).in_conflict());
    phone.save(patch(4, &[("durationMinutes", json!(-1))]));
    phone.send_now();
    assert_eq!(phone.view(4).state, SaveState::ToFix);

    phone.save(patch(2, &[("notes", json!("non inviata"))]));
    phone.say(draft(3, &[("notes", json!("a metà"))]));
    phone.save(made(20, RecordType::NOTE, &[("aboutId", json!(id(6)))]));
    phone.say(draft(21, &[("replacesId", json!(id(7))), ("other", json!([id(7)]))]));
    later(&mut phone, OVER);
    for kept in [2, 3, 4, 5, 6, 7, 20] {
        assert!(phone.has(id(kept)), "{kept}");
    }
    assert!(!phone.has(id(8)), "nobody is at work on this one");
    assert_eq!(phone.client.drafts().count(), 2);
    assert_eq!(phone.text(2, "notes").as_deref(), Some("non inviata"));

    phone.send_now();
    later(&mut phone, 2 * Millis::HOUR);
    assert!(!phone.has(id(2)) && !phone.has(id(6)), "received, and over");
    assert!(phone.has(id(3)) && phone.has(id(4)) && phone.has(id(5)) && phone.has(id(7)));
}

/// T6: a clock that is years ahead, or years back, sends nothing away.
#[test]
fn t6_a_clock_that_cannot_be_believed_empties_no_phone() {
    let api = Api::shared();
    let mut phone = with_visits(&api, &[2]);
    later(&mut phone, 3 * 365 * Millis::DAY);
    assert!(phone.has(id(2)));
    phone.now = START.plus(-3 * 365 * Millis::DAY);
    later(&mut phone, 2 * Millis::HOUR);
    assert!(phone.has(id(2)));
}

/// T6: what went by a clock that was days ahead comes back once the API tells the time; what is over for the API too, does not.
#[test]
fn t6_what_a_wrong_clock_sent_away_comes_back() {
    let api = Api::shared();
    let mut phone = with_visits(&api, &[2]);
    let right = phone.now;
    later(&mut phone, 10 * Millis::DAY);
    assert!(!phone.has(id(2)));
    phone.now = right.plus(Millis::HOUR);
    phone.send_now();
    assert!(phone.has(id(2)), "it was not over");

    later(&mut phone, OVER);
    assert!(!phone.has(id(2)));
    let asked = |phone: &mut Phone| {
        phone.now = phone.now.plus(11_000);
        phone.say(Event::Triggered(Trigger::Manual));
        phone.until(Route::Pull);
        phone.request().body.contains("\"cursor\"")
    };
    assert!(asked(&mut phone), "no listing from the start for what was right");
    phone.settle();
    assert!(!phone.has(id(2)));
}

/// A record that went comes back by the feed when somebody makes it one that stays.
#[test]
fn what_went_comes_back_when_it_stays_again() {
    let api = Api::shared();
    let mut phone = with_visits(&api, &[2]);
    later(&mut phone, OVER);
    assert!(!phone.has(id(2)));
    let mut colleague = enrolled(&api, 2);
    colleague.now = phone.now;
    let mut again = patch(2, &[("startedAt", json!(phone.now.to_rfc3339()))]);
    again.changes[0].seen = Some(Box::new(api.borrow().records[&id(2)].0.snapshot.clone()));
    colleague.save(again);
    colleague.send_now();
    phone.now = colleague.now;
    phone.send_now();
    assert!(phone.has(id(2)));
}

/// An activation that nobody took on elsewhere or closed stays with all its steps, however old; then it goes with the last.
#[test]
fn an_open_activation_stays_on_a_phone_that_hears_nobody() {
    let api = Api::shared();
    let mut profile = operator(1);
    profile.roles = vec![Role::PisOperator];
    profile.teams[0].service = Service::Pis;
    let mut phone = enrolled_as(&api, profile);
    let step = |n: u128, of: u128, kind: &str, at: Millis| {
        let fields = [("activationId", json!(id(of))), ("kind", json!(kind)), ("occurredAt", json!(at.to_rfc3339()))];
        made(n, RecordType::PIS_EVENT, &fields)
    };
    for n in [1, 2, 3, 4, 5] {
        phone.save(made(n, RecordType::PIS_ACTIVATION, &[("reportedAt", json!(START.to_rfc3339()))]));
        phone.save(step(10 + n, n, "taken_over", START));
    }
    phone.save(step(22, 2, "closed", START.plus(Millis::HOUR)));
    phone.save(step(23, 3, "closed", START.plus(Millis::HOUR)));
    phone.save(step(33, 3, "reopened", START.plus(2 * Millis::HOUR)));
    // Taken by a service; and taken by whom the shift gave it to, which ends nothing.
    phone.save(step(24, 4, "acknowledged", START.plus(Millis::HOUR)));
    phone.save(step(25, 5, "shift_handed_over", START));
    phone.save(step(35, 5, "acknowledged", START.plus(Millis::HOUR)));
    phone.send_now();
    assert_eq!((phone.status().unsent, phone.status().to_fix), (0, 0));
    later(&mut phone, Millis::DAY + 30 * Millis::MINUTE);
    assert!(phone.has(id(2)) && phone.has(id(12)), "for as long as its last step");
    later(&mut phone, 2 * Millis::HOUR);
    for (n, kept) in [(1, true), (11, true), (2, false), (12, false), (22, false), (3, true), (13, true), (33, true)] {
        assert_eq!(phone.has(id(n)), kept, "{n}");
    }
    for (n, kept) in [(4, false), (14, false), (24, false), (5, true), (15, true), (25, true), (35, true)] {
        assert_eq!(phone.has(id(n)), kept, "{n}");
    }
}
