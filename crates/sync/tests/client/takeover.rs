//! A phone that another person takes over while a tab still believes in the former one.

use std::rc::Rc;

use store::{StoreError, Table};
use sync::client::{Event, Network, Route};

use crate::api::{Api, Shared, operator};
use crate::people::{card, id};
use crate::phone::{Phone, load};

/// H2: the save of the former operator, in a tab that did not hear of the takeover, is refused: the text stays on the
/// screen, and nothing is stored under the name of the next one.
#[test]
fn h2_a_save_of_the_former_operator_is_not_stored_under_the_next() {
    let api = Api::shared();
    let (mut one, mut stale) = taken_over(&api);
    stale.save(card(1));
    assert_eq!((stale.done.len(), stale.failed.len()), (0, 1));
    assert!(matches!(stale.failed[0].1, StoreError::Unavailable { .. }), "{:?}", stale.failed);
    assert!(!stale.has(id(1)));
    one.reload();
    assert!(!one.has(id(1)));
    assert!(load(&one.store).rows.iter().all(|row| row.table != Table::Outbox));
    stale.save(card(2));
    assert_eq!(stale.done.len(), 1, "what is saved from now on is of who uses the phone now");
    assert_eq!(stale.client.identity().unwrap().profile.operator_id, operator(2).operator_id);
}

/// H2: a tab that did not hear of it and begins to send finds out by its first write.
#[test]
fn h2_a_stale_tab_learns_of_the_takeover() {
    let api = Api::shared();
    let (mut one, mut stale) = taken_over(&api);
    one.say(Event::Leader(false));
    stale.profile = operator(2);
    stale.say(Event::Leader(true));
    stale.until(Route::Session);
    let reply = stale.answer();
    stale.reply(reply);
    assert_eq!(stale.client.identity().unwrap().profile.operator_id, operator(2).operator_id);
    stale.settle();
    assert!(!stale.status().other_operator);
    assert_eq!(stale.status().network, Network::Ok);
    stale.save(card(1));
    stale.settle();
    assert_eq!(api.borrow().records[&id(1)].0.author, operator(2).operator_id);
}

/// Two tabs of the first operator; the second one enrols in the one that leads.
fn taken_over(api: &Shared) -> (Phone, Phone) {
    let mut one = Phone::enrolled(api, operator(1));
    let stale = Phone::tab(api, operator(1), Rc::clone(&one.store));
    one.profile = operator(2);
    one.enrol();
    one.settle();
    assert_eq!(stale.client.identity().unwrap().profile.operator_id, operator(1).operator_id);
    (one, stale)
}
