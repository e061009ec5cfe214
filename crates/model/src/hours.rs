//! Service hours of the PIS: versioned rules of the configuration, in the civil time of Rome, the end exclusive.

use chrono::{Datelike, Days, NaiveDate, Timelike, Weekday};
use serde::{Deserialize, Serialize, Serializer};

use crate::codes::TimeBand;
use crate::config::AmbitoConfig;
use crate::holidays;
use crate::order;
use crate::rome;
use crate::time::Millis;

/// How far ahead a change of the hours is looked for.
const DAYS_AHEAD: u64 = 8;
/// A shift that begins later is not the next one.
const NEXT_SHIFT: i64 = 12 * Millis::HOUR;

/// The hours in force from one day to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HoursRule {
    /// First day.
    #[serde(serialize_with = "iso_day")]
    pub valid_from: NaiveDate,
    /// Last day; open when absent.
    #[serde(serialize_with = "crate::time::iso_day_or_none::serialize", skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// The first day is assumed, no source has it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub valid_from_assumed: bool,
    /// When the service runs.
    pub windows: Vec<HoursWindow>,
}

/// A day as ISO 8601.
pub(crate) fn iso_day<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// A window of hours on some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HoursWindow {
    /// On which days.
    pub days: Vec<DayKind>,
    /// Start, minutes from midnight.
    pub from: u16,
    /// End, minutes from midnight, exclusive; 1440 is midnight.
    pub to: u16,
}

/// A kind of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Monday, holiday or not.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
    /// Any holiday.
    Holiday,
}

/// Whether the PIS is in service at an instant; `None` where no rule is in force.
#[must_use]
pub fn within_service_hours(config: &AmbitoConfig, at: Millis) -> Option<bool> {
    within(&config.service_hours, at, &holidays::is_holiday)
}

/// As [`within_service_hours`], for rules and holidays given.
#[must_use]
pub fn within(rules: &[HoursRule], at: Millis, is_holiday: &dyn Fn(NaiveDate) -> bool) -> Option<bool> {
    let local = rome::to_rome(at);
    let day = local.date_naive();
    let minute = local.hour() * 60 + local.minute();
    let rule = rules.iter().find(|rule| rule.covers(day))?;
    let kinds = [Some(weekday(day.weekday())), is_holiday(day).then_some(DayKind::Holiday)];
    Some(rule.windows.iter().any(|window| {
        let today = kinds.iter().flatten().any(|kind| window.days.contains(kind));
        today && (u32::from(window.from)..u32::from(window.to)).contains(&minute)
    }))
}

/// The next instant at which the service opens or closes: only where a window starts or ends can that be. Nothing within the
/// days that are looked ahead, and nothing without rules.
#[must_use]
pub fn next_change(config: &AmbitoConfig, at: Millis) -> Option<Millis> {
    let windows = || config.service_hours.iter().flat_map(|rule| &rule.windows);
    let minutes = order::set(windows().flat_map(|window| [window.from, window.to]).chain([0]));
    let today = rome::day_of(at);
    let days = (0..DAYS_AHEAD).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
    let edges = order::set(days.flat_map(|day| minutes.iter().filter_map(move |minute| edge(day, *minute))));
    let now = within_service_hours(config, at);
    edges.into_iter().find(|edge| *edge > at && within_service_hours(config, *edge) != now)
}

/// When the next shift of the PIS is there to take what this one leaves: at once while the service goes on for an hour at
/// least, else when it opens again. Nothing where that is more than twelve hours away, for after midnight there is no shift;
/// now where no hours are configured, for then nobody can say.
#[must_use]
pub fn next_shift(config: &AmbitoConfig, at: Millis) -> Option<Millis> {
    let opens = match within_service_hours(config, at) {
        None => Some(at),
        Some(false) => next_change(config, at),
        Some(true) => match next_change(config, at) {
            Some(end) if end.since(at) < Millis::HOUR => next_change(config, end),
            _ => Some(at),
        },
    };
    opens.filter(|opens| opens.since(at) <= NEXT_SHIFT)
}

/// A minute of a day; 1440 is the midnight that ends it.
fn edge(day: NaiveDate, minute: u16) -> Option<Millis> {
    let day = day.checked_add_days(Days::new(u64::from(minute / 1440)))?;
    let minute = u32::from(minute % 1440);
    let at = rome::from_rome(day.and_hms_opt(minute / 60, minute % 60, 0)?).earliest();
    Some(Millis(at.timestamp_millis()))
}

/// The time band of an instant; a holiday wins over a Saturday.
#[must_use]
pub fn time_band(at: Millis) -> TimeBand {
    let local = rome::to_rome(at);
    let day = local.date_naive();
    let sunday = day.weekday() == Weekday::Sun;
    if holidays::is_holiday(day) && (!sunday || holidays::is_named(day)) {
        return TimeBand::HOLIDAY;
    }
    match (day.weekday(), local.hour()) {
        (Weekday::Sat | Weekday::Sun, _) => TimeBand::WEEKEND,
        (_, 0..7) => TimeBand::WEEKDAY_00_07,
        (_, 7..18) => TimeBand::WEEKDAY_07_18,
        _ => TimeBand::WEEKDAY_18_24,
    }
}

impl HoursRule {
    /// Whether the rule is in force on a day.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}

const fn weekday(day: Weekday) -> DayKind {
    match day {
        Weekday::Mon => DayKind::Mon,
        Weekday::Tue => DayKind::Tue,
        Weekday::Wed => DayKind::Wed,
        Weekday::Thu => DayKind::Thu,
        Weekday::Fri => DayKind::Fri,
        Weekday::Sat => DayKind::Sat,
        Weekday::Sun => DayKind::Sun,
    }
}
