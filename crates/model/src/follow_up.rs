//! What is to be done by a date.

use chrono::NaiveDate;

use crate::record::RecordRef;
use crate::time::parse_day;

pub use crate::schema::FollowUp;

/// How a date stands to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// It was to be done before.
    Overdue,
    /// Today.
    Today,
    /// Later.
    Later,
}

/// How what is to be done stands; `None` once it is done or was voided. A date that cannot be read is today: rather shown
/// than forgotten.
#[must_use]
pub fn due(follow_up: &RecordRef<'_>, today: NaiveDate) -> Option<Due> {
    if follow_up.voided() || follow_up.text("doneAt").is_some() {
        return None;
    }
    let on = follow_up.text("dueOn").and_then(parse_day).unwrap_or(today);
    Some(match on.cmp(&today) {
        std::cmp::Ordering::Less => Due::Overdue,
        std::cmp::Ordering::Equal => Due::Today,
        std::cmp::Ordering::Greater => Due::Later,
    })
}
