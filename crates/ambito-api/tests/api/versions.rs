//! Apps of before and after this version.

use axum::http::StatusCode;
use protocol::{Outcome, PROTOCOL, ProblemCode, PullResponse, PushResponse, RejectCode};
use serde_json::{Value, json};

use crate::support::{Phone, World, op, outing, record, sealed};

/// A push word for word as version 1 sent it: a creation, and a change on top of it.
const PUSH_OF_1: &str = r#"{"protocol":1,"deviceId":"DEVICE","batchId":"7f1d2c3b-0000-4000-8000-0000000000ff","ops":[
{"v":1,"opId":"7f1d2c3b-0000-4000-8000-000000000001","clientSeq":1,"recordId":"01900000-0000-7000-8000-0000000000a1",
"recordType":"street_outing","schemaVersion":1,"kind":"create","baseRev":0,"fields":{"outingKind":{"value":"street"},
"status":{"value":"planned"},"municipalityCode":{"value":"015189"},"plannedFor":{"value":"2026-11-22T20:30:00+01:00"},
"occurredAt":{"value":"2026-11-22T20:30:00+01:00"}},"clientTime":1795338000000,"utcOffset":60,
"bodyHash":"ec62ca2ee3515794182757d1006633571cf5b23452d9234431da57410af445c7"},
{"v":1,"opId":"7f1d2c3b-0000-4000-8000-000000000002","clientSeq":2,"recordId":"01900000-0000-7000-8000-0000000000a1",
"recordType":"street_outing","schemaVersion":1,"kind":"patch","baseRev":0,
"prevOpId":"7f1d2c3b-0000-4000-8000-000000000001","fields":{"municipalityCode":{"value":"015159",
"baseHash":"4809ae47366e27086390984cf2901e2d43c10b3faa5f5ac34e2c87f5f3570b8b"},"notes":{"value":"Però in piazza"}},
"clientTime":1795338060000,"utcOffset":60,
"bodyHash":"b8daf188e30d1daa70c2b635ab53c2ed745c7ee0f10a4d6252983332659ec31b"}]}"#;
const PULL_OF_1: &str = r#"{"protocol":1,"deviceId":"DEVICE","limit":200}"#;

async fn send(phone: &Phone<'_>, path: &str, body: &str) -> Value {
    let body = body.replace("DEVICE", &phone.device().to_string());
    let answer = phone.post(path, serde_json::from_str(&body).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// W5: what version 1 sends is taken, and what it reads is there.
#[tokio::test]
async fn w5_an_app_of_version_1_works() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let answer = send(&phone, "/v1/sync/push", PUSH_OF_1).await;
    assert_eq!(answer["batchId"], "7f1d2c3b-0000-4000-8000-0000000000ff");
    assert!(answer["epoch"].is_string() && answer["serverTime"].is_i64());
    for (at, rev) in [(0, 1), (1, 2)] {
        let result = &answer["results"][at];
        assert_eq!((&result["outcome"], &result["rev"]), (&json!("applied"), &json!(rev)), "{result}");
        assert!(result["receipt"].is_string() && result["receivedAt"].is_i64() && result["seq"].is_u64());
    }
    let again = send(&phone, "/v1/sync/push", PUSH_OF_1).await;
    assert_eq!(again["results"][1]["outcome"], "duplicate");
    let page = send(&phone, "/v1/sync/pull", PULL_OF_1).await;
    for (field, read) in [("changes", "array"), ("removedScope", "array"), ("hasMore", "bool"), ("reset", "bool")] {
        let right = if read == "array" { page[field].is_array() } else { page[field].is_boolean() };
        assert!(right, "{field}: {page}");
    }
    let record = &page["changes"][0];
    assert_eq!((&record["rev"], &record["fields"]["municipalityCode"]), (&json!(2), &json!("015159")));
    assert_eq!(record["fields"]["notes"], "Però in piazza");
    let cursor = page["nextCursor"].as_str().unwrap();
    let next = PULL_OF_1.replace("\"limit\"", &format!("\"cursor\":\"{cursor}\",\"limit\""));
    assert_eq!(send(&phone, "/v1/sync/pull", &next).await["changes"], json!([]));
}

/// H14, W4: too old a version is told so before anything else is read, and nothing of it is applied.
#[tokio::test]
async fn h14_a_version_too_old_is_told_to_update() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let mut push = json!(phone.batch(&[outing(1)]));
    push["protocol"] = json!(0);
    let pull = json!({ "protocol": 0, "deviceId": phone.device(), "limit": 9 });
    // Bodies of a version whose other fields nobody knows any more.
    let other = json!({ "protocol": 0, "operations": [] });
    for (path, body) in
        [("/v1/sync/push", push), ("/v1/sync/pull", pull), ("/v1/sync/push", other.clone()), ("/v1/sync/pull", other)]
    {
        let answer = phone.post(path, body).await;
        assert_eq!((answer.status, answer.problem().code), (StatusCode::UPGRADE_REQUIRED, ProblemCode::ClientTooOld));
        assert_eq!(answer.header("x-sync-protocol"), PROTOCOL.to_string());
    }
    assert_eq!(world.count("records").await, 0);
    // Nothing was spoilt: the same operation goes through once the app is of this version.
    phone.apply(&outing(1)).await;
    assert_eq!(phone.pull(None).await.min_client, protocol::MIN_CLIENT);
}

