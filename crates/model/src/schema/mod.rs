//! Every record type with its fields, each declared once.

mod hub;
mod pis;
mod proximity;
mod reference;
mod shared;
mod states;
mod street;

pub use hub::*;
pub use pis::*;
pub use proximity::*;
pub use reference::*;
pub use shared::*;
pub use states::RECORDED;
pub use street::*;

use crate::record::TypeInfo;

/// What the model knows of every type, in the order of [`crate::record::RecordType::ALL`].
pub const TYPES: &[&TypeInfo] = &[
    &Shift::TYPE,
    &StreetOuting::TYPE,
    &StreetStop::TYPE,
    &StreetGroupMeeting::TYPE,
    &StreetTally::TYPE,
    &MeetingSpot::TYPE,
    &YouthGroup::TYPE,
    &YouthCard::TYPE,
    &Beneficiary::TYPE,
    &VisitPlan::TYPE,
    &ProximityVisit::TYPE,
    &ProximityGroupSession::TYPE,
    &CashEntry::TYPE,
    &PisActivation::TYPE,
    &PisEvent::TYPE,
    &CitizenPath::TYPE,
    &HubAppointment::TYPE,
    &HubGroupSession::TYPE,
    &SurveyAnswer::TYPE,
    &FollowUp::TYPE,
    &Note::TYPE,
    &ReadAudit::TYPE,
    &Operator::TYPE,
    &Provider::TYPE,
    &Team::TYPE,
    &Project::TYPE,
    &Venue::TYPE,
    &CodelistVersion::TYPE,
    &Guide::TYPE,
    &DirectoryEntry::TYPE,
];
