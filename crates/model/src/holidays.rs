//! National holidays of Italy.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

/// Whether a day is a holiday: Sundays, Easter Monday and the fixed days. Patron days are a setting of the Ambito.
#[must_use]
pub fn is_holiday(day: NaiveDate) -> bool {
    day.weekday() == Weekday::Sun || is_named(day)
}

/// Whether a day is a holiday with a name of its own, be it a Sunday or not.
#[must_use]
pub fn is_named(day: NaiveDate) -> bool {
    is_fixed(day) || Some(day) == easter_monday(day.year())
}

/// Easter Monday; `None` outside of the years that the calendar covers.
#[must_use]
pub fn easter_monday(year: i32) -> Option<NaiveDate> {
    easter(year).and_then(|sunday| sunday.checked_add_signed(TimeDelta::days(1)))
}

fn is_fixed(day: NaiveDate) -> bool {
    match (day.month(), day.day()) {
        (1, 1 | 6) | (4, 25) | (5, 1) | (6, 2) | (8, 15) | (11, 1) | (12, 8 | 25 | 26) => true,
        // San Francesco, L. 151/2025.
        (10, 4) => day.year() >= 2026,
        _ => false,
    }
}

/// Easter Sunday by the anonymous Gregorian computus.
fn easter(year: i32) -> Option<NaiveDate> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, (n / 31).unsigned_abs(), (n % 31 + 1).unsigned_abs())
}
