//! `POST /v1/heartbeat`.

use axum::extract::State;
use axum::http::StatusCode;
use protocol::{Heartbeat, Problem, ProblemCode};

use crate::actor::Actor;
use crate::http::ApiJson;
use crate::problem::ApiError;
use crate::state::App;

/// The longest version of an app or a configuration that is kept.
const VERSION_MAX: usize = 64;

/// The sign of life of a phone. It touches neither records nor feed, and a sync never waits for it.
#[utoipa::path(post, path = "/v1/heartbeat", tag = "sync", request_body = Heartbeat, responses(
    (status = 204, description = "Kept in the place of the one before"),
    (status = 401, description = "No session", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Of another device", body = Problem, content_type = "application/problem+json"),
))]
pub async fn heartbeat(
    State(app): State<App>,
    actor: Actor,
    ApiJson(mut beat): ApiJson<Heartbeat>,
) -> Result<StatusCode, ApiError> {
    if beat.device_id != actor.author.device_id {
        return Err(ApiError::new(ProblemCode::Forbidden));
    }
    for version in [&mut beat.app_version, &mut beat.config_version] {
        *version = version.chars().filter(|letter| !letter.is_control()).take(VERSION_MAX).collect();
    }
    app.repo().beat(&actor.tenant.scope, actor.author.device_id, &beat, app.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
