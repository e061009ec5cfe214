//! `POST /v1/phones/orders`: a phone that was lost hears that what lies on it is to go, without a session (ADR 10).

use model::ids::{AmbitoId, DeviceId};
use model::time::Millis;
use serde::{Deserialize, Serialize};

use crate::json;

/// `POST /v1/phones/orders`. Each phone that a browser was, proved by its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrdersRequest {
    /// Who asks.
    #[serde(deserialize_with = "json::list")]
    pub phones: Vec<PhoneWord>,
}

/// A word of one phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PhoneWord {
    /// Its Ambito.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub ambito_id: AmbitoId,
    /// The phone.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
    /// What lay on it is gone; else it asks whether it is to go.
    #[serde(default)]
    pub wiped: bool,
    /// The proof, base64url.
    pub tag: String,
}

/// Answer to `POST /v1/phones/orders`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrdersResponse {
    /// What is to be wiped of those who asked.
    pub wipe: Vec<WipeOrder>,
    /// Clock of the API.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub server_time: Millis,
}

/// What lies on a phone is to go, once all that it has not sent is received or held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WipeOrder {
    /// The phone.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
    /// The proof that the API says so, base64url.
    pub tag: String,
}

/// Most phones in one request: a browser has seldom been more than two or three.
pub const MAX_PHONES: usize = 32;
