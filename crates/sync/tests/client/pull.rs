//! Receiving: under unsent work, out of scope, from the start again.

use futures::FutureExt as _;
use protocol::{PullRequest, PullResponse};
use serde_json::json;
use store::{Batch, Row, Store as _, Table, Write};
use sync::client::{Event, HttpFailure, Network, Route, SaveState, Trigger};

use crate::api::{Api, Shared, json as body, operator, problem};
use crate::people::{card, edit, id};
use crate::phone::{Phone, load};

/// Two phones of a team that both have the card 1.
fn two(api: &Shared) -> (Phone, Phone) {
    let mut one = Phone::enrolled(api, operator(1));
    let mut other = Phone::enrolled(api, operator(2));
    one.save(card(1));
    one.settle();
    other.send_now();
    assert!(other.has(id(1)), "a second phone of the team gets it");
    (one, other)
}

fn pull_of(phone: &mut Phone) -> PullResponse {
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Triggered(Trigger::Manual));
    phone.until(Route::Pull);
    serde_json::from_str(&phone.answer().body).unwrap()
}

/// C14: a pull goes under unsent work, never over it.
#[test]
fn c14_a_pull_never_overwrites_unsent_work() {
    let api = Api::shared();
    let (mut one, mut other) = two(&api);
    other.save(edit(1, None, &[("address", json!("Via Nuova 2"))]));
    other.settle();
    one.now = one.now.plus(11_000);
    one.say(Event::Triggered(Trigger::Manual));
    one.until(Route::Pull);
    one.save(edit(1, None, &[("notes", json!("non ancora inviata"))]));
    let page = one.answer();
    one.reply(page);
    assert_eq!(one.text(1, "address").as_deref(), Some("Via Nuova 2"));
    assert_eq!(one.text(1, "notes").as_deref(), Some("non ancora inviata"));
    one.settle();
    other.send_now();
    assert_eq!(one.view(1).fields, other.view(1).fields);
    assert_eq!(other.text(1, "notes").as_deref(), Some("non ancora inviata"));
}

/// C1 C2 C3: different fields merge, equal values are fine, different values are both kept and shown.
#[test]
fn c1_c2_c3_two_phones_change_one_card() {
    let api = Api::shared();
    let (mut one, mut other) = two(&api);
    one.save(edit(1, None, &[("notes", json!("uguale")), ("doorbell", json!("Rossi")), ("phone", json!("02 1"))]));
    other.save(edit(
        1,
        None,
        &[("notes", json!("uguale")), ("doorbell", json!("Bianchi")), ("address", json!("Via A 1"))],
    ));
    one.settle();
    other.settle();
    one.send_now();
    for phone in [&one, &other] {
        assert_eq!(phone.text(1, "notes").as_deref(), Some("uguale"));
        assert_eq!(phone.text(1, "phone").as_deref(), Some("02 1"));
        assert_eq!(phone.text(1, "address").as_deref(), Some("Via A 1"));
        assert_eq!(phone.text(1, "doorbell").as_deref(), Some("Rossi"), "the first to arrive is the head");
        let siblings = phone.view(1).siblings;
        assert_eq!((siblings.len(), &siblings[0].value), (1, &json!("Bianchi")));
        assert_eq!(siblings[0].operator_id, operator(2).operator_id);
        assert_eq!(phone.status().conflicts, 1);
    }
}

#[test]
fn an_old_revision_is_ignored() {
    let api = Api::shared();
    let (mut one, _) = two(&api);
    let mut page = pull_of(&mut one);
    let mut old = api.borrow().records[&id(1)].0.snapshot.clone();
    old.fields.insert("notes".to_owned(), json!("vecchia"));
    page.changes = vec![old];
    one.reply(body(&page));
    assert_eq!(one.text(1, "notes"), None);
}

/// T5: what leaves the scope leaves the phone, but for what is unsent.
#[test]
fn t5_removals_spare_unsent_work() {
    let api = Api::shared();
    let mut one = Phone::enrolled(&api, operator(1));
    one.save(card(1));
    one.save(card(2));
    one.settle();
    let mut page = pull_of(&mut one);
    one.save(edit(2, None, &[("notes", json!("da inviare"))]));
    page.removed_scope = vec![id(1), id(2)];
    one.reply(body(&page));
    assert!(!one.has(id(1)));
    assert_eq!(one.text(2, "notes").as_deref(), Some("da inviare"));
    assert_eq!(one.text(2, "beneficiaryType").as_deref(), Some("elderly"), "the record that it changes stays too");
    one.settle();
    assert_eq!(api.borrow().value(id(2), "notes").as_deref(), Some("da inviare"));
}

/// T5 D15: what stayed for an unsent change does not stay for one that cannot be read any more.
#[test]
fn t5_d15_nothing_stays_for_a_change_that_is_damaged() {
    let api = Api::shared();
    let mut one = Phone::enrolled(&api, operator(1));
    one.save(card(1));
    one.settle();
    let mut page = pull_of(&mut one);
    one.save(edit(1, None, &[("notes", json!("da inviare"))]));
    page.removed_scope = vec![id(1)];
    one.reply(body(&page));
    assert!(one.has(id(1)));
    // The change is on its way, and does not arrive.
    one.until(Route::Push);
    one.fail(HttpFailure::Network);
    let there = load(&one.store);
    let unsent = there.rows.into_iter().rfind(|row| row.table == Table::Outbox).unwrap();
    let damaged = Write::Put(Row { value: b"{cut".to_vec(), ..unsent });
    let batch = Batch { expect: there.generation, writes: vec![damaged] };
    one.store.commit(batch).now_or_never().unwrap().unwrap();
    one.reload();
    one.send_now();
    assert!(!one.has(id(1)));
    assert_eq!(one.client.unreadable().len(), 1, "the row itself stays, and is listed");
}

