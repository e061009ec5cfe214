use super::{AmbitoConfig, ConfigError, DataFiles};

pub(super) fn read(_toml_text: &str, _data: &DataFiles<'_>) -> Result<AmbitoConfig, ConfigError> {
    Err(ConfigError { issues: Vec::new() })
}
