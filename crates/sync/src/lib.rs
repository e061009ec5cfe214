//! The sync engine, both ends: what a phone does ([`client`]) and what the API decides ([`server`]).
//!
//! This crate performs no IO, reads no clock and draws no random numbers. Facts go in as events, orders come out as
//! effects; time and entropy are arguments. The same code runs in the app, in the API and in the simulator.

pub mod canonical;
pub mod client;
pub mod mutants;
pub mod server;
