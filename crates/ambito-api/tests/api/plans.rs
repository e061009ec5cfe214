//! Visits that recur: made by the API some days ahead, once each, whoever asks and however often.

use std::collections::BTreeSet;

use model::ids::{OperatorId, RecordId};
use model::record::RecordType;
use model::time::Millis;
use protocol::OpKind::{Archive, Create, Patch};
use protocol::{Op, Outcome, RejectCode, Snapshot};
use serde_json::{Value, json};
use sync::canonical::value_hash;

use crate::support::{Phone, VISCONTEO, World, op, record, sealed};

const CARD: u128 = 1;
const PLAN: u128 = 2;

fn card(assigned: &[OperatorId]) -> Op {
    let fields = json!({ "beneficiaryType": "elderly", "episode": "open", "municipalityCode": "015189",
        "firstName": "Maria", "lastName": "Prova", "address": "Via di Prova 1", "assignedOperatorIds": assigned });
    op(CARD, Create, &RecordType::BENEFICIARY, record(CARD), 0, fields)
}

/// Mondays and Thursdays, from tomorrow (Monday 23 November 2026).
fn plan(operator: OperatorId, more: Value) -> Op {
    let mut fields = json!({
        "beneficiaryId": record(CARD), "services": ["home_grocery_shopping"], "assignedOperatorId": operator,
        "recurrence": "weekly", "weekdays": [1, 4], "window": {"from": "10:00", "to": "11:00"},
        "durationMinutes": 45, "validFrom": "2026-11-23",
    });
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    op(PLAN, Create, &RecordType::VISIT_PLAN, record(PLAN), 0, fields)
}

/// The visits that a phone with nothing on it gets, by the time that they are planned for.
async fn visits(phone: &Phone<'_>) -> Vec<Snapshot> {
    let mut found = phone.pull(None).await.changes;
    found.retain(|record| record.record_type == RecordType::PROXIMITY_VISIT && !is_void(record));
    found.sort_by_key(|visit| text(visit, "scheduledAt").to_owned());
    found
}

/// All visits at the API.
async fn held(world: &World) -> Vec<Snapshot> {
    let stored = world.app.repo().records_of(&world.scope(VISCONTEO), &[RecordType::PROXIMITY_VISIT]).await.unwrap();
    let mut found: Vec<_> = stored.into_iter().map(|stored| stored.record.snapshot).collect();
    found.sort_by_key(|visit| text(visit, "scheduledAt").to_owned());
    found
}

async fn days(phone: &Phone<'_>) -> Vec<String> {
    visits(phone).await.iter().map(|visit| text(visit, "scheduledAt")[..10].to_owned()).collect()
}

async fn has_card(phone: &Phone<'_>) -> bool {
    phone.sees().await.contains(&record(CARD))
}

fn text<'a>(record: &'a Snapshot, name: &str) -> &'a str {
    record.fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn is_void(record: &Snapshot) -> bool {
    !text(record, "voidedAt").is_empty()
}

/// A change by somebody who sees the record as it is.
fn edit(n: u128, seen: &Snapshot, fields: Value) -> Op {
    let mut op = op(n, Patch, &seen.record_type, seen.id, seen.rev, fields);
    for (name, change) in &mut op.fields {
        change.base_hash = value_hash(seen.fields.get(name));
    }
    sealed(op)
}

async fn seen(phone: &Phone<'_>, n: u128) -> Snapshot {
    phone.pull(None).await.changes.into_iter().find(|known| known.id == record(n)).unwrap()
}

fn change(n: u128, id: RecordId, record_type: &RecordType, rev: u64, fields: Value) -> Op {
    op(n, Patch, record_type, id, rev, fields)
}

const WEEKS: [&str; 5] = ["2026-11-23", "2026-11-26", "2026-11-30", "2026-12-03", ""];

