//! Erasures by law: they win over everything on the phone, and a person is told without the content.

use model::record::RecordType;
use serde_json::json;
use store::Table;
use sync::client::{DraftView, Event, Route, Trigger};

use crate::api::{Api, operator};
use crate::people::{card, edit, id};
use crate::phone::{Phone, load};

/// What only the erased record says.
const SECRET: &str = "sotto lo zerbino";

/// C7: record, unsent operations, what was receipted and the drafts of everybody go; other records stay.
#[test]
fn c7_an_erasure_takes_all_of_the_record_with_it() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.save(card(2));
    phone.settle();
    for n in [1, 2] {
        phone.say(Event::DraftChanged(draft(n)));
        phone.say(Event::DraftChanged(draft_of_the_second(n)));
    }
    pull_under_way(&mut phone);
    api.borrow_mut().erase(id(1));
    phone.save(edit(1, None, &[("notes", json!(SECRET))]));
    let page = phone.answer();
    phone.reply(page);
    assert!(!phone.has(id(1)) && phone.has(id(2)));
    assert_eq!(phone.status().unsent, 0);
    phone.settle();
    let rows = load(&phone.store).rows;
    let of = |table| rows.iter().filter(|row| row.table == table).count();
    assert_eq!((of(Table::Records), of(Table::Outbox), of(Table::Drafts)), (1, 1, 2));
    let name = id(1).to_string();
    let traces = |row: &&store::Row| text(&row.value).contains(&name) || row.key.starts_with(id(1).0.as_bytes());
    let kept = rows.iter().filter(|row| row.table != Table::Meta);
    assert_eq!(kept.filter(traces).count(), 0, "no row names it but the list that keeps its drafts away");
    phone.say(Event::DraftChanged(draft(1)));
    let drafts = load(&phone.store).rows.into_iter().filter(|row| row.table == Table::Drafts).count();
    assert_eq!(drafts, 2, "a form that was open brings nothing back");
}

/// C7: the notice has the type and whether something unsent went, no content, and stays until a person read it.
#[test]
fn c7_the_notice_stays_until_it_was_read() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.save(card(2));
    phone.settle();
    pull_under_way(&mut phone);
    phone.save(edit(1, None, &[("notes", json!(SECRET))]));
    api.borrow_mut().erase(id(1));
    api.borrow_mut().erase(id(2));
    let page = phone.answer();
    phone.reply(page);
    phone.settle();
    phone.restart();
    let erased = phone.status().erased;
    let told: Vec<_> = erased.iter().map(|erasure| (&erasure.record_type, erasure.unsent)).collect();
    assert_eq!(told, [(&RecordType::BENEFICIARY, true), (&RecordType::BENEFICIARY, false)]);
    assert!(load(&phone.store).rows.iter().all(|row| !text(&row.value).contains(SECRET)));
    phone.say(Event::ErasuresRead);
    assert_eq!(phone.status().erased, []);
    phone.restart();
    assert_eq!(phone.status().erased, []);
}

/// C7: a phone that learns it from the answer to its own change.
#[test]
fn c7_a_change_of_what_was_erased_is_refused_and_forgotten() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    api.borrow_mut().erase(id(1));
    phone.save(edit(1, None, &[("notes", json!(SECRET))]));
    phone.say(Event::DraftChanged(draft(1)));
    phone.until(Route::Push);
    let reply = phone.answer();
    phone.reply(reply);
    assert!(!phone.has(id(1)));
    assert_eq!((phone.status().to_fix, phone.client.drafts().count()), (0, 0));
    assert!(phone.status().erased[0].unsent);
    phone.settle();
    assert_eq!(phone.status().erased.len(), 1, "the page that says it again is no second notice");
    assert_eq!(load(&phone.store).rows.iter().filter(|row| row.table == Table::Outbox).count(), 0);
}

/// C7: a record that never was on this phone is no news.
#[test]
fn c7_nobody_is_told_of_what_was_never_here() {
    let api = Api::shared();
    let mut other = Phone::enrolled(&api, operator(2));
    other.save(card(1));
    other.settle();
    api.borrow_mut().erase(id(1));
    let phone = Phone::enrolled(&api, operator(1));
    assert_eq!(phone.status().erased, []);
}

fn pull_under_way(phone: &mut Phone) {
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Triggered(Trigger::Manual));
    phone.until(Route::Pull);
}

fn draft(n: u128) -> DraftView {
    DraftView {
        record_id: id(n),
        record_type: RecordType::BENEFICIARY,
        edits: true,
        fields: [("accessNotes".to_owned(), json!(SECRET))].into(),
        seen: None,
        page: None,
        changed_at: crate::phone::START,
        typed_by: None,
    }
}

fn draft_of_the_second(n: u128) -> DraftView {
    DraftView { typed_by: Some(operator(2).operator_id), ..draft(n) }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
