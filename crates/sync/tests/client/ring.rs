//! The retention ring: what was receipted stays on the phone until a backup of the API has it.

use futures::FutureExt as _;
use model::time::Millis;
use protocol::{OpResult, Outcome, PullResponse, PushRequest, PushResponse, RejectCode};
use serde_json::json;
use store::{Batch, Row, Store as _, StoreError, Table, Write};
use sync::client::{Event, Route, SaveState, Trigger};

use crate::api::{Api, json as body, operator};
use crate::people::{card, edit, id};
use crate::phone::{Phone, load};

/// V3: a receipt does not end the care of the phone; a backup that has the operation does, and one that has not, not.
#[test]
fn v3_what_was_acknowledged_stays_until_a_backup_has_it() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    assert_eq!((phone.view(1).state, kept(&phone)), (SaveState::Received, 1));
    assert!(phone.client.outbox().is_empty(), "it is not shown as unsent");
    assert_eq!(phone.status().backed_up, Some(false));
    api.borrow_mut().back_up();
    phone.save(card(2));
    phone.settle();
    assert_eq!(kept(&phone), 1, "the first is in the backup, the second came after it");
    assert_eq!(phone.status().backed_up, Some(true));
    api.borrow_mut().back_up();
    phone.send_now();
    assert_eq!(kept(&phone), 0);
}

/// V3: where no backups are made it stays for fourteen days, by the clock of the API; that of the phone may say anything.
#[test]
fn v3_without_backups_it_stays_for_fourteen_days_of_the_api() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.until(Route::Push);
    let received = phone.now;
    phone.settle();
    let fourteen = received.plus(14 * Millis::DAY);
    for (phone_clock, api_clock, left) in [(400, fourteen, 1), (-400, fourteen.plus(1), 0)] {
        phone.now = received.plus(phone_clock * Millis::DAY);
        page_of(&mut phone, |page| page.server_time = api_clock);
        assert_eq!(kept(&phone), left, "{phone_clock}");
    }
}

/// V3: on another incarnation what the backup lacks is pending again, in its order and under its ids, and shown as unsent.
#[test]
fn v3_after_a_restore_it_goes_again_in_its_order() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    api.borrow_mut().back_up();
    phone.say(Event::Leader(false));
    for text in ["una", "due"] {
        phone.save(edit(1, None, &[("notes", json!(text))]));
    }
    phone.say(Event::Leader(true));
    phone.settle();
    let first: Vec<_> = api.borrow().applied[1..].to_vec();
    assert_eq!((first.len(), kept(&phone)), (2, 2));
    api.borrow_mut().restore("e2");
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Triggered(Trigger::Manual));
    phone.until(Route::Push);
    assert_eq!((phone.status().unsent, phone.status().sent_again), (1, 2));
    assert!(matches!(phone.view(1).state, SaveState::Sending { .. }));
    assert_eq!(phone.pushed(), first);
    assert_eq!(phone.pushed()[1].prev_op_id, Some(first[0].op_id));
    phone.settle();
    assert_eq!((phone.status().unsent, phone.status().sent_again), (0, 0));
    assert_eq!((api.borrow().applied.len(), api.borrow().value(id(1), "notes").as_deref()), (3, Some("due")));
    assert_eq!(kept(&phone), 2, "and stays again, for the new incarnation");
}

/// V3: what goes again and is refused now has nothing behind it that the API decided meanwhile: the correction carries on all
/// that waited, and nothing takes effect twice.
#[test]
fn v3_what_is_saved_after_it_waits_for_its_verdict() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    api.borrow_mut().back_up();
    phone.save(edit(1, None, &[("notes", json!("prima"))]));
    phone.settle();
    phone.say(Event::Leader(false));
    phone.save(edit(1, None, &[("doorbell", json!("Rossi"))]));
    api.borrow_mut().restore("e2");
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Leader(true));
    // The first answer tells of the other incarnation.
    phone.until(Route::Push);
    let reply = phone.answer();
    phone.reply(reply);
    phone.until(Route::Push);
    let again = phone.pushed();
    assert_eq!(again.len(), 1, "the later one does not name it, and waits");
    assert!(again[0].fields.contains_key("notes"));
    let refusal = OpResult {
        op_id: again[0].op_id,
        outcome: Outcome::Rejected { code: RejectCode::Invalid, issues: Vec::new() },
    };
    let asked: PushRequest = serde_json::from_str(&phone.request().body).unwrap();
    let said = PushResponse {
        batch_id: asked.batch_id,
        epoch: "e2".to_owned(),
        results: vec![refusal],
        server_time: phone.now,
    };
    phone.reply(body(&said));
    phone.settle();
    assert_eq!((phone.view(1).state, api.borrow().applied.len()), (SaveState::ToFix, 1));
    phone.save(edit(1, None, &[("accessNotes", json!("suonare due volte"))]));
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::Received);
    let told = |field: &str| api.borrow().applied.iter().filter(|op| op.fields.contains_key(field)).count();
    assert_eq!(["notes", "doorbell", "accessNotes"].map(told), [1, 1, 1]);
}

