//! Pronto Intervento Sociale.
use crate::config::AmbitoConfig;
use crate::record::{Fields, Issue};
pub(crate) fn activation_rules(_fields: &Fields, _issues: &mut Vec<Issue>) {}
pub(crate) fn to_complete(_fields: &Fields, _state: &str, _config: &AmbitoConfig, _issues: &mut Vec<Issue>) {}
