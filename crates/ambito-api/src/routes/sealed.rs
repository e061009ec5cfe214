//! `GET /v1/sealing` and `POST /v1/sync/sealed`.

use axum::Json;
use axum::extract::State;
use data_encoding::BASE64URL_NOPAD;
use protocol::{MAX_PARCELS, Problem, ProblemCode, SealedRequest, SealedResponse, SealingResponse};
use tokio::sync::Semaphore;

use crate::actor::Actor;
use crate::delivery;
use crate::http::{ApiJson, ClientAddress};
use crate::limits::network;
use crate::problem::ApiError;
use crate::state::App;

/// One request of these at a time.
static TURN: Semaphore = Semaphore::const_new(1);

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
    if request.parcels.len() > MAX_PARCELS {
        return Err(ApiError::new(ProblemCode::TooLarge));
    }
    let keys = [format!("sealed {}", network(address.0))];
    app.limits().may_try(&keys)?;
    // Each has a commit of its own, and there is one writer: the phones that push go first.
    let _turn = TURN.acquire().await;
    let mut results = Vec::with_capacity(request.parcels.len());
    let mut forged = 0_usize;
    for parcel in &request.parcels {
        let delivered = delivery::deliver(&app, parcel).await?;
        forged += usize::from(delivered.forged);
        results.push(delivered.result);
    }
    if forged > 0 {
        tracing::warn!(target: "ambito_api::security", forged, "sealed operations that no phone here made");
        app.limits().wrong(&keys);
    }
    Ok(Json(SealedResponse { results, server_time: app.now() }))
}
