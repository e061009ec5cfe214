//! Templates of a team: a coordinator writes one through the ordinary push, and the phones of that team get it by pull.

use model::record::RecordType;
use protocol::OpKind::{Archive, Create, Patch};
use protocol::{Op, OpKind, Outcome, RejectCode};
use serde_json::{Value, json};
use sync::canonical::value_hash;

use crate::support::{Phone, World, op, record, sealed};

fn new(n: u128, of: &Phone<'_>, values: Value) -> Op {
    let team = of.session.profile.teams[0].id;
    let fields = json!({ "name": "Giro coperte", "service": "proximity", "forType": "proximity_visit", "teamId": team,
        "values": values });
    op(n, Create, &RecordType::TEMPLATE, record(1), 0, fields)
}

fn change(n: u128, kind: OpKind, base_rev: u64, fields: Value) -> Op {
    op(n, kind, &RecordType::TEMPLATE, record(1), base_rev, fields)
}

fn why(outcome: &Outcome) -> Option<RejectCode> {
    match outcome {
        Outcome::Rejected { code, .. } => Some(*code),
        _ => None,
    }
}

#[tokio::test]
async fn a_template_reaches_the_phones_of_its_team_and_no_other() {
    let world = World::new().await;
    let (coordinator, volunteer) = (world.phone("carla").await, world.phone("vito").await);
    let values = json!({ "services": ["food_parcel"], "durationMinutes": 15 });
    coordinator.apply(&new(1, &volunteer, values.clone())).await;
    for key in ["vito", "paola", "carla"] {
        let changes = world.phone(key).await.pull(None).await.changes;
        assert_eq!(changes.len(), 1, "{key}");
        assert_eq!((changes[0].id, &changes[0].fields["values"]), (record(1), &values), "{key}");
    }
    for key in ["samira", "irene", "nadia", "anna", "ugo", "gianna"] {
        assert_eq!(world.phone(key).await.sees().await, [], "{key}");
    }
    let mut rename = change(2, Patch, 1, json!({ "name": "Giro viveri" }));
    rename.fields.get_mut("name").unwrap().base_hash = value_hash(Some(&json!("Giro coperte")));
    coordinator.apply(&sealed(rename)).await;
    coordinator.apply(&change(3, Archive, 2, json!({ "voidReason": "other" }))).await;
    let gone = volunteer.pull(None).await.changes.remove(0);
    assert_eq!(gone.fields["name"], json!("Giro viveri"));
    assert!(gone.fields["voidedAt"].is_string(), "the phones are told that it is offered no more");
}

#[tokio::test]
async fn nobody_else_writes_one_and_nothing_of_a_person_gets_in() {
    let world = World::new().await;
    let (coordinator, operator) = (world.phone("carla").await, world.phone("paola").await);
    let good = json!({ "durationMinutes": 15 });
    for key in ["paola", "vito", "samira", "ugo", "gianna"] {
        let phone = world.phone(key).await;
        let answer = phone.push(&[new(1, &operator, good.clone())]).await.remove(0).outcome;
        assert_eq!(why(&answer), Some(RejectCode::Forbidden), "{key}: {answer:?}");
    }
    for (n, bad) in [(2, json!({ "notes": "Maria" })), (3, json!({ "services": ["maria"] })), (4, json!({}))] {
        let answer = coordinator.push(&[new(n, &operator, bad.clone())]).await.remove(0).outcome;
        assert_eq!(why(&answer), Some(RejectCode::Invalid), "{bad}: {answer:?}");
    }
    assert_eq!(operator.sees().await, []);
}
