//! Sending: what is acknowledged, what stays, and what a bad network does.

use model::time::Millis;
use protocol::{PushResponse, RejectCode};
use serde_json::json;
use sync::client::{Event, HttpFailure, Network, Route, SaveState, Trigger};

use crate::api::{Api, json as body, operator, plain, portal, problem};
use crate::people::{card, edit, id};
use crate::phone::Phone;

fn saved(api: &crate::api::Shared) -> Phone {
    let mut phone = Phone::enrolled(api, operator(1));
    phone.save(card(1));
    phone.until(Route::Push);
    phone
}

#[test]
fn from_save_to_receipt() {
    let api = Api::shared();
    let mut phone = saved(&api);
    assert_eq!(phone.view(1).state, SaveState::Sending { attempt: 1 });
    assert_eq!(phone.status().unsent, 1);
    phone.settle();
    let view = phone.view(1);
    assert_eq!((view.state, view.rev), (SaveState::Received, 1));
    let receipt = view.receipt.unwrap();
    assert!(receipt.code.len() >= 8);
    assert_eq!(phone.status().unsent, 0);
    phone.restart();
    assert_eq!(phone.view(1).receipt, Some(receipt));
}

/// N1: the request is lost; the same operation goes again.
#[test]
fn n1_a_lost_request_is_sent_again_with_the_same_id() {
    let api = Api::shared();
    let mut phone = saved(&api);
    let first = phone.pushed();
    phone.fail(HttpFailure::TimedOut);
    assert_eq!(phone.status().network, Network::Offline);
    assert_eq!(phone.view(1).state, SaveState::OnPhone);
    phone.until(Route::Push);
    assert_eq!(phone.pushed(), first);
}

/// N2: the API committed and its answer is lost; the retry gets the first receipt, and there is one effect.
#[test]
fn n2_a_lost_ack_ends_in_one_effect_and_the_first_receipt() {
    let api = Api::shared();
    let mut phone = saved(&api);
    phone.answer();
    phone.fail(HttpFailure::Network);
    assert_eq!(phone.view(1).state, SaveState::OnPhone);
    phone.until(Route::Push);
    phone.settle();
    assert_eq!(api.borrow().applied.len(), 1);
    let entry = api.borrow().journal.values().next().unwrap().verdict.clone();
    let sync::server::Verdict::Applied { receipt, .. } = entry else { panic!("{entry:?}") };
    assert_eq!(phone.view(1).receipt.unwrap().code, receipt);
}

/// N5 N6 N7 H15: whatever is not a whole answer of the API to this very request acknowledges nothing.
#[test]
fn n5_n6_n7_h15_what_is_not_our_answer_acknowledges_nothing() {
    let api = Api::shared();
    let mut phone = saved(&api);
    let good = phone.answer();
    let mut cut = good.clone();
    cut.body.truncate(cut.body.len() - 1);
    let mut old: PushResponse = serde_json::from_str(&good.body).unwrap();
    old.batch_id = model::ids::BatchId(uuid::Uuid::from_u128(1));
    let not_ours = [
        (cut, Network::ServerTrouble),
        (portal(), Network::Portal),
        (body(&old), Network::ServerTrouble),
        (plain(404), Network::ServerTrouble),
        (plain(500), Network::ServerTrouble),
        (plain(409), Network::ServerTrouble),
        (body(&json!({"ok": true})), Network::ServerTrouble),
    ];
    for (reply, network) in not_ours {
        phone.until(Route::Push);
        phone.reply(reply);
        assert_eq!(phone.view(1).state, SaveState::OnPhone);
        assert_eq!(phone.status().network, network);
        assert!(phone.wake.is_some(), "there is always a next attempt");
    }
    phone.until(Route::Push);
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::Received);
    assert_eq!(api.borrow().applied.len(), 1);
}

/// N11: the answer comes after the request was given up and sent again.
#[test]
fn n11_a_late_ack_is_ignored() {
    let api = Api::shared();
    let mut phone = saved(&api);
    let (first, _) = phone.sent[0].clone();
    let late = phone.answer();
    phone.fail(HttpFailure::TimedOut);
    phone.until(Route::Push);
    phone.say(Event::Replied { request: first, reply: late });
    assert!(matches!(phone.view(1).state, SaveState::Sending { attempt: 2 }));
    phone.settle();
    assert_eq!((phone.view(1).state, api.borrow().applied.len()), (SaveState::Received, 1));
}

/// H7: 413 halves the batch down to one; only an operation that is too large alone is parked.
#[test]
fn h7_too_large_halves_down_to_one() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.say(Event::Leader(false));
    for n in 1..=8 {
        phone.save(card(n));
    }
    phone.say(Event::Leader(true));
    phone.until(Route::Push);
    let mut sizes = Vec::new();
    while sizes.last() != Some(&1) {
        sizes.push(phone.pushed().len());
        phone.reply(problem(413, "too_large"));
    }
    assert_eq!(sizes, [8, 4, 2, 1]);
    assert_eq!(phone.view(1).fault.unwrap().code, RejectCode::TooLarge);
    phone.settle();
    assert_eq!(phone.status().to_fix, 1);
    assert_eq!(api.borrow().records.len(), 7, "the others went");
}

