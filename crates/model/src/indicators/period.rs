use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::record::RecordRef;
use crate::rome;
use crate::time::Millis;

/// Days of a report, both ends included; an end that is absent is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// First day.
    #[serde(default, with = "crate::time::iso_day_or_none", skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[serde(default, with = "crate::time::iso_day_or_none", skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl Period {
    /// From one day to another.
    #[must_use]
    pub const fn days(from: NaiveDate, to: NaiveDate) -> Self {
        Self { from: Some(from), to: Some(to) }
    }

    /// Whether a day lies in the period.
    #[must_use]
    pub fn has_day(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether the day of an instant, in Rome, lies in the period.
    #[must_use]
    pub fn has(&self, at: Millis) -> bool {
        self.has_day(rome::day_of(at))
    }

    /// Whether a day of the record lies in the period: that of the first of these fields that is set.
    pub(super) fn has_record(&self, record: &RecordRef<'_>, fields: &[&str]) -> bool {
        fields.iter().find_map(|field| record.time(field)).is_some_and(|at| self.has(at))
    }
}
