//! `POST /v1/session/proof-key`, `POST /v1/session/step-up/challenge` and `POST /v1/session/step-up`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use data_encoding::BASE64URL_NOPAD;
use model::time::Millis;
use protocol::{Problem, ProblemCode, ProofKeyRequest, StepUpChallenge, StepUpRequest, StepUpResponse};
use store_sql::AuditEntry;
use vault::is_step_up_proof;

use crate::actor::Actor;
use crate::http::{ApiJson, ClientAddress};
use crate::limits::network;
use crate::problem::ApiError;
use crate::state::App;
use crate::step_up::RAISED;

/// Bytes of a proof key: one that is shorter could be guessed.
const KEY: usize = 32;

/// Keeps the key by which this device proves from here on that its person gave the passphrase again. The first one of a device
/// stays: a session that is open on somebody else's screen cannot put its own in the place of it.
#[utoipa::path(post, path = "/v1/session/proof-key", tag = "session", request_body = ProofKeyRequest, responses(
    (status = 204, description = "It is the key of this device, now or before"),
    (status = 401, description = "No session", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "This device has another key", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Not 32 bytes in base64url", body = Problem, content_type = "application/problem+json"),
))]
pub async fn proof_key(
    State(app): State<App>,
    actor: Actor,
    ApiJson(request): ApiJson<ProofKeyRequest>,
) -> Result<StatusCode, ApiError> {
    app.limits().may_ask(actor.author)?;
    let key = BASE64URL_NOPAD.decode(request.key.as_bytes()).ok().filter(|key| key.len() == KEY);
    let key = key.ok_or(ApiError::new(ProblemCode::Unprocessable))?;
    if app.repo().set_proof_key(&actor.tenant.scope, actor.author, &key, app.now()).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    tracing::warn!(target: "ambito_api::security", device = %actor.author.device_id, "another proof key refused");
    Err(ApiError::new(ProblemCode::Forbidden))
}

/// A challenge for one proof of this device, good for two minutes. A newer one takes its place.
#[utoipa::path(post, path = "/v1/session/step-up/challenge", tag = "session", responses(
    (status = 200, description = "What the proof is made for", body = StepUpChallenge),
    (status = 401, description = "No session", body = Problem, content_type = "application/problem+json"),
))]
pub async fn challenge(State(app): State<App>, actor: Actor) -> Result<Json<StepUpChallenge>, ApiError> {
    app.limits().may_ask(actor.author)?;
    let device = actor.author.device_id;
    let known = app.repo().proof_key(&actor.tenant.scope, device).await?.is_some();
    let challenge = BASE64URL_NOPAD.encode(&app.random::<32>());
    app.step_ups().ask(device, challenge.clone());
    Ok(Json(StepUpChallenge { challenge, known }))
}

/// Raises this session for five minutes for who proves that its person has just given the passphrase again. A proof that does
/// not hold is told nothing of why, and slowed down by device and by address; both are audited.
#[utoipa::path(post, path = "/v1/session/step-up", tag = "session", request_body = StepUpRequest, responses(
    (status = 200, description = "The session is raised", body = StepUpResponse),
    (status = 401, description = "No session", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "The proof does not hold", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too many wrong proofs", body = Problem, content_type = "application/problem+json"),
))]
pub async fn step_up(
    State(app): State<App>,
    address: ClientAddress,
    actor: Actor,
    ApiJson(request): ApiJson<StepUpRequest>,
) -> Result<Json<StepUpResponse>, ApiError> {
    let device = actor.author.device_id;
    let keys = [format!("step-up {device}"), format!("step-up {}", network(address.0))];
    app.limits().may_try(&keys)?;
    let asked = app.step_ups().take(device, &request.challenge);
    let key = app.repo().proof_key(&actor.tenant.scope, device).await?.unwrap_or_default();
    let proof = BASE64URL_NOPAD.decode(request.proof.as_bytes()).unwrap_or_default();
    let holds = asked && key.len() == KEY && is_step_up_proof(&key, device, request.challenge.as_bytes(), &proof);
    if !holds {
        app.limits().wrong(&keys);
        tracing::warn!(target: "ambito_api::security", %device, "a proof of the passphrase does not hold");
    }
    let now = app.now();
    note(&app, &actor, if holds { "step_up" } else { "step_up_refused" }, now).await?;
    if !holds {
        return Err(ApiError::new(ProblemCode::StepUpRequired));
    }
    app.step_ups().raise(device);
    Ok(Json(StepUpResponse { raised_until: now.plus(i64::try_from(RAISED.as_millis()).unwrap_or_default()) }))
}

async fn note(app: &App, actor: &Actor, action: &str, at: Millis) -> Result<(), ApiError> {
    let entry = AuditEntry {
        at,
        operator_id: Some(actor.author.operator_id),
        device_id: Some(actor.author.device_id),
        action: action.to_owned(),
        record_id: None,
        record_type: None,
        fields: Vec::new(),
    };
    Ok(app.repo().audit(&actor.tenant.scope, &entry).await?)
}
