//! `POST /v1/returns` and `POST /v1/returns/{id}/end`: who goes out alone says when to be expected back.

use axum::Json;
use axum::extract::{Path, State};
use model::ids::RecordId;
use protocol::{MAX_AWAY_SECONDS, Problem, ProblemCode, ReturnRequest, ReturnResponse};
use store_sql::{AuditEntry, ExpectedReturn};

use crate::actor::Actor;
use crate::http::ApiJson;
use crate::problem::ApiError;
use crate::routes::devices::Coordinated;
use crate::state::App;

/// From the answer on coordinators are alarmed when the time passes with no word, be the phone dead.
#[utoipa::path(post, path = "/v1/returns", tag = "alarms", request_body = ReturnRequest, responses(
    (status = 200, description = "Set, now or before", body = ReturnResponse),
    (status = 422, description = "No time at all, more than 12 hours, an id of another operator, or nobody who would be alarmed", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "This device asks too often", body = Problem, content_type = "application/problem+json"),
))]
pub async fn set_return(
    State(app): State<App>,
    actor: Actor,
    ApiJson(request): ApiJson<ReturnRequest>,
) -> Result<Json<ReturnResponse>, ApiError> {
    app.limits().may_ask(actor.author)?;
    if !(1..=MAX_AWAY_SECONDS).contains(&request.in_seconds) {
        return Err(ApiError::new(ProblemCode::Unprocessable).detail("Scegli un rientro entro 12 ore."));
    }
    if !is_seen(&app, &actor).await? {
        let nobody = "Nessun coordinatore vedrebbe il tuo rientro: avvisa qualcuno a voce.";
        return Err(ApiError::new(ProblemCode::Unprocessable).detail(nobody));
    }
    let now = app.now();
    let wanted = ExpectedReturn {
        id: request.id,
        operator_id: actor.author.operator_id,
        activation_id: request.activation_id,
        set_at: now,
        due_at: now.plus(i64::from(request.in_seconds) * 1000),
    };
    let kept = app.repo().set_return(&actor.tenant.scope, actor.author, &wanted).await?;
    let kept = kept.ok_or(ApiError::new(ProblemCode::Unprocessable))?;
    Ok(Json(ReturnResponse { due_at: kept.due_at, server_time: now }))
}

/// Whether somebody else coordinates a team of the person: whom nobody answers for, nobody would look for.
async fn is_seen(app: &App, actor: &Actor) -> Result<bool, ApiError> {
    let own = &actor.rights.teams;
    let teams = app.repo().teams(&actor.tenant.scope).await?;
    let of_own = teams.into_iter().filter(|team| own.iter().any(|one| one.id == team.id));
    Ok(of_own.flat_map(|team| team.coordinators).any(|id| id != actor.author.operator_id))
}

/// The person is back; or a coordinator has spoken with the person, which the audit keeps.
#[utoipa::path(post, path = "/v1/returns/{id}/end", tag = "alarms",
    params(("id" = String, Path, description = "The expected return")),
    responses(
        (status = 200, description = "Ended, now or before", body = ReturnResponse),
        (status = 404, description = "No such return of this operator, or of those that the coordinator answers for", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn end_return(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Json<ReturnResponse>, ApiError> {
    let nowhere = || ApiError::new(ProblemCode::NotFound);
    let id = id.parse::<RecordId>().map_err(|_| nowhere())?;
    let scope = &actor.tenant.scope;
    let known = app.repo().expected_return(scope, id).await?.ok_or_else(nowhere)?;
    if known.operator_id != actor.author.operator_id {
        let coordinated = Coordinated::by(&app, &actor).await.map_err(|_| nowhere())?;
        if !coordinated.has(known.operator_id) {
            return Err(nowhere());
        }
        let entry = AuditEntry {
            at: app.now(),
            operator_id: Some(actor.author.operator_id),
            device_id: Some(actor.author.device_id),
            action: "return_ended_for".to_owned(),
            record_id: Some(id),
            record_type: None,
            fields: Vec::new(),
        };
        app.repo().audit(scope, &entry).await?;
    }
    app.repo().end_return(scope, id, app.now()).await?;
    Ok(Json(ReturnResponse { due_at: known.due_at, server_time: app.now() }))
}
