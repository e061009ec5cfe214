//! How the street work reads: titles, notes and the rows of the record page.

use model::codes::{Code as _, OutingKind};
use model::record::RecordType;
use model::street::Contacts;
use model::time::parse_day;
use sync::client::RecordView;

use super::outings::{begins, place_of};
use super::work::work;
use super::{acts, hours, outings};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// Title of a record of this service.
pub fn title(record: &RecordView, state: &AppState) -> String {
    summary(record, state).unwrap_or_default().0
}

/// Title and note in a list.
pub fn summary(record: &RecordView, state: &AppState) -> Option<(String, String)> {
    let kind = &record.record_type;
    let when = facts::when(record);
    if *kind == RecordType::STREET_OUTING {
        return Some((outing_title(record, state), outing_note(record, state)));
    }
    if *kind == RecordType::STREET_GROUP_MEETING {
        let title = meeting_title(record, state);
        let place = meeting_place(record, state).filter(|place| !title.contains(place.as_str()));
        let note = [Some(when), place, counted(record, state), Some(themes(record, state))];
        return Some((mark(title, record, state), joined(note)));
    }
    if *kind == RecordType::STREET_STOP {
        let place = place_of(record, state).unwrap_or_default();
        return Some((mark(tr!(street.arrival_at, place = place), record, state), when));
    }
    if *kind == RecordType::STREET_TALLY {
        let contacts = model::street::tally_contacts(&record.fields);
        let title = if contacts == Contacts::default() { tr!(street.tally).to_owned() } else { acts::signed(contacts) };
        return Some((mark(title, record, state), when));
    }
    if *kind == RecordType::MEETING_SPOT {
        let name = record.text("name").unwrap_or(tr!(street.spot)).to_owned();
        return Some((name, spot_note(record, state)));
    }
    let nickname = || record.text("nickname").unwrap_or(tr!(street.group)).to_owned();
    if *kind == RecordType::YOUTH_GROUP || *kind == RecordType::YOUTH_CARD {
        let place = record.text("municipalityCode").map(|code| facts::municipality(code, state));
        let last = record.text("lastMetOn").and_then(parse_day).map(dates::numeric_day);
        let last = last.map(|day| tr!(street.last_met, day = day));
        let age = record.text("ageBand").map(|code| facts::chip_label("streetAgeBand", code, state));
        let group = record.reference("groupId").and_then(|id| state.record(id));
        let group = group.map(|group| title(&group, state));
        return Some((nickname(), joined([age, group, place, last])));
    }
    if *kind == RecordType::TERRITORY_NOTE {
        let text = record.text("text").unwrap_or(tr!(street.note)).to_owned();
        return Some((text, note_said(record, state)));
    }
    if *kind == RecordType::FOLLOW_UP {
        return follow_up(record, state);
    }
    None
}

/// "Incontrare di nuovo · I panchinari"; nothing for what another service is to do.
fn follow_up(record: &RecordView, state: &AppState) -> Option<(String, String)> {
    if !is_ours(record) {
        return None;
    }
    let what = record.text("kind").map(|code| facts::code_label("followUpKind", code, state));
    let about = record.reference("aboutId").and_then(|id| state.record(id)).map(|about| title(&about, state));
    let due = record.text("dueOn").and_then(parse_day).map(dates::numeric_day);
    let note = match record.instant("doneAt") {
        Some(at) => tr!(street.todo_done_on, day = dates::day(at)),
        None => tr!(street.todo_by, day = due.unwrap_or_default()),
    };
    Some((joined([what, about]), note))
}

/// Whether something to be done is about the work of this service.
pub fn is_ours(follow_up: &RecordView) -> bool {
    matches!(follow_up.text("aboutType"), Some("meeting_spot" | "youth_group" | "youth_card"))
}

/// All that a note about a territory says beside its text.
pub fn note_said(note: &RecordView, state: &AppState) -> String {
    let kind = note.text("kind").map(|code| facts::chip_label("territoryKind", code, state));
    let place = note.text("municipalityCode").map(|code| facts::municipality(code, state));
    joined([kind, place])
}

/// "Uscita", "Sportello"
pub fn kind_title(outing: &RecordView) -> &'static str {
    if is_desk(outing) { tr!(street.desk) } else { tr!(street.outing) }
}

