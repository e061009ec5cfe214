//! The routes of the API.

pub mod alarms;
pub mod config;
pub mod devices;
pub mod duplicates;
pub mod enrol;
pub mod erase;
pub mod figures;
pub mod health;
pub mod heartbeat;
pub mod held;
pub mod history;
pub mod joins;
pub mod openapi;
pub mod orders;
pub mod records;
pub mod returns;
pub mod reveal;
pub mod sealed;
pub mod session;
pub mod step_up;
pub mod sync;
