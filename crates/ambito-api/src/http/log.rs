//! One line a request: operation, status, time; no body, no query, no personal value.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

use super::ClientAddress;

/// Logs every request and gives its answer an id to find the line by.
pub async fn log_requests(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = Uuid::new_v4().to_string();
    let method = request.method().clone();
    // The route, not the path: a path is what somebody typed.
    let route = request.extensions().get::<MatchedPath>().map_or("(file)", MatchedPath::as_str).to_owned();
    let client = ClientAddress::of(request.extensions()).0.to_string();
    let mut response = next.run(request).await;
    tracing::info!(
        target: "ambito_api::request",
        request_id,
        %method,
        route,
        status = response.status().as_u16(),
        client,
        millis = started.elapsed().as_millis() as u64,
    );
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}