#[tokio::test]
async fn a_plan_brings_its_visits_to_the_phone_of_who_goes() {
    let world = World::new().await;
    let (paola, vito) = (world.phone("paola").await, world.phone("vito").await);
    paola.push(&[card(&[]), plan(world.operator("vito"), json!({}))]).await;
    let visits = visits(&vito).await;
    assert_eq!(days(&vito).await, WEEKS[..4]);
    let first = &visits[0];
    assert_eq!(text(first, "scheduledAt"), "2026-11-23T10:00:00+01:00");
    assert_eq!(first.fields["plannedMinutes"], 45);
    assert_eq!(first.fields["services"], json!(["home_grocery_shopping"]));
    assert_eq!(text(first, "status"), "scheduled");
    assert_eq!(text(first, "municipalityCode"), "015189");
    assert_eq!(text(first, "planId"), record(PLAN).to_string());
    assert!(has_card(&vito).await, "nobody visits without a card");
    // Nobody else of the volunteers' kind has them, and no stranger.
    assert!(days(&world.phone("samira").await).await.is_empty());
}

/// Two phones, many pulls, another process, another day: each visit is there once.
#[tokio::test]
async fn each_visit_is_made_once() {
    let world = World::new().await;
    let (paola, rosa) = (world.phone("paola").await, world.phone("rosa").await);
    paola.push(&[card(&[]), plan(world.operator("paola"), json!({}))]).await;
    rosa.push(&[change(10, record(PLAN), &RecordType::VISIT_PLAN, 1, json!({"durationMinutes": 45}))]).await;
    let before: Vec<RecordId> = visits(&paola).await.iter().map(|visit| visit.id).collect();
    assert_eq!(before.len(), 4);
    let kept = paola.kept();
    let world = World::again(world.end().await).await;
    world.wait(3 * Millis::DAY);
    let paola = world.known(kept);
    assert_eq!(days(&paola).await, ["2026-11-26", "2026-11-30", "2026-12-03", "2026-12-07"], "the first is over");
    let after: BTreeSet<RecordId> = held(&world).await.iter().map(|visit| visit.id).collect();
    assert_eq!(after.len(), 5, "one more for the days that came nearer");
    assert!(before.iter().all(|id| after.contains(id)));
    assert_eq!(world.count("records WHERE record_type = 'proximity_visit'").await, 5);
}

#[tokio::test]
async fn a_phone_that_was_away_for_days_loses_nothing_that_it_wrote() {
    let world = World::new().await;
    let (paola, vito) = (world.phone("paola").await, world.phone("vito").await);
    paola.push(&[card(&[]), plan(world.operator("vito"), json!({}))]).await;
    let on_phone = visits(&vito).await;
    let done = |n: u128, visit: &Snapshot| {
        let fields = json!({ "status": "done", "outcome": "done", "startedAt": text(visit, "scheduledAt"),
            "durationMinutes": 30, "supportKind": "practical", "channel": "home", "performedBy": "volunteer" });
        edit(n, visit, fields)
    };
    // Meanwhile the plan goes on at another hour, by one who does not know.
    world.wait(3 * Millis::DAY);
    let window = json!({"window": {"from": "15:00", "to": "16:00"}});
    paola.apply(&edit(10, &seen(&paola, PLAN).await, window)).await;
    world.wait(Millis::DAY);
    for (n, visit) in on_phone.iter().take(2).enumerate() {
        let outcome = vito.push(&[done(20 + n as u128, visit)]).await.remove(0).outcome;
        assert!(matches!(outcome, Outcome::Applied(_) | Outcome::Merged(_)), "{outcome:?}");
    }
    let after = held(&world).await;
    let times: Vec<_> = after.iter().map(|visit| (text(visit, "status"), &text(visit, "scheduledAt")[..16])).collect();
    assert_eq!(
        times,
        [
            ("done", "2026-11-23T10:00"),
            ("done", "2026-11-26T15:00"),
            ("scheduled", "2026-11-30T15:00"),
            ("scheduled", "2026-12-03T15:00"),
            ("scheduled", "2026-12-07T15:00"),
        ]
    );
}