/// "Chiudi uscita", "Chiudi sportello"
pub fn close_title(outing: &RecordView) -> &'static str {
    if is_desk(outing) { tr!(street.close_desk) } else { tr!(street.close) }
}

/// Whether it is a travelling desk: never counted as an outing.
pub fn is_desk(outing: &RecordView) -> bool {
    outing.text("outingKind") == Some(OutingKind::ITINERANT_DESK.as_str())
}

/// "I panchinari", "Gruppo nuovo", "Gruppo · Parco Curiel"
pub fn meeting_title(record: &RecordView, state: &AppState) -> String {
    let group = record.reference("groupId").and_then(|id| state.record(id));
    if let Some(nickname) = group.as_ref().and_then(|group| group.text("nickname")) {
        return nickname.to_owned();
    }
    if record.flag("firstMeeting") {
        return tr!(street.new_group).to_owned();
    }
    joined([Some(tr!(street.group).to_owned()), meeting_place(record, state)])
}

/// Where a group was met.
fn meeting_place(meeting: &RecordView, state: &AppState) -> Option<String> {
    meeting.reference("stopId").and_then(|stop| place_of(&*state.record(stop)?, state))
}

/// The themes of a meeting, short.
pub fn themes(record: &RecordView, state: &AppState) -> String {
    let codes = record.codes("emergingThemes").into_iter();
    codes.map(|code| facts::chip_label("emergingThemes", code, state)).collect::<Vec<_>>().join(", ")
}

/// "Parco"
pub fn spot_kind(spot: &RecordView, state: &AppState) -> Option<String> {
    spot.text("spotType").map(|code| facts::chip_label("spotType", code, state))
}

/// "Parco · Rozzano"
pub fn spot_note(spot: &RecordView, state: &AppState) -> String {
    let kind = spot_kind(spot, state);
    let place = spot.text("municipalityCode").map(|code| facts::municipality(code, state));
    let hours = spot.fields.get("usualHours").map(hours::said);
    joined([kind, place, hours])
}

/// "Uscita di strada, Rozzano"
pub fn outing_title(outing: &RecordView, state: &AppState) -> String {
    let kind = outing.text("outingKind").map(|code| facts::chip_label("outingKind", code, state));
    let kind = kind.unwrap_or_else(|| tr!(street.outing).to_owned());
    let places = outings::municipalities(outing, state);
    if places.is_empty() { kind } else { format!("{kind}, {}", listed(&places)) }
}

fn outing_note(outing: &RecordView, state: &AppState) -> String {
    let when = begins(outing).map(dates::day_and_clock);
    let how = match outing.status() {
        "planned" => tr!(street.is_planned).to_owned(),
        "in_progress" => tr!(street.is_open).to_owned(),
        "cancelled" => tr!(street.is_cancelled).to_owned(),
        _ => acts::contacts(work(state).contacts(outing.id)),
    };
    joined([when, Some(how)])
}

/// What a meeting counts; of one that was corrected or voided, what it says itself.
fn counted(meeting: &RecordView, state: &AppState) -> Option<String> {
    if meeting.text("correctsId").is_some() && meeting.text("voidReason").is_some() {
        return None;
    }
    let work = work(state);
    let held = work.meetings.iter().find(|held| held.record.id == meeting.id);
    let own = || model::street::meeting_contacts(&meeting.fields);
    Some(acts::contacts(held.map_or_else(own, |held| work.contacts_of_meeting(held))))
}

/// Says of an event that a later one replaces or voids it.
fn mark(title: String, event: &RecordView, state: &AppState) -> String {
    let voids = |event: &RecordView| event.text("correctsId").is_some() && event.text("voidReason").is_some();
    if voids(event) && !event.voided() {
        return tr!(street.voiding, what = title);
    }
    let later = work(state).corrected.get(&event.id).copied().and_then(|id| state.record(id));
    match later {
        Some(later) if voids(&later) => tr!(street.was_voided, what = title),
        Some(_) => tr!(street.was_corrected, what = title),
        None => title,
    }
}

/// "Rozzano e Opera"
pub fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => tr!(street.and, others = others.join(", "), last = last),
        None => String::new(),
    }
}

/// The first word of a colleague's name.
pub fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or(name).to_owned()
}

/// The parts that are there, between dots.
pub fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
