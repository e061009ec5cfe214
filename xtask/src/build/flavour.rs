//! What one may make of the sources.

/// A kind of build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    /// What is served.
    Release,
    /// Unoptimised and quick to compile.
    Dev,
    /// As `Dev`, with rows that lie in clear: `cargo xtask audit canary` must find something there.
    Unsealed,
}

impl Flavour {
    /// Whether it is left as the compiler made it.
    pub(super) fn dev(self) -> bool {
        self != Self::Release
    }

    /// Cargo's profile.
    pub(super) fn profile(self) -> &'static str {
        if self.dev() { "dev" } else { "wasm-release" }
    }

    /// Names what is kept of it between two builds.
    pub(super) fn name(self) -> &'static str {
        if self == Self::Unsealed { "unsealed" } else { self.profile() }
    }

    /// The features of the app that cargo is asked for.
    pub(super) fn features(self) -> &'static [&'static str] {
        if self == Self::Unsealed { &["--features", "unsealed"] } else { &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_control_of_the_audit_asks_for_unsealed_rows_and_never_as_a_release() {
        for served in [Flavour::Release, Flavour::Dev] {
            assert!(served.features().is_empty());
        }
        assert_eq!((Flavour::Unsealed.profile(), Flavour::Unsealed.dev()), ("dev", true));
    }

    /// A feature that is on by itself, or by another one, would be on in what is served.
    #[test]
    fn no_feature_of_the_app_brings_unsealed_rows_along() {
        let manifest: toml::Table = toml::from_str(include_str!("../../../Cargo.toml")).expect("it is a manifest");
        let features = manifest["features"].as_table().expect("the app has features");
        assert_eq!(features.keys().map(String::as_str).collect::<Vec<_>>(), ["unsealed"]);
        assert_eq!(features["unsealed"].as_array().map(Vec::len), Some(0));
    }
}