/// A visit that a person wrote to is theirs; the others go with the plan, and come back with it.
#[tokio::test]
async fn what_a_plan_no_longer_wants_is_withdrawn() {
    let world = World::new().await;
    let paola = world.phone("paola").await;
    paola.push(&[card(&[]), plan(world.operator("paola"), json!({}))]).await;
    let first = visits(&paola).await.remove(0);
    let noted = json!({"notes": "Porta le chiavi"});
    paola.apply(&change(10, first.id, &RecordType::PROXIMITY_VISIT, first.rev, noted)).await;
    paola.apply(&edit(11, &seen(&paola, CARD).await, json!({"episode": "suspended"}))).await;
    assert_eq!(days(&paola).await, WEEKS[..1]);
    paola.apply(&edit(12, &seen(&paola, CARD).await, json!({"episode": "open"}))).await;
    assert_eq!(days(&paola).await, WEEKS[..4]);
    paola.apply(&edit(13, &seen(&paola, PLAN).await, json!({"weekdays": [2]}))).await;
    assert_eq!(days(&paola).await, ["2026-11-23", "2026-11-24", "2026-12-01"]);
    paola.push(&[op(14, Archive, &RecordType::VISIT_PLAN, record(PLAN), 2, json!({"voidReason": "other"}))]).await;
    assert_eq!(days(&paola).await, WEEKS[..1]);
}

#[tokio::test]
async fn a_substitute_gets_visits_and_card_and_gives_them_back() {
    let world = World::new().await;
    let (paola, rosa, vito) = (world.phone("paola").await, world.phone("rosa").await, world.phone("vito").await);
    rosa.push(&[card(&[world.operator("rosa")]), plan(world.operator("rosa"), json!({}))]).await;
    assert!(!has_card(&vito).await);
    let week = json!({"substitutes": [
        {"operatorId": world.operator("vito"), "from": "2026-11-23", "to": "2026-11-29"},
    ]});
    paola.push(&[change(10, record(PLAN), &RecordType::VISIT_PLAN, 1, week)]).await;
    assert_eq!(days(&vito).await, WEEKS[..2]);
    assert!(has_card(&vito).await);
    assert!(has_card(&rosa).await, "whoever goes for good keeps it");
    world.wait(4 * Millis::DAY);
    let page = vito.pull(None).await;
    assert!(has_card(&vito).await, "on the day of the last visit");
    world.wait(Millis::DAY);
    let gone = vito.pull(Some(&page.next_cursor)).await;
    assert!(gone.removed_scope.contains(&record(CARD)), "the day after");
    assert!(!has_card(&vito).await);
    assert!(has_card(&rosa).await);
}

/// A volunteer who could write a plan could have the card of anybody sent.
#[tokio::test]
async fn a_volunteer_plans_nothing() {
    let world = World::new().await;
    let (paola, vito) = (world.phone("paola").await, world.phone("vito").await);
    paola.push(&[card(&[]), plan(world.operator("vito"), json!({}))]).await;
    let refused = |outcome: &Outcome| matches!(outcome, Outcome::Rejected { code: RejectCode::Forbidden, .. });
    let theirs = change(10, record(PLAN), &RecordType::VISIT_PLAN, 1, json!({"durationMinutes": 60}));
    assert!(refused(&vito.push(&[theirs]).await[0].outcome));
    let mut another = plan(world.operator("vito"), json!({}));
    another.record_id = record(30);
    another.op_id = model::ids::OpId(uuid::Uuid::from_u128(30));
    assert!(refused(&vito.push(&[sealed(another)]).await[0].outcome));
}

