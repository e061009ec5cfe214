//! Who sees what: no Ambito of another, no service of another, nothing after the scope has moved on.

use axum::http::StatusCode;
use model::record::RecordType;
use model::time::Millis;
use protocol::OpKind::{Create, Patch};
use protocol::{Outcome, ProblemCode, RejectCode};
use serde_json::json;
use store_sql::{Repository, Team};

use crate::support::{VISCONTEO, World, activation, op, outing, record, sealed};

/// The same record id in two Ambiti: two records, and the answers do not tell that the other exists.
#[tokio::test]
async fn t1_an_id_of_another_tenant_has_no_effect_and_tells_nothing() {
    let world = World::new().await;
    let (irene, piero) = (world.phone("irene").await, world.phone("piero").await);
    irene.apply(&activation(1, "015189")).await;
    let change = |n| op(n, Patch, &RecordType::PIS_ACTIVATION, record(1), 1, json!({ "languageMediation": true }));
    let of_other = piero.push_raw(&[change(50)]).await;
    let mut of_nobody = change(60);
    let (first, second) = (change(50).op_id.to_string(), of_nobody.op_id.to_string());
    of_nobody.record_id = record(77);
    let of_nobody = piero.push_raw(&[sealed(of_nobody)]).await;
    assert_eq!(of_other.text(), of_nobody.text().replace(&second, &first));
    assert!(of_other.text().contains("unknown_record"));
    // The refusal was journalled for that operation id; another one makes the record, in the own Ambito.
    let own = activation(51, "015093");
    let own = sealed(protocol::Op { record_id: record(1), ..own });
    assert_eq!(piero.apply(&own).await.seq, 1);
    let mine = irene.pull(None).await.changes;
    assert_eq!((mine.len(), mine[0].fields["municipalityCode"].clone()), (1, json!("015189")));
    let theirs = piero.pull(None).await.changes;
    assert_eq!((theirs.len(), theirs[0].fields["municipalityCode"].clone()), (1, json!("015093")));
    assert_eq!(world.count("records").await, 2);
}

/// The journal is of the tenant too: the same operation id elsewhere is no duplicate.
#[tokio::test]
async fn t1_an_operation_id_of_another_tenant_is_free() {
    let world = World::new().await;
    let (irene, piero) = (world.phone("irene").await, world.phone("piero").await);
    irene.apply(&activation(1, "015189")).await;
    piero.apply(&activation(1, "015093")).await;
    assert_eq!(world.count("journal").await, 2);
}

#[tokio::test]
async fn t3_a_cursor_of_somebody_else_is_rejected() {
    let world = World::new().await;
    let (irene, marco, piero) = (world.phone("irene").await, world.phone("marco").await, world.phone("piero").await);
    irene.apply(&activation(1, "015189")).await;
    let cursor = irene.pull(None).await.next_cursor;
    assert_eq!(irene.pull_raw(Some(&cursor)).await.status, StatusCode::OK);
    // The same operator on another phone may go on from it; a colleague, another tenant and a forger may not.
    assert_eq!(world.phone("irene").await.pull_raw(Some(&cursor)).await.status, StatusCode::OK);
    let mut forged = cursor.clone().into_bytes();
    forged[4] ^= 1;
    for (phone, cursor) in [
        (&marco, cursor.clone()),
        (&piero, cursor),
        (&irene, String::from_utf8(forged).unwrap()),
        (&irene, "?".to_owned()),
    ] {
        let answer = phone.pull_raw(Some(&cursor)).await;
        assert_eq!(
            (answer.status, answer.problem().code),
            (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Unprocessable)
        );
    }
}

