//! What an answer is: ours, or of a captive portal, or a refusal that has its own handling.

use model::time::Millis;
use protocol::{MIN_SERVER, Problem, ProblemCode, json};
use serde::de::DeserializeOwned;

use super::backoff;
use super::{HttpReply, Route};
use crate::mutants::{Mutant, off};

/// An answer after a look at all of it.
#[derive(Debug, PartialEq)]
pub(super) enum Class<T> {
    /// The API answered, and the body reads.
    Ours(T),
    /// 401: the session ended.
    SignedOut,
    /// 403 `device_revoked`.
    Revoked,
    /// 403 of another kind: the session may have changed.
    Forbidden,
    /// 426 or `client_too_old`.
    TooOld,
    /// 413: fewer operations at once.
    TooLarge,
    /// 400 or 422 of the whole request.
    Unprocessable,
    /// 429, 503: later, and when if it was said.
    Later(Option<i64>),
    /// 5xx: it may be one operation that the API stumbles over.
    ServerError,
    /// 408: the answer did not come in time.
    TimedOut,
    /// 404, nonsense: later.
    Trouble,
    /// Something that is not the API answered.
    Portal,
}

/// Looks at status, content type, protocol header and body; trusts none of them alone.
pub(super) fn classify<T: DeserializeOwned>(route: Route, reply: &HttpReply, api_now: Millis) -> Class<T> {
    match reply.status {
        200 => classify_ok(route, reply),
        201..=399 => Class::Portal,
        408 => Class::TimedOut,
        // Proxies say these with pages of their own, and mean them.
        413 => Class::TooLarge,
        429 | 503 => Class::Later(reply.retry_after.as_deref().and_then(|text| backoff::retry_after(text, api_now))),
        511 => Class::Portal,
        500..=599 => Class::ServerError,
        _ => classify_problem(reply),
    }
}

fn classify_ok<T: DeserializeOwned>(route: Route, reply: &HttpReply) -> Class<T> {
    let is_sync = matches!(route, Route::Push | Route::Pull);
    let spoken = reply.protocol.as_deref().and_then(|text| text.trim().parse::<u32>().ok());
    let has_protocol = spoken.is_some_and(|version| version >= MIN_SERVER) || off(Mutant::ProtocolHeader);
    let is_json = reply.content_type.as_deref() == Some("application/json") || off(Mutant::ContentType);
    if !is_json || (is_sync && !has_protocol) {
        return Class::Portal;
    }
    json::from_str(&reply.body).map_or(Class::Trouble, Class::Ours)
}

fn classify_problem<T>(reply: &HttpReply) -> Class<T> {
    let problem = match reply.content_type.as_deref() {
        Some("application/problem+json" | "application/json") => json::from_str::<Problem>(&reply.body).ok(),
        _ => None,
    };
    let Some(problem) = problem else {
        // A sign-in page of the network, or a proxy on the way; not a word of the API.
        let is_page = reply.content_type.as_deref() == Some("text/html");
        return if is_page && reply.status != 404 { Class::Portal } else { Class::Trouble };
    };
    match (reply.status, problem.code) {
        (_, ProblemCode::ClientTooOld) | (426, _) if !off(Mutant::TooOldRule) => Class::TooOld,
        (_, ProblemCode::DeviceRevoked) if !off(Mutant::RevokedRule) => Class::Revoked,
        (401, _) if !off(Mutant::SignedOutPause) => Class::SignedOut,
        (403, _) => Class::Forbidden,
        (400 | 422, _) => Class::Unprocessable,
        _ if off(Mutant::NoVerdict) => Class::Unprocessable,
        _ => Class::Trouble,
    }
}

#[cfg(test)]
mod tests {
    use protocol::PushResponse;
    use serde_json::json;

    use super::*;

    fn reply(status: u16, content_type: &str, protocol: Option<&str>, body: &str) -> HttpReply {
        HttpReply {
            status,
            content_type: Some(content_type.to_owned()),
            protocol: protocol.map(str::to_owned),
            retry_after: None,
            body: body.to_owned(),
        }
    }

    fn class(reply: &HttpReply) -> Class<PushResponse> {
        classify(Route::Push, reply, Millis(0))
    }

    fn problem(status: u16, code: &str) -> HttpReply {
        let body = json!({"type": "urn:taccuino:problem:x", "title": "x", "status": status, "code": code});
        reply(status, "application/problem+json", None, &body.to_string())
    }

    const GOOD: &str = r#"{"batchId":"018f0000-0000-7000-8000-000000000001","epoch":"e","results":[],"serverTime":1}"#;

    /// N5: an answer cut short is no answer; N6: a portal says 200 with a page; N7: without our header it is not ours.
    #[test]
    fn n5_n6_n7_only_a_whole_answer_of_ours_counts() {
        assert!(matches!(class(&reply(200, "application/json", Some("1"), GOOD)), Class::Ours(_)));
        for cut in 0..GOOD.len() {
            assert_eq!(class(&reply(200, "application/json", Some("1"), &GOOD[..cut])), Class::Trouble, "at {cut}");
        }
        assert_eq!(class(&reply(200, "text/html", None, "<html>Wi-Fi gratis</html>")), Class::Portal);
        assert_eq!(class(&reply(200, "text/html", Some("1"), GOOD)), Class::Portal);
        assert_eq!(class(&reply(200, "application/json", None, GOOD)), Class::Portal);
        assert_eq!(class(&reply(302, "text/html", None, "")), Class::Portal);
        assert_eq!(class(&reply(403, "text/html", None, "<html>")), Class::Portal);
        assert_eq!(class(&reply(511, "text/html", None, "<html>")), Class::Portal);
    }

    /// H1, H4, H7, H8, H9, H14, H15.
    #[test]
    fn h_rows_each_status_has_its_class() {
        assert_eq!(class(&problem(401, "unauthenticated")), Class::SignedOut);
        assert_eq!(class(&problem(403, "device_revoked")), Class::Revoked);
        assert_eq!(class(&problem(403, "forbidden")), Class::Forbidden);
        assert_eq!(class(&problem(426, "client_too_old")), Class::TooOld);
        assert_eq!(class(&problem(422, "unprocessable")), Class::Unprocessable);
        assert_eq!(class(&problem(404, "not_found")), Class::Trouble);
        assert_eq!(class(&reply(404, "text/html", None, "<html>")), Class::Trouble);
        assert_eq!(class(&reply(413, "text/html", None, "<html>")), Class::TooLarge);
        assert_eq!(class(&reply(500, "text/plain", None, "")), Class::ServerError);
        assert_eq!(class(&problem(422, "a_code_of_tomorrow")), Class::Trouble);
        let mut later = reply(503, "text/plain", None, "");
        assert_eq!(class(&later), Class::Later(None));
        later.retry_after = Some("7".to_owned());
        assert_eq!(class(&later), Class::Later(Some(7_000)));
    }
}
