//! Configuration, description and state of the service.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use model::config::AmbitoConfig;
use serde_json::Value;

use crate::support::World;

#[tokio::test]
async fn the_configuration_is_that_of_the_own_ambito_and_has_a_version() {
    let world = World::new().await;
    let (irene, piero) = (world.phone("irene").await, world.phone("piero").await);
    let answer = irene.get("/v1/config").await;
    let config: AmbitoConfig = answer.json();
    assert_eq!((config.id.0.as_str(), config.municipalities.len()), ("visconteo_sud_milano", 11));
    assert_eq!(answer.header("etag"), format!("\"{}\"", irene.session.config_version));
    let other: AmbitoConfig = piero.get("/v1/config").await.json();
    assert_eq!((other.id.0.as_str(), other.municipalities.len()), ("corsichese", 6));
    let known = [("cookie", irene.cookie.as_str()), ("if-none-match", answer.header("etag"))];
    let same = world.send("GET", "/v1/config", &known, None).await;
    assert_eq!((same.status, same.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn status_is_a_problem_document_that_says_200() {
    let world = World::new().await;
    let answer = world.send("GET", "/status", &[], None).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/problem+json"));
    assert_eq!(answer.json::<Value>()["status"], 200);
    assert_eq!(world.send("GET", "/health/live", &[], None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.send("GET", "/health/ready", &[], None).await.status, StatusCode::NO_CONTENT);
    world.run("DELETE FROM _sqlx_migrations").await;
    let broken = world.send("GET", "/health/ready", &[], None).await;
    assert!(broken.status.is_server_error(), "a database of another schema is not ready");
    assert!(!broken.text().contains("sqlx"), "internals stay inside");
}

/// Every route is described, and every description is a route.
#[tokio::test]
async fn the_description_has_every_route_and_no_dangling_reference() {
    let world = World::new().await;
    let document: Value = world.send("GET", "/v1/openapi.json", &[], None).await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let described: BTreeSet<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let expected = BTreeSet::from([
        "/health/live",
        "/health/ready",
        "/status",
        "/v1/alarms",
        "/v1/config",
        "/v1/devices",
        "/v1/devices/{id}/revoke",
        "/v1/enrol",
        "/v1/figures",
        "/v1/heartbeat",
        "/v1/held",
        "/v1/held/take",
        "/v1/openapi.json",
        "/v1/phones/orders",
        "/v1/records/possible-duplicates",
        "/v1/records/possible-joins",
        "/v1/records/query",
        "/v1/records/{id}/erase",
        "/v1/records/{id}/history",
        "/v1/records/{id}/reveal",
        "/v1/returns",
        "/v1/returns/{id}/end",
        "/v1/sealing",
        "/v1/session",
        "/v1/session/end",
        "/v1/session/proof-key",
        "/v1/session/step-up",
        "/v1/session/step-up/challenge",
        "/v1/sync/pull",
        "/v1/sync/push",
        "/v1/sync/sealed",
    ]);
    assert_eq!(described, expected);
    let text = document.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"].get(name).is_some(), "{name} is referred to and not there");
    }
    for name in ["Op", "PushRequest", "PullResponse", "Problem", "Issue", "Snapshot"] {
        assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
    }
}
