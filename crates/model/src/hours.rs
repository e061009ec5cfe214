//! Service hours of the PIS: versioned rules of the configuration, in the civil time of Rome, the end exclusive.

use chrono::{Datelike, NaiveDate, Timelike, Weekday};
use serde::{Deserialize, Serialize, Serializer};

use crate::codes::TimeBand;
use crate::config::AmbitoConfig;
use crate::holidays;
use crate::rome;
use crate::time::Millis;

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

fn iso_day<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
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
