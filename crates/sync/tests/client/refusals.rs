//! What the API refuses: parked with its reason, mended in place, and nothing else stopped.

use protocol::{Outcome, PushResponse, RejectCode};
use serde_json::json;
use sync::client::{HttpFailure, Route, SaveState};

use crate::api::{Api, json as body, operator, problem};
use crate::people::{bad_card, card, card_and_visit, edit, id, void};
use crate::phone::Phone;

/// H8: refused with field and reason; mended in place as a new operation of the same record, with the old values.
#[test]
fn h8_a_refused_record_is_mended_in_place() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(bad_card(1));
    let refused = phone.pushed()[0].op_id;
    phone.settle();
    let fault = phone.view(1).fault.unwrap();
    assert_eq!((fault.op_id, fault.code), (refused, RejectCode::Invalid));
    assert_eq!(fault.issues[0].field, "householdSize");
    assert_eq!((phone.view(1).state, phone.status().to_fix), (SaveState::ToFix, 1));

    phone.restart();
    assert_eq!(phone.view(1).state, SaveState::ToFix);
    let (unsent, carried) = (phone.client.unsent(true).0.len(), phone.client.unsent(false).0.len());
    assert_eq!((unsent, carried), (1, 0), "a file has it; nobody brings it to the API once more");
    phone.save(edit(1, None, &[("householdSize", json!(2))]));
    assert_eq!(phone.client.unsent(false).0.len(), 1);
    phone.until(Route::Push);
    let mended = phone.pushed();
    assert_eq!(mended.len(), 1);
    assert_ne!(mended[0].op_id, refused);
    assert_eq!((mended[0].kind, mended[0].prev_op_id), (protocol::OpKind::Create, None));
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::Received);
    assert_eq!(api.borrow().value(id(1), "doorbell").as_deref(), Some("Rossi"));
}

/// H13: what waits behind a refused operation names it as its predecessor: it goes with the mended one.
#[test]
fn what_waits_behind_a_refusal_is_carried_on() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(bad_card(1));
    phone.save(edit(1, None, &[("notes", json!("dietro"))]));
    phone.save(void(1));
    phone.settle();
    assert_eq!(phone.client.outbox().len(), 3);
    phone.save(edit(1, None, &[("householdSize", json!(2))]));
    phone.settle();
    assert!(phone.client.outbox().is_empty());
    assert_eq!(api.borrow().value(id(1), "notes").as_deref(), Some("dietro"));
    assert!(api.borrow().value(id(1), "voidedAt").is_some());
}

/// H13: the third of five is refused; the others are received.
#[test]
fn h13_one_refusal_does_not_stop_the_batch() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.say(sync::client::Event::Leader(false));
    for n in 1..=5 {
        phone.save(if n == 3 { bad_card(n) } else { card(n) });
    }
    phone.say(sync::client::Event::Leader(true));
    phone.until(Route::Push);
    assert_eq!(phone.pushed().len(), 5);
    phone.settle();
    let states: Vec<_> = (1..=5).map(|n| phone.view(n).state).collect();
    let good = SaveState::Received;
    assert_eq!(states, [good, good, SaveState::ToFix, good, good]);
}

/// C12 H13: a visit does not go before its card; it waits for the mended card and then goes by itself.
#[test]
fn c12_a_child_waits_for_its_parent() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let mut both = card_and_visit(1, 2);
    both.changes[0].fields.insert("householdSize".to_owned(), json!(-1));
    phone.save(both);
    phone.settle();
    assert_eq!((phone.view(1).state, phone.view(2).state), (SaveState::ToFix, SaveState::OnPhone));
    phone.save(edit(1, None, &[("householdSize", json!(2))]));
    phone.settle();
    assert_eq!((phone.view(1).state, phone.view(2).state), (SaveState::Received, SaveState::Received));
    let order: Vec<_> = api.borrow().applied.iter().map(|op| op.record_id).collect();
    assert_eq!(order, [id(1), id(2)]);
}

