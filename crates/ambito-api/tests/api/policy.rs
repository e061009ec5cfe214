//! Every route, every role, two Ambiti: who may. The routes come from the description that the API gives of itself, so that
//! a new one fails here until somebody says whom it is for.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use protocol::Role::{Admin, Coordinator, DpoAuditor, PlanningOffice};
use protocol::{ProblemCode, Role};
use serde_json::{Value, json};

use crate::step_up::{key_body, proof_body, raise};
use crate::support::{CORSICHESE, Phone, VISCONTEO, World};

const ROLES: [Role; 10] = [
    Role::StreetEducator,
    Role::ProximityOperator,
    Role::Volunteer,
    Role::PisOperator,
    Role::DigitalFacilitator,
    Role::MunicipalSocialWorker,
    Coordinator,
    PlanningOffice,
    DpoAuditor,
    Admin,
];

/// Whom a route is for.
enum For {
    /// Whoever asks.
    Anybody,
    /// Whoever has a session.
    All,
    /// Who has one of these roles.
    Only(&'static [Role]),
}

fn whom(method: &str, path: &str) -> Option<For> {
    Some(match (method, path) {
        ("post", "/v1/enrol" | "/v1/sync/sealed" | "/v1/phones/orders")
        | ("get", "/v1/openapi.json" | "/status" | "/health/live" | "/health/ready") => For::Anybody,
        ("get", "/v1/session" | "/v1/config" | "/v1/sealing" | "/v1/records/{id}/history")
        | (
            "post",
            "/v1/session/end"
            | "/v1/session/proof-key"
            | "/v1/session/step-up/challenge"
            | "/v1/session/step-up"
            | "/v1/sync/push"
            | "/v1/sync/pull"
            | "/v1/heartbeat"
            | "/v1/returns"
            | "/v1/returns/{id}/end",
        ) => For::All,
        ("post", "/v1/records/query") | ("get", "/v1/records/possible-duplicates") => For::Only(&[Coordinator]),
        ("get", "/v1/records/possible-joins") => For::Only(&[Coordinator, Role::DigitalFacilitator]),
        ("post", "/v1/records/{id}/reveal") => For::Only(&[Coordinator]),
        ("post", "/v1/records/{id}/erase") => For::Only(&[Admin, DpoAuditor]),
        ("get", "/v1/alarms") => For::Only(&[Coordinator, Role::MunicipalSocialWorker]),
        ("get", "/v1/figures") => For::Only(&[Coordinator, PlanningOffice]),
        ("get", "/v1/devices" | "/v1/held") | ("post", "/v1/devices/{id}/revoke" | "/v1/held/take") => {
            For::Only(&[Coordinator, Admin])
        }
        _ => return None,
    })
}

/// Whether the passphrase is to be given again.
fn is_grave(path: &str) -> bool {
    ["/v1/records/{id}/erase", "/v1/records/{id}/reveal"].contains(&path)
}

/// A body that the route can read, of the phone that sends it.
async fn body(path: &str, phone: &Phone<'_>) -> Value {
    match path {
        "/v1/sync/push" => json!(phone.batch(&[])),
        "/v1/sync/pull" => json!({ "protocol": 2, "deviceId": phone.device(), "cursor": null, "limit": 1 }),
        "/v1/heartbeat" => json!({ "deviceId": phone.device(), "protocol": 2, "appVersion": "0", "configVersion": "c",
            "pending": 0, "toFix": 0, "storage": {} }),
        "/v1/returns" => json!({ "id": phone.device(), "inSeconds": 600 }),
        "/v1/records/query" => json!({ "recordType": "street_outing", "limit": 1 }),
        "/v1/records/{id}/erase" => json!({ "reason": "other" }),
        "/v1/held/take" => json!({ "deviceId": phone.device() }),
        "/v1/phones/orders" => json!({ "phones": [] }),
        "/v1/session/proof-key" => key_body(phone).await,
        "/v1/session/step-up" => proof_body(phone).await,
        "/v1/sync/sealed" => json!({ "parcels": [] }),
        "/v1/enrol" => json!({ "code": "AAAA-AAAA" }),
        _ => Value::Null,
    }
}

async fn routes(world: &World) -> Vec<(String, String)> {
    let document: BTreeMap<String, Value> = world.send("GET", "/v1/openapi.json", &[], None).await.json();
    let paths = document["paths"].as_object().unwrap().clone();
    let of = |(path, methods): (String, Value)| {
        let methods: Vec<String> = methods.as_object().unwrap().keys().cloned().collect();
        methods.into_iter().map(move |method| (method, path.clone()))
    };
    paths.into_iter().flat_map(of).collect()
}

#[tokio::test]
async fn every_route_says_whom_it_is_for_and_keeps_to_it() {
    let world = World::new().await;
    let mut phones = Vec::new();
    for ambito in [VISCONTEO, CORSICHESE] {
        for role in ROLES {
            phones.push((ambito, role, world.phone_of(ambito, role).await));
        }
    }
    let mut routes = routes(&world).await;
    // One ends the sessions that the others need, and one raises them.
    routes.sort_by_key(|(_, path)| ["/v1/session/step-up", "/v1/session/end"].iter().position(|last| last == path));
    for (method, path) in routes {
        let whom = whom(&method, &path).unwrap_or_else(|| panic!("{method} {path}: whom is it for?"));
        let send = async |phone: &Phone<'_>, cookie: &str| {
            let real = path.replace("{id}", "00000000-0000-0000-0000-000000000001");
            let body = if method == "post" { Some(body(&path, phone).await) } else { None };
            let answer = world.send(&method.to_uppercase(), &real, &[("cookie", cookie)], body).await;
            (answer.status, answer.status.is_client_error().then(|| answer.problem().code))
        };
        let nobody = send(&phones[0].2, "__Host-taccuino=nothing").await;
        let closed = (StatusCode::UNAUTHORIZED, Some(ProblemCode::Unauthenticated));
        assert_eq!(nobody == closed, !matches!(whom, For::Anybody), "{method} {path}: {nobody:?}");
        for (ambito, role, phone) in &phones {
            let may = match &whom {
                For::Only(roles) => roles.contains(role),
                For::All => true,
                For::Anybody => continue,
            };
            if is_grave(&path) && may {
                let asked = (StatusCode::FORBIDDEN, Some(ProblemCode::StepUpRequired));
                assert_eq!(send(phone, &phone.cookie).await, asked, "{method} {path} as {role:?} of {ambito}");
                raise(phone).await;
            }
            let said = send(phone, &phone.cookie).await;
            let refused = (StatusCode::FORBIDDEN, Some(ProblemCode::Forbidden));
            assert_eq!(said == refused, !may, "{method} {path} as {role:?} of {ambito}: {said:?}");
            // Whom nobody coordinates, nobody would look for.
            let alone = path == "/v1/returns" && said.0 == StatusCode::UNPROCESSABLE_ENTITY;
            let answered = said.0.is_success() || said.0 == StatusCode::NOT_FOUND || alone;
            assert!(answered || !may, "{method} {path} as {role:?} of {ambito}: {said:?}");
        }
    }
}
