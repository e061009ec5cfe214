//! The sign of life of a phone: it travels apart from the sync that it tells of, and says nothing of a person.

use model::ids::DeviceId;
use model::time::Millis;
use serde::{Deserialize, Serialize};

/// `POST /v1/heartbeat`, answered by 204.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Heartbeat {
    /// Must be the session's device.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
    /// Protocol of the app.
    pub protocol: u32,
    /// Version of the app.
    pub app_version: String,
    /// Version of the configuration that the app holds, codelists included.
    pub config_version: String,
    /// Records that are only on the phone, refused ones included.
    pub pending: u32,
    /// Records that wait for a correction.
    pub to_fix: u32,
    /// Age of the oldest unsent record in milliseconds, by the clock of the phone; absent when all is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_pending_ms: Option<i64>,
    /// API clock less device clock in milliseconds, when measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_skew_ms: Option<i64>,
    /// When the last pull reached its end, on the clock of the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, format = Int64))]
    pub last_pull: Option<Millis>,
    /// How the storage of the browser stands.
    pub storage: StorageHealth,
}

/// How the storage of the browser stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StorageHealth {
    /// The browser promised not to evict it; absent where it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persisted: Option<bool>,
    /// Bytes used, rounded by the browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<u64>,
    /// Bytes that may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<u64>,
    /// The last write failed.
    #[serde(default)]
    pub fault: bool,
    /// Rows that could not be read.
    #[serde(default)]
    pub unreadable: u32,
}
