//! The parts that pages are made of: props in, callbacks out, no IO. Each has its style in a file beside it, and all of
//! its states on the page `/dev/components` of an unoptimised build. No page styles itself.

mod badge;
mod button;
mod card;
mod counter;
mod each;
mod facts;
pub mod form;
mod frame;
mod icon;
mod message;
mod more;
mod notice;
mod progress;
mod redirect;
mod row;
mod search;
mod sheet;
mod show;
mod status_line;
mod tone;
mod undo;
mod words;
#[cfg(debug_assertions)]
mod workshop;

pub use badge::{Badge, SaveBadge};
pub use button::{Button, Fit, LinkButton, Look, Press};
pub use card::{Card, Urgency};
pub use counter::{Counter, CounterKind};
pub use each::Each;
pub use facts::Fact;
pub use frame::{Frame, Main, PlainFrame};
pub use icon::Icon;
pub use message::{Empty, PageMessage, Skeleton};
pub use more::More;
pub use notice::{Banner, Notice};
pub use progress::Progress;
pub use redirect::Redirect;
pub use row::{Mark, Row, RowWith};
pub use search::Search;
pub use sheet::Sheet;
pub use show::Show;
pub use status_line::StatusLine;
pub use tone::Tone;
pub use undo::Undo;
pub use words::Words;
#[cfg(debug_assertions)]
pub use workshop::Workshop;
