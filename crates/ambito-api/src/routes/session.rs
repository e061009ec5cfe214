//! `GET /v1/session` and `POST /v1/session/end`.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::{Problem, SessionResponse};

use crate::actor::{Actor, no_cookie};
use crate::problem::ApiError;
use crate::state::App;

/// Who uses this device.
#[utoipa::path(get, path = "/v1/session", tag = "session", responses(
    (status = 200, description = "A living session", body = SessionResponse),
    (status = 401, description = "No session", body = Problem, content_type = "application/problem+json"),
))]
pub async fn session(State(app): State<App>, actor: Actor) -> Result<Json<SessionResponse>, ApiError> {
    Ok(Json(actor.session_response(&app).await?))
}

/// Ends the session of this device; nothing on the phone is deleted.
#[utoipa::path(post, path = "/v1/session/end", tag = "session", responses(
    (status = 204, description = "The session is over"),
    (status = 401, description = "No session", body = Problem, content_type = "application/problem+json"),
))]
pub async fn end(State(app): State<App>, actor: Actor) -> Result<Response, ApiError> {
    app.repo().end_sessions(&actor.tenant.scope, actor.author, app.now()).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, no_cookie())]).into_response())
}
