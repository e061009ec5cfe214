//! Digital hubs.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::config::AmbitoConfig;
use crate::record::{Fields, Issue};

/// A slot of a timetable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// 1 is Monday.
    pub weekday: u32,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub to: NaiveTime,
}

pub(crate) fn path_rules(_fields: &Fields, _config: &AmbitoConfig, _issues: &mut Vec<Issue>) {}
pub(crate) fn session_rules(_fields: &Fields, _issues: &mut Vec<Issue>) {}
