//! `POST /v1/enrol`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use model::ids::DeviceId;
use protocol::{EnrolRequest, Problem, ProblemCode, SessionResponse};
use store_sql::{Author, CodeOutcome, Enrolment};

use crate::actor::Actor;
use crate::codes::{Code, hash};
use crate::cookies;
use crate::http::{ApiJson, ClientAddress};
use crate::limits::network;
use crate::problem::ApiError;
use crate::state::App;

/// Spends a single-use code on a device with its session; the cookie is set here, beside those of the other devices of the
/// browser.
///
/// Wrong codes are slowed down by address, by code and by the device of the browser; while they are, a right code is told the same.
#[utoipa::path(post, path = "/v1/enrol", tag = "session", request_body = EnrolRequest, responses(
    (status = 200, description = "The device is enrolled; the cookie carries its session", body = SessionResponse),
    (status = 422, description = "The code is unknown, used or expired", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too many wrong codes", body = Problem, content_type = "application/problem+json"),
))]
pub async fn enrol(
    State(app): State<App>,
    address: ClientAddress,
    headers: HeaderMap,
    ApiJson(request): ApiJson<EnrolRequest>,
) -> Result<Response, ApiError> {
    let code = Code::parse(&request.code);
    let mut keys = vec![network(address.0).to_string()];
    keys.extend(code.iter().map(Code::hash));
    // A phone that has a session guesses no more by changing its network.
    keys.extend(cookies::token(&headers, None).map(|token| hash(token.as_bytes())));
    app.limits().may_try(&keys)?;
    let refused = |code: ProblemCode| {
        app.limits().wrong(&keys);
        tracing::warn!(target: "ambito_api::security", code = ?code, "enrolment code refused");
        ApiError::new(code)
    };
    let code = code.map_err(|_| refused(ProblemCode::CodeUnknown))?;
    let token = BASE64URL_NOPAD.encode(&app.random::<32>());
    let new = Enrolment {
        device_id: DeviceId(uuid::Builder::from_random_bytes(app.random()).into_uuid()),
        token_hash: hash(token.as_bytes()),
        times: app.options().sessions,
    };
    let (scope, operator_id) = match app.repo().enrol(&code.hash(), &new, app.now()).await? {
        CodeOutcome::Enrolled { scope, operator_id } => (scope, operator_id),
        CodeOutcome::Unknown => return Err(refused(ProblemCode::CodeUnknown)),
        CodeOutcome::Used => return Err(refused(ProblemCode::CodeUsed)),
        CodeOutcome::Expired => return Err(refused(ProblemCode::CodeExpired)),
    };
    let tenant = app.tenant(scope.ambito()).ok_or(ApiError::new(ProblemCode::CodeUnknown))?.clone();
    let person = app.repo().person(&scope, operator_id).await?.ok_or(ApiError::new(ProblemCode::CodeUnknown))?;
    let actor = Actor::new(tenant, Author { operator_id, device_id: new.device_id }, person);
    let session = actor.session_response(&app).await?;
    let cookies = cookies::after_enrolment(&app, &headers, new.device_id, &token).await?;
    let cookies = AppendHeaders(cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((cookies, Json(session)).into_response())
}
