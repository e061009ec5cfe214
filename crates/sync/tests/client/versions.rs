//! An API of another version: what it does not know waits, and goes after its upgrade.

use model::ids::BatchId;
use model::record::RecordType;
use protocol::{OpKind, PullRequest, PullResponse, PushRequest};
use serde_json::json;
use sync::client::{ChangeKind, Event, Network, Route, SaveState, Trigger};
use uuid::Uuid;

use crate::api::{Api, Shared, json as body, operator};
use crate::people::{card, change, edit, id, one};
use crate::phone::Phone;

/// A meeting of the group, whose topics are an ordinary set.
fn meeting(n: u128, kind: ChangeKind, topics: &[&str]) -> sync::client::LocalSave {
    let fields = [("topics", json!(topics)), ("startsAt", json!("2026-11-20T10:00:00+01:00"))];
    one(change(id(n), RecordType::PROXIMITY_GROUP_SESSION, kind, &fields))
}

/// W4: an API of the first version hears nothing of what came after it.
#[test]
fn w4_an_old_api_is_talked_to_in_its_own_version() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(meeting(1, ChangeKind::Create, &["memory"]));
    phone.settle();
    phone.save(meeting(1, ChangeKind::Patch, &["memory", "music"]));
    phone.until(Route::Push);
    let push: PushRequest = serde_json::from_str(&phone.request().body).unwrap();
    assert_eq!((push.protocol, phone.request().zip), (1, false));
    assert_eq!(push.ops[0].fields["topics"].base, None);
    let reply = phone.answer();
    phone.reply(reply);
    phone.until(Route::Pull);
    let pull: PullRequest = serde_json::from_str(&phone.request().body).unwrap();
    assert_eq!((pull.protocol, pull.pull_id, phone.request().zip), (1, None, false));
}

/// The same with an API of today.
#[test]
fn an_api_of_today_gets_all_that_it_knows() {
    let api = Api::shared();
    api.borrow_mut().speaks = protocol::PROTOCOL;
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(meeting(1, ChangeKind::Create, &["memory"]));
    phone.settle();
    phone.save(meeting(1, ChangeKind::Patch, &["memory", "music"]));
    phone.until(Route::Push);
    let push: PushRequest = serde_json::from_str(&phone.request().body).unwrap();
    assert_eq!((push.protocol, phone.request().zip), (protocol::PROTOCOL, true));
    assert_eq!(push.ops[0].fields["topics"].base, Some(vec![json!("memory")]));
    let reply = phone.answer();
    phone.reply(reply);
    phone.until(Route::Pull);
    let pull: PullRequest = serde_json::from_str(&phone.request().body).unwrap();
    assert!(pull.pull_id.is_some());
}

/// W4 H6: a conflict is settled on the phone at once; an API that cannot settle it is not asked, and other records go.
#[test]
fn w4_a_settlement_waits_for_an_api_that_can() {
    let api = Api::shared();
    let mut phone = in_conflict(&api);
    let mut settle = change(id(1), RecordType::BENEFICIARY, ChangeKind::Resolve, &[("doorbell", json!("Bianchi"))]);
    settle.seen = Some(Box::new(phone.view(1).seen()));
    phone.save(one(settle));
    phone.save(card(2));
    assert!(!phone.view(1).in_conflict(), "the person sees it settled");
    phone.settle();
    phone.send_now();
    assert_eq!((phone.view(1).state, phone.view(2).state), (SaveState::OnPhone, SaveState::Received));
    assert!(api.borrow().applied.iter().all(|op| op.kind != OpKind::Resolve));
    api.borrow_mut().speaks = protocol::PROTOCOL;
    phone.send_now();
    phone.send_now();
    assert_eq!(phone.view(1).state, SaveState::Received);
    assert_eq!(api.borrow().value(id(1), "doorbell").as_deref(), Some("Bianchi"));
    assert!(!phone.view(1).in_conflict());
}

