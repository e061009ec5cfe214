use super::{AmbitoConfig, ConfigError, DataFiles, parse};

/// The Ambiti that come with the sources.
pub const BUILTIN: [&str; 2] = ["visconteo_sud_milano", "corsichese"];

/// The TOML of an Ambito that comes with the sources.
#[must_use]
pub fn builtin_text(id: &str) -> Option<&'static str> {
    match id {
        "visconteo_sud_milano" => Some(include_str!("../../../../config/ambiti/visconteo_sud_milano.toml")),
        "corsichese" => Some(include_str!("../../../../config/ambiti/corsichese.toml")),
        _ => None,
    }
}

/// The data files that come with the sources.
#[must_use]
pub const fn builtin_data() -> DataFiles<'static> {
    DataFiles {
        codelists_json: include_str!("../../../../config/data/codelists.json"),
        municipalities_json: include_str!("../../../../config/data/municipalities.json"),
        population_json: include_str!("../../../../config/data/population.json"),
    }
}

impl AmbitoConfig {
    /// An Ambito that comes with the sources, for the API and for tests; `None` for any other id. The app never calls
    /// this: it gets its configuration from the API, and the texts stay out of its binary.
    #[must_use]
    pub fn builtin(id: &str) -> Option<Result<Self, ConfigError>> {
        builtin_text(id).map(|text| parse(text, &builtin_data()))
    }
}
