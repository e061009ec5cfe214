//! What an operation says of its maker: what was seen, when it was and where, and as which stream.

use model::ids::DeviceId;
use model::record::RecordType;
use protocol::{Outcome, PullResponse, PushRequest, PushResponse, RejectCode};
use serde_json::json;
use store::Table;
use sync::client::{ChangeKind, Event, Route, SaveState, Trigger};
use uuid::Uuid;

use crate::api::{Api, json as body, operator, problem, session};
use crate::people::{bad_card, card, change, edit, id, one};
use crate::phone::{Phone, load};

/// H6: one of three comes back as a conflict: both values are shown, nothing is parked, the others are received.
#[test]
fn h6_a_conflict_of_one_operation_keeps_both_values() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let mut other = Phone::enrolled(&api, operator(2));
    phone.save(card(1));
    phone.settle();
    other.send_now();
    other.save(edit(1, None, &[("doorbell", json!("Bianchi"))]));
    other.settle();
    phone.say(Event::Leader(false));
    phone.save(card(2));
    phone.save(edit(1, None, &[("doorbell", json!("Rossi"))]));
    phone.save(card(3));
    phone.say(Event::Leader(true));
    phone.until(Route::Push);
    let response: PushResponse = serde_json::from_str(&phone.answer().body).unwrap();
    assert!(matches!(response.results[1].outcome, Outcome::Conflict(_)), "{:?}", response.results);
    phone.reply(body(&response));
    for n in 1..=3 {
        assert_eq!(phone.view(n).state, SaveState::Received, "{n}");
    }
    assert_eq!(phone.text(1, "doorbell").as_deref(), Some("Bianchi"));
    let siblings = phone.view(1).siblings;
    assert_eq!(siblings.iter().map(|kept| kept.value.clone()).collect::<Vec<_>>(), [json!("Rossi")]);
    let status = phone.status();
    assert_eq!((status.conflicts, status.needs_review, status.to_fix, status.unsent), (1, 1, 0, 0));
    phone.restart();
    assert_eq!(phone.status().conflicts, 1);
}

/// C10: a form that stays open over an own save: what the API made of that save counts as seen; of others it does not.
#[test]
fn c10_own_changes_count_as_seen() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let mut other = Phone::enrolled(&api, operator(2));
    phone.save(card(1));
    phone.settle();
    let form = phone.view(1);
    for text in ["una", "due"] {
        phone.save(edit(1, Some(&form), &[("notes", json!(text))]));
        phone.settle();
    }
    assert_eq!((form.rev, phone.view(1).rev), (1, 3));
    phone.save(edit(1, Some(&form), &[("phone", json!("02 1"))]));
    phone.until(Route::Push);
    assert_eq!((phone.pushed()[0].base_rev, phone.pushed()[0].prev_op_id), (3, None));
    phone.settle();
    other.send_now();
    other.save(edit(1, None, &[("address", json!("Via Nuova 2"))]));
    other.settle();
    phone.send_now();
    phone.save(edit(1, Some(&form), &[("phone", json!("02 2"))]));
    phone.until(Route::Push);
    assert_eq!(phone.pushed()[0].base_rev, 1, "nobody saw the change of the other in this form");
}

/// C10 C12: an edit behind one that is not receipted names it, and stands on what that one makes.
#[test]
fn c10_an_operation_names_the_one_before_it() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    let first = phone.pushed()[0].op_id;
    phone.save(edit(1, None, &[("notes", json!("una"))]));
    phone.save(edit(1, None, &[("notes", json!("due"))]));
    let reply = phone.answer();
    phone.reply(reply);
    let ops = phone.pushed();
    assert_eq!((ops[0].prev_op_id, ops[1].prev_op_id), (Some(first), Some(ops[0].op_id)));
    assert_eq!(ops[1].fields["notes"].base_hash, sync::canonical::value_hash(Some(&json!("una"))));
    phone.settle();
    assert_eq!(api.borrow().value(id(1), "notes").as_deref(), Some("due"));
    assert_eq!(phone.view(1).siblings, []);
}

/// T7: a form is opened before the clocks change and saved after it: each instant keeps the offset that it was typed
/// with, a day stays a day, and the operation carries the offset of its save.
#[test]
fn t7_a_form_open_over_the_change_of_the_clocks() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.say(Event::Zone { utc_offset: 120 });
    phone.save(card(1));
    phone.save(visit(ChangeKind::Create, &[("scheduledAt", json!("2026-10-25T01:30:00+02:00"))]));
    let seen = phone.client.record(id(2)).unwrap().seen();
    phone.say(Event::Zone { utc_offset: 60 });
    let typed = [
        ("scheduledAt", json!("2026-10-25T01:30:00+02:00")),
        ("startedAt", json!("2026-10-25T02:30:00+02:00")),
        ("nextReviewOn", json!("2026-10-25")),
    ];
    let mut save = visit(ChangeKind::Patch, &typed);
    save.changes[0].seen = Some(Box::new(seen));
    phone.save(save);
    let at = phone.now;
    let reply = phone.answer();
    phone.reply(reply);
    phone.settle();
    let ops = api.borrow().applied.clone();
    assert_eq!(ops.iter().map(|op| op.utc_offset).collect::<Vec<_>>(), [120, 120, 60]);
    assert_eq!(ops[2].client_time, at, "an instant, without any zone");
    assert!(!ops[2].fields.contains_key("scheduledAt"), "what was not touched is not a change");
    for (name, value) in &typed {
        assert_eq!(phone.view(2).fields[*name], *value, "{name}");
        assert_eq!(api.borrow().records[&id(2)].0.snapshot.fields[*name], *value, "{name}");
    }
}

