use serde_json::Value;

use crate::codes::HubAgeBand;
use crate::config::AmbitoConfig;
use crate::ids::RecordId;
use crate::order;
use crate::record::{Fields, Issue, IssueCode, RecordRef, RecordType};
use crate::rome;
use crate::schema::{CitizenPath, HubGroupSession};
use crate::time::Millis;
use crate::values::{self, Counts};

/// Symbols that are hard to confuse: no I, O, 0 and 1.
const SYMBOLS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Symbols of a path code.
pub const PATH_CODE_LENGTH: usize = 5;

/// The youngest age at a hub.
const YOUNGEST: u32 = 14;

/// The code of a new path, from random bytes.
#[must_use]
pub fn path_code(random: [u8; PATH_CODE_LENGTH]) -> String {
    code_of(&random)
}

/// Reads a code as a person types it or a card carries it; `None` where it cannot be one.
#[must_use]
pub fn read_path_code(text: &str) -> Option<String> {
    let code: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let shaped = code.len() == PATH_CODE_LENGTH && code.bytes().all(|byte| SYMBOLS.contains(&byte));
    shaped.then_some(code)
}

pub(crate) fn code_of(random: &[u8]) -> String {
    random.iter().map(|byte| char::from(SYMBOLS[usize::from(byte % 32)])).collect()
}

/// The number of an appointment among those of its citizen, from 1, whichever of the joined paths it names (their records are
/// among `records`); `None` for one that was cancelled, missed, voided or is not there.
#[must_use]
pub fn ordinal<'a>(appointment: RecordId, records: impl IntoIterator<Item = RecordRef<'a>>) -> Option<usize> {
    let records: Vec<_> = records.into_iter().collect();
    // Not by Aliases, whose map is more code than the home of the hubs has room for; a phone knows few joins.
    let paths = records.iter().filter(|record| record.is(&RecordType::CITIZEN_PATH));
    let joins: Vec<_> = paths.filter_map(|path| Some((path.id, path.reference("aliasOf")?))).collect();
    let citizen = |path: RecordId| {
        let next = |at: &RecordId| joins.iter().find(|(other, _)| other == at).map(|(_, head)| *head);
        // No longer way than there are joins, were they in a circle.
        std::iter::successors(Some(path), next).take(joins.len() + 1).last()
    };
    let mut counted: Vec<_> = records
        .into_iter()
        .filter(|record| record.is(&RecordType::HUB_APPOINTMENT) && !record.voided())
        .filter(|record| matches!(record.state(), "booked" | "held"))
        .map(|record| {
            let path = record.reference("citizenPathId").and_then(citizen);
            (path, record.time("startsAt"), record.id)
        })
        .collect();
    let path = counted.iter().find(|(_, _, id)| *id == appointment)?.0?;
    counted.retain(|(of, _, _)| *of == Some(path));
    order::by(&mut counted, Ord::cmp);
    counted.iter().position(|(_, _, id)| *id == appointment).map(|index| index + 1)
}

/// What the end of a path is to become when the path is saved at `now`: set once it is over, cleared once it goes on;
/// `None` where it is right already. The days for which it stays on the phones count from it.
#[must_use]
pub fn path_end(fields: &Fields, now: Millis) -> Option<Value> {
    let is_set = fields.get("endedAt").is_some_and(|at| !at.is_null());
    match (fields.get("status").and_then(Value::as_str), is_set) {
        (Some("completed" | "dropped"), false) => Some(rome::to_rome(now).to_rfc3339().into()),
        (Some("active"), true) => Some(Value::Null),
        _ => None,
    }
}

/// The age band of an age.
///
/// # Errors
/// [`IssueCode::TooYoung`] under 14, and under 18 where the programme has no minors.
pub const fn age_band(age: u32, minors_enabled: bool) -> Result<HubAgeBand, IssueCode> {
    match age {
        0..YOUNGEST => Err(IssueCode::TooYoung),
        YOUNGEST..18 if !minors_enabled => Err(IssueCode::TooYoung),
        YOUNGEST..18 => Ok(HubAgeBand::AGE_14_17),
        18..30 => Ok(HubAgeBand::AGE_18_29),
        30..55 => Ok(HubAgeBand::AGE_30_54),
        55..65 => Ok(HubAgeBand::AGE_55_64),
        65..75 => Ok(HubAgeBand::AGE_65_74),
        _ => Ok(HubAgeBand::AGE_75_PLUS),
    }
}

/// The age band of the national monitoring (AN8); `None` for a band that it does not have.
#[must_use]
pub fn facilita_age_band(band: &HubAgeBand) -> Option<&'static str> {
    let is = |wanted: &HubAgeBand| band == wanted;
    if is(&HubAgeBand::AGE_18_29) {
        Some("A")
    } else if is(&HubAgeBand::AGE_30_54) {
        Some("B")
    } else if is(&HubAgeBand::AGE_55_64) || is(&HubAgeBand::AGE_65_74) {
        Some("C")
    } else if is(&HubAgeBand::AGE_75_PLUS) {
        Some("D")
    } else if is(&HubAgeBand::AGE_14_17) {
        Some("E")
    } else {
        None
    }
}

pub(crate) fn path_rules(fields: &Fields, config: &AmbitoConfig, issues: &mut Vec<Issue>) {
    let path = CitizenPath::lenient(fields);
    if path.age_band == Some(HubAgeBand::AGE_14_17) && !config.hub.minors_enabled {
        values::issue("ageBand", IssueCode::TooYoung, issues);
    }
    let code = fields.get("code").and_then(Value::as_str);
    if code.is_some_and(|code| read_path_code(code).as_deref() != Some(code)) {
        values::issue("code", IssueCode::WrongType, issues);
    }
}

pub(crate) fn session_rules(fields: &Fields, issues: &mut Vec<Issue>) {
    let session = HubGroupSession::lenient(fields);
    let (bands, attendees) = (session.attendees_by_age_band.as_ref().map(Counts::total), session.attendees);
    if let (Some(bands), Some(attendees)) = (bands, attendees)
        && bands > attendees.0
    {
        values::issue("attendeesByAgeBand", IssueCode::SumMismatch, issues);
    }
}
