//! Two tabs over one store: nothing lost, nothing twice, nothing overwritten unseen.

use std::rc::Rc;

use serde_json::json;
use store::StoreError;
use sync::client::{Event, SaveState};

use crate::api::{Api, Shared, operator};
use crate::people::{card, edit, id};
use crate::phone::Phone;

/// The leading tab and another one of the same phone.
fn two_tabs(api: &Shared) -> (Phone, Phone) {
    let one = Phone::enrolled(api, operator(1));
    let other = Phone::tab(api, operator(1), Rc::clone(&one.store));
    (one, other)
}

/// A save that another tab's write made stale is planned again, once.
#[test]
fn a_stale_save_is_neither_lost_nor_doubled() {
    let api = Api::shared();
    let (mut one, mut other) = two_tabs(&api);
    other.save(card(1));
    one.save(card(2));
    assert_eq!((one.done.len(), other.done.len()), (1, 1));
    one.settle();
    let applied: Vec<_> = api.borrow().applied.iter().map(|op| (op.record_id, op.client_seq)).collect();
    assert_eq!(applied, [(id(1), 1), (id(2), 2)]);
}

/// The batch was durable and the phone said that it failed: the retry finds it there.
#[test]
fn a_batch_that_was_written_after_all_is_not_written_twice() {
    let api = Api::shared();
    let (mut one, _) = two_tabs(&api);
    one.hold = true;
    one.save(card(1));
    let (commit, batch) = one.held.remove(0);
    let written = batch.clone();
    futures::FutureExt::now_or_never(store::Store::commit(&*one.store, written)).unwrap().unwrap();
    // The driver tries the same batch again, as after a lost connection, and meets its own write.
    one.hold = false;
    one.commit(commit, batch);
    assert_eq!((one.done.len(), one.failed.len()), (1, 0));
    one.settle();
    assert_eq!(api.borrow().applied.len(), 1);
}

/// The same, and the other tab sent and receipted it meanwhile.
#[test]
fn not_even_when_it_was_receipted_meanwhile() {
    let api = Api::shared();
    let (mut one, mut other) = two_tabs(&api);
    other.hold = true;
    other.save(card(1));
    let (commit, batch) = other.held.remove(0);
    futures::FutureExt::now_or_never(store::Store::commit(&*one.store, batch.clone())).unwrap().unwrap();
    one.reload();
    one.send_now();
    assert_eq!(one.view(1).state, SaveState::Received);
    other.hold = false;
    other.commit(commit, batch);
    assert_eq!(other.done.len(), 1);
    one.reload();
    one.send_now();
    assert_eq!(api.borrow().applied.len(), 1);
}

/// C3: a change on top of what the other tab wrote unseen does not pass for having seen it.
#[test]
fn a_replanned_change_keeps_what_its_person_saw() {
    let api = Api::shared();
    let (mut one, mut other) = two_tabs(&api);
    one.save(card(1));
    one.settle();
    other.reload();
    let mut third = Phone::enrolled(&api, operator(2));
    third.save(edit(1, None, &[("notes", json!("del collega"))]));
    third.settle();
    one.send_now();
    other.save(edit(1, None, &[("notes", json!("senza averla vista"))]));
    one.reload();
    one.send_now();
    assert_eq!(api.borrow().value(id(1), "notes").as_deref(), Some("del collega"));
    assert_eq!(one.view(1).siblings[0].value, json!("senza averla vista"));
}

/// The answer to a push that both tabs sent is applied once.
#[test]
fn two_leaders_do_no_harm() {
    let api = Api::shared();
    let (mut one, mut other) = two_tabs(&api);
    other.say(Event::Leader(true));
    other.settle();
    one.save(card(1));
    other.reload();
    other.send_now();
    one.settle();
    assert_eq!(api.borrow().applied.len(), 1);
    one.reload();
    other.reload();
    assert_eq!((one.view(1).state, other.view(1).state), (SaveState::Received, SaveState::Received));
    assert_eq!(one.view(1).receipt, other.view(1).receipt);
}

/// Should nobody read the store again, the engine tries by itself.
#[test]
fn a_stale_batch_does_not_wait_for_ever() {
    let api = Api::shared();
    let (mut one, mut other) = two_tabs(&api);
    other.save(card(1));
    one.hold = true;
    one.save(card(2));
    let (commit, _) = one.held.remove(0);
    one.say(Event::CommitFailed { commit, error: StoreError::Stale { actual: store::Generation(99) } });
    one.hold = false;
    one.ring();
    assert_eq!(one.done.len(), 1, "the second try met the driver, which read the store");
}
