//! Saving: durable first, frozen at once, honest about the store.

use std::rc::Rc;

use model::record::RecordType;
use serde_json::json;
use store::{Batch, Generation, MemoryStore, Row, Store, StoreError, Table, Write};
use sync::client::{ChangeKind, DraftView, Event, SaveState};

use crate::api::{Api, operator};
use crate::people::{card, card_and_visit, change, edit, id, one, restore, void};
use crate::phone::{Phone, load};
use futures::FutureExt;

#[test]
fn a_save_is_done_only_when_its_batch_is_durable() {
    let mut phone = Phone::enrolled(&Api::shared(), operator(1));
    phone.hold = true;
    phone.save(card(1));
    assert!(phone.done.is_empty());
    assert!(!phone.has(id(1)), "nothing is shown that is not stored");
    let (commit, batch) = phone.held.remove(0);
    phone.commit(commit, batch);
    assert_eq!(phone.done.len(), 1);
    assert_ne!(phone.view(1).state, SaveState::Received);
    phone.restart();
    assert!(phone.has(id(1)));
}

#[test]
fn several_records_of_a_save_are_one_batch() {
    let mut phone = Phone::enrolled(&Api::shared(), operator(1));
    phone.hold = true;
    phone.save(card_and_visit(1, 2));
    assert_eq!(phone.held.len(), 1);
    let outbox = |write: &&Write| matches!(write, Write::Put(row) if row.table == Table::Outbox);
    assert_eq!(phone.held[0].1.writes.iter().filter(outbox).count(), 2);
}

/// C9: operations are frozen when they are stored; whatever happens after, their bytes stay.
#[test]
fn c9_an_operation_is_frozen_from_the_start() {
    let mut phone = Phone::enrolled(&Api::shared(), operator(1));
    phone.save(card(1));
    let first = phone.pushed()[0].clone();
    for n in 0..5 {
        phone.save(edit(1, None, &[("notes", json!(format!("nota {n}")))]));
    }
    phone.fail(sync::client::HttpFailure::Network);
    phone.until(sync::client::Route::Push);
    let ops = phone.pushed();
    assert_eq!(ops.len(), 6);
    assert_eq!(ops[0], first);
    assert!(ops.windows(2).all(|pair| pair[1].prev_op_id == Some(pair[0].op_id)));
    assert!(ops.windows(2).all(|pair| pair[0].client_seq < pair[1].client_seq));
    assert!(ops.iter().all(|op| sync::canonical::body_hash(op) == op.body_hash));
}

#[test]
fn a_full_store_leaves_all_as_it_was_and_says_so() {
    let mut phone = Phone::enrolled(&Api::shared(), operator(1));
    let before = load(&phone.store);
    phone.hold = true;
    phone.save(card(1));
    let (commit, _) = phone.held.remove(0);
    phone.hold = false;
    phone.say(Event::CommitFailed { commit, error: StoreError::Quota });
    assert_eq!(phone.failed.len(), 1);
    assert_eq!(phone.status().storage_fault, Some(StoreError::Quota));
    assert_eq!((load(&phone.store), phone.has(id(1))), (before, false));
    phone.save(card(1));
    assert_eq!((phone.done.len(), phone.status().storage_fault), (1, None));
}

#[test]
fn saving_what_is_there_already_makes_no_operation() {
    let mut phone = Phone::enrolled(&Api::shared(), operator(1));
    phone.save(card(1));
    phone.settle();
    phone.save(edit(1, None, &[("beneficiaryType", json!("elderly"))]));
    assert_eq!(phone.done.len(), 2);
    assert!(phone.client.outbox().is_empty());
}

/// A form sends all that it shows: a value that another phone changed while it was open was not typed.
#[test]
fn only_what_differs_from_what_was_seen_was_typed() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let mut other = Phone::enrolled(&api, operator(2));
    phone.save(card(1));
    phone.settle();
    other.send_now();
    let seen = phone.view(1);
    other.save(edit(1, None, &[("address", json!("Via Nuova 2"))]));
    other.settle();
    phone.send_now();
    assert_eq!(phone.text(1, "address").as_deref(), Some("Via Nuova 2"));
    let form = [("beneficiaryType", json!("elderly")), ("address", json!(null)), ("notes", json!("citofono rotto"))];
    phone.save(edit(1, Some(&seen), &form));
    phone.settle();
    assert_eq!(api.borrow().value(id(1), "address").as_deref(), Some("Via Nuova 2"));
    assert_eq!(api.borrow().value(id(1), "notes").as_deref(), Some("citofono rotto"));
}

