//! Street education. Nobody is identified, so nobody is counted as distinct.

mod cards;
mod clock;
mod doubles;
mod history;
mod position;
mod sums;

pub use cards::{cards_on, last_met_on};
pub use clock::{began_by_day, lasts_too_long};
pub use doubles::{Noted, likely_doubles};
pub use history::{Arrival, Trend, Visit, Week, trend, visits, weeks};
pub use position::rounded;
pub(crate) use position::spot_rules;
pub use sums::{Contacts, FirstStop, StreetSums, derived_outcome, meeting_contacts, tally_contacts};
pub(crate) use sums::{meeting_rules, meeting_to_complete, tally_rules};

pub use crate::schema::{
    MeetingSpot, StreetGroupMeeting, StreetOuting, StreetStop, StreetTally, TerritoryNote, YouthCard, YouthGroup,
};
