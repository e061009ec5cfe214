//! Logs: one JSON object a line, in UTC, to standard error; no personal value is ever given to them.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

/// Starts the logs. A person at a terminal sees warnings, a collector everything; `RUST_LOG` decides otherwise.
pub fn start() {
    let default = if stderr().is_terminal() { "warn" } else { "info" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    // A second start in one process (a test) keeps the first one's.
    let _ = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(stderr).try_init();
}