#[test]
fn voiding_and_taking_it_back() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.save(void(1));
    assert!(phone.text(1, "voidedAt").is_some());
    phone.settle();
    assert_eq!(api.borrow().value(id(1), "voidReason").as_deref(), Some("entry_error"));
    phone.save(void(1));
    phone.save(restore(1));
    phone.settle();
    assert_eq!(phone.text(1, "voidedAt"), None);
    assert_eq!(phone.view(1).fields, api.borrow().records[&id(1)].0.snapshot.fields);
    assert_eq!(api.borrow().applied.len(), 3, "voiding what is void is no operation");
}

/// What whoever uses the phone types about one record.
fn draft(notes: &str) -> DraftView {
    DraftView {
        record_id: id(9),
        record_type: RecordType::BENEFICIARY,
        edits: false,
        fields: [("notes".to_owned(), json!(notes))].into(),
        seen: None,
        page: Some("/beneficiario/nuovo".to_owned()),
        changed_at: phone_now(),
        typed_by: None,
    }
}

#[test]
fn a_draft_lasts_until_its_save_and_belongs_to_who_typed_it() {
    let mut phone = Phone::enrolled(&Api::shared(), operator(1));
    phone.say(Event::DraftChanged(draft("prova")));
    phone.restart();
    assert_eq!(phone.client.drafts().cloned().collect::<Vec<_>>(), [draft("prova")]);
    let mut save = card(9);
    save.drop_draft = Some(id(9));
    phone.save(save);
    assert_eq!(phone.client.drafts().count(), 0);
    phone.restart();
    assert_eq!(phone.client.drafts().count(), 0);
}

/// H2: two people who share a phone may both be at work on one record.
#[test]
fn the_draft_of_one_person_is_never_put_in_place_of_another_s() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let own = |phone: &Phone| phone.client.drafts().cloned().collect::<Vec<_>>();
    phone.say(Event::DraftChanged(draft("della prima")));
    phone.profile = operator(2);
    phone.enrol();
    assert_eq!(own(&phone), []);
    phone.say(Event::DraftChanged(draft("della seconda")));
    phone.say(Event::DraftChanged(draft("della seconda, ancora")));
    phone.restart();
    assert_eq!(own(&phone), [draft("della seconda, ancora")]);
    phone.say(Event::DraftDropped(id(9)));
    assert_eq!(own(&phone), []);
    phone.profile = operator(1);
    phone.enrol();
    assert_eq!(own(&phone), [draft("della prima")]);
    phone.say(Event::DraftChanged(draft("della prima, ancora")));
    phone.say(Event::DraftDropped(id(9)));
    phone.restart();
    assert_eq!(own(&phone), []);
}

/// H2: a form that is still open when another person enrols belongs to who typed in it.
#[test]
fn what_was_typed_before_another_enrols_stays_with_its_author() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let by_the_first = DraftView { typed_by: Some(operator(1).operator_id), ..draft("della prima") };
    phone.profile = operator(2);
    phone.enrol();
    phone.say(Event::DraftChanged(by_the_first));
    assert_eq!(phone.client.drafts().count(), 0);
    phone.profile = operator(1);
    phone.enrol();
    assert_eq!(phone.client.drafts().cloned().collect::<Vec<_>>(), [draft("della prima")]);
}

