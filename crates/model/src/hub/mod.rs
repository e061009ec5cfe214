//! Digital hubs: paths of citizens, timetables and slots.

mod clash;
mod path;
mod survey;
pub(crate) mod timetable;

pub use clash::*;
pub use path::*;
pub use survey::*;
pub use timetable::*;

pub use crate::schema::{CitizenPath, HubAppointment, HubGroupSession, SurveyAnswer, Venue};
