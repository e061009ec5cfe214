//! What the back office asks of the API online.

use model::hub::JoinReason;
use model::ids::{DeviceId, OpId, RecordId};
use model::indicators::{HubReport, Period, PisReport, ProximityReport, StreetReport};
use model::record::RecordType;
use model::time::Millis;
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi;
use crate::{OpKind, Snapshot, json};

/// `POST /v1/records/{id}/erase`, answered by 204.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EraseRequest {
    /// Why.
    pub reason: EraseReason,
}

/// Why a record is erased. A code and never a text: it outlives the record in the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EraseReason {
    /// The person asked for it (GDPR, article 17).
    DataSubjectRequest,
    /// It should never have been kept.
    Unlawful,
    /// Another reason, written down elsewhere.
    Other,
}

/// `POST /v1/records/query`: what a coordinator looks for online.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueryRequest {
    /// The type wanted.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub record_type: RecordType,
    /// First day, inclusive, Europe/Rome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day, inclusive, Europe/Rome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Comune, ISTAT code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality_code: Option<String>,
    /// Most records wanted, 200 at most.
    pub limit: u32,
    /// Position given by the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Answer to a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueryResponse {
    /// The records found, newest first.
    #[serde(deserialize_with = "json::list")]
    pub records: Vec<Snapshot>,
    /// What was left out of them: `POST /v1/records/{id}/reveal` gives it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "json::list")]
    pub masked: Vec<Masked>,
    /// Where the next page starts; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What was left out of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Masked {
    /// The record.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub record_id: RecordId,
    /// The names of its fields that have a value.
    #[serde(deserialize_with = "json::list")]
    pub fields: Vec<String>,
}

/// Answer to `GET /v1/figures`: exact figures of a period, for the services that run in the Ambito.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FiguresResponse {
    /// The days asked for.
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::Period))]
    pub period: Period,
    /// Clock of the API when they were computed.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub computed_at: Millis,
    /// Street education.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub street: Option<StreetReport>,
    /// Proximity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub proximity: Option<ProximityReport>,
    /// Pronto Intervento Sociale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub pis: Option<PisReport>,
    /// Digital hubs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub hub: Option<HubReport>,
}

/// Answer to `GET /v1/records/{id}/history`: who wrote on a record and when, the first first. What was written is not told
/// again: the record says what holds, and what was not chosen stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryResponse {
    /// What was received, refusals left out.
    #[serde(deserialize_with = "json::list")]
    pub changes: Vec<HistoryEntry>,
}

/// One change of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// What was done with it.
    pub kind: OpKind,
    /// Who did it, where the Ambito still knows the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// When the API received it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub received_at: Millis,
}

/// Answer to `GET /v1/records/possible-duplicates`: cards that may be of one person, and those that a person joined. Nothing
/// joins them but a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PossibleDuplicates {
    /// The groups, each of two cards or more.
    #[serde(deserialize_with = "json::list")]
    pub groups: Vec<DuplicateGroup>,
    /// The cards that stand for another one.
    #[serde(default, deserialize_with = "json::list")]
    pub joined: Vec<JoinedCard>,
    /// The cards of both, without what a query leaves out.
    #[serde(default, deserialize_with = "json::list")]
    pub records: Vec<Snapshot>,
}

/// A card that stands for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct JoinedCard {
    /// The card.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub record_id: RecordId,
    /// The one that it stands for.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub alias_of: RecordId,
}

/// Cards that may be of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DuplicateGroup {
    /// The cards, in the order of their ids.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<uuid::Uuid>))]
    pub record_ids: Vec<RecordId>,
}

/// Answer to `GET /v1/records/possible-joins`: paths at the hubs that may be of one citizen, and those that a person joined.
/// Nothing joins them but a person. Which number two of them have in common is not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PossibleJoins {
    /// The pairs, the surer ones first.
    #[serde(deserialize_with = "json::list")]
    pub joins: Vec<PossibleJoin>,
    /// The paths that stand for another one.
    #[serde(default, deserialize_with = "json::list")]
    pub joined: Vec<JoinedCard>,
    /// The paths of both.
    #[serde(default, deserialize_with = "json::list")]
    pub paths: Vec<KnownPath>,
}

/// Two paths that may be of one citizen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PossibleJoin {
    /// The older path, which is to stay.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub head: RecordId,
    /// The other one.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub other: RecordId,
    /// What they have in common: `code` or `phone`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reason: JoinReason,
}

/// What tells a path from another one, and nothing else of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KnownPath {
    /// The path.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub record_id: RecordId,
    /// Its revision: what a join is based on.
    pub rev: u64,
    /// Its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What stands on the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How the citizen is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Initial of the last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial: Option<String>,
    /// Age band, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_band: Option<String>,
    /// Gender, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// When it was opened, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<String>,
    /// Its appointments, those to come and those held.
    #[serde(default)]
    pub meetings: u32,
}

/// Answer to `GET /v1/devices`, and to a phone shut out: the phones of those whom a coordinator coordinates. It finds
/// the phone that was lost; it is no time sheet, so its days have no hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DevicesResponse {
    /// The phones, by the name of their operator.
    #[serde(deserialize_with = "json::list")]
    pub devices: Vec<DeviceEntry>,
}

/// `POST /v1/devices/{id}/revoke`; an app of before sends none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeRequest {
    /// What lies on the phone is to go too, once all that it has not sent is received or held.
    #[serde(default)]
    pub wipe: bool,
}

/// A phone as its coordinator knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeviceEntry {
    /// The phone.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
    /// The name of its operator.
    pub display_name: String,
    /// Start of the day, Europe/Rome, on which it was enrolled.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub enrolled_on: Millis,
    /// Start of the day, Europe/Rome, on which it last asked for anything.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub seen_on: Millis,
    /// It may still speak: neither shut out nor signed out.
    pub active: bool,
    /// Since when it is shut out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, format = Int64))]
    pub revoked_at: Option<Millis>,
    /// Since when what lies on it is ordered to go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, format = Int64))]
    pub wipe_ordered_at: Option<Millis>,
    /// Since when it says that it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, format = Int64))]
    pub wiped_at: Option<Millis>,
    /// Records that it last said to hold unsent.
    #[serde(default)]
    pub pending: u32,
    /// How long the oldest of them has waited, counted on since the phone said so: whole days, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_pending_ms: Option<i64>,
    /// The version of the app that it last spoke of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_version: Option<String>,
    /// It is the phone that asks.
    #[serde(default)]
    pub own: bool,
}

/// Answer to `GET /v1/held` and to `POST /v1/held/take`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HeldResponse {
    /// What came sealed and could not be applied, of those whom the asking coordinator coordinates.
    pub held: Vec<HeldEntry>,
    /// How many were applied just now.
    #[serde(default)]
    pub taken: u32,
}

/// One operation that is held. Nothing of its content: it is sealed still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HeldEntry {
    /// The operation.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub op_id: OpId,
    /// The phone that sealed it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
    /// The name of its author, who works here still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Why: `author`, `restored`, `blocked`, or the code of a refusal.
    pub reason: String,
    /// That phone is shut out.
    pub shut_out: bool,
    /// Start of the day, Europe/Rome, on which it came.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub received_on: Millis,
}

/// `POST /v1/held/take`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TakeRequest {
    /// Whose operations are tried again; taken, too, where that phone is shut out.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
}
