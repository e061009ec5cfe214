//! The domain of Taccuino: ids, record types, field classes, codelists, validation, state machines and rule engines.
//!
//! This crate performs no IO, reads no clock and draws no random numbers: time and randomness are arguments.
//! It holds the rule engines; the rules themselves (hours, labels, Comuni, retention) come from the configuration
//! of an Ambito.

#[macro_use]
mod macros;

pub mod codes;
pub mod config;
pub mod envelope;
pub mod events;
pub mod fiscal_code;
pub mod follow_up;
pub mod holidays;
pub mod hours;
pub mod hub;
pub mod ids;
pub mod indicators;
pub mod money;
pub mod names;
pub mod order;
pub mod pis;
pub mod pis_alarms;
pub mod pis_cases;
pub mod plan;
pub mod proximity;
pub mod record;
pub mod retention;
pub mod rome;
pub mod round;
pub mod schema;
pub mod street;
pub mod template;
pub mod time;
mod validation;
pub mod values;
pub mod work;

pub use validation::{state_of, to_complete, to_complete_at, transition_allowed, validate};
