//! What waits for something that the API does not have: it goes by itself once that is there, or a person mends it.

use model::ids::OpId;
use model::record::{RecordType, Service};
use protocol::{Outcome, PushResponse, RejectCode, Role};
use serde_json::{Value, json};
use sync::client::{ChangeKind, Event, Route, SaveState};

use crate::api::{Api, json as body, operator};
use crate::people::{card, card_and_visit, change, edit, id, one};
use crate::phone::Phone;

/// A restored API lacks a record that another phone will send again: the change is parked, and goes by itself after that.
#[test]
fn a_change_of_an_unknown_record_goes_once_the_record_is_there() {
    let api = Api::shared();
    let mut author = Phone::enrolled(&api, operator(2));
    let mut phone = Phone::enrolled(&api, operator(1));
    author.save(card(1));
    author.settle();
    phone.send_now();
    let lost = api.borrow_mut().records.remove(&id(1)).unwrap();
    phone.save(edit(1, None, &[("notes", json!("resta"))]));
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::ToFix);
    assert_eq!(phone.view(1).fault.unwrap().code, RejectCode::UnknownRecord);
    phone.restart();
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::ToFix, "nobody brought it yet");
    {
        let mut api = api.borrow_mut();
        api.seq += 1;
        let seq = api.seq;
        api.records.insert(id(1), (lost.0, seq));
    }
    phone.send_now();
    assert_eq!((phone.view(1).state, phone.status().to_fix), (SaveState::Received, 0));
    assert_eq!(api.borrow().value(id(1), "notes").as_deref(), Some("resta"));
}

/// A Comune says that it has an activation of which a restored API does not know yet that it was handed over: said again by
/// itself once it does, for the handover brings the activation.
#[test]
fn a_step_of_an_activation_that_is_not_there_goes_once_that_comes() {
    let api = Api::shared();
    let mut service = operator(2);
    (service.roles, service.teams[0].service) = (vec![Role::PisOperator], Service::Pis);
    let mut worker = operator(1);
    (worker.roles, worker.teams) = (vec![Role::MunicipalSocialWorker], Vec::new());
    worker.municipality_code = Some("015189".to_owned());
    let mut service = Phone::enrolled(&api, service);
    let mut comune = Phone::enrolled(&api, worker);
    let made = |n, record_type, fields: &[(&str, Value)]| one(change(id(n), record_type, ChangeKind::Create, fields));
    let step = |kind: &str, more: (&'static str, Value)| {
        let at = json!("2026-11-22T12:00:00+01:00");
        [("activationId", json!(id(1))), ("kind", json!(kind)), ("occurredAt", at), more]
    };
    let here = ("municipalityCode", json!("015189"));
    let report = [
        here.clone(),
        ("reportedAt", json!("2026-11-22T11:00:00+01:00")),
        ("referrerType", json!("carabinieri")),
        ("targetCategory", json!("minor_art_403")),
        ("triage", json!("emergency")),
    ];
    service.save(made(1, RecordType::PIS_ACTIVATION, &report));
    service.settle();
    comune.save(made(2, RecordType::PIS_EVENT, &step("acknowledged", here)));
    comune.settle();
    assert_eq!(comune.view(2).fault.unwrap().code, RejectCode::UnknownRecord);
    comune.restart();
    comune.settle();
    assert_eq!(comune.view(2).state, SaveState::ToFix, "nobody has handed it over");
    service.save(made(
        3,
        RecordType::PIS_EVENT,
        &step("shift_handed_over", ("code", json!("municipal_social_service"))),
    ));
    service.settle();
    {
        let mut api = api.borrow_mut();
        api.seq += 1;
        let seq = api.seq;
        let (activation, at) = api.records.get_mut(&id(1)).unwrap();
        activation.snapshot.fields.insert("assignedOperatorIds".to_owned(), json!([operator(1).operator_id]));
        *at = seq;
    }
    comune.send_now();
    assert_eq!((comune.view(2).state, comune.status().to_fix), (SaveState::Received, 0));
}

