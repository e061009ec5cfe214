//! `GET /status`, `/health/live` and `/health/ready`.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::Problem;
use serde_json::json;

use crate::problem::{ApiError, PROBLEM_JSON};
use crate::state::App;

/// The state of the service, as the interoperability rules of the public administration ask for it.
#[utoipa::path(get, path = "/status", tag = "operation", responses(
    (status = 200, description = "The service answers", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "It does not", body = Problem, content_type = "application/problem+json"),
))]
pub async fn status(State(app): State<App>) -> Result<Response, ApiError> {
    app.repo().ready().await?;
    let body = Json(json!({ "title": "Il servizio risponde.", "status": 200, "type": "about:blank" }));
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, PROBLEM_JSON)], body.0.to_string()).into_response())
}

/// The process runs.
#[utoipa::path(get, path = "/health/live", tag = "operation", responses((status = 204, description = "Yes")))]
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The database can be written and its schema is the one of this build.
#[utoipa::path(get, path = "/health/ready", tag = "operation", responses(
    (status = 204, description = "Yes"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn ready(State(app): State<App>) -> Result<StatusCode, ApiError> {
    app.repo().ready().await?;
    Ok(StatusCode::NO_CONTENT)
}
