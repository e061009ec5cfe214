use model::config::AmbitoConfig;
use model::record::{RecordType, Service};
use model::retention;

use super::content::Part;
use crate::i18n::dates;
use crate::pages::capture::service_name;
use crate::tr;

/// What a service is called, or what all share.
pub fn service(service: Option<Service>) -> &'static str {
    service.map_or(tr!(phone.shared), service_name)
}

/// What the records of a type are called, many of them.
pub fn kind(record_type: &RecordType, is_reference: bool) -> &'static str {
    let names = [
        (RecordType::STREET_OUTING, tr!(phone.outings)),
        (RecordType::STREET_STOP, tr!(phone.stops)),
        (RecordType::STREET_GROUP_MEETING, tr!(phone.meetings)),
        (RecordType::STREET_TALLY, tr!(phone.tallies)),
        (RecordType::MEETING_SPOT, tr!(phone.spots)),
        (RecordType::TERRITORY_NOTE, tr!(phone.territory)),
        (RecordType::YOUTH_GROUP, tr!(phone.groups)),
        (RecordType::YOUTH_CARD, tr!(phone.cards)),
        (RecordType::BENEFICIARY, tr!(phone.beneficiaries)),
        (RecordType::VISIT_PLAN, tr!(phone.plans)),
        (RecordType::PROXIMITY_VISIT, tr!(phone.visits)),
        (RecordType::PROXIMITY_GROUP_SESSION, tr!(phone.sessions)),
        (RecordType::CASH_ENTRY, tr!(phone.cash)),
        (RecordType::PIS_ACTIVATION, tr!(phone.reports)),
        (RecordType::PIS_EVENT, tr!(phone.steps)),
        (RecordType::CITIZEN_PATH, tr!(phone.paths)),
        (RecordType::HUB_APPOINTMENT, tr!(phone.appointments)),
        (RecordType::HUB_GROUP_SESSION, tr!(phone.lessons)),
        (RecordType::SURVEY_ANSWER, tr!(phone.answers)),
        (RecordType::CAPTURE, tr!(phone.captures)),
        (RecordType::NOTE, tr!(phone.notes)),
        (RecordType::FOLLOW_UP, tr!(phone.follow_ups)),
        (RecordType::SHIFT, tr!(phone.shifts)),
    ];
    let other = if is_reference { tr!(phone.references) } else { tr!(phone.others) };
    names.iter().find(|(known, _)| known == record_type).map_or(other, |(_, name)| *name)
}

/// What of it says something of a person.
pub fn personal(part: &Part) -> &'static str {
    match part.service {
        Some(Service::Street) => tr!(phone.personal_street),
        Some(Service::Proximity) if part.names => tr!(phone.personal_proximity),
        Some(Service::Proximity) => tr!(phone.personal_proximity_none),
        Some(Service::Pis) => tr!(phone.personal_pis),
        Some(Service::Hub) => tr!(phone.personal_hub),
        None if is_reference_alone(part) => tr!(phone.personal_none),
        None => tr!(phone.personal_shared),
    }
}

/// When it goes, by the numbers of the Ambito.
pub fn leaves(part: &Part, config: &AmbitoConfig) -> String {
    let time = dates::age(retention::window(part.service, config));
    match part.service {
        Some(Service::Street) => tr!(phone.leaves_street, time = time),
        Some(Service::Proximity) => tr!(phone.leaves_proximity, time = time),
        Some(Service::Pis) => tr!(phone.leaves_pis, time = time),
        Some(Service::Hub) => tr!(phone.leaves_hub, time = time),
        None if is_reference_alone(part) => tr!(phone.leaves_never).to_owned(),
        None => tr!(phone.leaves_shared, time = time),
    }
}

fn is_reference_alone(part: &Part) -> bool {
    part.drafts == 0 && part.kinds.iter().all(|kind| kind.name == tr!(phone.references))
}
