//! The reference Ambito API: enrolment, sync, configuration and figures over axum; it also serves the built app.
//!
//! Identity, Ambito and rights come from the session, never from a body. What an operation does is decided by
//! `sync::server`; what is kept, and how durably, by `store-sql`.

mod actor;
mod app;
mod budget;
pub mod cli;
mod codes;
mod cookies;
mod cursor;
pub mod delivery;
pub mod demo;
mod duplicates;
mod faults;
mod figures;
mod http;
mod joins;
mod limits;
mod pis_care;
mod plans;
mod policy;
mod problem;
mod published;
mod routes;
mod state;
mod step_up;
pub mod venues;

pub use app::router;
pub use budget::PullBudget;
pub use codes::{Code, CodeError, issue};
pub use figures::figures;
pub use limits::RequestRate;
pub use published::{Line, Published};
pub use state::{App, AppOptions, Tenant};
