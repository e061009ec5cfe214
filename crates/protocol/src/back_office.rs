//! What the back office asks of the API online.

use serde::{Deserialize, Serialize};

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
