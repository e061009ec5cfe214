//! `GET /status`, `/health/live` and `/health/ready`.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::problem::{ApiError, PROBLEM_JSON};
use crate::state::App;

/// The state of the service, as the interoperability rules of the public administration ask for it.
pub async fn status(State(app): State<App>) -> Result<Response, ApiError> {
    app.repo().ready().await?;
    let body = Json(json!({ "title": "Il servizio risponde.", "status": 200, "type": "about:blank" }));
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, PROBLEM_JSON)], body.0.to_string()).into_response())
}

/// The process runs.
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The database can be written and its schema is the one of this build.
pub async fn ready(State(app): State<App>) -> Result<StatusCode, ApiError> {
    app.repo().ready().await?;
    Ok(StatusCode::NO_CONTENT)
}