#[tokio::test]
async fn an_operator_sees_the_own_service_and_no_other() {
    let world = World::new().await;
    let (samira, irene) = (world.phone("samira").await, world.phone("irene").await);
    samira.apply(&outing(1)).await;
    irene.apply(&activation(2, "015189")).await;
    let sees = [
        ("luca", vec![record(1)]),
        ("marco", vec![record(2)]),
        ("nadia", vec![]),
        ("paola", vec![]),
        ("piero", vec![]),
        ("carla", vec![record(1), record(2)]),
        ("gianna", vec![]),
        ("ugo", vec![]),
        // The municipal social worker of Rozzano: nothing was handed to the Comune.
        ("anna", vec![]),
    ];
    for (operator, expected) in sees {
        assert_eq!(world.phone(operator).await.sees().await, expected, "{operator}");
    }
}

/// A volunteer gets the visits and the cards assigned, and no other; what is taken away leaves the phone.
#[tokio::test]
async fn t5_what_leaves_the_scope_is_taken_back() {
    let world = World::new().await;
    let (paola, vito) = (world.phone("paola").await, world.phone("vito").await);
    let vito_id = world.operator("vito");
    let card = |n: u128, assigned: serde_json::Value| {
        let fields = json!({ "beneficiaryType": "elderly", "lastName": "Prova", "episode": "open",
            "municipalityCode": "015159", "assignedOperatorIds": assigned });
        op(n, Create, &RecordType::BENEFICIARY, record(n), 0, fields)
    };
    paola.push(&[card(1, json!([vito_id])), card(2, json!([]))]).await;
    let page = vito.pull(None).await;
    assert_eq!(page.changes.iter().map(|it| it.id).collect::<Vec<_>>(), [record(1)]);
    assert!(page.removed_scope.is_empty());
    let mut away = op(3, Patch, &RecordType::BENEFICIARY, record(1), 1, json!({ "assignedOperatorIds": [] }));
    let seen = sync::canonical::value_hash(Some(&json!([vito_id])));
    away.fields.get_mut("assignedOperatorIds").unwrap().base_hash = seen;
    paola.apply(&sealed(away)).await;
    // A change of what the phone never had says nothing.
    paola.apply(&op(4, Patch, &RecordType::BENEFICIARY, record(2), 1, json!({ "phone": "02 0000 0001" }))).await;
    let next = vito.pull(Some(&page.next_cursor)).await;
    assert_eq!((next.changes.len(), next.removed_scope.clone()), (0, vec![record(1)]));
    // T5: an answer that was lost on its way is given again.
    let again = vito.pull(Some(&page.next_cursor)).await;
    assert_eq!(again.removed_scope, [record(1)]);
    let quiet = vito.pull(Some(&next.next_cursor)).await;
    assert!(quiet.changes.is_empty() && quiet.removed_scope.is_empty());
}

/// T5: a coordinator changes a card online that no pull ever gives her: what her phone has of it since leaves it again.
#[tokio::test]
async fn t5_what_a_phone_wrote_and_may_not_keep_is_taken_back() {
    let world = World::new().await;
    let (paola, carla) = (world.phone("paola").await, world.phone("carla").await);
    let card = json!({ "beneficiaryType": "elderly", "lastName": "Prova", "episode": "open",
        "municipalityCode": "015159", "assignedOperatorIds": [world.operator("vito")] });
    paola.apply(&op(1, Create, &RecordType::BENEFICIARY, record(1), 0, card)).await;
    let page = carla.pull(None).await;
    assert!(page.changes.is_empty() && page.removed_scope.is_empty());
    let told = carla.apply(&op(2, Patch, &RecordType::BENEFICIARY, record(1), 1, json!({ "phone": "02 1" }))).await;
    assert!(told.rev == 2);
    assert_eq!(carla.pull(Some(&page.next_cursor)).await.removed_scope, [record(1)]);
}

