//! Who works alone and means to be back, and what coordinators are alarmed of.

use model::ids::RecordId;
use model::time::Millis;
use serde::{Deserialize, Serialize};

use crate::json;

/// The longest that somebody may be away, in seconds: 12 hours.
pub const MAX_AWAY_SECONDS: u32 = 12 * 60 * 60;

/// `POST /v1/returns`: when somebody who goes out alone means to be back. Relative, so that a wrong clock of the phone does no
/// harm; sent again with the same id it changes nothing. It says nothing of where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReturnRequest {
    /// Made on the phone.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub id: RecordId,
    /// From now on.
    pub in_seconds: u32,
    /// The activation that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Uuid))]
    pub activation_id: Option<RecordId>,
}

/// Answer to `POST /v1/returns`, from which on somebody is warned, and to the end of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReturnResponse {
    /// When coordinators are alarmed, on the clock of the API.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub due_at: Millis,
    /// Clock of the API.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub server_time: Millis,
}

/// Answer to `GET /v1/alarms`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AlarmsResponse {
    /// The most urgent first.
    #[serde(deserialize_with = "json::list")]
    pub alarms: Vec<Alarm>,
    /// Clock of the API.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub server_time: Millis,
}

/// Something that somebody is to look at: codes and times, no name but that of an operator who has not come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Alarm {
    /// What.
    pub kind: AlarmKind,
    /// When it was or is due; of a handover, when it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub at: Millis,
    /// The expected return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Uuid))]
    pub return_id: Option<RecordId>,
    /// Who has not come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_name: Option<String>,
    /// The activation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Uuid))]
    pub activation_id: Option<RecordId>,
    /// Its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its Comune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality_code: Option<String>,
    /// Which person of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_n: Option<i64>,
    /// Whose duty it is: a code of `art403Authority`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<String>,
}

/// What an alarm is about, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Somebody who went out alone is not back.
    ReturnOverdue,
    /// The juvenile prosecutor was not told by voice, which is due at once.
    OralNoticeMissing,
    /// A deadline of the law has passed.
    DeadlineOver,
    /// A deadline falls where the service is closed: somebody must see to it before.
    DeadlineWhenClosed,
    /// A handover that nobody has acknowledged.
    HandoverWaiting,
    /// A deadline that runs.
    DeadlineRunning,
    /// Somebody is out alone, and is expected.
    ReturnExpected,
    /// Something that a later API knows.
    #[serde(other)]
    Other,
}
