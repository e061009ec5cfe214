//! What tests need again and again: records that stand, a clock that only moves when told, randomness from a seed.
//!
//! Nothing here reads the real clock or real randomness: a test that fails once fails again.

mod clock;
mod examples;
mod records;
mod rng;
pub mod traces;

pub use clock::Clock;
pub use examples::{example, examples};
pub use records::{Records, TestRecord};
pub use rng::Rng;
