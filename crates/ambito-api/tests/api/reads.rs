//! Who read which record of the PIS online is in the audit, with names of fields and no value.

use axum::http::StatusCode;
use protocol::{Op, QueryResponse};
use serde_json::{Value, json};

use crate::support::{CORSICHESE, Phone, VISCONTEO, World, activation, outing, record, sealed};

const REFERRER: &str = "Però D’Àrienzo 02 0000 0300";

async fn query(phone: &Phone<'_>, terms: Value) -> QueryResponse {
    let answer = phone.post("/v1/records/query", terms).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// A world with three reports of the PIS and an outing.
async fn filled() -> World {
    let world = World::new().await;
    for n in 1..=3 {
        let op = activation(n, "015189");
        let mut fields = op.fields.clone();
        fields.insert("referrerContact".to_owned(), protocol::FieldChange::new(json!(REFERRER), None));
        world.phone("irene").await.apply(&sealed(Op { fields, ..op })).await;
    }
    world.phone("samira").await.apply(&outing(9)).await;
    world
}

#[tokio::test]
async fn who_read_which_record_of_the_pis_is_written_down() {
    let world = filled().await;
    let carla = world.phone("carla").await;
    let by = format!("operator_id = '{}' AND device_id = '{}'", world.operator("carla"), carla.device());
    let first = query(&carla, json!({ "recordType": "pis_activation", "limit": 2 })).await;
    assert_eq!(first.records.iter().map(|it| it.id).collect::<Vec<_>>(), [record(3), record(2)]);
    for (n, times) in [(3, 1), (2, 1), (1, 0)] {
        let row = format!("audit WHERE action = 'read' AND record_id = '{}' AND {by}", record(n));
        assert_eq!(world.count(&row).await, times, "what was not given was not read: {n}");
    }
    query(&carla, json!({ "recordType": "pis_activation", "limit": 2, "cursor": first.next_cursor })).await;
    query(&carla, json!({ "recordType": "pis_activation", "limit": 9, "municipalityCode": "015159" })).await;
    query(&carla, json!({ "recordType": "street_outing", "limit": 9 })).await;
    assert_eq!(world.count("audit WHERE action = 'read' AND record_type = 'pis_activation'").await, 3);
    assert_eq!(world.count("audit WHERE action = 'read'").await, 3, "an outing of the street team is none of the PIS");
    assert_eq!(world.count(&format!("audit WHERE action = 'query' AND {by}")).await, 4);

    let names: Vec<String> =
        serde_json::from_str(&world.text("SELECT fields FROM audit WHERE action = 'read' LIMIT 1").await).unwrap();
    assert!(names.contains(&"referrerType".to_owned()), "{names:?}");
    assert!(!names.contains(&"referrerContact".to_owned()), "what was left out was not read: {names:?}");
    for value in ["rienzo", "02 0000", "carabinieri", "unaccompanied"] {
        let leak = format!("audit WHERE fields LIKE '%{value}%' OR record_type LIKE '%{value}%'");
        assert_eq!(world.count(&leak).await, 0, "{value}");
    }

    // Another Ambito neither reads nor is noted.
    query(&world.phone("gianna").await, json!({ "recordType": "pis_activation", "limit": 9 })).await;
    assert_eq!(world.count(&format!("audit WHERE action = 'read' AND ambito_id = '{CORSICHESE}'")).await, 0);
    let chain = async || world.app.repo().audit_chain(&world.scope(VISCONTEO)).await.unwrap();
    let whole = chain().await;
    assert_eq!(
        (whole.broken_at, whole.last),
        (None, world.count(&format!("audit WHERE ambito_id = '{VISCONTEO}'")).await)
    );

    // Whoever takes away that a record was read breaks the chain, which `doctor` follows.
    let at = world.text("SELECT CAST(min(audit_id) AS TEXT) FROM audit WHERE action = 'read'").await;
    let triggers =
        world.text("SELECT coalesce(group_concat(name), '') FROM sqlite_master WHERE type = 'trigger'").await;
    for trigger in triggers.split(',').filter(|name| !name.is_empty()) {
        world.run(&format!("DROP TRIGGER {trigger}")).await;
    }
    world.run(&format!("UPDATE audit SET record_id = '{}' WHERE audit_id = {at}", record(77))).await;
    assert_eq!(chain().await.broken_at.map(|row| row.to_string()), Some(at));
}

/// V7: a read that cannot be written down is not answered, and nothing of it is written.
#[tokio::test]
async fn v7_a_read_without_its_audit_row_is_not_answered() {
    let world = filled().await;
    let carla = world.phone("carla").await;
    world
        .run(&format!(
            "CREATE TRIGGER no_audit BEFORE INSERT ON audit WHEN NEW.record_id = '{}' AND NEW.action = 'read' \
             BEGIN SELECT RAISE(ABORT, 'the audit is broken'); END",
            record(1)
        ))
        .await;
    let answer = carla.post("/v1/records/query", json!({ "recordType": "pis_activation", "limit": 9 })).await;
    assert!(answer.status.is_server_error(), "{}", answer.status);
    assert!(!answer.text().contains("rienzo"));
    assert_eq!(world.count("audit WHERE action IN ('read', 'query')").await, 0, "one transaction");
    query(&carla, json!({ "recordType": "street_outing", "limit": 9 })).await;
}