/// W4: what was erased while app or API was of the first version, which says nothing of it, leaves the phone after the
/// update of that one: what is in the retention ring is in no listing of the old version.
#[test]
fn w4_what_was_erased_before_an_update_leaves_the_phone_after_it() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.save(card(2));
    phone.settle();
    phone.send_now();
    api.borrow_mut().erase(id(1));
    phone.until(Route::Pull);
    let reply = phone.answer();
    let page: PullResponse = serde_json::from_str(&reply.body).unwrap();
    let as_read = PullResponse { erased: Vec::new(), ..page };
    phone.reply(sync::client::HttpReply { protocol: reply.protocol, ..body(&as_read) });
    assert!(phone.status().erased.is_empty(), "an old version hears nothing of it");
    api.borrow_mut().speaks = protocol::PROTOCOL;
    phone.send_now();
    assert!(!phone.has(id(1)) && phone.has(id(2)));
    assert_eq!(phone.status().erased.len(), 1, "the person is told");
    phone.send_now();
    phone.until(Route::Pull);
    let pull: PullRequest = serde_json::from_str(&phone.request().body).unwrap();
    assert!(pull.cursor.is_some(), "once");
}

/// An API older than the app can talk to is taken for none: nothing counts, and the app looks again by itself.
#[test]
fn w4_an_api_that_is_too_old_is_no_answer() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.until(Route::Push);
    let mut reply = phone.answer();
    reply.protocol = Some((protocol::MIN_SERVER - 1).to_string());
    phone.reply(reply);
    assert_eq!((phone.view(1).state, phone.status().network), (SaveState::OnPhone, Network::Portal));
    phone.until(Route::Push);
    phone.settle();
    assert_eq!((phone.view(1).state, api.borrow().applied.len()), (SaveState::Received, 1));
}

/// N7: a page out of a cache, which answers another request, is no answer.
#[test]
fn n7_a_page_for_another_request_is_no_answer() {
    let api = Api::shared();
    api.borrow_mut().speaks = protocol::PROTOCOL;
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.send_now();
    let mut other = Phone::enrolled(&api, operator(2));
    other.save(card(1));
    other.settle();
    for foreign in [Some(BatchId(Uuid::from_u128(7))), None] {
        phone.now = phone.now.plus(11_000);
        phone.say(Event::Triggered(Trigger::Manual));
        phone.until(Route::Pull);
        let reply = phone.answer();
        let mut page: PullResponse = serde_json::from_str(&reply.body).unwrap();
        page.pull_id = foreign;
        phone.reply(sync::client::HttpReply { protocol: reply.protocol, ..body(&page) });
        assert!(!phone.has(id(1)), "{foreign:?}");
        assert_eq!(phone.status().network, Network::ServerTrouble);
    }
    phone.send_now();
    assert!(phone.has(id(1)));
}

/// N6 N7: whatever stands between does not say which version the API speaks: with the first, a page out of a cache could
/// not be told from a new one.
#[test]
fn n6_what_is_not_ours_does_not_say_which_version_the_api_speaks() {
    let api = Api::shared();
    api.borrow_mut().speaks = protocol::PROTOCOL;
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.send_now();
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Triggered(Trigger::Manual));
    phone.until(Route::Pull);
    phone.reply(sync::client::HttpReply { protocol: Some("1".to_owned()), ..body(&json!({"ok": true})) });
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Triggered(Trigger::Manual));
    phone.until(Route::Pull);
    let pull: PullRequest = serde_json::from_str(&phone.request().body).unwrap();
    assert_eq!(pull.protocol, protocol::PROTOCOL);
    assert!(pull.pull_id.is_some());
}

/// A phone whose card has two names at the doorbell.
fn in_conflict(api: &Shared) -> Phone {
    let mut phone = Phone::enrolled(api, operator(1));
    let mut other = Phone::enrolled(api, operator(2));
    phone.save(card(1));
    phone.settle();
    other.send_now();
    phone.save(edit(1, None, &[("doorbell", json!("Rossi"))]));
    other.save(edit(1, None, &[("doorbell", json!("Bianchi"))]));
    phone.settle();
    other.settle();
    phone.send_now();
    assert!(phone.view(1).in_conflict());
    phone
}
