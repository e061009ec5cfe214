//! What an operator keeps on top of lists: on this phone, and nowhere else.

use sync::client::Event;

use crate::api::{Api, operator};
use crate::people::{card, id};
use crate::phone::Phone;

#[test]
fn what_is_kept_on_top_lasts_and_is_not_sent() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    let before = phone.status();
    for n in [1, 2, 1] {
        phone.say(Event::Pinned(id(n), true));
    }
    assert_eq!(phone.client.pinned(), [id(2), id(1)], "each once");
    phone.settle();
    assert_eq!(phone.status().unsent, before.unsent);
    phone.restart();
    assert_eq!(phone.client.pinned(), [id(2), id(1)]);
    phone.say(Event::Pinned(id(2), false));
    phone.restart();
    assert_eq!(phone.client.pinned(), [id(1)]);
    let other = Phone::enrolled(&api, operator(1));
    assert!(other.client.pinned().is_empty(), "the Ambito knows nothing of it");
}

#[test]
fn the_oldest_gives_way() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    for n in 1..=31 {
        phone.say(Event::Pinned(id(n), true));
    }
    assert_eq!((phone.client.pinned().len(), phone.client.pinned()[0]), (30, id(2)));
}

#[test]
fn it_is_not_the_next_persons() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.say(Event::Pinned(id(1), true));
    phone.profile = operator(2);
    phone.enrol();
    assert!(phone.client.pinned().is_empty());
}

/// C7: nothing names what was erased by law but the list that keeps its drafts away.
#[test]
fn c7_what_is_erased_is_on_top_no_more() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    phone.say(Event::Pinned(id(1), true));
    api.borrow_mut().erase(id(1));
    phone.now = phone.now.plus(11_000);
    phone.send_now();
    phone.settle();
    assert!(!phone.has(id(1)));
    assert!(phone.client.pinned().is_empty());
}
