//! The decisions of the API on single operations.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test ends at what cannot be")]

#[path = "../client/api.rs"]
#[allow(dead_code, reason = "the tests of the phone use the rest")]
mod api;
mod bench;
mod conflicts;
mod decisions;
mod merging;
mod orders;
mod scope;
mod traces;
#[path = "../client/traces/wire.rs"]
#[allow(dead_code, reason = "the tests of the phone use the rest")]
mod wire;
