//! The second carrier of operations: sealed to the Ambito by the phone, brought by whoever has them (ADR 10).

use model::ids::{AmbitoId, DeviceId, OpId};
use model::time::Millis;
use serde::{Deserialize, Serialize};

use crate::json;

/// Answer to `GET /v1/sealing`: what a phone seals with. Its `streamKey` is a secret of this phone and of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SealingResponse {
    /// The Ambito.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub ambito_id: AmbitoId,
    /// The phone that asks.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
    /// Generation of the public key.
    pub kid: u32,
    /// The public key of the Ambito, X25519, base64url.
    pub public_key: String,
    /// What the phone proves itself with, HMAC-SHA-256, base64url.
    pub stream_key: String,
}

/// One operation, sealed. What stands in clear names no record and no person. What a later app adds is passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SealedOp {
    /// Layout, 1.
    pub v: u32,
    /// Whose key opens it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub ambito_id: AmbitoId,
    /// Generation of that key.
    pub kid: u32,
    /// The phone that sealed it; its operator is the author.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
    /// The operation.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub op_id: OpId,
    /// Its position in the stream of the phone.
    pub client_seq: u64,
    /// The incarnation of the API that the phone knew; empty before the first.
    #[serde(default)]
    pub epoch: String,
    /// The phone's half of the key exchange, base64url.
    pub encapsulated: String,
    /// The operation, base64url.
    pub sealed: String,
    /// The proof that this phone made it, base64url.
    pub tag: String,
}

/// `POST /v1/sync/sealed`. Each operation proves by itself whose it is, so that anybody may bring it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SealedRequest {
    /// In the order of their streams.
    #[serde(deserialize_with = "json::list")]
    pub parcels: Vec<SealedOp>,
}

/// Answer to `POST /v1/sync/sealed`: one result for each, after the durable commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SealedResponse {
    /// In the order of the request.
    pub results: Vec<SealedResult>,
    /// Clock of the API.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub server_time: Millis,
}

/// What became of one sealed operation. It says nothing of its content: who brings it may not know that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SealedResult {
    /// Which operation.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub op_id: OpId,
    /// What happened.
    pub outcome: SealedOutcome,
    /// The receipt of what was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
}

/// The outcomes of a sealed operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SealedOutcome {
    /// Applied, now or before.
    Received,
    /// It could not be applied and is kept by the API until it can, or until somebody mends it.
    Held,
    /// Not made by a phone of this Ambito for it, or its record was erased by law. Nothing was kept.
    Refused,
    /// Not now, or not by this version of the API; bring it again later.
    Later,
}

/// Positions from here on belong to no stream: what is written on a shut phone has one of them, drawn at random, because
/// where the stream stands is in the notebook.
pub const SHUT_POSITIONS: u64 = 1 << 52;

/// Most parcels in one request: each is decided by itself.
pub const MAX_PARCELS: usize = 50;

/// A file with what a phone could not send ("File di salvataggio").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RescueFile {
    /// What it is, for who opens it: always [`RescueFile::KIND`].
    pub taccuino: String,
    /// Layout, 1.
    pub v: u32,
    /// When it was made, on the clock of the phone.
    pub made_at: Millis,
    /// What was unsent, in the order of the stream.
    pub parcels: Vec<SealedOp>,
}

impl RescueFile {
    /// What such a file says that it is.
    pub const KIND: &'static str = "salvataggio";
}
