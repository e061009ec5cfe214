//! The hours of the PIS from 2022 to 2030, minute by minute, against an oracle that shares no code with the model: the time
//! zone database for the clocks, the holidays as a list, the rules as the spans that people speak of.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Europe::Rome;
use model::config::AmbitoConfig;
use model::hours::{time_band, within_service_hours};
use model::time::Millis;
use proptest::prelude::*;

use crate::support::visconteo;

const YEARS: RangeInclusive<i32> = 2022..=2030;

static CONFIG: LazyLock<AmbitoConfig> = LazyLock::new(visconteo);

/// Every holiday with a name in these years; Sundays are holidays besides.
const EVERY_YEAR: [&str; 10] =
    ["01-01", "01-06", "04-25", "05-01", "06-02", "08-15", "11-01", "12-08", "12-25", "12-26"];
const ONCE: [&str; 14] = [
    "2022-04-18",
    "2023-04-10",
    "2024-04-01",
    "2025-04-21",
    "2026-04-06",
    "2027-03-29",
    "2028-04-17",
    "2029-04-02",
    "2030-04-22",
    "2026-10-04",
    "2027-10-04",
    "2028-10-04",
    "2029-10-04",
    "2030-10-04",
];

static NAMED: LazyLock<std::collections::HashSet<String>> = LazyLock::new(|| {
    let yearly = YEARS.flat_map(|year| EVERY_YEAR.iter().map(move |day| format!("{year}-{day}")));
    yearly.chain(ONCE.iter().map(|day| (*day).to_owned())).collect()
});

fn is_named(day: NaiveDate) -> bool {
    NAMED.contains(&day.to_string())
}

fn is_holiday(day: NaiveDate) -> bool {
    day.weekday() == Weekday::Sun || is_named(day)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What Rome's clocks show.
fn civil(at: Millis) -> NaiveDateTime {
    DateTime::<Utc>::from_timestamp_millis(at.0).unwrap().with_timezone(&Rome).naive_local()
}

/// "Mon-Fri 19:00-07:00; Fri 19:00 to Mon 07:00; 24 h on holidays": whether one of the spans that began up to three days ago
/// is still running.
fn by_the_old_rule(now: NaiveDateTime) -> bool {
    let began = |ago: u64| now.date().checked_sub_days(Days::new(ago)).unwrap();
    let running = |ago: u64| {
        let hours = match began(ago).weekday() {
            Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu => 12,
            Weekday::Fri => 60,
            Weekday::Sat | Weekday::Sun => 0,
        };
        let start = began(ago).and_hms_opt(19, 0, 0).unwrap();
        (start..start + TimeDelta::hours(hours)).contains(&now)
    };
    is_holiday(now.date()) || (0..=3).any(running)
}

/// "Every day 18:00-24:00; Saturdays, Sundays and holidays also 07:00-24:00".
fn by_the_new_rule(now: NaiveDateTime) -> bool {
    let free = now.weekday() == Weekday::Sat || is_holiday(now.date());
    now.hour() >= 18 || (free && now.hour() >= 7)
}

fn expected(now: NaiveDateTime) -> (Option<bool>, &'static str) {
    let within = match now.date() {
        date if date < day("2022-12-01") => None,
        date if date <= day("2024-02-29") => Some(by_the_old_rule(now)),
        _ => Some(by_the_new_rule(now)),
    };
    let band = match (is_named(now.date()), now.weekday(), now.hour()) {
        (true, ..) => "holiday",
        (_, Weekday::Sat | Weekday::Sun, _) => "weekend",
        (.., 0..=6) => "weekday_00_07",
        (.., 7..=17) => "weekday_07_18",
        _ => "weekday_18_24",
    };
    (within, band)
}

fn said(at: Millis) -> (Option<bool>, String) {
    (within_service_hours(&CONFIG, at), model::codes::Code::as_str(&time_band(at)).to_owned())
}

#[track_caller]
fn check(at: Millis) {
    let now = civil(at);
    let (within, band) = expected(now);
    assert_eq!(said(at), (within, band.to_owned()), "{now} in Rome, {}", at.to_rfc3339());
}

/// The instants at which Rome's clocks show a time; two in the hour that comes twice, none in the one that is left out.
fn shown(date: NaiveDate, time: NaiveTime) -> Vec<Millis> {
    let local = date.and_time(time).and_local_timezone(Rome);
    let both = [local.earliest(), local.latest()];
    both.into_iter().flatten().map(|at| Millis(at.timestamp_millis())).collect()
}

fn days() -> impl Iterator<Item = NaiveDate> {
    day("2022-01-01").iter_days().take_while(|day| YEARS.contains(&day.year()))
}

/// Each day at each hour that any rule names, a minute and a second before and after.
#[test]
fn every_edge_of_every_day_is_as_the_oracle_says() {
    for date in days() {
        for hour in [0, 7, 18, 19, 23] {
            for at in shown(date, NaiveTime::from_hms_opt(hour, 0, 0).unwrap()) {
                for off in [-Millis::MINUTE, -1, 0, Millis::MINUTE] {
                    check(at.plus(off));
                }
            }
        }
    }
}

/// The days on which the clocks change and those around them, every minute: 23, 24 and 25 hours of them.
#[test]
fn every_minute_around_a_change_of_the_clocks_is_as_the_oracle_says() {
    let offset = |date: NaiveDate| shown(date, NaiveTime::from_hms_opt(12, 0, 0).unwrap())[0].0.rem_euclid(Millis::DAY);
    let changes: Vec<NaiveDate> =
        days().skip(1).filter(|date| offset(*date) != offset(date.pred_opt().unwrap())).collect();
    assert_eq!(changes.len(), 2 * YEARS.count());
    for change in changes {
        let midnight = |date: NaiveDate| shown(date, NaiveTime::MIN)[0];
        let (mut at, end) = (midnight(change.pred_opt().unwrap()), midnight(change + Days::new(2)));
        while at < end {
            check(at);
            at = at.plus(Millis::MINUTE);
        }
    }
}

/// A minute of every hour, another one each time.
#[test]
fn a_minute_of_every_hour_is_as_the_oracle_says() {
    let (mut at, end) = (shown(day("2022-01-01"), NaiveTime::MIN)[0], shown(day("2030-12-31"), NaiveTime::MIN)[0]);
    while at < end {
        check(at);
        at = at.plus(61 * Millis::MINUTE);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn any_instant_is_as_the_oracle_says(millis in 1_640_991_600_000i64..1_924_988_400_000) {
        check(Millis(millis));
    }
}
