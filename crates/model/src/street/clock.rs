//! The clock of an outing: instants are compared, so that midnight and the changes of the clocks cost nothing.

use chrono::Timelike as _;

use crate::rome;
use crate::time::Millis;

/// From when on it is evening in Rome, and until when it is still the night before.
const EVENING: u32 = 17;
const MORNING: u32 = 5;

/// Whether an outing that began then is one of the day; else it is one of the evening, also past midnight.
#[must_use]
pub fn began_by_day(at: Millis) -> bool {
    (MORNING..EVENING).contains(&rome::to_rome(at).hour())
}

/// Whether an outing has lasted longer than the Ambito finds likely; never where it says no number.
#[must_use]
pub const fn lasts_too_long(began: Millis, now: Millis, warn_hours: u32) -> bool {
    warn_hours > 0 && now.since(began) > warn_hours as i64 * Millis::HOUR
}
