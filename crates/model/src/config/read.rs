use super::{AmbitoConfig, ConfigError};

/// The data files that all Ambiti share, as text.
#[derive(Clone, Copy, Debug)]
pub struct DataFiles<'a> {
    /// `config/data/codelists.json`.
    pub codelists_json: &'a str,
    /// `config/data/municipalities.json`.
    pub municipalities_json: &'a str,
    /// `config/data/population.json`.
    pub population_json: &'a str,
}

/// Reads and checks the configuration of an Ambito.
///
/// # Errors
/// Everything that is wrong, each with its file, line and reason.
pub fn parse(toml_text: &str, data: &DataFiles<'_>) -> Result<AmbitoConfig, ConfigError> {
    super::file::read(toml_text, data)
}