/// H3: one record is not this operator's any more; the text stays, the others go.
#[test]
fn h3_a_forbidden_record_is_parked_and_the_others_go() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.save(card(2));
    phone.settle();
    let elsewhere = json!(uuid::Uuid::from_u128(0xB99).to_string());
    for n in [1, 2] {
        let mut api = api.borrow_mut();
        let record = &mut api.records.get_mut(&id(n)).unwrap().0;
        if n == 1 {
            record.author = operator(9).operator_id;
            record.snapshot.fields.insert("teamId".to_owned(), elsewhere.clone());
            record.snapshot.fields.insert("assignedOperatorIds".to_owned(), json!([operator(9).operator_id]));
        }
    }
    phone.save(edit(1, None, &[("notes", json!("resta qui"))]));
    phone.save(edit(2, None, &[("notes", json!("arriva"))]));
    phone.settle();
    assert_eq!((phone.view(1).state, phone.view(2).state), (SaveState::ToFix, SaveState::Received));
    assert_eq!(phone.text(1, "notes").as_deref(), Some("resta qui"));
}

/// A refusal whose answer got lost is the same refusal.
#[test]
fn a_refusal_is_final() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(bad_card(1));
    let op = phone.pushed()[0].clone();
    phone.answer();
    phone.fail(HttpFailure::Network);
    phone.until(Route::Push);
    assert_eq!(phone.pushed()[0], op);
    phone.settle();
    phone.save(edit(1, None, &[("householdSize", json!(2))]));
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::Received);
    // A copy of the refused one arrives late.
    let request = protocol::PushRequest {
        protocol: 1,
        device_id: phone.profile.device_id,
        epoch: None,
        batch_id: model::ids::BatchId(uuid::Uuid::from_u128(3)),
        known_seq: None,
        ops: vec![op],
    };
    let late = api.borrow_mut().push(&phone.profile, &request, phone.now);
    assert!(matches!(late.results[0].outcome, Outcome::Rejected { code: RejectCode::Invalid, .. }));
    assert_eq!(api.borrow().applied.len(), 1);
}

/// A 422 without a verdict on the operation parks it as it is: the retry sends the same one, for it may be applied.
#[test]
fn without_a_verdict_the_retry_is_the_same_operation() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    let op = phone.pushed()[0].clone();
    phone.answer();
    phone.reply(problem(422, "unprocessable"));
    assert_eq!(phone.view(1).state, SaveState::ToFix);
    phone.settle();
    phone.save(edit(1, None, &[("notes", json!("riprovo"))]));
    phone.until(Route::Push);
    assert_eq!((phone.pushed().len(), &phone.pushed()[0]), (2, &op));
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::Received);
    assert_eq!(api.borrow().applied.len(), 2);
}

/// A person may ask again without changing anything.
#[test]
fn a_plain_retry_of_a_refusal_is_a_new_operation() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(bad_card(1));
    phone.settle();
    phone.save(edit(1, None, &[]));
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::ToFix);
    assert_eq!(api.borrow().journal.len(), 2);
}

/// `retry_later` and `blocked_by` keep the lane a while; there is a timer, and it goes again.
#[test]
fn a_held_lane_goes_again_by_itself() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    let mut response: PushResponse = serde_json::from_str(&phone.answer().body).unwrap();
    response.results[0].outcome = Outcome::RetryLater;
    phone.reply(body(&response));
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::OnPhone);
    let wait = phone.wake.unwrap().since(phone.now);
    assert!((5_000..=16_000).contains(&wait), "{wait}");
    phone.until(Route::Push);
    phone.settle();
    assert_eq!((phone.view(1).state, api.borrow().applied.len()), (SaveState::Received, 1));
}

/// C3 H8: a form that was open since before an own refused change does not pass for having seen what that one saw.
#[test]
fn c3_what_is_carried_on_keeps_what_each_form_had_seen() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let mut other = Phone::enrolled(&api, operator(2));
    phone.save(card(1));
    phone.settle();
    let form = phone.view(1);
    other.send_now();
    other.save(edit(1, None, &[("notes", json!("di un altro"))]));
    other.settle();
    phone.send_now();
    let later = phone.view(1);
    phone.save(edit(1, Some(&later), &[("notes", json!("dopo averlo letto")), ("householdSize", json!(-1))]));
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::ToFix);
    phone.save(edit(1, Some(&form), &[("notes", json!("senza averlo letto"))]));
    phone.settle();
    assert_eq!(api.borrow().value(id(1), "notes").as_deref(), Some("dopo averlo letto"));
    let beside = |text: &str| phone.view(1).siblings.iter().any(|sibling| sibling.value == json!(text));
    assert!(beside("senza averlo letto"), "{:?}", phone.view(1).siblings);
}
