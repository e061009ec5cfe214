//! Paths at the hubs that may be of one citizen.

use axum::http::StatusCode;
use model::hub::JoinReason;
use model::record::RecordType;
use protocol::OpKind::{Archive, Create, Patch};
use protocol::{JoinedCard, KnownPath, Op, PossibleJoins, ProblemCode, Role};
use serde_json::{Value, json};
use sync::canonical::value_hash;

use crate::step_up::raised;
use crate::support::{CORSICHESE, Phone, VISCONTEO, World, op, record, sealed};

const PATH: &str = "/v1/records/possible-joins";

/// A path that was over years ago: no phone has it any more.
fn path(n: u128, code: &str, phone: Option<&str>) -> Op {
    let fields = json!({ "code": code, "firstName": "Désirée", "initial": "D", "phone": phone, "ageBand": "65_74",
        "gender": "F", "firstTime": true, "status": "completed", "municipalityCode": "015024",
        "notes": "viene con la figlia", "residenceMunicipalityCode": "015024",
        "occurredAt": "2024-03-04T09:00:00+01:00", "endedAt": "2024-05-06T09:00:00+02:00" });
    op(n, Create, &RecordType::CITIZEN_PATH, record(n), 0, fields)
}

fn join(n: u128, path: u128, head: Value, before: Option<&Value>) -> Op {
    let mut join = op(n, Patch, &RecordType::CITIZEN_PATH, record(path), 1, json!({ "aliasOf": head }));
    if before.is_some() {
        join.fields.get_mut("aliasOf").unwrap().base_hash = value_hash(before);
        join.base_rev = 2;
    }
    sealed(join)
}

async fn ask(phone: &Phone<'_>) -> PossibleJoins {
    let answer = phone.get(PATH).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// The pairs by their numbers.
async fn pairs(phone: &Phone<'_>) -> Vec<(u128, u128, JoinReason)> {
    let number = |id| (1..=20).find(|n| record(*n) == id).unwrap();
    let joins = ask(phone).await.joins.into_iter();
    joins.map(|join| (number(join.head), number(join.other), join.reason)).collect()
}

#[tokio::test]
async fn one_number_in_two_spellings_is_proposed_though_no_phone_has_the_paths() {
    let world = World::new().await;
    let (nadia, tea, carla) = (world.phone("nadia").await, world.phone("tea").await, world.phone("carla").await);
    nadia.apply(&path(1, "7K2MX", Some("+39 333 123 45 67"))).await;
    tea.apply(&path(2, "7K2MY", Some("333-1234567"))).await;
    tea.apply(&path(3, "7K2MX", None)).await;
    tea.apply(&path(4, "7K2MZ", Some("334 7654321"))).await;
    let held = |n: u128, status: &str| {
        let fields = json!({ "citizenPathId": record(2), "startsAt": "2024-03-04T09:00:00+01:00", "durationMinutes": 30,
            "status": status, "municipalityCode": "015024", "bookingChannel": "desk", "venueId": record(99),
            "objectives": ["digital_identity"], "facilitaServiceType": "A" });
        op(n, Create, &RecordType::HUB_APPOINTMENT, record(n), 0, fields)
    };
    for appointment in [held(11, "held"), held(12, "booked"), held(13, "no_show")] {
        tea.apply(&appointment).await;
    }
    let expected = [(1, 3, JoinReason::Code), (1, 2, JoinReason::Phone)];
    for phone in [&nadia, &tea, &carla] {
        assert_eq!(pairs(phone).await, expected);
    }
    assert_eq!(world.count("audit WHERE action = 'possible_joins' AND record_type = 'citizen_path'").await, 3);
    let found = ask(&nadia).await;
    let known: Vec<_> = found.paths.iter().map(|path| (path.record_id, path.meetings)).collect();
    assert_eq!(known, [(record(1), 0), (record(2), 2), (record(3), 0)], "of the fourth nothing is told");
    let second = KnownPath {
        record_id: record(2),
        rev: 1,
        status: Some("completed".to_owned()),
        code: Some("7K2MY".to_owned()),
        first_name: Some("Désirée".to_owned()),
        initial: Some("D".to_owned()),
        age_band: Some("65_74".to_owned()),
        gender: Some("F".to_owned()),
        occurred_at: Some("2024-03-04T09:00:00+01:00".to_owned()),
        meetings: 2,
    };
    assert_eq!(found.paths[1], second);
    let text = nadia.get(PATH).await.text();
    for secret in ["333", "1234567", "phone\":", "figlia", "residence", "notes"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn what_was_joined_voided_or_erased_is_proposed_no_more_and_a_join_is_undone() {
    let world = World::new().await;
    let (nadia, tea, carla) = (world.phone("nadia").await, world.phone("tea").await, world.phone("carla").await);
    let admin = raised(&world, VISCONTEO, Role::Admin).await;
    for n in 1..=4 {
        nadia.apply(&path(n, &format!("7K2M{}", n + 4), Some("02 1234567"))).await;
    }
    let phone = |head, other| (head, other, JoinReason::Phone);
    assert_eq!(pairs(&carla).await.len(), 6);
    // A facilitator joins a path that no phone has, and that somebody else made.
    let head = json!(record(1));
    tea.apply(&join(11, 2, head.clone(), None)).await;
    assert_eq!(pairs(&carla).await, [phone(1, 3), phone(1, 4), phone(3, 4)]);
    assert_eq!(ask(&carla).await.joined, [JoinedCard { record_id: record(2), alias_of: record(1) }]);
    let void = op(12, Archive, &RecordType::CITIZEN_PATH, record(3), 1, json!({ "voidReason": "duplicate" }));
    carla.push(&[void]).await;
    assert_eq!(pairs(&carla).await, [phone(1, 4)]);
    let erase = format!("/v1/records/{}/erase", record(4));
    assert_eq!(admin.post(&erase, json!({ "reason": "other" })).await.status, StatusCode::NO_CONTENT);
    assert_eq!(pairs(&carla).await, []);
    carla.apply(&join(13, 2, Value::Null, Some(&head))).await;
    assert_eq!(pairs(&tea).await, [phone(1, 2)]);
    assert_eq!(ask(&tea).await.joined, []);
}

#[tokio::test]
async fn is_for_who_works_at_the_hubs_or_coordinates_them() {
    let world = World::new().await;
    let nadia = world.phone("nadia").await;
    nadia.apply(&path(1, "7K2MX", None)).await;
    nadia.apply(&path(2, "7K2MX", None)).await;
    assert_eq!(pairs(&nadia).await.len(), 1);
    for phone in [&world.phone("samira").await, &world.phone_of(VISCONTEO, Role::Admin).await] {
        let refused = phone.get(PATH).await;
        assert_eq!((refused.status, refused.problem().code), (StatusCode::FORBIDDEN, ProblemCode::Forbidden));
    }
    let none = PossibleJoins { joins: Vec::new(), joined: Vec::new(), paths: Vec::new() };
    for (ambito, role) in [
        // Of no team, and so of no service; of no team, and these paths are a team's.
        (VISCONTEO, Role::Coordinator),
        (VISCONTEO, Role::DigitalFacilitator),
        // The other Ambito, that has a key of its own too.
        (CORSICHESE, Role::Coordinator),
        (CORSICHESE, Role::DigitalFacilitator),
    ] {
        assert_eq!(ask(&world.phone_of(ambito, role).await).await, none, "{role:?} of {ambito}");
    }
    assert_eq!(ask(&world.phone("gianna").await).await, none);
}
