//! How the records of the hub read in lists and on their page.

use model::record::RecordType;
use sync::client::RecordView;

use super::{citizen, venue};
use crate::i18n::{dates, words};
use crate::pages::facts::{self, FieldRow, Kind};
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// Title and note in a list.
pub fn summary(record: &RecordView, state: &AppState) -> Option<(String, String)> {
    let kind = &record.record_type;
    let when = record.instant("startsAt").map(dates::day_and_clock).unwrap_or_default();
    if *kind == RecordType::HUB_APPOINTMENT {
        let objectives =
            record.codes("objectives").into_iter().map(|code| facts::chip_label("objectives", code, state));
        let parts = [when, status_label(record.status()).to_owned()].into_iter().chain(objectives);
        return Some((citizen::who(record, state), parts.collect::<Vec<_>>().join(" · ")));
    }
    if *kind == RecordType::CITIZEN_PATH {
        let status = if record.status().is_empty() { "active" } else { record.status() };
        let code = record.text("code").unwrap_or_default();
        let note = tr!(hub.path_note, code = code, state = words::lower(status_label(status)));
        return Some((citizen::name(record, state), note));
    }
    if *kind == RecordType::HUB_GROUP_SESSION {
        let title = record.text("sessionKind").map(|code| facts::code_label("sessionKind", code, state));
        let place = record.text("placeName").map(str::to_owned);
        let place = place.or_else(|| Some(venue::name(&*state.record(record.reference("venueId")?)?)));
        let attendees = record.number("attendees").and_then(|count| usize::try_from(count).ok());
        let attendees = attendees.map(|count| tr!(hub.present, count = count));
        let note: Vec<String> = [Some(when), place, attendees].into_iter().flatten().collect();
        return Some((title.unwrap_or_else(|| tr!(hub.lesson).to_owned()), note.join(" · ")));
    }
    if *kind == RecordType::SURVEY_ANSWER {
        let before = record.text("phase") == Some("before");
        let when = record.instant("occurredAt").map(dates::day_and_clock).unwrap_or_default();
        let phase = if before { tr!(hub.survey_before) } else { tr!(hub.survey_after) };
        return Some((answered(record, state), format!("{phase} · {when}")));
    }
    (*kind == RecordType::VENUE).then(|| {
        let place = record.text("municipalityCode").map(|code| facts::municipality(code, state));
        (venue::name(record), place.unwrap_or_default())
    })
}

/// What was answered to what.
fn answered(record: &RecordView, state: &AppState) -> String {
    let value = record.text("value").unwrap_or_default();
    let (what, list) = match (record.text("objective"), record.text("question")) {
        (Some(code), _) => (facts::chip_label("objectives", code, state), "selfRating"),
        (_, Some(code)) => {
            let list = match code {
                "how_heard" => "howHeard",
                "reason" => "surveyReason",
                "returns" => "surveyReturn",
                "helped" => "surveyHelped",
                "satisfaction" => "satisfaction",
                _ => "surveyState",
            };
            (facts::chip_label("surveyQuestion", code, state), list)
        }
        _ => return tr!(hub.survey).to_owned(),
    };
    tr!(hub.survey_of, what = what, answer = facts::chip_label(list, value, state))
}

/// Where a record of this service is edited.
pub fn edit_path(record: &RecordView) -> Option<String> {
    let folder = if record.record_type == RecordType::HUB_APPOINTMENT {
        "appuntamento"
    } else if record.record_type == RecordType::CITIZEN_PATH {
        "percorso"
    } else if record.record_type == RecordType::HUB_GROUP_SESSION {
        "lezione"
    } else {
        return None;
    };
    Some(format!("/hub/{folder}/{}/modifica", record.id))
}