/// C11: a visit names the creation of its card, which the API does not have and the phone not any more. It is shown to
/// a person, and the next save makes it an operation without that parent.
#[test]
fn c11_a_parent_that_nobody_has_is_shown_and_mended() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    let parent = visit_whose_parent_is_lost(&api, &mut phone);
    phone.until(Route::Push);
    assert_eq!(phone.pushed()[0].depends_on, [parent]);
    let refused = phone.pushed()[0].op_id;
    phone.settle();
    assert_eq!((phone.view(2).state, phone.status().to_fix), (SaveState::ToFix, 1));
    assert_eq!(phone.view(2).fields["status"], json!("scheduled"), "nothing of it is dropped");
    let visit = protocol_visit(&[("plannedMinutes", json!(30))]);
    phone.save(visit);
    phone.until(Route::Push);
    let mended = phone.pushed();
    assert_ne!(mended[0].op_id, refused);
    assert_eq!((mended[0].kind, mended[0].depends_on.len()), (protocol::OpKind::Create, 0));
    phone.settle();
    assert_eq!(phone.view(2).state, SaveState::Received);
    assert_eq!(api.borrow().value(id(2), "status").as_deref(), Some("scheduled"));
}

/// C11: a parent that the ring still has will come again: the child waits, and nobody has to do anything.
#[test]
fn c11_a_parent_in_the_ring_is_waited_for() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    api.borrow_mut().back_up();
    let parent = card_goes_and_visit_waits(&api, &mut phone);
    let mut blocked: PushResponse = again_the_visit(&mut phone);
    blocked.results[0].outcome = Outcome::BlockedBy { parent };
    phone.reply(body(&blocked));
    assert_eq!(phone.view(2).state, SaveState::OnPhone);
    phone.settle();
    phone.until(Route::Push);
    phone.settle();
    assert_eq!(phone.view(2).state, SaveState::Received);
}

/// The API took the card, and of the visit it said: later.
fn card_goes_and_visit_waits(api: &crate::api::Shared, phone: &mut Phone) -> OpId {
    phone.save(card_and_visit(1, 2));
    phone.until(Route::Push);
    let parent = phone.pushed()[0].op_id;
    let mut response: PushResponse = serde_json::from_str(&phone.answer().body).unwrap();
    let visit = response.results[1].op_id;
    response.results[1].outcome = Outcome::RetryLater;
    let mut at_api = api.borrow_mut();
    at_api.journal.remove(&visit);
    at_api.records.remove(&id(2));
    drop(at_api);
    phone.reply(body(&response));
    assert_eq!((phone.view(1).state, phone.view(2).state), (SaveState::Received, SaveState::OnPhone));
    parent
}

fn visit_whose_parent_is_lost(api: &crate::api::Shared, phone: &mut Phone) -> OpId {
    let parent = card_goes_and_visit_waits(api, phone);
    api.borrow_mut().back_up();
    phone.settle();
    // The backup that the phone trusted was lost with the rest.
    let mut api = api.borrow_mut();
    api.journal.remove(&parent);
    api.records.remove(&id(1));
    parent
}

fn again_the_visit(phone: &mut Phone) -> PushResponse {
    phone.settle();
    phone.until(Route::Push);
    let answer = phone.api.borrow().journal.len();
    let request = phone.request();
    let response = PushResponse {
        batch_id: serde_json::from_str::<protocol::PushRequest>(&request.body).unwrap().batch_id,
        epoch: phone.api.borrow().epoch.clone(),
        results: phone
            .pushed()
            .iter()
            .map(|op| protocol::OpResult { op_id: op.op_id, outcome: Outcome::RetryLater })
            .collect(),
        server_time: phone.now,
    };
    assert_eq!(phone.api.borrow().journal.len(), answer);
    response
}

fn protocol_visit(fields: &[(&str, Value)]) -> sync::client::LocalSave {
    one(change(id(2), RecordType::PROXIMITY_VISIT, ChangeKind::Patch, fields))
}

/// A refusal of an unknown record is not final at the API, so a person's retry sends the very same operation.
#[test]
fn a_retry_of_an_unknown_record_is_the_same_operation() {
    let api = Api::shared();
    let mut phone = Phone::enrolled(&api, operator(1));
    phone.save(card(1));
    phone.settle();
    let lost = api.borrow_mut().records.remove(&id(1)).unwrap();
    phone.save(edit(1, None, &[("notes", json!("resta"))]));
    phone.until(Route::Push);
    let op = phone.pushed()[0].clone();
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::ToFix);
    api.borrow_mut().records.insert(id(1), lost);
    phone.now = phone.now.plus(11_000);
    phone.say(Event::Retry(id(1)));
    phone.until(Route::Push);
    assert_eq!(phone.pushed(), [op]);
    phone.settle();
    assert_eq!(phone.view(1).state, SaveState::Received);
}
