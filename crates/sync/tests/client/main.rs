//! The phone's engine, event by event, on a store in memory and against the real decisions of the API.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test ends at what cannot be")]

mod api;
mod capture;
mod changes;
mod erased;
mod limits;
mod people;
mod phone;
mod pinned;
mod pull;
mod purge;
mod push;
mod refusals;
mod ring;
mod session;
mod tabs;
mod takeover;
mod traces;
mod versions;
mod waiting;
