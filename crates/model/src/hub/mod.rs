//! Digital hubs: paths of citizens, timetables and slots.

mod calendar;
mod clash;
mod joins;
mod path;
mod qr;
mod survey;
pub(crate) mod timetable;

pub use calendar::*;
pub use clash::*;
pub use joins::*;
pub use path::*;
pub use qr::*;
pub use survey::*;
pub use timetable::*;

pub use crate::schema::{CitizenPath, HubAppointment, HubGroupSession, SurveyAnswer, Venue};
