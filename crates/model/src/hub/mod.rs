//! Digital hubs: paths of citizens, timetables and slots.

mod path;
pub(crate) mod timetable;

pub use path::*;
pub use timetable::*;

pub use crate::schema::{CitizenPath, HubAppointment, HubGroupSession, SurveyAnswer, Venue};