/// H14: every answer says which protocol the API speaks, errors included; without that it is somebody else's.
#[tokio::test]
async fn h14_every_answer_says_its_version() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let spoken = PROTOCOL.to_string();
    for path in ["/v1/session", "/v1/config", "/v1/openapi.json", "/v1/nothing", "/v1", "/v1/figures", "/v1/sync/push"]
    {
        let answer = phone.get(path).await;
        assert_eq!(answer.header("x-sync-protocol"), spoken, "{path}");
        let nobody = world.send("GET", path, &[], None).await;
        assert_eq!(nobody.header("x-sync-protocol"), spoken, "{path} without a session");
    }
    for (path, body) in [
        ("/v1/sync/push", json!(phone.batch(&[outing(1)]))),
        ("/v1/sync/push", json!(17)),
        ("/v1/sync/pull", json!({})),
        ("/v1/enrol", json!({ "code": "0000-0000" })),
        ("/v1/session/end", json!({})),
    ] {
        assert_eq!(phone.post(path, body).await.header("x-sync-protocol"), spoken, "{path}");
    }
    let other_site = world.send("POST", "/v1/enrol", &[("sec-fetch-site", "cross-site")], Some(json!({}))).await;
    assert_eq!((other_site.status, other_site.header("x-sync-protocol")), (StatusCode::FORBIDDEN, spoken.as_str()));
    let mut last = other_site;
    while last.status != StatusCode::TOO_MANY_REQUESTS {
        last = world.send("GET", "/health/live", &[], None).await;
    }
    assert_eq!(last.header("x-sync-protocol"), spoken);
}

/// W6: what a later version adds beside the operations is passed over.
#[tokio::test]
async fn w6_an_app_of_the_next_version_is_answered() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let mut push = json!(phone.batch(&[outing(1)]));
    (push["protocol"], push["compression"]) = (json!(3), json!({ "kind": "zstd" }));
    let answer = phone.post("/v1/sync/push", push).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(matches!(answer.json::<PushResponse>().results[0].outcome, Outcome::Applied(_)));
    let pull = json!({ "protocol": 3, "deviceId": phone.device(), "limit": 9, "only": ["street"] });
    let page: PullResponse = phone.post("/v1/sync/pull", pull).await.json();
    assert_eq!(page.changes.len(), 1);
    // A field of a record that this version does not know is kept as it is.
    let change = json!({ "unknownToThisVersion": { "nested": [1, "due", null] } });
    phone.apply(&op(2, protocol::OpKind::Patch, &model::record::RecordType::STREET_OUTING, record(1), 1, change)).await;
    let kept = phone.pull(None).await.changes.remove(0);
    assert_eq!(kept.fields["unknownToThisVersion"], json!({ "nested": [1, "due", null] }));
}

/// W6: an operation that cannot be read is refused for itself, not for ever, and the others go on.
#[tokio::test]
async fn w6_an_operation_of_a_later_version_waits_for_a_later_api() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let mut strange = Vec::new();
    let mut odd = |n: u128, change: &dyn Fn(&mut Value)| {
        let mut value = json!(outing(n));
        change(&mut value);
        strange.push(value);
    };
    odd(11, &|op| op["attachments"] = json!([]));
    odd(12, &|op| op["kind"] = json!("split"));
    odd(13, &|op| op["fields"]["notes"] = json!({ "value": "x", "language": "it" }));
    odd(14, &|op| op["clientSeq"] = json!(u64::MAX));
    odd(15, &|op| op["clientTime"] = json!("2026-11-22T10:00:00Z"));
    odd(16, &|op| op["recordId"] = json!(7));
    let mut push = json!(phone.batch(&[outing(1), outing(2)]));
    let ops = push["ops"].as_array_mut().unwrap();
    let known = ops.pop().unwrap();
    ops.extend(strange.iter().cloned());
    ops.push(known);
    let sent: Vec<_> = ops.iter().map(|op| op["opId"].clone()).collect();
    let answer: PushResponse = phone.post("/v1/sync/push", push.clone()).await.json();
    assert_eq!(answer.results.iter().map(|it| json!(it.op_id)).collect::<Vec<_>>(), sent, "one result each, in order");
    let refused = Outcome::Rejected { code: RejectCode::SchemaUnsupported, issues: Vec::new() };
    for (at, result) in answer.results.iter().enumerate() {
        match at {
            0 | 7 => assert!(matches!(result.outcome, Outcome::Applied(_)), "{result:?}"),
            _ => assert_eq!(result.outcome, refused),
        }
    }
    assert_eq!((world.count("records").await, world.count("journal").await), (2, 2));
    // The id is free: once the API reads the operation, it is applied.
    assert!(matches!(phone.push(&[sealed(outing(11))]).await[0].outcome, Outcome::Applied(_)));
    // Without an id there is nobody to answer to.
    push["ops"][1].as_object_mut().unwrap().remove("opId");
    let answer = phone.post("/v1/sync/push", push).await;
    assert_eq!((answer.status, answer.problem().code), (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Unprocessable));
}