/// H9: the wait that the API asks for is kept, whatever the network says meanwhile; "Invia ora" may break it.
#[test]
fn h9_retry_after_is_a_floor() {
    let api = Api::shared();
    let mut phone = saved(&api);
    let mut later = plain(503);
    later.retry_after = Some("600".to_owned());
    phone.reply(later);
    phone.now = phone.now.plus(60_000);
    for trigger in [Trigger::Online, Trigger::Visible, Trigger::Start] {
        phone.say(Event::Triggered(trigger));
        assert!(phone.sent.is_empty(), "{trigger:?}");
    }
    let due = phone.wake.unwrap().since(phone.now.plus(-60_000));
    assert!((600_000..=720_000).contains(&due), "{due}");
    phone.say(Event::Triggered(Trigger::Manual));
    assert_eq!(phone.request().route, Route::Push);
}

/// H10: an operation that always makes the API fail is found by halving; all others pass.
#[test]
fn h10_poison_does_not_stop_the_others() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    for n in 1..=9 {
        phone.save(card(n));
    }
    let mut asked = 0;
    while phone.status().unsent > 1 {
        phone.until(Route::Push);
        asked += 1;
        assert!(asked < 60, "{:?}", phone.client.outbox());
        let poison = phone.pushed().iter().any(|op| op.record_id == id(5));
        let reply = if poison { plain(500) } else { phone.answer() };
        phone.reply(reply);
    }
    assert_ne!(phone.view(5).state, SaveState::Received);
    assert_eq!(api.borrow().records.len(), 8);
    assert!(phone.now.since(crate::phone::START) < 2 * Millis::HOUR);
    phone.until(Route::Push);
    phone.settle();
    assert_eq!(phone.status().unsent, 0, "and it passes when the API is mended");
}

/// H12: fewer, repeated and foreign results: only what has exactly one is acknowledged.
#[test]
fn h12_only_exactly_one_result_counts() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.say(Event::Leader(false));
    for n in 1..=4 {
        phone.save(card(n));
    }
    phone.say(Event::Leader(true));
    phone.until(Route::Push);
    let mut response: PushResponse = serde_json::from_str(&phone.answer().body).unwrap();
    response.results.remove(0);
    response.results.push(response.results[0].clone());
    response.results[1].op_id = protocol_op(77);
    phone.reply(body(&response));
    let states: Vec<_> = (1..=4).map(|n| phone.view(n).state).collect();
    assert_eq!(states, [SaveState::OnPhone, SaveState::OnPhone, SaveState::OnPhone, SaveState::Received]);
    assert!(phone.sent.is_empty(), "an answer like that is trouble: not at once again");
    phone.until(Route::Push);
    phone.settle();
    assert_eq!((phone.status().unsent, api.borrow().applied.len()), (0, 4));
}

/// C10: a change while the one before is on its way is a new operation, predicted on it.
#[test]
fn c10_an_edit_while_one_is_in_flight() {
    let api = Api::shared();
    let mut phone = saved(&api);
    phone.save(edit(1, None, &[("notes", json!("durante l'invio"))]));
    assert_eq!(phone.pushed().len(), 1);
    let reply = phone.answer();
    phone.reply(reply);
    let ops = phone.pushed();
    assert_eq!((ops.len(), ops[0].fields.len()), (1, 1));
    phone.settle();
    assert_eq!(phone.text(1, "notes").as_deref(), Some("durante l'invio"));
    assert_eq!(phone.view(1).fields, api.borrow().records[&id(1)].0.snapshot.fields);
}

/// N10: a network that only carries little gets little.
#[test]
fn n10_time_outs_shrink_the_batch_and_success_grows_it() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.say(Event::Leader(false));
    for n in 1..=40 {
        phone.save(card(n));
    }
    phone.say(Event::Leader(true));
    let mut sizes = Vec::new();
    while phone.status().unsent > 0 {
        phone.until(Route::Push);
        sizes.push(phone.pushed().len());
        assert!(sizes.len() < 60, "{sizes:?}");
        if phone.pushed().len() > 5 {
            phone.fail(HttpFailure::TimedOut);
        } else {
            let reply = phone.answer();
            phone.reply(reply);
        }
    }
    assert_eq!(sizes[..4], [40, 20, 10, 5]);
    assert!(sizes.iter().filter(|size| **size <= 5).count() >= 8);
}

/// A driver that loses a request does not stop the engine.
#[test]
fn a_request_without_any_end_is_given_up() {
    let api = Api::shared();
    let mut phone = saved(&api);
    phone.sent.clear();
    phone.until(Route::Push);
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::Received);
}

/// N14: triggers are coalesced: rounds start five seconds apart at least.
#[test]
fn n14_triggers_keep_their_distance() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let mut rounds = 0;
    for _ in 0..60 {
        phone.now = phone.now.plus(1_000);
        for trigger in [Trigger::Online, Trigger::Visible] {
            phone.say(Event::Triggered(trigger));
        }
        rounds += phone.sent.len();
        if !phone.sent.is_empty() {
            phone.settle();
        }
    }
    assert!((10..=12).contains(&rounds), "{rounds} rounds in a minute");
}

fn protocol_op(n: u128) -> model::ids::OpId {
    model::ids::OpId(uuid::Uuid::from_u128(n))
}
