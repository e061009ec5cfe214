//! The model against the vectors of the domain, and its rules against many inputs.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

mod config;
mod events;
mod fiscal_code;
mod hub;
mod indicators;
mod money;
mod names;
mod pis;
mod plan;
mod proximity;
mod qr;
mod retention;
mod round;
mod schema;
mod service_hours;
mod service_hours_oracle;
mod street;
mod street_work;
mod support;
mod survey;
mod template;
mod time;
mod validation;
mod values;
mod work;
