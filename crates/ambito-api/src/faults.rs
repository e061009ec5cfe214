//! Faults that a test orders, in debug builds alone.
//!
//! With `TACCUINO_FAULT=1` the process looks for a file named `fault` in its data folder before it handles a push. The
//! word in it names the fault; the file is consumed, so a process that starts again behaves.

use axum::Extension;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::ProblemCode;

use crate::http::Foreign;
use crate::problem::ApiError;
use crate::state::App;

/// Name of the file.
pub const FILE: &str = "fault";
/// Name of the variable that turns this on.
pub const VARIABLE: &str = "TACCUINO_FAULT";

/// What happens to one push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `crash_after_commit`: the process dies between the commit and the answer.
    CrashAfterCommit,
    /// `html`: a page instead of an answer, as a captive portal gives it; nothing is applied.
    Html,
    /// `401`, `413`, `422`, `429`, `500`, `503`: a refusal; nothing is applied.
    Refusal(ProblemCode),
}

impl Fault {
    /// The fault that was ordered for this push, if any.
    pub fn next(app: &App) -> Option<Self> {
        if !cfg!(debug_assertions) {
            return None;
        }
        let file = app.options().faults.as_ref()?.join(FILE);
        let word = std::fs::read_to_string(&file).ok()?;
        std::fs::remove_file(&file).ok()?;
        match word.trim() {
            "crash_after_commit" => Some(Self::CrashAfterCommit),
            "html" => Some(Self::Html),
            "401" => Some(Self::Refusal(ProblemCode::Unauthenticated)),
            "413" => Some(Self::Refusal(ProblemCode::TooLarge)),
            "422" => Some(Self::Refusal(ProblemCode::Unprocessable)),
            "429" => Some(Self::Refusal(ProblemCode::TooManyRequests)),
            "500" => Some(Self::Refusal(ProblemCode::Internal)),
            "503" => Some(Self::Refusal(ProblemCode::Unavailable)),
            _ => None,
        }
    }

    /// The answer of a fault that answers.
    pub fn answer(self) -> Option<Response> {
        match self {
            Self::CrashAfterCommit => None,
            Self::Html => {
                let page = "<!doctype html><title>Rete</title><p>Accedi alla rete.";
                let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
                Some((StatusCode::OK, Extension(Foreign), kind, page).into_response())
            }
            Self::Refusal(ProblemCode::TooManyRequests) => {
                Some(ApiError::new(ProblemCode::TooManyRequests).retry_after(1).into_response())
            }
            Self::Refusal(code) => Some(ApiError::new(code).into_response()),
        }
    }
}
