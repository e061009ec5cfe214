//! Instants. The civil time of Europe/Rome is in [`rome`].

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

pub use crate::rome;

/// Milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// One second.
    pub const SECOND: i64 = 1_000;
    /// One minute.
    pub const MINUTE: i64 = 60 * Self::SECOND;
    /// One hour.
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// Twenty-four hours.
    pub const DAY: i64 = 24 * Self::HOUR;

    /// This instant moved by `millis` (may be negative); saturates.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this instant.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The instant as chrono has it; `None` outside of chrono's range.
    #[must_use]
    pub const fn to_utc(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.0)
    }

    /// RFC 3339 in UTC with milliseconds, as on the wire.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        self.to_utc().unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// Reads an RFC 3339 date-time with any offset.
    ///
    /// # Errors
    /// When the text is not RFC 3339.
    pub fn parse_rfc3339(text: &str) -> Result<Self, chrono::ParseError> {
        DateTime::parse_from_rfc3339(text).map(|at| Self(at.timestamp_millis()))
    }
}
