//! The domain of Taccuino: ids, record types, field classes, codelists, validation, state machines and rule engines.
//!
//! This crate performs no IO, reads no clock and draws no random numbers: time and randomness are arguments.
//! It holds the rule engines; the rules themselves (hours, labels, Comuni, retention) come from the configuration
//! of an Ambito.

pub mod ids;
pub mod record;
pub mod time;
