//! `POST /v1/records/{id}/erase`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use protocol::{EraseRequest, Problem, ProblemCode};
use sync::server::policy;

use crate::actor::Actor;
use crate::http::ApiJson;
use crate::problem::ApiError;
use crate::state::App;

/// Erases a record by law: its content is gone from the database, its id is never free again, and each phone that has
/// it forgets it at its next pull. What backups hold stays until they are replaced.
#[utoipa::path(post, path = "/v1/records/{id}/erase", tag = "back office", request_body = EraseRequest,
    params(("id" = String, Path, description = "The record")),
    responses(
        (status = 204, description = "It is erased, now or before"),
        (status = 403, description = "Neither administrator nor data protection officer, or the session is not raised", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such record in this Ambito", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such reason", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn erase(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson(request): ApiJson<EraseRequest>,
) -> Result<StatusCode, ApiError> {
    if !policy::may_erase(&actor.rights) {
        return Err(ApiError::new(ProblemCode::Forbidden));
    }
    actor.require_raised(&app)?;
    let nowhere = || ApiError::new(ProblemCode::NotFound);
    let id = id.parse().map_err(|_| nowhere())?;
    let erased = app.repo().erase(&actor.tenant.scope, actor.author, id, request.reason, app.now()).await?;
    if erased { Ok(StatusCode::NO_CONTENT) } else { Err(nowhere()) }
}
