//! Street education.
use crate::record::{Fields, Issue, RecordType};
pub(crate) fn meeting_rules(_fields: &Fields, _issues: &mut Vec<Issue>) {}
pub(crate) fn tally_rules(_fields: &Fields, _issues: &mut Vec<Issue>) {}
pub(crate) fn to_complete(_record_type: &RecordType, _fields: &Fields, _issues: &mut Vec<Issue>) {}