/// The rows of the record page.
pub fn rows(kind: &RecordType) -> Option<Vec<FieldRow>> {
    if *kind == RecordType::HUB_APPOINTMENT {
        return Some(vec![
            ("citizenPathId", tr!(hub.who), Kind::Record),
            ("venueId", tr!(hub.venue), Kind::Record),
            ("startsAt", tr!(hub.start), Kind::When),
            ("durationMinutes", tr!(hub.how_long), Kind::Plain),
            ("objectives", tr!(hub.objectives), Kind::Code("objectives")),
            ("bookingChannel", tr!(hub.channel), Kind::Code("bookingChannel")),
            ("deviceUsed", tr!(hub.device), Kind::Code("deviceUsed")),
            ("facilitaServiceType", tr!(hub.facilita), Kind::Code("facilitaServiceType")),
            ("facilitaAreas", tr!(hub.facilita_areas), Kind::Code("facilitaArea")),
            ("facilitaCompetences", tr!(hub.facilita_competences), Kind::Code("facilitaCompetence")),
            ("facilitaServices", tr!(hub.facilita_services), Kind::Code("facilitaService")),
            ("details", tr!(hub.details_field), Kind::Plain),
            ("replacesId", tr!(hub.replaces), Kind::Record),
        ]);
    }
    if *kind == RecordType::CITIZEN_PATH {
        return Some(vec![
            ("code", tr!(hub.path_code), Kind::Plain),
            ("firstName", tr!(hub.first_name), Kind::Plain),
            ("initial", tr!(hub.initial), Kind::Plain),
            ("phone", tr!(hub.phone), Kind::Plain),
            ("ageBand", tr!(hub.age_band), Kind::Code("hubAgeBand")),
            ("gender", tr!(hub.gender), Kind::Code("gender")),
            ("firstTime", tr!(hub.first_time), Kind::Plain),
            ("howHeard", tr!(hub.how_heard), Kind::Code("howHeard")),
            ("residenceMunicipalityCode", tr!(hub.residence), Kind::Municipality),
            ("facilitaEducation", tr!(hub.facilita_education), Kind::Code("facilitaEducation")),
            ("facilitaOccupation", tr!(hub.facilita_occupation), Kind::Code("facilitaOccupation")),
            ("facilitaCitizenship", tr!(hub.facilita_citizenship), Kind::Code("facilitaCitizenship")),
            ("facilitaProvince", tr!(hub.facilita_province), Kind::Plain),
        ]);
    }
    (*kind == RecordType::HUB_GROUP_SESSION).then(|| {
        vec![
            ("sessionKind", tr!(hub.session_kind), Kind::Code("sessionKind")),
            ("venueId", tr!(hub.venue), Kind::Record),
            ("placeName", tr!(hub.place_name), Kind::Plain),
            ("startsAt", tr!(hub.start), Kind::When),
            ("durationMinutes", tr!(hub.how_long), Kind::Plain),
            ("topics", tr!(hub.topics), Kind::Code("objectives")),
            ("attendees", tr!(hub.attendees), Kind::Plain),
            ("attendeesByAgeBand", tr!(hub.attendees_by_age), Kind::Code("hubAgeBand")),
            ("openToPublic", tr!(hub.open_to_public), Kind::Plain),
            ("volunteers", tr!(hub.volunteers), Kind::Plain),
            ("volunteerSource", tr!(hub.volunteer_source), Kind::Code("volunteerSource")),
        ]
    })
}

/// A state in words; one that this version does not know is shown as it is.
pub fn status_label(status: &str) -> &str {
    match status {
        "booked" => tr!(hub.status_booked),
        "held" => tr!(hub.status_held),
        "no_show" => tr!(hub.status_no_show),
        "cancelled_by_citizen" => tr!(hub.status_cancelled_by_citizen),
        "cancelled_by_service" => tr!(hub.status_cancelled_by_service),
        "planned" => tr!(hub.status_planned),
        "cancelled" => tr!(hub.status_cancelled),
        "active" | "" => tr!(hub.status_active),
        "completed" => tr!(hub.status_completed),
        "dropped" => tr!(hub.status_dropped),
        other => other,
    }
}
