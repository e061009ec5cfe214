//! `GET /v1/held` and `POST /v1/held/take`: what came sealed and could not be applied, before the eyes of a coordinator.

use axum::Json;
use axum::extract::State;
use model::rome;
use protocol::{HeldEntry, HeldResponse, Problem, TakeRequest};
use store_sql::{AuditEntry, Held};

use super::devices::Coordinated;
use crate::actor::Actor;
use crate::delivery;
use crate::http::ApiJson;
use crate::problem::ApiError;
use crate::state::App;

/// What is held of those whom the asking coordinator coordinates; an administrator gets all of the Ambito.
#[utoipa::path(get, path = "/v1/held", tag = "back office", responses(
    (status = 200, description = "What is held, by phone and in the order of its stream", body = HeldResponse),
    (status = 403, description = "Neither coordinator nor administrator", body = Problem, content_type = "application/problem+json"),
))]
pub async fn held(State(app): State<App>, actor: Actor) -> Result<Json<HeldResponse>, ApiError> {
    let coordinated = Coordinated::by(&app, &actor).await?;
    Ok(Json(HeldResponse { held: listed(&app, &actor, &coordinated).await?, taken: 0 }))
}

/// Tries again what is held of a phone; audited. What a phone that is shut out had is taken with the rights of its operator: a
/// coordinator answers for its being theirs.
#[utoipa::path(post, path = "/v1/held/take", tag = "back office", request_body = TakeRequest, responses(
    (status = 200, description = "What is held still, and how many were applied", body = HeldResponse),
    (status = 403, description = "Neither coordinator nor administrator", body = Problem, content_type = "application/problem+json"),
))]
pub async fn take(
    State(app): State<App>,
    actor: Actor,
    ApiJson(request): ApiJson<TakeRequest>,
) -> Result<Json<HeldResponse>, ApiError> {
    let coordinated = Coordinated::by(&app, &actor).await?;
    let entry = AuditEntry {
        at: app.now(),
        operator_id: Some(actor.author.operator_id),
        device_id: Some(request.device_id),
        action: "held_taken".to_owned(),
        record_id: None,
        record_type: None,
        fields: Vec::new(),
    };
    app.repo().audit(&actor.tenant.scope, &entry).await?;
    let theirs = |held: &Held| held.device_id == request.device_id && coordinated.has(held.operator_id);
    let (taken, _) = delivery::try_again(&app, &actor.tenant, Some(request.device_id), &theirs).await?;
    let taken = u32::try_from(taken).unwrap_or(u32::MAX);
    Ok(Json(HeldResponse { held: listed(&app, &actor, &coordinated).await?, taken }))
}

async fn listed(app: &App, actor: &Actor, coordinated: &Coordinated) -> Result<Vec<HeldEntry>, ApiError> {
    let scope = &actor.tenant.scope;
    let mut entries = Vec::new();
    for held in app.repo().held(scope).await?.into_iter().filter(|held| coordinated.has(held.operator_id)) {
        let shut_out = app.repo().owner_of(scope, held.device_id).await?.is_some_and(|(_, revoked)| revoked);
        let person = app.repo().person(scope, held.operator_id).await?;
        entries.push(HeldEntry {
            op_id: held.op_id,
            device_id: held.device_id,
            display_name: person.map(|person| person.operator.display_name),
            reason: held.reason,
            shut_out,
            received_on: rome::start_of_day(rome::day_of(held.received_at)),
        });
    }
    Ok(entries)
}
