//! Instants. The civil time of Europe/Rome is in [`rome`].

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Timelike as _, Utc};
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

/// Reads the date of an HTTP header (RFC 9110, IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`. By hand, because what
/// libraries have for it is as large as all else that reads a time.
#[must_use]
pub fn parse_http_date(text: &str) -> Option<Millis> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = text.split_once(", ")?.1.split(' ');
    let mut next = || parts.next();
    let (day, month, year, clock, zone) = (next()?, next()?, next()?, next()?, next()?);
    if zone != "GMT" || next().is_some() {
        return None;
    }
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    Millis::parse_rfc3339(&format!("{year}-{month:02}-{day}T{clock}Z")).ok()
}

/// Reads a day, `2026-11-25`. Written by hand, as are the next: the parser of formats that chrono has would weigh on
/// the first load of a phone.
#[must_use]
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (digits(parts.next(), 4)?, digits(parts.next(), 2)?, digits(parts.next(), 2)?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|_| parts.next().is_none())
}

/// Reads a time of the day, `22:14`.
#[must_use]
pub fn parse_clock(text: &str) -> Option<NaiveTime> {
    let mut parts = text.split(':');
    let (hour, minute) = (digits(parts.next(), 2)?, digits(parts.next(), 2)?);
    NaiveTime::from_hms_opt(hour, minute, 0).filter(|_| parts.next().is_none())
}

/// A time of the day as [`parse_clock`] reads it.
#[must_use]
pub fn clock_text(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A day in JSON that may be absent or null.
pub mod iso_day_or_none {
    use chrono::NaiveDate;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    /// Writes it.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(day: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => serializer.collect_str(day),
            None => serializer.serialize_none(),
        }
    }

    /// Reads it.
    ///
    /// # Errors
    /// When it is there and no day.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let day = super::parse_day(&text);
        day.map(Some).ok_or_else(|| D::Error::custom(format!("`{text}` is not YYYY-MM-DD")))
    }
}

fn digits(text: Option<&str>, count: usize) -> Option<u32> {
    let text = text.filter(|text| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_and_times_of_another_form_are_refused() {
        for day in ["", "2026-11", "2026-1-05", "26-11-25", "2026-13-01", "2026-02-30", "2026-11-25-", "+026-11-25"] {
            assert_eq!(parse_day(day), None, "{day}");
        }
        for time in ["", "9:00", "24:00", "22:60", "22:14:00", "-1:00", "22"] {
            assert_eq!(parse_clock(time), None, "{time}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(days in 0_i32..3_000_000, minute in 0_u32..1_440) {
            let day = NaiveDate::from_num_days_from_ce_opt(days + 1).expect("a day before the year 9999");
            prop_assert_eq!(parse_day(&day.to_string()), Some(day));
            let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).expect("a minute of the day");
            prop_assert_eq!(parse_clock(&clock_text(time)), Some(time));
        }
    }
}
