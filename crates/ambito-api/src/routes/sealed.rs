//! `GET /v1/sealing` and `POST /v1/sync/sealed`.

use axum::Json;
use axum::extract::State;
use data_encoding::BASE64URL_NOPAD;
use protocol::{MAX_BATCH_OPS, Problem, ProblemCode, SealedOutcome, SealedRequest, SealedResponse, SealingResponse};

use crate::actor::Actor;
use crate::delivery;
use crate::http::{ApiJson, ClientAddress};
use crate::problem::ApiError;
use crate::state::App;

/// What this phone seals with.
#[utoipa::path(get, path = "/v1/sealing", tag = "sync", responses(
    (status = 200, description = "The public key of the Ambito and the secret of this phone", body = SealingResponse),
    (status = 401, description = "No session", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "This installation has no key", body = Problem, content_type = "application/problem+json"),
))]
pub async fn sealing(State(app): State<App>, actor: Actor) -> Result<Json<SealingResponse>, ApiError> {
    let keys = delivery::keys(&app, &actor.tenant)?;
    let kid = app.repo().ambito(&actor.tenant.scope).await?.sealing_kid;
    let device_id = actor.author.device_id;
    Ok(Json(SealingResponse {
        ambito_id: actor.tenant.config.id.clone(),
        device_id,
        kid,
        public_key: BASE64URL_NOPAD.encode(&keys.public_key(kid)),
        stream_key: BASE64URL_NOPAD.encode(keys.stream_key(device_id).as_slice()),
    }))
}

/// Takes sealed operations from whoever brings them: each proves by itself which phone made it. Who brings what no phone
/// of ours made is slowed down.
#[utoipa::path(post, path = "/v1/sync/sealed", tag = "sync", request_body = SealedRequest, responses(
    (status = 200, description = "One result per operation, after the durable commit", body = SealedResponse),
    (status = 413, description = "Too many operations or bytes", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too many that nobody made", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not all was decided: bring them again", body = Problem, content_type = "application/problem+json"),
))]
pub async fn sealed(
    State(app): State<App>,
    address: ClientAddress,
    ApiJson(request): ApiJson<SealedRequest>,
) -> Result<Json<SealedResponse>, ApiError> {
    if request.parcels.len() > MAX_BATCH_OPS {
        return Err(ApiError::new(ProblemCode::TooLarge));
    }
    let keys = [format!("sealed {}", address.0)];
    app.limits().may_try(&keys)?;
    let mut results = Vec::with_capacity(request.parcels.len());
    for parcel in &request.parcels {
        results.push(delivery::deliver(&app, parcel).await?);
    }
    if results.iter().any(|result| result.outcome == SealedOutcome::Refused) {
        app.limits().wrong(&keys);
    }
    Ok(Json(SealedResponse { results, server_time: app.now() }))
}
