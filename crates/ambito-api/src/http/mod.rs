//! What lies around the handlers: bodies, headers, limits, logs and the files of the app.

mod body;
mod client;
mod guard;
mod headers;
mod log;
mod problems;
mod statics;
mod versions;

pub use body::ApiJson;
pub use client::{ClientAddress, note_client};
pub use guard::require_client;
pub use headers::{Foreign, api_headers, page_headers};
pub use log::log_requests;
pub use problems::{all_errors_are_problems, panic_problem};
pub use statics::files;
pub use versions::{LAST_POSITION, Push, read_pull};
