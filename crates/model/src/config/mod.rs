//! The configuration of an Ambito: rules, labels, Comuni, hours, numbers, retention.
//!
//! It is written as one TOML file per Ambito beside data files that all share, checked as a whole by [`parse`], and
//! sent to phones as JSON (camelCase). Parsing is pure: the caller reads the files.

mod ambito;
mod builtin;
mod codelists;
mod data;
mod error;
mod file;
mod json;
mod read;

pub use ambito::*;
pub use builtin::{BUILTIN, builtin_data, builtin_text};
pub use codelists::{CHIP_LABEL_MAX, CodelistEntry, Codelists};
pub use error::{ConfigError, ConfigIssue};
pub use read::{DataFiles, parse};