/// V3: while it goes again, nobody sees the text of the backup in place of the own one.
#[test]
fn v3_the_older_text_never_comes_back_to_the_screen() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.save(edit(1, None, &[("notes", json!("prima"))]));
    phone.settle();
    api.borrow_mut().back_up();
    phone.save(edit(1, None, &[("notes", json!("dopo"))]));
    phone.settle();
    api.borrow_mut().restore("e2");
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Triggered(Trigger::Manual));
    let mut answers = 0;
    phone.until_request();
    while !phone.sent.is_empty() {
        assert_eq!(phone.text(1, "notes").as_deref(), Some("dopo"), "after {answers} answers");
        let reply = phone.answer();
        phone.reply(reply);
        answers += 1;
        assert!(answers < 20);
    }
    phone.settle();
    assert_eq!(phone.text(1, "notes").as_deref(), Some("dopo"));
    assert_eq!(api.borrow().value(id(1), "notes").as_deref(), Some("dopo"));
}

/// V3 H2: what another operator of this phone sent waits for that one, and never goes under a foreign session.
#[test]
fn v3_what_another_operator_sent_waits_for_its_author() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    api.borrow_mut().back_up();
    phone.save(card(1));
    phone.settle();
    phone.profile = operator(2);
    phone.enrol();
    phone.settle();
    api.borrow_mut().restore("e2");
    phone.send_now();
    phone.send_now();
    assert_eq!((api.borrow().applied.len(), phone.status().unsent, kept(&phone)), (0, 0, 1));
    let beat = phone.client.heartbeat("1", protocol::StorageHealth::default(), phone.now).unwrap();
    assert_eq!((phone.status().of_others, beat.pending), (1, 1), "it is told, without a name");
    phone.profile = operator(1);
    phone.enrol();
    phone.settle();
    assert_eq!((api.borrow().applied.len(), phone.status().unsent), (1, 0));
    assert_eq!(phone.view(1).state, SaveState::Received);
}

/// D4 V3: a phone without room for a receipt pulls first, because a backup may let it forget something; then it sends
/// again, and notes what it is told.
#[test]
fn d4_a_full_phone_makes_room_before_it_notes_what_was_received() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    phone.save(card(2));
    api.borrow_mut().back_up();
    phone.until(Route::Push);
    phone.hold = true;
    let reply = phone.answer();
    phone.reply(reply);
    let (commit, _) = phone.held.pop().expect("the receipt is to be written");
    phone.hold = false;
    phone.say(Event::CommitFailed { commit, error: StoreError::Quota });
    assert_eq!((phone.view(2).state, kept(&phone)), (SaveState::OnPhone, 2));
    phone.until_request();
    assert_eq!(phone.request().route, Route::Pull);
    let page = phone.answer();
    phone.reply(page);
    assert_eq!(kept(&phone), 1, "the first is in the backup");
    phone.settle();
    assert_eq!((phone.view(2).state, kept(&phone)), (SaveState::Received, 1));
}

/// V3: the app was closed between the receipt and the restore.
#[test]
fn v3_the_ring_survives_a_restart() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    api.borrow_mut().back_up();
    phone.save(card(1));
    phone.settle();
    phone.restart();
    assert_eq!(phone.view(1).state, SaveState::Received);
    api.borrow_mut().restore("e2");
    phone.settle();
    phone.send_now();
    assert_eq!(api.borrow().applied.len(), 1);
    assert_eq!(phone.view(1).state, SaveState::Received);
}

/// Operations on the phone, receipted or not.
fn kept(phone: &Phone) -> usize {
    load(&phone.store).rows.iter().filter(|row| row.table == Table::Outbox).count()
}

/// A person asks, and the page that comes is not quite the API's.
fn page_of(phone: &mut Phone, spoil: impl FnOnce(&mut PullResponse)) {
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Triggered(Trigger::Manual));
    phone.until(Route::Pull);
    let mut page: PullResponse = serde_json::from_str(&phone.answer().body).unwrap();
    spoil(&mut page);
    phone.reply(body(&page));
}

/// D15 V3: where the row is damaged that says which incarnation the phone knew, what was receipted last still knows it:
/// what goes again goes before what comes after it.
#[test]
fn d15_v3_a_damaged_row_does_not_change_the_order_after_a_restore() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    api.borrow_mut().back_up();
    phone.save(edit(1, None, &[("notes", json!("una"))]));
    phone.settle();
    phone.say(Event::Leader(false));
    phone.save(edit(1, None, &[("notes", json!("due"))]));
    api.borrow_mut().restore("e2");
    let damaged = Row { table: Table::Meta, key: b"sync".to_vec(), version: 1, value: b"{cut".to_vec() };
    let expect = load(&phone.store).generation;
    phone.store.commit(Batch { expect, writes: vec![Write::Put(damaged)] }).now_or_never().unwrap().unwrap();
    phone.restart();
    phone.settle();
    let notes: Vec<_> = api.borrow().applied[1..].iter().map(|op| op.fields["notes"].value.clone()).collect();
    assert_eq!(notes, [json!("una"), json!("due")], "what the restore took away, then what came after it");
    assert_eq!(api.borrow().value(id(1), "notes").as_deref(), Some("due"));
}

/// V3: a record that a restored API lacks is on the phone after every answer, until it is receipted anew and afterwards.
#[test]
fn v3_what_the_api_lacks_never_leaves_the_phone() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    api.borrow_mut().back_up();
    phone.save(card(1));
    phone.settle();
    api.borrow_mut().restore("e2");
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Triggered(Trigger::Manual));
    phone.until_request();
    let mut answers = 0;
    while !phone.sent.is_empty() {
        let reply = phone.answer();
        phone.reply(reply);
        answers += 1;
        assert_eq!(phone.text(1, "beneficiaryType").as_deref(), Some("elderly"), "after {answers} answers");
        assert!(answers < 20);
    }
    assert_eq!(phone.view(1).state, SaveState::Received);
    assert_eq!(api.borrow().applied.len(), 1);
}