/// T5 V3: a record that left the scope while a receipted change of it goes again stays for that, and no longer.
#[test]
fn t5_what_is_sent_again_brings_no_removed_record_back() {
    let api = Api::shared();
    let (_, mut two) = two(&api);
    two.save(edit(1, None, &[("notes", json!("di due"))]));
    two.settle();
    api.borrow_mut().back_up();
    api.borrow_mut().restore("e2");
    let elsewhere = json!(uuid::Uuid::from_u128(0xB99).to_string());
    if let Some((record, _)) = api.borrow_mut().records.get_mut(&id(1)) {
        record.snapshot.fields.insert("teamId".to_owned(), elsewhere);
        record.snapshot.fields.insert("assignedOperatorIds".to_owned(), json!([operator(9).operator_id]));
    }
    let mut page = pull_of(&mut two);
    page.removed_scope = vec![id(1)];
    two.reply(body(&page));
    assert_eq!(two.text(1, "beneficiaryType").as_deref(), Some("elderly"), "whole, until its change is receipted");
    two.settle();
    assert!(!two.has(id(1)) && two.client.outbox().is_empty());
}

/// A reset lists all anew: what is not in it goes at its end, unsent work stays, page by page.
#[test]
fn a_reset_never_touches_the_outbox() {
    let api = Api::shared();
    let mut one = Phone::enrolled(&api, operator(1));
    for n in 1..=3 {
        one.save(card(n));
    }
    one.settle();
    let mut page = pull_of(&mut one);
    one.save(edit(3, None, &[("notes", json!("da inviare"))]));
    let kept = api.borrow().records[&id(1)].0.snapshot.clone();
    (page.reset, page.has_more, page.changes) = (true, true, vec![kept]);
    page.next_cursor = "1".to_owned();
    one.reply(body(&page));
    assert!(one.has(id(2)), "nothing goes before the end of the listing");
    one.until(Route::Push);
    let held = one.answer();
    one.reply(held);
    one.until(Route::Pull);
    let asked: PullRequest = serde_json::from_str(&one.request().body).unwrap();
    assert_eq!(asked.cursor.as_deref(), Some("1"));
    let changed = api.borrow().records[&id(3)].0.snapshot.clone();
    (page.reset, page.has_more, page.changes) = (false, false, vec![changed]);
    one.reply(body(&page));
    assert!(one.has(id(1)) && !one.has(id(2)));
    assert_eq!(one.text(3, "notes").as_deref(), Some("da inviare"));
}

/// A restored API is another incarnation: the cursor is dropped, and lower revisions count.
#[test]
fn another_epoch_drops_the_cursor() {
    let api = Api::shared();
    let mut one = Phone::enrolled(&api, operator(1));
    one.save(card(1));
    one.settle();
    for text in ["a", "b", "c"] {
        one.save(edit(1, None, &[("notes", json!(text))]));
        one.settle();
    }
    assert_eq!(one.view(1).rev, 4);
    {
        let mut api = api.borrow_mut();
        api.epoch = "e2".to_owned();
        let record = &mut api.records.get_mut(&id(1)).unwrap().0.snapshot;
        record.rev = 2;
        record.fields.insert("notes".to_owned(), json!("dal backup"));
    }
    one.send_now();
    assert_eq!((one.view(1).rev, one.text(1, "notes").as_deref()), (2, Some("dal backup")));
}

/// N15: the same cursor and "more" three times is no progress: back off and say so.
#[test]
fn n15_a_stuck_cursor_backs_off() {
    let api = Api::shared();
    let (mut one, _) = two(&api);
    let mut page = pull_of(&mut one);
    let asked: PullRequest = serde_json::from_str(&one.request().body).unwrap();
    (page.has_more, page.next_cursor) = (true, asked.cursor.unwrap());
    let mut times = 0;
    while !one.sent.is_empty() {
        times += 1;
        assert!(times < 10);
        one.reply(body(&page));
    }
    assert_eq!((times, one.status().network), (3, Network::ServerTrouble));
    assert!(one.wake.is_some());
}

/// A cursor that the API cannot read is forgotten: the next pull starts from nothing.
#[test]
fn an_unreadable_cursor_is_forgotten() {
    let api = Api::shared();
    let (mut one, _) = two(&api);
    pull_of(&mut one);
    one.reply(problem(422, "unprocessable"));
    one.until(Route::Pull);
    let asked: PullRequest = serde_json::from_str(&one.request().body).unwrap();
    assert_eq!(asked.cursor, None);
    one.settle();
    assert_eq!(one.view(1).state, SaveState::Received);
}

/// A page and its cursor are one batch: a phone that dies in between asks for the page again.
#[test]
fn page_and_cursor_are_one_batch() {
    let api = Api::shared();
    let (mut one, mut other) = two(&api);
    other.save(card(2));
    other.settle();
    pull_of(&mut one);
    one.hold = true;
    let page = one.answer();
    one.reply(page);
    assert_eq!(one.held.len(), 1);
    one.hold = false;
    one.restart();
    assert!(!one.has(id(2)));
    one.until(Route::Pull);
    one.settle();
    assert!(one.has(id(2)));
}

/// The API asks for a newer app: what it sent is taken, capture goes on, and the app says so.
#[test]
fn a_minimum_above_ours_is_said() {
    let api = Api::shared();
    let (mut one, _) = two(&api);
    let mut page = pull_of(&mut one);
    page.min_client = protocol::PROTOCOL + 1;
    one.reply(body(&page));
    assert_eq!(one.status().network, Network::TooOld);
    one.save(edit(1, None, &[("notes", json!("si scrive ancora"))]));
    assert_eq!(one.text(1, "notes").as_deref(), Some("si scrive ancora"));
}
