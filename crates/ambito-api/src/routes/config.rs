//! `GET /v1/config`.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::Problem;

use crate::actor::Actor;

/// The configuration of the Ambito with its codelists.
#[utoipa::path(get, path = "/v1/config", tag = "configuration", responses(
    (status = 200, description = "The configuration; its ETag is its version", body = Object),
    (status = 304, description = "The one that the client has"),
    (status = 401, description = "No session", body = Problem, content_type = "application/problem+json"),
))]
pub async fn config(actor: Actor, headers: HeaderMap) -> Response {
    let etag = format!("\"{}\"", actor.tenant.config.version);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], [(header::ETAG, etag)], actor.tenant.config_json.clone()).into_response()
}
