//! `POST /v1/phones/orders`: what a lost phone is told.

use axum::Json;
use axum::extract::State;
use data_encoding::BASE64URL_NOPAD;
use protocol::{MAX_PHONES, OrdersRequest, OrdersResponse, PhoneWord, Problem, ProblemCode, WipeOrder};
use vault::carrier::Word;

use crate::delivery;
use crate::http::{ApiJson, ClientAddress};
use crate::limits::network;
use crate::problem::ApiError;
use crate::state::App;

/// Tells phones that were lost that what lies on them is to go, and hears that it has. A phone that is shut out has no session:
/// each proves itself. Who speaks for a phone that it is not is slowed down.
#[utoipa::path(post, path = "/v1/phones/orders", tag = "sync", request_body = OrdersRequest, responses(
    (status = 200, description = "The orders for those who asked", body = OrdersResponse),
    (status = 413, description = "Too many phones", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too many that are no phone of ours", body = Problem, content_type = "application/problem+json"),
))]
pub async fn orders(
    State(app): State<App>,
    address: ClientAddress,
    ApiJson(request): ApiJson<OrdersRequest>,
) -> Result<Json<OrdersResponse>, ApiError> {
    if request.phones.len() > MAX_PHONES {
        return Err(ApiError::new(ProblemCode::TooLarge));
    }
    let keys = [format!("orders {}", network(address.0))];
    let mut wipe = Vec::new();
    for phone in &request.phones {
        match hear(&app, phone).await? {
            Heard::Order(order) => wipe.push(order),
            Heard::Nothing => {}
            // A phone that proves itself is heard, whoever else is behind its address.
            Heard::Forged => {
                app.limits().may_try(&keys)?;
                tracing::warn!(target: "ambito_api::security", "somebody spoke for a phone that it is not");
                app.limits().wrong(&keys);
            }
        }
    }
    Ok(Json(OrdersResponse { wipe, server_time: app.now() }))
}

/// What a phone said, and what it is told.
enum Heard {
    /// It did not say that.
    Forged,
    /// There is nothing to tell.
    Nothing,
    /// It is to be wiped.
    Order(WipeOrder),
}

async fn hear(app: &App, phone: &PhoneWord) -> Result<Heard, ApiError> {
    let Some(tenant) = app.tenant(&phone.ambito_id) else { return Ok(Heard::Forged) };
    let keys = delivery::keys(app, tenant)?;
    let said = if phone.wiped { Word::Wiped } else { Word::Asks };
    let tag = BASE64URL_NOPAD.decode(phone.tag.as_bytes()).unwrap_or_default();
    if keys.heard(phone.device_id, said, &tag).is_err() {
        return Ok(Heard::Forged);
    }
    if !app.repo().is_to_be_wiped(&tenant.scope, phone.device_id).await? {
        return Ok(Heard::Nothing);
    }
    if phone.wiped {
        app.repo().wiped(&tenant.scope, phone.device_id, app.now()).await?;
        return Ok(Heard::Nothing);
    }
    let tag = BASE64URL_NOPAD.encode(&keys.prove(phone.device_id, Word::Wipe));
    Ok(Heard::Order(WipeOrder { device_id: phone.device_id, tag }))
}
