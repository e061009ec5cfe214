//! The words on the screen: `locales/it/*.json`, turned into Rust and checked at compile time by `build.rs`.
//!
//! `tr!(proximity.title)` is a `&'static str`; `tr!(sync.only_here, count = n)` a `String` with its arguments filled
//! in. Why no library does it: docs/adr/0004-texts.md.

pub mod dates;
pub mod words;

/// The generated texts.
#[expect(clippy::useless_format, reason = "generated, one shape for all texts")]
pub mod texts {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// A text of the locale in use.
#[macro_export]
macro_rules! tr {
    ($space:ident . $key:ident) => {
        $crate::i18n::texts::$space::$key
    };
    ($space:ident . $key:ident, $($argument:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::texts::$space::$key { $($argument: &$value),+ }.text()
    };
}
