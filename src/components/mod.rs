//! Small parts of the pages: props in, callbacks out, no IO.

mod badge;
mod each;
pub mod form;
mod frame;
mod icon;
mod redirect;
mod sheet;
mod show;
mod status_line;

pub use badge::SaveBadge;
pub use each::Each;
pub use frame::{Frame, Main, PlainFrame};
pub use icon::Icon;
pub use redirect::Redirect;
pub use sheet::Sheet;
pub use show::Show;
pub use status_line::StatusLine;
