//! The route table and what lies around it.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};
use protocol::MAX_BATCH_BYTES;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::http::{
    all_errors_are_problems, api_headers, files, log_requests, page_headers, panic_problem, require_client,
};
use crate::limits::limit_requests;
use crate::routes::{config, enrol, figures, health, records, session, sync};
use crate::state::App;

/// A push of 1 MiB of operations and the few fields around them.
const BODY_LIMIT: usize = MAX_BATCH_BYTES + 4 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that the process serves.
pub fn router(app: &App) -> Router {
    let mut router = api(app);
    if let Some(dist) = &app.options().dist {
        router = router.fallback_service(files(dist).layer(from_fn_with_state(app.clone(), page_headers)));
    }
    router
        .layer(CatchPanicLayer::custom(panic_problem))
        .layer(CompressionLayer::new())
        .layer(from_fn(log_requests))
}

fn api(app: &App) -> Router {
    let v1 = Router::new()
        .route("/v1/enrol", post(enrol::enrol))
        .route("/v1/session", get(session::session))
        .route("/v1/session/end", post(session::end))
        .route("/v1/config", get(config::config))
        .route("/v1/sync/push", post(sync::push))
        .route("/v1/sync/pull", post(sync::pull))
        .route("/v1/records/query", post(records::query))
        .route("/v1/figures", get(figures::figures))
        .route("/v1", any(nothing))
        .route("/v1/{*rest}", any(nothing))
        .layer(from_fn(require_client))
        .layer(from_fn_with_state(app.clone(), limit_requests))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(RequestDecompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE));
    Router::new()
        .merge(v1)
        .route("/status", get(health::status))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .layer(from_fn(all_errors_are_problems))
        .layer(from_fn_with_state(app.clone(), api_headers))
        .with_state(app.clone())
}

async fn nothing() -> StatusCode {
    StatusCode::NOT_FOUND
}
