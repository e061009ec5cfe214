use model::record::RecordType;

use crate::pages::facts::{FieldRow, Kind};
use crate::tr;

/// The rows of the record page.
pub fn rows(kind: &RecordType) -> Option<Vec<FieldRow>> {
    let rows = match kind.as_str() {
        "street_outing" => outing(),
        "street_group_meeting" => meeting(),
        "street_stop" => vec![
            ("meetingSpotId", tr!(street.spot), Kind::Record),
            ("arrivedAt", tr!(street.arrived_at), Kind::When),
            ("outingId", tr!(street.outing), Kind::Record),
            ("correctsId", tr!(street.corrects), Kind::Record),
        ],
        "street_tally" => vec![
            ("kind", tr!(street.tally_kind), Kind::Plain),
            ("delta", tr!(street.delta), Kind::Plain),
            ("outingId", tr!(street.outing), Kind::Record),
            ("meetingId", tr!(street.meeting), Kind::Record),
            ("correctsId", tr!(street.corrects), Kind::Record),
        ],
        "meeting_spot" => vec![
            ("name", tr!(street.spot_name), Kind::Plain),
            ("spotType", tr!(street.spot_type), Kind::Code("spotType")),
            ("spotSource", tr!(street.spot_source), Kind::Code("spotSource")),
            ("active", tr!(street.spot_active), Kind::Plain),
        ],
        "youth_group" => vec![
            ("nickname", tr!(street.nickname), Kind::Plain),
            ("usualSpotIds", tr!(street.usual_spots), Kind::Record),
            ("lastMetOn", tr!(street.last_met_on), Kind::Day),
        ],
        "youth_card" => vec![
            ("nickname", tr!(street.nickname), Kind::Plain),
            ("ageBand", tr!(street.age_bands), Kind::Code("streetAgeBand")),
            ("gender", tr!(street.genders), Kind::Code("gender")),
            ("groupId", tr!(street.group), Kind::Record),
            ("lastMetOn", tr!(street.last_met_on), Kind::Day),
            ("aliasOf", tr!(street.joined), Kind::Record),
        ],
        "territory_note" => vec![
            ("kind", tr!(street.note_kind), Kind::Code("territoryKind")),
            ("text", tr!(street.note_text), Kind::Plain),
        ],
        "follow_up" => vec![
            ("kind", tr!(street.todo_kind), Kind::Code("followUpKind")),
            ("aboutId", tr!(street.todo_about), Kind::Record),
            ("dueOn", tr!(street.todo_due), Kind::Day),
            ("doneAt", tr!(street.todo_done_at), Kind::When),
        ],
        _ => return None,
    };
    Some(rows)
}

fn outing() -> Vec<FieldRow> {
    vec![
        ("outingKind", tr!(street.kind), Kind::Code("outingKind")),
        ("plannedFor", tr!(street.is_planned), Kind::When),
        ("plannedSpotIds", tr!(street.where_to), Kind::Record),
        ("startedAt", tr!(street.started_at), Kind::When),
        ("endedAt", tr!(street.ended_at), Kind::When),
        ("crewIds", tr!(street.crew), Kind::Operator),
        ("activityPhase", tr!(street.phase), Kind::Code("activityPhase")),
        ("outingConditions", tr!(street.conditions), Kind::Code("outingConditions")),
        ("outcome", tr!(street.outcome), Kind::Code("outingOutcome")),
        ("safeguardingRaised", tr!(street.safeguarding), Kind::Plain),
    ]
}

fn meeting() -> Vec<FieldRow> {
    vec![
        ("groupId", tr!(street.group), Kind::Record),
        ("firstMeeting", tr!(street.first_meeting), Kind::Plain),
        ("firstTimeContacts", tr!(street.count_new), Kind::Plain),
        ("returningContacts", tr!(street.count_known), Kind::Plain),
        ("observedCount", tr!(street.observed), Kind::Plain),
        ("emergingThemes", tr!(street.themes), Kind::Code("emergingThemes")),
        ("groupNeeds", tr!(street.needs), Kind::Code("groupNeeds")),
        ("activities", tr!(street.activities), Kind::Code("streetActivities")),
        ("ageBands", tr!(street.age_bands), Kind::Code("streetAgeBand")),
        ("genderCounts", tr!(street.genders), Kind::Code("gender")),
        ("youthProposals", tr!(street.proposals), Kind::Code("youthProposals")),
        ("signposting", tr!(street.signposting), Kind::Code("signposting")),
        ("cardIds", tr!(street.who_was_there), Kind::Record),
        ("notAttendingSchool", tr!(street.not_at_school), Kind::Plain),
        ("inNoOtherService", tr!(street.in_no_service), Kind::Plain),
        ("stopId", tr!(street.stop), Kind::Record),
        ("outingId", tr!(street.outing), Kind::Record),
        ("sameGroupAs", tr!(street.same_group), Kind::Record),
        ("correctsId", tr!(street.corrects), Kind::Record),
    ]
}
