//! The published indicators, computed from records.
//!
//! Pure functions: they take every record of an Ambito that may matter and a period of days in Rome, both ends
//! included. What was voided leaves every count.

mod hub;
mod period;
mod pis;
mod proximity;
mod street;

pub use hub::{HubReport, Pattern, hub_1};
pub use period::Period;
pub use pis::{PeopleCount, PisReport, pis_1};
pub use proximity::{ProximityReport, proximity_1};
pub use street::{StreetReport, street_1};
