//! `GET /v1/session` and `POST /v1/session/end`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use protocol::{Problem, SessionResponse};

use crate::actor::Actor;
use crate::cookies;
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
pub async fn end(State(app): State<App>, actor: Actor, headers: HeaderMap) -> Result<Response, ApiError> {
    app.repo().end_sessions(&actor.tenant.scope, actor.author, app.now()).await?;
    let cookies = cookies::after_end(&headers, actor.author.device_id);
    let cookies = AppendHeaders(cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((StatusCode::NO_CONTENT, cookies).into_response())
}
