//! Instants. The civil time of Europe/Rome is in [`rome`].

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, Timelike as _, Utc};
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
    pub fn parse_rfc3339(text: &str) -> Result<Self, NotAnInstant> {
        parse_instant(text).map(|at| Self(at.timestamp_millis())).ok_or(NotAnInstant)
    }
}

/// A text that is no date-time of RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnInstant;

impl fmt::Display for NotAnInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date-time of RFC 3339")
    }
}

impl std::error::Error for NotAnInstant {}

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

/// Reads an RFC 3339 date-time with any offset, as [`parse_day`] by hand. What is finer than a nanosecond is cut off.
#[must_use]
pub fn parse_instant(text: &str) -> Option<DateTime<FixedOffset>> {
    let (day, rest) = (text.get(..10)?, text.get(10..)?);
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = (rest.get(..8)?, rest.get(8..)?);
    let mut parts = clock.split(':');
    let (hour, minute) = (digits(parts.next(), 2)?, digits(parts.next(), 2)?);
    let second = digits(parts.next(), 2).filter(|_| parts.next().is_none())?;
    let (nanos, zone) = match rest.strip_prefix('.') {
        Some(fraction) => {
            let end = fraction.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(fraction.len());
            let (fraction, zone) = fraction.split_at(end);
            (nanoseconds(fraction)?, zone)
        }
        None => (0, rest),
    };
    // A leap second is the last of its minute, drawn out.
    let (second, nanos) = if second == 60 { (59, nanos + 1_000_000_000) } else { (second, nanos) };
    let local = parse_day(day)?.and_time(NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)?);
    local.and_local_timezone(offset(zone)?).single()
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    let mut nanos = 0;
    let mut place = 100_000_000;
    for digit in fraction.bytes() {
        nanos += u32::from(digit - b'0') * place;
        place /= 10;
    }
    (!fraction.is_empty()).then_some(nanos)
}

fn offset(zone: &str) -> Option<FixedOffset> {
    if matches!(zone, "Z" | "z") {
        return FixedOffset::east_opt(0);
    }
    let (sign, rest) = (zone.get(..1)?, zone.get(1..)?);
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes) = (digits(Some(hours), 2)?, digits(Some(minutes), 2).filter(|minutes| *minutes < 60)?);
    let seconds = i32::try_from(hours * 3_600 + minutes * 60).ok()?;
    match sign {
        "+" => FixedOffset::east_opt(seconds),
        "-" => FixedOffset::west_opt(seconds),
        _ => None,
    }
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

    proptest! {
        #[test]
        fn an_instant_is_read_as_chrono_reads_it(
            millis in -2_000_000_000_000_i64..4_000_000_000_000,
            nanos in 0_u32..1_000_000,
            minutes in -1_439_i32..1_440,
            digits in 0_usize..12,
        ) {
            let zone = FixedOffset::east_opt(minutes * 60).expect("less than a day");
            let at = DateTime::from_timestamp_millis(millis).expect("in range").with_timezone(&zone);
            let fraction: String = format!("{nanos:06}999999").chars().take(digits).collect();
            let fraction = if fraction.is_empty() { fraction } else { format!(".{fraction}") };
            let text = format!("{}{fraction}{}", at.format("%Y-%m-%dT%H:%M:%S"), at.format("%:z"));
            prop_assert_eq!(parse_instant(&text), DateTime::parse_from_rfc3339(&text).ok(), "{}", text);
        }

        #[test]
        fn what_chrono_refuses_is_refused(
            place in 0_usize..30, letter in "[-0-9TtZz:+. /]", cut in 0_usize..30,
            zone in prop::sample::select(vec!["Z", "+01:00", "-11:30", "+24:00", "+1:00", "+01:60", ""]),
        ) {
            let text = format!("2026-11-22T22:14:59.123{zone}");
            let mut changed: String = text.chars().take(place).collect();
            changed.push_str(&letter);
            changed.extend(text.chars().skip(place + cut % 3));
            prop_assert_eq!(parse_instant(&changed), DateTime::parse_from_rfc3339(&changed).ok(), "{}", changed);
        }
    }

    #[test]
    fn a_leap_second_and_the_zone_of_greenwich_are_read() {
        for text in
            ["2016-12-31T23:59:60Z", "2026-11-22t22:14:00z", "2026-11-22 22:14:00.5-00:00", "2026-02-29T00:00:00Z"]
        {
            assert_eq!(parse_instant(text), DateTime::parse_from_rfc3339(text).ok(), "{text}");
        }
    }

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
