//! The files of the built app.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, get_service};
use tower_http::services::{ServeDir, ServeFile};

const WORKER: &str = "/sw.js";
/// Takes a release off the phones that should never have been there.
const END_OF_WORKERS: &str = include_str!("../../../../service-worker/end.js");

/// Serves `dist`: hashed assets for ever, everything else checked each time; routes of the app get the document. With
/// `end_workers` the service worker is one that ends all of them.
pub fn files(dist: &Path, end_workers: bool) -> Router {
    let assets = ServeDir::new(dist.join("assets")).precompressed_br().precompressed_gzip();
    let root = ServeDir::new(dist)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .fallback(ServeFile::new(dist.join("index.html")));
    let mut router = Router::new();
    if end_workers {
        let script = [(header::CONTENT_TYPE, "text/javascript")];
        router = router.route(WORKER, get(async move || (script, END_OF_WORKERS)));
    }
    router
        .nest_service("/assets", get_service(assets))
        .fallback_service(get_service(root))
        .layer(from_fn(only_app_routes))
        .layer(from_fn(cache))
}

/// A name with an ending is a file: where it is not there, the answer is 404 and never the document.
async fn only_app_routes(request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let names_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let is_document =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    if names_file && is_document && !path.ends_with(".html") {
        return StatusCode::NOT_FOUND.into_response();
    }
    response
}

async fn cache(request: Request, next: Next) -> Response {
    let hashed = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let value =
        if hashed && response.status().is_success() { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    response
}
