//! The civil time of Europe/Rome, by the rule of the EU since 1996: summer time from the last Sunday of March to the
//! last Sunday of October, changing at 01:00 UTC.
//!
//! Written by hand so that no time zone database goes into the app; tested against chrono-tz.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::time::Millis;

const WINTER: i32 = 3_600;
const SUMMER: i32 = 7_200;

/// What a civil time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Civil {
    /// One instant.
    At(DateTime<FixedOffset>),
    /// Two instants, in the hour that comes twice in October: the first (summer time), the second (winter time).
    Twice(DateTime<FixedOffset>, DateTime<FixedOffset>),
    /// None, in the hour that is skipped in March; the instant that a clock shows that was not moved.
    Never(DateTime<FixedOffset>),
}

impl Civil {
    /// One instant in every case: the first of two, and the moved clock's for the hour that does not exist.
    #[must_use]
    pub const fn earliest(self) -> DateTime<FixedOffset> {
        match self {
            Self::At(at) | Self::Twice(at, _) | Self::Never(at) => at,
        }
    }
}

/// Seconds east of UTC at an instant.
#[must_use]
pub fn offset_at(at: Millis) -> i32 {
    let year = at.to_utc().unwrap_or_default().year();
    let summer = last_sunday(year, 3)..last_sunday(year, 10);
    if summer.contains(&at.0) { SUMMER } else { WINTER }
}

/// An instant in the civil time of Rome.
#[must_use]
pub fn to_rome(at: Millis) -> DateTime<FixedOffset> {
    at.to_utc().unwrap_or_default().with_timezone(&zone(offset_at(at)))
}

/// The instant of a civil time in Rome.
#[must_use]
pub fn from_rome(civil: NaiveDateTime) -> Civil {
    let [summer, winter] = [SUMMER, WINTER].map(|offset| instant(civil, offset));
    match (offset_at(summer) == SUMMER, offset_at(winter) == WINTER) {
        (true, true) => Civil::Twice(to_rome(summer), to_rome(winter)),
        (true, false) => Civil::At(to_rome(summer)),
        (false, true) => Civil::At(to_rome(winter)),
        (false, false) => Civil::Never(to_rome(winter)),
    }
}

/// The first instant of a day in Rome.
#[must_use]
pub fn start_of_day(day: NaiveDate) -> Millis {
    Millis(from_rome(day.and_time(NaiveTime::MIN)).earliest().timestamp_millis())
}

/// The day in Rome at an instant.
#[must_use]
pub fn day_of(at: Millis) -> NaiveDate {
    to_rome(at).date_naive()
}

/// When a clock in Rome last showed this time: `now` itself where it shows it still.
#[must_use]
pub fn last_at(time: NaiveTime, now: Millis) -> Millis {
    let on = |day: NaiveDate| Millis(from_rome(day.and_time(time)).earliest().timestamp_millis());
    let today = day_of(now);
    match now.since(on(today)) {
        0..Millis::MINUTE => now,
        Millis::MINUTE.. => on(today),
        _ => today.pred_opt().map_or(now, on),
    }
}

fn instant(civil: NaiveDateTime, offset: i32) -> Millis {
    let utc = civil.checked_sub_signed(TimeDelta::seconds(offset.into())).unwrap_or(civil);
    Millis(utc.and_utc().timestamp_millis())
}

/// 01:00 UTC of the last Sunday of a month of 31 days.
fn last_sunday(year: i32, month: u32) -> i64 {
    let last = NaiveDate::from_ymd_opt(year, month, 31).unwrap_or_default();
    let back = i64::from(last.weekday().num_days_from_sunday());
    let midnight = last.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    midnight - back * Millis::DAY + Millis::HOUR
}

fn zone(offset: i32) -> FixedOffset {
    FixedOffset::east_opt(offset).expect("one or two hours are a valid offset")
}
