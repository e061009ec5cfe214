//! The routes of the API.

pub mod config;
pub mod enrol;
pub mod health;
pub mod session;
pub mod sync;