/// Who joins a team gets what the team wrote before, who leaves it loses it: the feed is read again from its start.
#[tokio::test]
async fn t5_another_team_is_another_scope() {
    let world = World::new().await;
    let (samira, nadia) = (world.phone("samira").await, world.phone("nadia").await);
    samira.apply(&outing(1)).await;
    let page = nadia.pull(None).await;
    assert!(page.changes.is_empty());
    let team = samira.session.profile.teams[0].clone();
    let scope = world.scope(VISCONTEO);
    let with = |members: Vec<_>| Team {
        id: team.id,
        name: team.name.clone(),
        service: team.service,
        provider_id: team.provider_id,
        members,
        coordinators: Vec::new(),
    };
    let street = vec![world.operator("samira"), world.operator("nadia")];
    world.repo.put_team(&scope, &with(street)).await.unwrap();
    let joined = nadia.pull(Some(&page.next_cursor)).await;
    assert!(joined.reset);
    assert_eq!(joined.changes.iter().map(|it| it.id).collect::<Vec<_>>(), [record(1)]);
    world.repo.put_team(&scope, &with(vec![world.operator("samira")])).await.unwrap();
    let left = nadia.pull(Some(&joined.next_cursor)).await;
    assert!(left.reset && left.changes.is_empty(), "what the new listing does not name leaves the phone");
}

/// Scope shrinks by age too, which no change announces: what is over leaves the phone by itself.
#[tokio::test]
async fn t5_what_is_over_leaves_the_phone_with_its_days() {
    let world = World::new().await;
    let (irene, marco) = (world.phone("irene").await, world.phone("marco").await);
    irene.apply(&activation(1, "015189")).await;
    let first = marco.pull(None).await;
    assert_eq!(first.changes.len(), 1);
    world.wait(30 * Millis::HOUR);
    let later = marco.pull(Some(&first.next_cursor)).await;
    assert_eq!((later.changes.len(), later.removed_scope.len()), (0, 0), "nobody has taken it on or closed it");
    for (n, kind) in [(2, "ended"), (3, "handed_over"), (4, "acknowledged")] {
        let at = format!("2026-11-23T18:0{n}:00+01:00");
        let step = json!({ "activationId": record(1), "kind": kind, "occurredAt": at });
        irene.apply(&op(n, Create, &RecordType::PIS_EVENT, record(n), 0, step)).await;
    }
    let later = marco.pull(Some(&later.next_cursor)).await;
    assert_eq!(later.changes.len(), 3);
    world.wait(30 * Millis::HOUR);
    let later = marco.pull(Some(&later.next_cursor)).await;
    assert_eq!((later.changes.len(), later.removed_scope.clone()), (0, [1, 2, 3, 4].map(record).to_vec()));
    assert!(marco.pull(Some(&later.next_cursor)).await.removed_scope.is_empty(), "said once an hour at most");
    // T5: no change announces it, so that a lost answer is made good by the next checks; not for ever.
    let mut said = 4;
    for hours in [2, 50, 1].into_iter().chain([1; 40]) {
        world.wait(hours * Millis::HOUR);
        said += marco.pull(Some(&later.next_cursor)).await.removed_scope.len();
    }
    assert_eq!(said, 96);
}

/// An operator whose role is gone keeps no right to write, whatever was captured before.
#[tokio::test]
async fn rights_are_judged_when_the_operation_arrives() {
    let world = World::new().await;
    let samira = world.phone("samira").await;
    samira.apply(&outing(1)).await;
    let scope = world.scope(VISCONTEO);
    let team = samira.session.profile.teams[0].clone();
    let empty = Team {
        id: team.id,
        name: team.name,
        service: team.service,
        provider_id: team.provider_id,
        members: Vec::new(),
        coordinators: Vec::new(),
    };
    world.repo.put_team(&scope, &empty).await.unwrap();
    let mut operator = world.repo.person(&scope, world.operator("samira")).await.unwrap().unwrap().operator;
    operator.roles = vec![protocol::Role::PlanningOffice];
    world.repo.put_operator(&scope, &operator).await.unwrap();
    let outcome = samira.push(&[outing(2)]).await.remove(0).outcome;
    assert_eq!(outcome, Outcome::Rejected { code: RejectCode::Forbidden, issues: Vec::new() });
}
