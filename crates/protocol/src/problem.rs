//! Why the API does not answer what was asked.

use serde::{Deserialize, Serialize};

/// `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URN of the kind of problem, `urn:taccuino:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short, for people.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// For programs.
    pub code: ProblemCode,
    /// For people, this occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Codes of the problems that the API answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The body cannot be read.
    BadRequest,
    /// No session, or an ended one.
    Unauthenticated,
    /// The session may not do this.
    Forbidden,
    /// The session may, once its person has given the passphrase again (`POST /v1/session/step-up`).
    StepUpRequired,
    /// The device was revoked.
    DeviceRevoked,
    /// Nothing here.
    NotFound,
    /// The enrolment code is not known.
    CodeUnknown,
    /// The enrolment code was used.
    CodeUsed,
    /// The enrolment code is too old.
    CodeExpired,
    /// The body is too large.
    TooLarge,
    /// The body is not `application/json`.
    UnsupportedMediaType,
    /// Readable, but it makes no sense.
    Unprocessable,
    /// The client speaks a protocol too old.
    ClientTooOld,
    /// Too many requests; `Retry-After` says when.
    TooManyRequests,
    /// Overload or no space; `Retry-After` says when.
    Unavailable,
    /// Our fault.
    Internal,
}
