//! The route table and what lies around it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::any;
use axum::{Extension, Router};
use protocol::MAX_BATCH_BYTES;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{
    all_errors_are_problems, api_headers, files, log_requests, note_client, page_headers, panic_problem, require_client,
};
use crate::limits::limit_requests;
use crate::routes::openapi::ApiDoc;
use crate::routes::{
    alarms, config, devices, duplicates, enrol, erase, figures, health, heartbeat, held, history, joins, openapi,
    orders, records, returns, reveal, sealed, session, step_up, sync,
};
use crate::state::App;

/// A push of 1 MiB of operations and the few fields around them.
const BODY_LIMIT: usize = MAX_BATCH_BYTES + 4 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that the process serves.
pub fn router(app: &App) -> Router {
    let mut router = api(app);
    if let Some(dist) = &app.options().dist {
        let files = files(dist, app.options().end_workers);
        router = router.fallback_service(files.layer(from_fn_with_state(app.clone(), page_headers)));
    }
    router
        .layer(CatchPanicLayer::custom(panic_problem))
        .layer(CompressionLayer::new())
        .layer(from_fn(log_requests))
        .layer(from_fn_with_state(app.clone(), note_client))
}

fn api(app: &App) -> Router {
    let (routes, document) = described().split_for_parts();
    routes
        .route("/v1", any(nothing))
        .route("/v1/{*rest}", any(nothing))
        .layer(Extension(Arc::new(document)))
        .layer(from_fn(require_client))
        .layer(from_fn_with_state(app.clone(), limit_requests))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(RequestDecompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        // A panic is answered here too, so that its answer is known to be ours.
        .layer(CatchPanicLayer::custom(panic_problem))
        .layer(from_fn(all_errors_are_problems))
        .layer(from_fn_with_state(app.clone(), api_headers))
        .with_state(app.clone())
}

/// Every route with its description.
fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(ApiDoc::openapi())
        .routes(routes!(enrol::enrol))
        .routes(routes!(session::session))
        .routes(routes!(session::end))
        .routes(routes!(step_up::proof_key))
        .routes(routes!(step_up::challenge))
        .routes(routes!(step_up::step_up))
        .routes(routes!(config::config))
        .routes(routes!(sync::push))
        .routes(routes!(sync::pull))
        .routes(routes!(sealed::sealing))
        .routes(routes!(sealed::sealed))
        .routes(routes!(orders::orders))
        .routes(routes!(heartbeat::heartbeat))
        .routes(routes!(returns::set_return))
        .routes(routes!(returns::end_return))
        .routes(routes!(alarms::alarms))
        .routes(routes!(records::query))
        .routes(routes!(reveal::reveal))
        .routes(routes!(history::history))
        .routes(routes!(erase::erase))
        .routes(routes!(duplicates::possible_duplicates))
        .routes(routes!(joins::possible_joins))
        .routes(routes!(figures::figures))
        .routes(routes!(devices::devices))
        .routes(routes!(devices::revoke))
        .routes(routes!(held::held))
        .routes(routes!(held::take))
        .routes(routes!(openapi::openapi))
        .routes(routes!(health::status))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
}

async fn nothing() -> StatusCode {
    StatusCode::NOT_FOUND
}