/// T8: the API saw two phones with one device id and ended the sessions. A new code makes a new device; the stream goes
/// on, after whatever the API has of it, and every operation keeps its id and position.
#[test]
fn t8_a_cloned_phone_enrols_again_and_loses_nothing() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    phone.save(edit(1, None, &[("notes", json!("prima del fork"))]));
    phone.until(Route::Push);
    let unsent = phone.pushed();
    phone.reply(problem(401, "unauthenticated"));
    phone.save(card(2));
    assert_eq!(phone.status().unsent, 2, "capture goes on");
    phone.profile.device_id = DeviceId(Uuid::from_u128(0xDD2));
    let mut renewed = session(&phone.profile, &api.borrow().config.version, phone.now);
    renewed.last_client_seq = 40;
    phone.say(Event::Enrolled { session: Box::new(renewed), config: json!({"id": "test"}) });
    phone.save(card(3));
    let mut seqs = Vec::new();
    while phone.status().unsent > 0 {
        phone.until(Route::Push);
        let request: PushRequest = serde_json::from_str(&phone.request().body).unwrap();
        assert_eq!(request.device_id, phone.profile.device_id);
        seqs.extend(request.ops.iter().map(|op| op.client_seq));
        assert!(request.ops[0].client_seq != unsent[0].client_seq || request.ops[0] == unsent[0]);
        let reply = phone.answer();
        phone.reply(reply);
    }
    assert_eq!(seqs, [2, 3, 41]);
    assert_eq!(api.borrow().records.len(), 3);
    assert_eq!(api.borrow().value(id(1), "notes").as_deref(), Some("prima del fork"));
}

/// V5: away for a year. The API lists everything anew; outbox, ring and what is parked stay as they are, byte by byte,
/// and what is unsent is laid on the records of today; what was not listed and has nothing unsent goes.
#[test]
fn v5_a_reset_lays_the_outbox_on_the_new_listing() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    for n in [1, 2, 4] {
        phone.save(card(n));
    }
    phone.save(bad_card(3));
    phone.settle();
    assert_eq!(phone.view(3).fault.unwrap().code, RejectCode::Invalid);
    {
        let mut api = api.borrow_mut();
        api.seq += 1;
        let seq = api.seq;
        let (record, at) = api.records.get_mut(&id(1)).unwrap();
        record.snapshot.rev = 9;
        record.snapshot.fields.insert("phone".to_owned(), json!("02 2027"));
        *at = seq;
        api.records.remove(&id(4));
    }
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Triggered(Trigger::Manual));
    phone.until(Route::Pull);
    phone.save(edit(1, None, &[("notes", json!("di un anno fa"))]));
    phone.save(edit(4, None, &[("notes", json!("di un anno fa"))]));
    let outbox = |phone: &Phone| {
        load(&phone.store).rows.into_iter().filter(|row| row.table == Table::Outbox).collect::<Vec<_>>()
    };
    let before = outbox(&phone);
    assert_eq!(before.len(), 6);
    let reply = phone.answer();
    let mut page: PullResponse = serde_json::from_str(&reply.body).unwrap();
    page.changes = api.borrow().records.values().map(|(record, _)| record.snapshot.clone()).collect();
    page.reset = true;
    phone.reply(body(&page));
    assert_eq!(outbox(&phone), before);
    assert_eq!((phone.view(1).rev, phone.text(1, "phone").as_deref()), (9, Some("02 2027")));
    assert_eq!(phone.text(1, "notes").as_deref(), Some("di un anno fa"));
    assert_eq!(phone.view(3).state, SaveState::ToFix);
    assert_eq!(phone.text(4, "notes").as_deref(), Some("di un anno fa"), "unsent: it stays though it was not listed");
    phone.until(Route::Push);
    let reply = phone.answer();
    phone.reply(reply);
    assert_eq!(api.borrow().value(id(1), "notes").as_deref(), Some("di un anno fa"));
}

/// V5: and what has nothing unsent goes at the end of the listing that did not bring it.
#[test]
fn v5_what_was_not_listed_goes_at_the_end_of_the_listing() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.save(card(2));
    phone.settle();
    api.borrow_mut().records.remove(&id(2));
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Triggered(Trigger::Manual));
    phone.until(Route::Pull);
    let mut page: PullResponse = serde_json::from_str(&phone.answer().body).unwrap();
    page.changes = vec![api.borrow().records[&id(1)].0.snapshot.clone()];
    page.reset = true;
    phone.reply(body(&page));
    assert!(phone.has(id(1)) && !phone.has(id(2)));
}

fn visit(kind: ChangeKind, more: &[(&str, serde_json::Value)]) -> sync::client::LocalSave {
    let mut fields = vec![("beneficiaryId", json!(id(1).to_string())), ("status", json!("scheduled"))];
    fields.extend_from_slice(more);
    one(change(id(2), RecordType::PROXIMITY_VISIT, kind, &fields))
}
