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
    &TerritoryNote::TYPE,
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
    &Capture::TYPE,
    &ReadAudit::TYPE,
    &Operator::TYPE,
    &Provider::TYPE,
    &Team::TYPE,
    &Project::TYPE,
    &Venue::TYPE,
    &CodelistVersion::TYPE,
    &Guide::TYPE,
    &DirectoryEntry::TYPE,
    &PisStub::TYPE,
    &Template::TYPE,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Wire names are the Rust names in camelCase, so that nobody has to look them up twice.
    #[test]
    fn wire_names_are_the_rust_names_in_camel_case() {
        let tables = [
            Shift::NAMES,
            StreetOuting::NAMES,
            StreetStop::NAMES,
            StreetGroupMeeting::NAMES,
            StreetTally::NAMES,
            MeetingSpot::NAMES,
            TerritoryNote::NAMES,
            YouthGroup::NAMES,
            YouthCard::NAMES,
            Beneficiary::NAMES,
            VisitPlan::NAMES,
            ProximityVisit::NAMES,
            ProximityGroupSession::NAMES,
            CashEntry::NAMES,
            PisActivation::NAMES,
            PisEvent::NAMES,
            Person::NAMES,
            CitizenPath::NAMES,
            HubAppointment::NAMES,
            HubGroupSession::NAMES,
            SurveyAnswer::NAMES,
            FollowUp::NAMES,
            Note::NAMES,
            Capture::NAMES,
            ReadAudit::NAMES,
            Operator::NAMES,
            Provider::NAMES,
            Team::NAMES,
            Project::NAMES,
            Venue::NAMES,
            TimetableSlot::NAMES,
            UsualHours::NAMES,
            Position::NAMES,
            TimeWindow::NAMES,
            Substitute::NAMES,
            CodelistVersion::NAMES,
            Guide::NAMES,
            DirectoryEntry::NAMES,
            PisStub::NAMES,
            Template::NAMES,
            crate::envelope::Envelope::NAMES,
        ];
        for (rust, wire) in tables.into_iter().flatten() {
            assert_eq!(camel(rust), *wire);
        }
    }

    fn camel(snake: &str) -> String {
        let mut parts = snake.split('_');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |name, part| {
            let (head, tail) = part.split_at(part.len().min(1));
            name + &head.to_uppercase() + tail
        })
    }
}
