//! Who uses a device: enrolment, session, profile.

use model::ids::{AmbitoId, DeviceId, OperatorId, ProviderId, TeamId};
use model::record::Service;
use model::time::Millis;
use serde::{Deserialize, Serialize};

use crate::json;

#[cfg(feature = "openapi")]
use crate::openapi;

/// What an operator may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Educatore di strada.
    StreetEducator,
    /// Operatore di prossimità.
    ProximityOperator,
    /// Volontario: sees the own visits only.
    Volunteer,
    /// Operatore del Pronto Intervento Sociale.
    PisOperator,
    /// Facilitatore digitale.
    DigitalFacilitator,
    /// Assistente sociale comunale.
    MunicipalSocialWorker,
    /// Coordinatore.
    Coordinator,
    /// Ufficio di Piano.
    PlanningOffice,
    /// Responsabile della protezione dei dati.
    DpoAuditor,
    /// Amministratore.
    Admin,
}

/// A team that the operator belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TeamRef {
    /// Id of the team.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Its service.
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::Service, inline))]
    pub service: Service,
    /// The provider that runs it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub provider_id: ProviderId,
}

/// Who uses this device, as the session says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The operator.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub operator_id: OperatorId,
    /// Name for colleagues.
    pub display_name: String,
    /// Roles; never empty.
    #[serde(deserialize_with = "json::list")]
    pub roles: Vec<Role>,
    /// Teams.
    #[serde(deserialize_with = "json::list")]
    pub teams: Vec<TeamRef>,
    /// The own Comune, for a municipal social worker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality_code: Option<String>,
    /// The Ambito.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub ambito_id: AmbitoId,
    /// Name of the Ambito.
    pub ambito_name: String,
    /// The device.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
    /// Colleagues of the same teams, for crews; of all teams for who works for a Comune and reads what they report.
    #[serde(deserialize_with = "json::list")]
    pub colleagues: Vec<Colleague>,
}

/// A colleague of the same team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Colleague {
    /// The operator.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub operator_id: OperatorId,
    /// Name for colleagues.
    pub display_name: String,
    /// Teams in common.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<uuid::Uuid>))]
    #[serde(deserialize_with = "json::list")]
    pub team_ids: Vec<TeamId>,
}

/// `POST /v1/enrol`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnrolRequest {
    /// The single-use code, as typed: case, spaces and dashes do not count.
    pub code: String,
}

/// Answer to an enrolment and to `GET /v1/session`; the cookie travels in the header.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionResponse {
    /// Who uses this device.
    pub profile: Profile,
    /// Version of the configuration; when it changes the app fetches `GET /v1/config`.
    pub config_version: String,
    /// Clock of the API.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub server_time: Millis,
    /// The last position in the stream of this device that the API has; 0 for none. A phone that lost its rows goes on
    /// after it.
    #[serde(default)]
    pub last_client_seq: u64,
}

/// `POST /v1/session/proof-key`, answered by 204: the key by which this device proves from here on that its person has given
/// the passphrase again. The first one of a device stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProofKeyRequest {
    /// 32 bytes, base64url.
    pub key: String,
}

/// Answer to `POST /v1/session/step-up/challenge`: good for one proof of this device, for two minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StepUpChallenge {
    /// What the proof is made for, as it is written here.
    pub challenge: String,
    /// The API has a proof key of this device.
    pub known: bool,
}

/// `POST /v1/session/step-up`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepUpRequest {
    /// The challenge, as it came.
    pub challenge: String,
    /// HMAC-SHA-256 by the proof key, base64url.
    pub proof: String,
}

/// Answer to a proof that holds: the session may do what asks for the passphrase again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StepUpResponse {
    /// Until then, by the clock of the API.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub raised_until: Millis,
}
