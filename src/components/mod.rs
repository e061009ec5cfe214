//! Small parts of the pages: props in, callbacks out, no IO.

mod badge;
pub mod form;
mod frame;
mod icon;
mod sheet;
mod status_line;

pub use badge::SaveBadge;
pub use frame::{Frame, Main, PlainFrame};
pub use icon::Icon;
pub use sheet::Sheet;
pub use status_line::StatusLine;