#[tokio::test]
async fn a_worry_reaches_the_social_worker_of_the_comune_who_takes_charge() {
    let world = World::new().await;
    let (paola, anna) = (world.phone("paola").await, world.phone("anna").await);
    let visit = |n: u128, place: &str| {
        let fields = json!({ "beneficiaryId": record(CARD), "status": "scheduled", "municipalityCode": place,
            "scheduledAt": "2026-11-22T09:00:00+01:00", "services": ["relational_visit"] });
        op(n, Create, &RecordType::PROXIMITY_VISIT, record(n), 0, fields)
    };
    paola.push(&[card(&[]), visit(2, "015189"), visit(3, "015159")]).await;
    assert!(anna.sees().await.is_empty());
    let worry = json!({"concernFlag": "self_neglect"});
    for n in [2, 3] {
        paola.apply(&change(10 + n, record(n), &RecordType::PROXIMITY_VISIT, 1, worry.clone())).await;
    }
    assert_eq!(anna.sees().await, [record(2)], "of the own Comune, and without the card");
    let reporter = anna.session.profile.colleagues.iter().find(|one| one.operator_id == world.operator("paola"));
    assert_eq!(reporter.unwrap().display_name, "Paola Esempio");
    let seen = json!({"concernSeenAt": "2026-11-22T10:05:00+01:00", "concernSeenBy": world.operator("anna")});
    let more = json!({"concernSeenAt": "2026-11-22T10:05:00+01:00", "concernFlag": "none"});
    let more = change(20, record(2), &RecordType::PROXIMITY_VISIT, 2, more);
    assert!(matches!(anna.push(&[more]).await[0].outcome, Outcome::Rejected { code: RejectCode::Forbidden, .. }));
    let elsewhere = change(21, record(3), &RecordType::PROXIMITY_VISIT, 2, seen.clone());
    assert!(matches!(anna.push(&[elsewhere]).await[0].outcome, Outcome::Rejected { .. }));
    anna.apply(&change(22, record(2), &RecordType::PROXIMITY_VISIT, 2, seen)).await;
    let read = paola.pull(None).await.changes.into_iter().find(|one| one.id == record(2)).unwrap();
    assert_eq!(text(&read, "concernSeenBy"), world.operator("anna").to_string());
}

/// Somebody added what to buy to a visit, and the person is not helped any more: nobody goes all the same.
#[tokio::test]
async fn nobody_goes_to_a_person_whose_episode_is_closed_whoever_wrote_to_the_visit() {
    let world = World::new().await;
    let paola = world.phone("paola").await;
    paola.push(&[card(&[]), plan(world.operator("paola"), json!({}))]).await;
    let first = visits(&paola).await.remove(0);
    paola.apply(&edit(10, &first, json!({ "shoppingList": "Latte" }))).await;
    let closed = json!({ "episode": "closed", "closedReason": "moved" });
    paola.apply(&edit(11, &seen(&paola, CARD).await, closed)).await;
    assert!(days(&paola).await.is_empty(), "the one with a list neither");
    assert!(held(&world).await.iter().all(is_void));
}

/// Who stands in has the card for a while, and says neither who else has it nor for how long.
#[tokio::test]
async fn who_only_visits_hands_no_card_on() {
    let world = World::new().await;
    let (paola, vito) = (world.phone("paola").await, world.phone("vito").await);
    paola.push(&[card(&[]), plan(world.operator("vito"), json!({}))]).await;
    let known = seen(&vito, CARD).await;
    for (n, fields) in [
        (10, json!({ "assignedOperatorIds": [world.operator("vito")] })),
        (11, json!({ "visitingOperatorIds": [world.operator("samira")] })),
        (12, json!({ "episode": "closed" })),
    ] {
        let outcome = &vito.push(&[edit(n, &known, fields)]).await[0].outcome;
        assert!(matches!(outcome, Outcome::Rejected { code: RejectCode::Forbidden, .. }), "{n}: {outcome:?}");
    }
    vito.apply(&edit(13, &known, json!({ "phone": "02 0000 0001" }))).await;
}
