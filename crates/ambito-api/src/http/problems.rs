//! The last resort: whatever answers an error, the body is a problem and says nothing of our insides.

use std::any::Any;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use protocol::ProblemCode;

use crate::problem::{PROBLEM_JSON, code_of, problem_response};

/// Rewrites the errors that something beneath the handlers answered in words of its own.
pub async fn all_errors_are_problems(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == PROBLEM_JSON);
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut rewritten = problem_response(status, code_of(status), None);
    // A 405 says which methods are allowed.
    if let Some(allow) = response.headers().get(header::ALLOW) {
        rewritten.headers_mut().insert(header::ALLOW, allow.clone());
    }
    rewritten
}

/// The answer after a panic; its text goes to the log alone.
pub fn panic_problem(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = text.unwrap_or("no text"), "a handler panicked");
    problem_response(StatusCode::INTERNAL_SERVER_ERROR, ProblemCode::Internal, None)
}
