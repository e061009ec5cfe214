//! Codes as newtypes, one per codelist. The lists themselves come from the configuration; constants stand here only
//! for codes that a rule names.

mod hub;
mod pis;
mod proximity;
mod shared;
mod street;

pub use hub::*;
pub use pis::*;
pub use proximity::*;
pub use shared::*;
pub use street::*;

/// A code of a codelist.
pub trait Code: crate::values::FieldValue {
    /// The codelist, where it has one in the configuration.
    const LIST: Option<&'static str>;

    /// The code as on the wire.
    fn as_str(&self) -> &str;
}

/// Nobody knows: an answer of every codelist about a person.
pub const UNKNOWN: &str = "unknown";
/// Nobody asked: an answer of every codelist about a person, not the same as [`UNKNOWN`].
pub const NOT_RECORDED: &str = "not_recorded";
