//! Many phones, one API, one seed: histories under faults, checked against a reference.
//!
//! One thread, a virtual clock, and the real code of both ends: `sync::client` on a store in memory, `sync::server`
//! around a repository in memory. A seed draws the options and every chance after them, so the same seed is the same
//! history, and a failure is reported as a seed.
#![allow(missing_docs, reason = "a test: the modules say what they do, the names of fields are enough")]
#![allow(clippy::expect_used, reason = "a test ends at a broken invariant")]

pub mod checks;
pub mod clock;
pub mod courier;
pub mod disk;
mod driver;
pub mod network;
pub mod options;
pub mod people;
pub mod phone;
pub mod rng;
pub mod server;
mod shrink;
mod sql;
mod story;
mod trouble;
pub mod world;

use model::config::AmbitoConfig;

pub use server::Guard;
pub use shrink::shrink;
pub use world::{Ask, Failure, Report, options, run};

/// The configuration that the histories run on.
#[must_use]
pub fn config() -> AmbitoConfig {
    AmbitoConfig::builtin("visconteo_sud_milano").expect("the Visconteo is built in").expect("its file is good")
}
