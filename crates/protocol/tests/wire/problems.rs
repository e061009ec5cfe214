//! What the API says when it does not do what was asked.

use protocol::{Problem, ProblemCode};

use crate::kit::Sample;

pub fn samples() -> Vec<Sample> {
    let detail = Some("Il codice è già stato usato: chiedine un altro al coordinatore.".to_owned());
    let told = Problem { detail, ..problem(409, ProblemCode::CodeUsed, "code_used") };
    vec![Sample::of("problem", told), Sample::of("problems", every_problem())]
}

fn every_problem() -> Vec<Problem> {
    vec![
        problem(400, ProblemCode::BadRequest, "bad_request"),
        problem(401, ProblemCode::Unauthenticated, "unauthenticated"),
        problem(403, ProblemCode::Forbidden, "forbidden"),
        problem(403, ProblemCode::StepUpRequired, "step_up_required"),
        problem(403, ProblemCode::DeviceRevoked, "device_revoked"),
        problem(404, ProblemCode::NotFound, "not_found"),
        problem(404, ProblemCode::CodeUnknown, "code_unknown"),
        problem(409, ProblemCode::CodeUsed, "code_used"),
        problem(410, ProblemCode::CodeExpired, "code_expired"),
        problem(413, ProblemCode::TooLarge, "too_large"),
        problem(415, ProblemCode::UnsupportedMediaType, "unsupported_media_type"),
        problem(422, ProblemCode::Unprocessable, "unprocessable"),
        problem(426, ProblemCode::ClientTooOld, "client_too_old"),
        problem(429, ProblemCode::TooManyRequests, "too_many_requests"),
        problem(503, ProblemCode::Unavailable, "unavailable"),
        problem(500, ProblemCode::Internal, "internal"),
    ]
}

fn problem(status: u16, code: ProblemCode, urn: &str) -> Problem {
    let title = "Non è possibile".to_owned();
    Problem { kind: format!("urn:taccuino:problem:{urn}"), title, status, code, detail: None }
}
