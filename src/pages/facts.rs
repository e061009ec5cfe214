//! How a record reads: its title, its note, its fields with their labels. One table a service.

use std::sync::Arc;

use leptos::prelude::With as _;

use model::codes::{Code as _, GroupGuest};
use model::ids::OperatorId;
use model::record::RecordType;
use model::time::Millis;
use serde_json::Value;
use sync::client::RecordView;

use crate::i18n::dates;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

use super::{capture, hub, pis, proximity, street};

/// What kind of value a field holds, for showing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As it is.
    Plain,
    /// A code of a codelist, or a list of them, or counts by code.
    Code(&'static str),
    /// An instant.
    When,
    /// A date.
    Day,
    /// Another record, or a list of them.
    Record,
    /// A Comune.
    Municipality,
    /// Operators.
    Operator,
    /// Who came to a group as a guest: codes that no codelist of an Ambito has.
    Guest,
    /// Euro cents.
    Cents,
    /// Seconds of the day, as a clock.
    DaySeconds,
}

/// Label and kind of a field on the record page.
pub type FieldRow = (&'static str, &'static str, Kind);

/// Title and note of a record in a list.
pub fn summary(record: &RecordView, state: &AppState) -> (String, String) {
    let of_service = [proximity::summary, street::summary, pis::summary, hub::summary, capture::summary];
    of_service
        .iter()
        .find_map(|summary| summary(record, state))
        .unwrap_or_else(|| (record.text("name").unwrap_or(record.record_type.as_str()).to_owned(), when(record)))
}

/// Where a record is edited, if a person may.
pub fn edit_path(record: &RecordView) -> Option<String> {
    let of_service = [proximity::edit_path, street::edit_path, pis::edit_path, hub::edit_path, capture::edit_path];
    of_service.iter().find_map(|path| path(record))
}

/// Where a refused record is mended: the form that shows the fields at fault.
pub fn mend_path(record: &RecordView) -> Option<String> {
    let path = edit_path(record)?;
    // The page of an activation is no form: its facts have one.
    Some(if path.ends_with("/modifica") { path } else { format!("{path}/modifica") })
}

/// The rows of the record page, in order.
pub fn rows(record_type: &RecordType) -> Vec<FieldRow> {
    let of_service = [proximity::rows, street::rows, pis::rows, hub::rows, capture::rows];
    let mut rows = of_service.iter().find_map(|rows| rows(record_type)).unwrap_or_default();
    rows.push(("municipalityCode", tr!(common.municipality), Kind::Municipality));
    rows.push(("notes", tr!(common.notes), Kind::Plain));
    rows.push(("voidReason", tr!(common.void_reason), Kind::Code("voidReason")));
    rows
}

/// How a field of a record is called; nothing for one that its page does not show.
pub fn label(record_type: &RecordType, field: &str) -> Option<&'static str> {
    let field = field.split(['[', '.']).next().unwrap_or(field);
    rows(record_type).iter().find(|(name, ..)| *name == field).map(|(_, label, _)| *label)
}

/// The values of a field, as people read them; an empty one says so.
pub fn value(record_type: &RecordType, field: &str, value: &Value, state: &AppState) -> String {
    let kind = rows(record_type).iter().find(|(name, ..)| *name == field).map_or(Kind::Plain, |(.., kind)| *kind);
    show(value, kind, state).unwrap_or_else(|| tr!(conflict.empty_value).to_owned())
}

/// When it happened: `22/11 22:14`.
pub fn when(record: &RecordView) -> String {
    record.instant("occurredAt").map(dates::day_and_clock).unwrap_or_default()
}

/// `22/11/2026 22:14`
pub fn long(at: Millis) -> String {
    format!("{} {}", dates::day(at), dates::clock(at))
}

/// A value as people read it; `None` when there is nothing to show.
pub fn show(value: &Value, kind: Kind, state: &AppState) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(yes) => Some(if *yes { tr!(common.yes) } else { tr!(common.no) }.to_owned()),
        Value::Array(values) => {
            let shown: Vec<String> = values.iter().filter_map(|value| show(value, kind, state)).collect();
            (!shown.is_empty()).then(|| shown.join(", "))
        }
        Value::Object(counts) => {
            let shown: Vec<String> = counts
                .iter()
                .filter_map(|(code, count)| {
                    Some(format!("{}: {count}", show(&Value::from(code.as_str()), kind, state)?))
                })
                .collect();
            (!shown.is_empty()).then(|| shown.join(", "))
        }
        Value::Number(number) if kind == Kind::Cents => number.as_i64().map(euros),
        Value::Number(number) if kind == Kind::DaySeconds => {
            number.as_i64().map(|seconds| format!("{}:{:02}", seconds / 3_600, seconds / 60 % 60))
        }
        Value::Number(number) => Some(number.to_string().replace('.', ",")),
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(show_text(text, kind, state)),
    }
}

