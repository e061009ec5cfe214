//! Digital hubs: paths of citizens, appointments, group sessions.

use super::states;
use crate::codes::{
    BookingChannel, DeviceUsed, FacilitaCode, FacilitaServiceType, Gender, HowHeard, HubAgeBand, Objective, Question,
    SessionKind, SurveyPhase, SurveyState, VolunteerSource,
};
use crate::ids::RecordId;
use crate::record::Service;
use crate::values::{At, Count, Counts, Int, MunicipalityCode, Set, Text};

const HUB: Option<Service> = Some(Service::Hub);

record! {
    /// The path of a citizen, valid at every hub. Its state is `status`.
    CitizenPath "citizen_path" Form HUB, states::PATH; {
        /// Five symbols on a card, no name.
        code "code": PathCode, Personal "finds the path at every hub without a name", from "active";
        /// First name.
        first_name "firstName": Text<40>, Personal "to call a citizen by name", group "name";
        /// Initial of the last name.
        initial "initial": Text<2>, Personal "tells two citizens of one name apart", group "name";
        /// Phone.
        phone "phone": Text<30>, Personal "to move an appointment";
        /// Asked once.
        age_band "ageBand": HubAgeBand, Personal "for the report", from "active";
        /// Asked once.
        gender "gender": Gender, Personal "for the report", from "active";
        /// First time at a hub.
        first_time "firstTime": bool, Normal;
        /// How they heard of it.
        how_heard "howHeard": HowHeard, Normal;
        /// Where they live.
        residence_municipality_code "residenceMunicipalityCode": MunicipalityCode, Personal "for the report by Comune";
        /// AN9 of the national monitoring.
        facilita_education "facilitaEducation": FacilitaCode, Personal "for the national monitoring, where it is told";
        /// AN10.
        facilita_occupation "facilitaOccupation": FacilitaCode, Personal "for the national monitoring, where it is told";
        /// AN11.
        facilita_citizenship "facilitaCitizenship": FacilitaCode, Personal "for the national monitoring, where it is told";
        /// AN12: the province where they live, by its letters.
        facilita_province "facilitaProvince": FacilitaCode, Personal "for the national monitoring, where it is told";
        /// Questionnaire before.
        pre_survey "preSurvey": SurveyState, Normal;
        /// Questionnaire after.
        post_survey "postSurvey": SurveyState, Normal;
        /// When it was completed or dropped; it leaves the phones some days later.
        ended_at "endedAt": At, Normal;
        /// The same citizen under another path; cleared to undo the join.
        alias_of "aliasOf": RecordId, Critical "counts the citizen once";
    }
}

codes! {
    /// Five symbols that are hard to confuse.
    PathCode none {}
}

record! {
    /// An appointment. Moving it makes a new one with `replacesId`.
    HubAppointment "hub_appointment" Form HUB, states::APPOINTMENT; {
        /// Whose.
        citizen_path_id "citizenPathId": RecordId, Personal "says who comes", from "booked";
        /// Where.
        venue_id "venueId": RecordId, Normal, from "booked", group "slot";
        /// Start.
        starts_at "startsAt": At, Normal, from "booked", group "slot";
        /// Minutes.
        duration_minutes "durationMinutes": Int<15, 180>, Normal, from "booked", group "slot";
        /// How it was made.
        booking_channel "bookingChannel": BookingChannel, Normal, from "held";
        /// What was learned.
        objectives "objectives": Set<Objective, 1, 20>, Normal, from "held";
        /// Device.
        device_used "deviceUsed": DeviceUsed, Normal;
        /// Off by default.
        details "details": Text<600>, Sensitive "details for the next facilitator, where the Ambito turns them on";
        /// Service type of the national monitoring.
        facilita_service_type "facilitaServiceType": FacilitaServiceType, Normal, from "held";
        /// SE4 of the national monitoring.
        facilita_areas "facilitaAreas": Set<FacilitaCode, 0, 20>, Normal;
        /// SE5.
        facilita_competences "facilitaCompetences": Set<FacilitaCode, 0, 20>, Normal;
        /// SE6.
        facilita_services "facilitaServices": Set<FacilitaCode, 0, 20>, Normal;
        /// The appointment that this one replaces.
        replaces_id "replacesId": RecordId, Normal;
    }
}

record! {
    /// A lesson, a digital gym or a training of staff.
    HubGroupSession "hub_group_session" Form HUB, states::SESSION; {
        /// Kind.
        session_kind "sessionKind": SessionKind, Normal, from "planned";
        /// Where, in a venue.
        venue_id "venueId": RecordId, Normal, group "place";
        /// Where, in any other place.
        place_id "placeId": RecordId, Normal, group "place";
        /// Where, for a place that has no record.
        place_name "placeName": Text<80>, Normal, group "place";
        /// Start.
        starts_at "startsAt": At, Normal, from "planned";
        /// Minutes.
        duration_minutes "durationMinutes": Int<15, 480>, Normal, from "held";
        /// What was taught.
        topics "topics": Set<Objective, 0, 20>, Normal, from "held";
        /// How many came.
        attendees "attendees": Count, Normal, from "held";
        /// How many by age band.
        attendees_by_age_band "attendeesByAgeBand": Counts<HubAgeBand>, Normal;
        /// Open to everybody.
        open_to_public "openToPublic": bool, Normal;
        /// How many volunteers.
        volunteers "volunteers": Count, Normal;
        /// Where they come from.
        volunteer_source "volunteerSource": VolunteerSource, Normal;
    }
}

record! {
    /// An answer given before or after a path.
    SurveyAnswer "survey_answer" Event HUB, states::STATELESS; {
        /// Whose.
        citizen_path_id "citizenPathId": RecordId, Personal "pairs what was known before and after", from "recorded";
        /// Before or after.
        phase "phase": SurveyPhase, Normal, from "recorded";
        /// Self-rating of an objective.
        objective "objective": Objective, Normal;
        /// Another question.
        question "question": Question, Normal;
        /// The answer, a code or a number written as one.
        value "value": AnswerCode, Normal, from "recorded";
        /// The event that this one replaces or voids.
        corrects_id "correctsId": RecordId, Normal;
    }
}

codes! {
    /// An answer: a rating from 0 to 5 or a code.
    AnswerCode none {}
}
