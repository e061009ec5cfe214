//! The decisions of the API on single operations.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test ends at what cannot be")]

mod bench;
mod decisions;
mod merging;
mod scope;