fn show_text(text: &str, kind: Kind, state: &AppState) -> String {
    match kind {
        Kind::Code(list) => code_label(list, text, state),
        Kind::When => Millis::parse_rfc3339(text).map_or_else(|_| text.to_owned(), dates::day_and_clock),
        Kind::Day => {
            let parts: Vec<&str> = text.split('-').rev().collect();
            parts.join("/")
        }
        Kind::Record => record_title(text, state),
        Kind::Municipality => municipality(text, state),
        Kind::Operator => operator(text, state),
        Kind::Guest if text == GroupGuest::PUA_TEAM.as_str() => tr!(proximity.guest_pua_team).to_owned(),
        Kind::Plain | Kind::Cents | Kind::DaySeconds | Kind::Guest => text.to_owned(),
    }
}

/// The full label of a code; an unknown one is shown as it is, never hidden.
pub fn code_label(list: &str, code: &str, state: &AppState) -> String {
    state.config.with(|config| config.codelists.get(list, code).map_or_else(|| code.to_owned(), |e| e.label.clone()))
}

/// The chip label of a code.
pub fn chip_label(list: &str, code: &str, state: &AppState) -> String {
    state.config.with(|config| {
        config.codelists.get(list, code).map_or_else(|| code.to_owned(), |entry| entry.chip_label.clone())
    })
}

/// Name of a Comune.
pub fn municipality(code: &str, state: &AppState) -> String {
    if code == "999999" {
        return tr!(common.outside_ambito).to_owned();
    }
    state.config.with(|config| config.municipality(code).map_or_else(|| code.to_owned(), |one| one.name.clone()))
}

/// Name of an operator: oneself or a colleague.
pub fn operator(id: &str, state: &AppState) -> String {
    let name = state.identity.with(|identity| {
        let profile = &identity.as_ref()?.profile;
        let colleague = profile.colleagues.iter().find(|colleague| colleague.operator_id.to_string() == id);
        if profile.operator_id.to_string() == id {
            return Some(profile.display_name.clone());
        }
        colleague.map(|colleague| colleague.display_name.clone())
    });
    name.unwrap_or_else(|| tr!(common.unknown_person).to_owned())
}

/// Who wrote something, where it is known.
pub fn author(id: OperatorId, state: &AppState) -> String {
    let known = operator(&id.to_string(), state);
    if known == tr!(common.unknown_person) { tr!(conflict.somebody).to_owned() } else { known }
}

/// Title of another record; one that is not on this phone says so.
pub fn record_title(id: &str, state: &AppState) -> String {
    let record: Option<Arc<RecordView>> = id.parse().ok().and_then(|id| state.record(id));
    record.map_or_else(|| tr!(common.unknown_person).to_owned(), |record| summary(&record, state).0)
}

/// `€ 12,50`
pub fn euros(cents: i64) -> String {
    format!("€ {},{:02}", cents / 100, cents.abs() % 100)
}

/// What a record of a type is called, for a draft that has no summary yet.
pub fn type_title(record_type: &RecordType) -> &'static str {
    let titles = [
        (RecordType::PROXIMITY_VISIT, tr!(proximity.visit)),
        (RecordType::BENEFICIARY, tr!(proximity.edit_beneficiary)),
        (RecordType::PROXIMITY_GROUP_SESSION, tr!(proximity.group)),
        (RecordType::VISIT_PLAN, tr!(people.plans)),
        (RecordType::STREET_OUTING, tr!(street.outing)),
        (RecordType::STREET_GROUP_MEETING, tr!(street.meeting)),
        (RecordType::PIS_ACTIVATION, tr!(pis.report)),
        (RecordType::HUB_APPOINTMENT, tr!(hub.appointment)),
        (RecordType::HUB_GROUP_SESSION, tr!(hub.lesson)),
        (RecordType::CITIZEN_PATH, tr!(hub.path)),
        (RecordType::MEETING_SPOT, tr!(street.spot)),
        (RecordType::YOUTH_GROUP, tr!(street.group)),
        (RecordType::YOUTH_CARD, tr!(street.card)),
        (RecordType::TERRITORY_NOTE, tr!(street.note)),
        (RecordType::FOLLOW_UP, tr!(street.todo)),
        (RecordType::TEMPLATE, tr!(template.one)),
    ];
    titles.iter().find(|(known, _)| known == record_type).map_or(tr!(common.record), |(_, title)| *title)
}
