//! C13: one person under two ids.

use axum::http::StatusCode;
use model::ids::RecordId;
use model::record::RecordType;
use protocol::OpKind::{Archive, Create, Patch};
use protocol::{FiguresResponse, JoinedCard, Op, Outcome, PossibleDuplicates, ProblemCode, Role};
use serde_json::json;
use sync::canonical::value_hash;

use crate::step_up::raised;
use crate::support::{CORSICHESE, Phone, VISCONTEO, World, op, record, sealed};

fn card(n: u128, first: &str, last: &str, address: &str) -> Op {
    let fields = json!({ "beneficiaryType": "elderly", "episode": "open", "municipalityCode": "015159",
        "firstName": first, "lastName": last, "address": address });
    op(n, Create, &RecordType::BENEFICIARY, record(n), 0, fields)
}

async fn groups(phone: &Phone<'_>) -> Vec<Vec<RecordId>> {
    let answer = phone.get("/v1/records/possible-duplicates").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json::<PossibleDuplicates>().groups.into_iter().map(|group| group.record_ids).collect()
}

/// C13: both cards stay as they are, and the coordinator is shown that they may be of one person.
#[tokio::test]
async fn c13_one_person_made_on_two_phones_stays_two_cards_and_is_shown() {
    let world = World::new().await;
    let (paola, rosa, carla) = (world.phone("paola").await, world.phone("rosa").await, world.phone("carla").await);
    paola.apply(&card(1, "Désirée", "D’Angelo", "Via Roma 1")).await;
    rosa.apply(&card(2, "DESIREE", "d'angelo", "")).await;
    paola.apply(&card(3, "Ada", "Sola", "Via Verdi 2")).await;
    assert_eq!(world.count("records WHERE rev = 1 AND siblings = '[]'").await, 3, "nothing is merged");
    assert_eq!(groups(&carla).await, [[record(1), record(2)]]);
    // The same last name at the same address; through one card in common it is one group.
    rosa.apply(&card(4, "Desy", "D'Angelo", "via  roma, 1")).await;
    paola.apply(&card(5, "", "Sola", "Via Verdi 2")).await;
    paola.apply(&card(6, "Ugo", "Rossi", "Via Verdi 2")).await;
    assert_eq!(groups(&carla).await, [vec![record(1), record(2), record(4)], vec![record(3), record(5)]]);
    assert_eq!(world.count("audit WHERE action = 'possible_duplicates'").await, 2);
}

#[tokio::test]
async fn c13_what_was_joined_voided_or_erased_is_no_duplicate() {
    let world = World::new().await;
    let (paola, carla) = (world.phone("paola").await, world.phone("carla").await);
    let admin = raised(&world, VISCONTEO, Role::Admin).await;
    for n in 1..=4 {
        paola.apply(&card(n, "Ada", "Sola", "Via Verdi 2")).await;
    }
    let all = |ids: &[u128]| vec![ids.iter().map(|n| record(*n)).collect::<Vec<_>>()];
    assert_eq!(groups(&carla).await, all(&[1, 2, 3, 4]));
    let join = json!({ "aliasOf": record(1) });
    carla.apply(&op(10, Patch, &RecordType::BENEFICIARY, record(2), 1, join)).await;
    assert_eq!(groups(&carla).await, all(&[1, 3, 4]));
    let void = json!({ "voidReason": "duplicate" });
    carla.push(&[op(11, Archive, &RecordType::BENEFICIARY, record(3), 1, void)]).await;
    assert_eq!(groups(&carla).await, all(&[1, 4]));
    let erase = format!("/v1/records/{}/erase", record(4));
    assert_eq!(admin.post(&erase, json!({ "reason": "other" })).await.status, StatusCode::NO_CONTENT);
    assert!(groups(&carla).await.is_empty());
}

#[tokio::test]
async fn c13_is_for_coordinators_of_the_service_and_the_ambito() {
    let world = World::new().await;
    let (paola, carla) = (world.phone("paola").await, world.phone("carla").await);
    paola.apply(&card(1, "Ada", "Sola", "Via Verdi 2")).await;
    paola.apply(&card(2, "Ada", "Sola", "Via Verdi 2")).await;
    for phone in [&paola, &world.phone("ugo").await, &world.phone_of(VISCONTEO, Role::Admin).await] {
        let refused = phone.get("/v1/records/possible-duplicates").await;
        assert_eq!((refused.status, refused.problem().code), (StatusCode::FORBIDDEN, ProblemCode::Forbidden));
    }
    assert_eq!(groups(&carla).await.len(), 1);
    assert!(groups(&world.phone("gianna").await).await.is_empty(), "another Ambito");
    // A coordinator of no team has no service.
    assert!(groups(&world.phone_of(VISCONTEO, Role::Coordinator).await).await.is_empty());
    assert!(groups(&world.phone_of(CORSICHESE, Role::Coordinator).await).await.is_empty());
}

/// Joined by a coordinator, counted once, told apart again: the visits stay with their cards all the while.
#[tokio::test]
async fn c13_a_join_counts_a_person_once_and_is_undone() {
    let world = World::new().await;
    let (paola, carla) = (world.phone("paola").await, world.phone("carla").await);
    let visit = |n: u128, card: u128| {
        let fields = json!({ "beneficiaryId": record(card), "beneficiaryType": "elderly", "municipalityCode": "015159",
            "status": "done", "outcome": "done", "startedAt": "2026-11-20T10:00:00+01:00", "durationMinutes": 30,
            "services": ["home_grocery_shopping"], "supportKind": "practical", "channel": "home",
            "performedBy": "operator" });
        op(n, Create, &RecordType::PROXIMITY_VISIT, record(n), 0, fields)
    };
    paola
        .push(&[card(1, "Mohamed", "El Amrani", ""), card(2, "Muhammad", "Elamrani", ""), visit(3, 1), visit(4, 2)])
        .await;
    let reached = async || {
        let answer = carla.get("/v1/figures?from=2026-11-01&to=2026-11-30").await;
        let figures: FiguresResponse = answer.json();
        figures.proximity.unwrap().beneficiaries.get("elderly").copied().unwrap_or_default()
    };
    assert_eq!(groups(&carla).await, [[record(1), record(2)]]);
    assert_eq!(reached().await, 2);
    let join = json!({ "aliasOf": record(1) });
    let own = op(9, Patch, &RecordType::BENEFICIARY, record(2), 1, join.clone());
    let refused = paola.push(&[own]).await.remove(0).outcome;
    assert!(matches!(refused, Outcome::Rejected { .. }), "a coordinator decides: {refused:?}");
    carla.apply(&op(10, Patch, &RecordType::BENEFICIARY, record(2), 1, join)).await;
    assert_eq!(reached().await, 1);
    let known: PossibleDuplicates = carla.get("/v1/records/possible-duplicates").await.json();
    assert!(known.groups.is_empty());
    assert_eq!(known.joined, [JoinedCard { record_id: record(2), alias_of: record(1) }]);
    let names: Vec<_> = known.records.iter().map(|card| card.fields["lastName"].clone()).collect();
    assert_eq!(names, ["El Amrani", "Elamrani"]);
    assert!(known.records.iter().all(|card| !card.fields.contains_key("address")), "an address is revealed one by one");
    let mut apart = op(11, Patch, &RecordType::BENEFICIARY, record(2), 2, json!({ "aliasOf": null }));
    apart.fields.get_mut("aliasOf").unwrap().base_hash = value_hash(Some(&json!(record(1))));
    carla.apply(&sealed(apart)).await;
    assert_eq!(reached().await, 2);
    assert_eq!(groups(&carla).await, [[record(1), record(2)]]);
}
