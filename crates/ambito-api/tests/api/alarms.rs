//! What the API alarms of by itself: who works alone and is not back, be the phone dead; handovers and deadlines.

use axum::http::StatusCode;
use model::record::RecordType;
use model::time::Millis;
use protocol::OpKind::Create;
use protocol::{Alarm, AlarmKind, AlarmsResponse, Op, ReturnResponse};
use serde_json::{Value, json};
use store_sql::{Asked, Author, Repository as _};

use crate::support::{NOW, Phone, VISCONTEO, World, op, record};

const QUARTER: i64 = 15 * Millis::MINUTE;

async fn alarms(phone: &Phone<'_>) -> Vec<Alarm> {
    let answer = phone.get("/v1/alarms").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json::<AlarmsResponse>().alarms
}

async fn kinds(phone: &Phone<'_>) -> Vec<AlarmKind> {
    alarms(phone).await.into_iter().map(|alarm| alarm.kind).collect()
}

async fn expects(phone: &Phone<'_>, n: u128, seconds: u32) -> Millis {
    let answer = phone.post("/v1/returns", json!({ "id": record(n), "inSeconds": seconds })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json::<ReturnResponse>().due_at
}

async fn back(phone: &Phone<'_>, n: u128) -> StatusCode {
    phone.post(&format!("/v1/returns/{}/end", record(n)), Value::Null).await.status
}

/// The phone says when it expects to be back, and then nothing any more.
#[tokio::test]
async fn who_is_not_back_alarms_the_coordinator_with_no_word_of_the_phone() {
    let world = World::new().await;
    let (irene, carla, gianna) = (world.phone("irene").await, world.phone("carla").await, world.phone("gianna").await);
    assert_eq!(expects(&irene, 1, 900).await, NOW.plus(QUARTER));
    world.wait(QUARTER - 1);
    let waiting = alarms(&carla).await;
    assert_eq!((waiting[0].kind, waiting[0].at), (AlarmKind::ReturnExpected, NOW.plus(QUARTER)));
    // The answer was lost and it is asked again: the time that was said first stands.
    assert_eq!(expects(&irene, 1, 900).await, NOW.plus(QUARTER));
    world.wait(1);
    let overdue = alarms(&carla).await;
    let of = (overdue[0].kind, overdue[0].operator_name.as_deref());
    assert_eq!(of, (AlarmKind::ReturnOverdue, Some("Irene Esempio")));
    assert_eq!(kinds(&gianna).await, [], "another Ambito hears nothing");
    let (irene, carla) = (irene.kept(), carla.kept());
    let world = World::again(world.end().await).await;
    let (irene, carla) = (world.known(irene), world.known(carla));
    assert_eq!(kinds(&carla).await, [AlarmKind::ReturnOverdue], "the process ended, the alarm did not");
    for _ in ["once", "again"] {
        assert_eq!(back(&irene, 1).await, StatusCode::OK);
    }
    assert_eq!(kinds(&carla).await, []);
    assert_eq!(world.count("returns").await, 1);
    world.wait(4 * Millis::DAY);
    irene.pull(None).await;
    assert_eq!(world.count("returns").await, 0, "it is no time sheet");
}

#[tokio::test]
async fn a_return_is_ended_by_its_person_and_by_who_answers_for_the_person() {
    let world = World::new().await;
    let (irene, samira) = (world.phone("irene").await, world.phone("samira").await);
    let (carla, gianna) = (world.phone("carla").await, world.phone("gianna").await);
    expects(&irene, 1, 900).await;
    for other in [&samira, &gianna] {
        assert_eq!(back(other, 1).await, StatusCode::NOT_FOUND);
    }
    let taken = samira.post("/v1/returns", json!({ "id": record(1), "inSeconds": 60 })).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY, "the id is another operator's");
    for wrong in [0, 12 * 3600 + 1] {
        let answer = irene.post("/v1/returns", json!({ "id": record(2), "inSeconds": wrong })).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(back(&carla, 1).await, StatusCode::OK, "the coordinator has spoken with her");
    assert_eq!(kinds(&carla).await, []);
    assert_eq!(world.count("audit WHERE action = 'return_ended_for'").await, 1);
    assert_eq!(back(&carla, 9).await, StatusCode::NOT_FOUND);
}

fn activation(n: u128, municipality: &str) -> Op {
    let fields = json!({ "reportedAt": at(0), "referrerType": "carabinieri", "targetCategory": "minor_art_403",
        "municipalityCode": municipality, "triage": "emergency", "status": "reported",
        "people": [{ "n": 1, "ageClass": "minor", "category": "minor_art_403" }] });
    op(n, Create, &RecordType::PIS_ACTIVATION, record(n), 0, fields)
}

fn step(n: u128, activation: u128, kind: &str, more: Value) -> Op {
    let minutes = i64::try_from(n).unwrap() * Millis::MINUTE;
    let mut fields = json!({ "activationId": record(activation), "kind": kind, "occurredAt": at(minutes),
        "municipalityCode": "015189" });
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    op(n, Create, &RecordType::PIS_EVENT, record(n), 0, fields)
}

fn at(millis: i64) -> String {
    NOW.plus(millis).to_rfc3339()
}

/// Sunday at ten a minor is placed: the documents are due on Monday at ten, when the service is closed.
#[tokio::test]
async fn a_deadline_and_a_handover_reach_coordinator_and_comune() {
    let world = World::new().await;
    let (irene, carla, anna) = (world.phone("irene").await, world.phone("carla").await, world.phone("anna").await);
    let placed = json!({ "personN": 1, "code": "minor_community", "art403Authority": "police" });
    let told = json!({ "personN": 1, "code": "art403_oral_notice" });
    irene
        .push(&[
            activation(1, "015189"),
            step(2, 1, "taken_over", json!({})),
            step(3, 1, "placement", placed),
            step(4, 1, "authority_notified", told),
        ])
        .await;
    let running = alarms(&carla).await;
    let [deadline] = &running[..] else { panic!("the notice was given: {running:?}") };
    assert_eq!((deadline.kind, deadline.person_n), (AlarmKind::DeadlineWhenClosed, Some(1)));
    assert_eq!((deadline.at, deadline.duty.as_deref()), (NOW.plus(3 * Millis::MINUTE + Millis::DAY), Some("police")));
    assert_eq!(kinds(&anna).await, [], "nothing was handed to the Comune yet");

    let outcome = json!({ "personN": 1, "code": "placed" });
    let to = json!({ "personN": 1, "code": "municipal_social_service" });
    irene.push(&[step(5, 1, "ended", outcome), step(6, 1, "handed_over", to)]).await;
    let both = [AlarmKind::DeadlineWhenClosed, AlarmKind::HandoverWaiting];
    assert_eq!((kinds(&carla).await, kinds(&anna).await), (both.to_vec(), both.to_vec()));
    let elsewhere = activation(11, "015159");
    irene.push(&[elsewhere]).await;
    assert_eq!(kinds(&anna).await, both, "another Comune's is none of hers");
    let overnight = json!({ "personN": 1, "code": "minor_community", "municipalityCode": "015159" });
    irene.push(&[step(12, 11, "taken_over", json!({})), step(13, 11, "placement", overnight)]).await;
    let all = kinds(&carla).await;
    assert_eq!(all.iter().filter(|kind| **kind == AlarmKind::OralNoticeMissing).count(), 1, "{all:?}");
    let told = json!({ "personN": 1, "code": "art403_oral_notice" });
    let sent = json!({ "personN": 1, "code": "art403_sent" });
    irene.push(&[step(14, 11, "authority_notified", told), step(15, 11, "authority_notified", sent)]).await;

    anna.apply(&step(7, 1, "acknowledged", json!({}))).await;
    world.wait(Millis::DAY + 3 * Millis::MINUTE);
    assert_eq!(kinds(&carla).await, [AlarmKind::DeadlineOver]);
    irene.apply(&step(8, 1, "authority_notified", json!({ "personN": 1, "code": "art403_sent" }))).await;
    assert_eq!((kinds(&carla).await, kinds(&anna).await), (vec![], vec![]));
}

/// The cursor of the Comune's phone stands after the report: what is handed over comes whole all the same, also when the
/// answer was lost, and leaves again with the handover.
#[tokio::test]
async fn what_is_handed_over_comes_whole_however_old_it_is() {
    let world = World::new().await;
    let (irene, anna) = (world.phone("irene").await, world.phone("anna").await);
    irene.push(&[activation(1, "015189"), step(2, 1, "taken_over", json!({}))]).await;
    let before = anna.pull(None).await;
    assert_eq!(before.changes, [], "nothing was handed to the Comune yet");
    let to = json!({ "code": "municipal_social_service" });
    let ended = step(3, 1, "ended", json!({ "code": "placed" }));
    irene.push(&[ended, step(4, 1, "handed_over", to)]).await;
    let ids = |changes: Vec<protocol::Snapshot>| {
        let mut ids: Vec<_> = changes.into_iter().map(|one| one.id).collect();
        ids.sort_unstable();
        ids
    };
    for _ in ["lost", "asked again"] {
        let page = anna.pull(Some(&before.next_cursor)).await;
        assert_eq!(ids(page.changes), [1, 2, 3, 4].map(record));
    }
    let page = anna.pull(Some(&before.next_cursor)).await;
    let withdrawn = json!({ "correctsId": record(4), "voidReason": "entry_error" });
    irene.push(&[step(5, 1, "handed_over", withdrawn)]).await;
    world.wait(Millis::HOUR);
    let after = anna.pull(Some(&page.next_cursor)).await;
    assert_eq!(after.changes, []);
    let mut gone = after.removed_scope;
    gone.sort_unstable();
    assert_eq!(gone, [1, 2, 3, 4].map(record));
}

/// A day after the handover the activation leaves the phones of the service; until it is acknowledged they know whom to call, and
/// nothing of whom it is about. The Comune has it whole until then.
#[tokio::test]
async fn a_stub_stays_until_the_handover_is_acknowledged() {
    let world = World::new().await;
    let (irene, marco, anna) = (world.phone("irene").await, world.phone("marco").await, world.phone("anna").await);
    let ended = step(3, 1, "ended", json!({ "code": "placed" }));
    let to = json!({ "code": "municipal_social_service" });
    irene.push(&[activation(1, "015189"), step(2, 1, "taken_over", json!({})), ended]).await;
    world.wait(30 * Millis::HOUR);
    assert!(marco.sees().await.contains(&record(1)), "the service follows it, however long ago it was reported");
    let mut handed = step(4, 1, "handed_over", to);
    handed.fields.get_mut("occurredAt").unwrap().value = json!(at(30 * Millis::HOUR));
    irene.apply(&crate::support::sealed(handed)).await;
    world.wait(24 * Millis::HOUR);
    let page = marco.pull(None).await;
    assert!(page.changes.iter().any(|one| one.id == record(1)), "a day after the handover");
    world.wait(1);
    let later = marco.pull(None).await.changes;
    let [stub] = &later[..] else { panic!("{later:?}") };
    let names: Vec<&str> = stub.fields.keys().map(String::as_str).collect();
    assert_eq!(stub.record_type, RecordType::PIS_STUB);
    assert_eq!(
        (&stub.fields["activationId"], &stub.fields["handedTo"]),
        (&json!(record(1)), &json!("municipal_social_service"))
    );
    for hidden in ["people", "targetCategory", "referrerType", "referrerContact", "notes"] {
        assert!(!names.contains(&hidden), "{hidden}");
    }
    assert_eq!(marco.pull(None).await.changes.len(), 1, "once");
    assert!(anna.sees().await.contains(&record(1)));
    assert!(!world.phone("paola").await.sees().await.contains(&stub.id), "another service");
    let mut taken = step(5, 1, "acknowledged", json!({}));
    taken.fields.get_mut("occurredAt").unwrap().value = json!(at(55 * Millis::HOUR));
    anna.apply(&crate::support::sealed(taken)).await;
    assert!(!marco.sees().await.contains(&stub.id));
}

/// Somebody pushes while a page is put together: the page ends where its reader knew who sees what.
#[tokio::test]
async fn what_comes_while_a_page_is_read_is_in_the_next_one() {
    let world = World::new().await;
    let irene = world.phone("irene").await;
    irene.push(&[activation(1, "015189"), activation(2, "015189")]).await;
    let (scope, author) =
        (world.scope(VISCONTEO), Author { operator_id: world.operator("marco"), device_id: irene.device() });
    let asked = Asked { after: 0, upto: 1, limit: 10, now: NOW };
    let page = world.repo.pull(&scope, author, asked, &|_| true, &|_| Vec::new()).await.unwrap();
    assert_eq!((page.changes.len(), page.next, page.has_more), (1, 1, true));
}

/// The number to call back is for as long as the activation is open: nobody needs it after.
#[tokio::test]
async fn whom_to_call_back_is_forgotten_once_it_is_closed() {
    let world = World::new().await;
    let irene = world.phone("irene").await;
    let mut case = activation(1, "015189");
    case.fields.insert("referrerContact".to_owned(), protocol::FieldChange::new(json!("02 0000 0001"), None));
    case.fields.get_mut("triage").unwrap().value = json!("information_only");
    irene.apply(&crate::support::sealed(case)).await;
    let contact = async || {
        let seen = irene.pull(None).await.changes.into_iter().find(|one| one.id == record(1)).unwrap();
        seen.fields.get("referrerContact").cloned()
    };
    assert_eq!(contact().await, Some(json!("02 0000 0001")));
    irene.apply(&step(2, 1, "closed", json!({}))).await;
    assert_eq!(contact().await, None);
}
