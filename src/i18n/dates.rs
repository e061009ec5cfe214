//! Dates and times as Italians write them, in the time of Europe/Rome.

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, Timelike as _};
use model::rome;
use model::time::Millis;

use crate::tr;

const WEEKDAYS: [&str; 7] = ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"];
const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

/// `22:14`
pub fn clock(at: Millis) -> String {
    let at = rome::to_rome(at);
    format!("{}:{:02}", at.hour(), at.minute())
}

/// `lunedì`, of 1 to 7.
pub fn weekday_of(number: u32) -> &'static str {
    usize::try_from(number).ok().and_then(|number| WEEKDAYS.get(number.checked_sub(1)?)).copied().unwrap_or_default()
}

/// `22/11/2026`
pub fn day(at: Millis) -> String {
    numeric_day(rome::day_of(at))
}

/// `22/11/2026`
pub fn numeric_day(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// `22/11 22:14`
pub fn day_and_clock(at: Millis) -> String {
    let local = rome::to_rome(at);
    format!("{:02}/{:02} {}", local.day(), local.month(), clock(at))
}

/// `domenica 22 novembre`
pub fn long_day(at: Millis) -> String {
    let at = rome::to_rome(at);
    format!("{} {} {}", weekday(&at), at.day(), month(&at))
}

/// Whether both instants fall on one day in Rome.
pub fn same_day(one: Millis, other: Millis) -> bool {
    rome::to_rome(one).date_naive() == rome::to_rome(other).date_naive()
}

/// `1:42`, hours and minutes between two instants.
pub fn elapsed(from: Millis, to: Millis) -> String {
    let minutes = to.since(from).max(0) / Millis::MINUTE;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// `14 minuti`, `13 ore`, `2 giorni`: how long, as people say it.
pub fn age(millis: i64) -> String {
    let count = |unit: i64| usize::try_from(millis.abs() / unit).unwrap_or_default();
    let (minutes, hours, days) = (count(Millis::MINUTE), count(Millis::HOUR), count(Millis::DAY));
    match (minutes, hours) {
        (0, _) => tr!(sync.age_now).to_owned(),
        (_, 0) => tr!(sync.age_minutes, count = minutes),
        (_, 1..48) => tr!(sync.age_hours, count = hours),
        _ => tr!(sync.age_days, count = days),
    }
}

fn weekday(at: &DateTime<FixedOffset>) -> &'static str {
    WEEKDAYS.get(at.weekday().num_days_from_monday() as usize).copied().unwrap_or_default()
}

fn month(at: &DateTime<FixedOffset>) -> &'static str {
    MONTHS.get(at.month0() as usize).copied().unwrap_or_default()
}
