//! Who wrote on a record, and who may know.

use axum::http::StatusCode;
use model::record::RecordType;
use protocol::OpKind::{Archive, Create, Patch, Restore};
use protocol::{HistoryResponse, OpKind};
use serde_json::json;

use crate::support::{Phone, World, op, record};

async fn history(phone: &Phone<'_>, n: u128) -> Vec<(OpKind, Option<String>)> {
    let answer = phone.get(&format!("/v1/records/{}/history", record(n))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let changes = answer.json::<HistoryResponse>().changes;
    assert!(changes.is_sorted_by_key(|change| change.received_at));
    changes.into_iter().map(|change| (change.kind, change.display_name)).collect()
}

#[tokio::test]
async fn a_record_tells_who_wrote_on_it_and_in_which_order() {
    let world = World::new().await;
    let (paola, rosa, carla) = (world.phone("paola").await, world.phone("rosa").await, world.phone("carla").await);
    let me = world.operator("paola").to_string();
    let card = json!({ "beneficiaryType": "elderly", "episode": "open", "municipalityCode": "015159",
        "firstName": "Ada", "assignedOperatorIds": [me] });
    paola.apply(&op(1, Create, &RecordType::BENEFICIARY, record(1), 0, card)).await;
    let phone = json!({ "phone": "02 0000 0001" });
    paola.apply(&op(2, Patch, &RecordType::BENEFICIARY, record(1), 1, phone)).await;
    paola.apply(&op(3, Archive, &RecordType::BENEFICIARY, record(1), 2, json!({ "voidReason": "test" }))).await;
    carla.apply(&op(4, Restore, &RecordType::BENEFICIARY, record(1), 3, json!({}))).await;
    let kinds: Vec<OpKind> = history(&paola, 1).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [Create, Patch, Archive, Restore]);
    let names: Vec<Option<String>> = history(&carla, 1).await.into_iter().map(|(_, name)| name).collect();
    assert_eq!(names[0], names[1]);
    assert_ne!(names[2], names[3], "the coordinator put it back");
    // Whoever may not see the record learns nothing of it, not even that it is there.
    for path in [format!("/v1/records/{}/history", record(1)), format!("/v1/records/{}/history", record(99))] {
        assert_eq!(rosa.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}
