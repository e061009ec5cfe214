//! No other site can make a browser post here.

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use protocol::{CLIENT_HEADER, ProblemCode};

use crate::problem::ApiError;

/// Lets a POST pass only with the header of the app, which no form can set, and only from our own page.
pub async fn require_client(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let ours =
        headers.contains_key(CLIENT_HEADER) && headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin");
    if request.method() == Method::POST && !ours {
        return ApiError::new(ProblemCode::Forbidden).into_response();
    }
    next.run(request).await
}