/// H2: the last text of one person, still on its way to the store, is not replaced by the first text of the next.
#[test]
fn drafts_of_two_people_that_wait_together_are_both_written() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let typed = |n: u128, text: &str| DraftView { typed_by: Some(operator(n).operator_id), ..draft(text) };
    phone.hold = true;
    phone.say(Event::DraftChanged(typed(1, "della pri")));
    phone.say(Event::DraftChanged(typed(1, "della prima")));
    phone.say(Event::DraftChanged(typed(2, "della seconda")));
    while let Some((commit, batch)) = phone.held.pop() {
        phone.commit(commit, batch);
    }
    phone.hold = false;
    let own = |phone: &Phone| phone.client.drafts().cloned().collect::<Vec<_>>();
    assert_eq!(own(&phone), [draft("della prima")]);
    phone.profile = operator(2);
    phone.enrol();
    assert_eq!(own(&phone), [draft("della seconda")]);
}

/// While one batch is written, only the last text of a draft waits behind it.
#[test]
fn fast_typing_does_not_pile_up() {
    let mut phone = Phone::enrolled(&Api::shared(), operator(1));
    phone.hold = true;
    for n in 0..20 {
        phone.say(Event::DraftChanged(draft(&n.to_string())));
    }
    let mut batches = 0;
    while let Some((commit, batch)) = phone.held.pop() {
        batches += 1;
        phone.commit(commit, batch);
    }
    assert_eq!(batches, 2);
    assert_eq!(phone.client.drafts().next().unwrap().fields["notes"], json!("19"));
}

/// D15: a row that cannot be read stays, the rest works, and no position of the stream is used twice.
#[test]
fn d15_a_damaged_row_is_kept_and_listed() {
    let api = Api::shared();
    let store = Rc::new(MemoryStore::default());
    let row = |table, key: &[u8]| Write::Put(Row { table, key: key.to_vec(), version: 1, value: b"{cut".to_vec() });
    let damaged = [
        row(Table::Meta, b"sync"),
        row(Table::Records, b"0123456789abcdef"),
        row(Table::Outbox, &[0, 0, 0, 0, 0, 0, 0, 3]),
    ];
    let batch = Batch { expect: Generation(0), writes: damaged.to_vec() };
    store.commit(batch).now_or_never().unwrap().unwrap();
    let mut phone = Phone::tab(&api, operator(1), Rc::clone(&store));
    assert_eq!(phone.client.unreadable().len(), 3);
    phone.enrol();
    phone.say(Event::Leader(true));
    phone.settle();
    for n in 1..5 {
        phone.save(card(n));
    }
    phone.settle();
    assert_eq!(api.borrow().records.len(), 4);
    let still = load(&store).rows.into_iter().filter(|row| row.value == b"{cut").count();
    assert_eq!(still, 2, "the damaged record and operation stay; the counter was written anew");
}

/// A coordinator voids a record that was found online and is not on the phone.
#[test]
fn a_record_found_online_can_be_voided() {
    let api = Api::shared();
    let mut author = Phone::enrolled(&api, operator(1));
    author.save(card(1));
    author.settle();
    let mut profile = operator(2);
    profile.roles = vec![protocol::Role::Coordinator];
    let mut phone = Phone::tab(&api, profile, Rc::new(MemoryStore::default()));
    phone.enrol();
    let found = api.borrow().records[&id(1)].0.snapshot.clone();
    let mut save = void(1);
    save.changes[0].seen = Some(Box::new(found));
    phone.save(save);
    assert_eq!(phone.view(1).rev, 1, "what was found is shown with the voiding on top");
    phone.say(Event::Leader(true));
    phone.settle();
    assert_eq!(api.borrow().value(id(1), "voidReason").as_deref(), Some("entry_error"));
    assert_eq!(phone.view(1).state, SaveState::Received);
}

/// W6: an API that does not know a type yet is asked again; nobody has to do anything.
#[test]
fn w6_a_type_of_tomorrow_waits() {
    let mut phone = Phone::enrolled(&Api::shared(), operator(1));
    let unknown = RecordType(std::borrow::Cow::Borrowed("type_of_tomorrow"));
    phone.save(one(change(id(1), unknown, ChangeKind::Create, &[("x", json!(1))])));
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::OnPhone);
    phone.restart();
    assert_eq!(phone.view(1).fields["x"], json!(1));
}

fn phone_now() -> model::time::Millis {
    crate::phone::START
}
