//! Proximity.
use crate::record::{Fields, Issue};
pub(crate) fn visit_rules(_fields: &Fields, _issues: &mut Vec<Issue>) {}
pub(crate) fn to_complete(_fields: &Fields, _state: &str, _issues: &mut Vec<Issue>) {}
