//! Whether a record may stand as it is, and what it still lacks.

use crate::time::parse_instant;

use crate::config::AmbitoConfig;
use crate::record::{Fields, Issue, IssueCode, MergeClass, RecordType, TypeInfo};
use crate::values::{self, MunicipalityCode};
use crate::{envelope, hub, pis, proximity, street};

/// What is wrong with a record in the state that it names. Empty when it may stand.
///
/// Unknown codes and unknown fields never fail; unknown types are [`IssueCode::UnknownType`], and nothing more is said
/// of them.
#[must_use]
pub fn validate(record_type: &RecordType, fields: &Fields, config: &AmbitoConfig) -> Vec<Issue> {
    let Some(info) = record_type.info() else {
        return vec![issue("recordType", IssueCode::UnknownType)];
    };
    let mut issues = Vec::new();
    for spec in envelope::FIELDS.iter().chain(info.fields) {
        if let Some(value) = fields.get(spec.name) {
            (spec.check)(value, spec.name, &mut issues);
        }
    }
    municipality(fields, config, &mut issues);
    let state = state_of(record_type, fields);
    if info.state(state).is_none() {
        issues.push(issue("status", IssueCode::UnknownState));
    } else if !voids_another(info, fields) {
        missing(info, fields, state, &mut issues);
    }
    rules(record_type, fields, config, &mut issues);
    issues
}

/// What is missing in a record for the list "da completare", in the state that it names: what [`validate`] calls
/// missing, and what only some records need. The latter never keeps a record from being saved.
#[must_use]
pub fn to_complete(record_type: &RecordType, fields: &Fields, config: &AmbitoConfig) -> Vec<Issue> {
    to_complete_at(record_type, fields, state_of(record_type, fields), config)
}

/// As [`to_complete`], for a state that comes from elsewhere: that of an activation is the fold of its events.
#[must_use]
pub fn to_complete_at(record_type: &RecordType, fields: &Fields, state: &str, config: &AmbitoConfig) -> Vec<Issue> {
    let Some(info) = record_type.info() else { return Vec::new() };
    let mut issues = Vec::new();
    missing(info, fields, state, &mut issues);
    match record_type.as_str() {
        "street_group_meeting" => street::meeting_to_complete(fields, &mut issues),
        "proximity_visit" => proximity::to_complete(fields, state, &mut issues),
        "pis_activation" => pis::to_complete(fields, state, config, &mut issues),
        _ => {}
    }
    issues
}

/// The state of a record: the one that it names, else the first of its type.
#[must_use]
pub fn state_of<'a>(record_type: &RecordType, fields: &'a Fields) -> &'a str {
    let named = fields.get("status").and_then(serde_json::Value::as_str);
    named.unwrap_or_else(|| record_type.info().map_or("", |info| info.states[0].code))
}

/// Whether a record of this type may pass from one state to another; `None` is before its creation.
///
/// A record may be created in any state, since much is written down afterwards. Types that this version does not know
/// are not judged.
#[must_use]
pub fn transition_allowed(record_type: &RecordType, from: Option<&str>, to: &str) -> bool {
    let Some(info) = record_type.info() else { return true };
    if info.state(to).is_none() {
        return false;
    }
    match from {
        None => true,
        Some(from) if from == to => true,
        // A state that a newer version made is not judged either.
        Some(from) => info.state(from).is_none_or(|state| state.next.contains(&to)),
    }
}

fn missing(info: &TypeInfo, fields: &Fields, state: &str, issues: &mut Vec<Issue>) {
    let Some(state) = info.state(state) else { return };
    for spec in info.fields {
        let asked = spec.mandatory_from.is_some_and(|from| state.asks.contains(&from));
        if asked && fields.get(spec.name).is_none_or(is_empty) {
            values::issue(spec.name, IssueCode::Missing, issues);
        }
    }
}

/// Blank text is empty; an empty list is not, it may say "nobody".
fn is_empty(value: &serde_json::Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// An event that voids another one needs nothing but the id of that one.
fn voids_another(info: &TypeInfo, fields: &Fields) -> bool {
    let set = |name: &str| fields.get(name).is_some_and(|value| !value.is_null());
    info.merge == MergeClass::Event && set("correctsId") && set("voidReason")
}

fn municipality(fields: &Fields, config: &AmbitoConfig, issues: &mut Vec<Issue>) {
    let code = fields.get("municipalityCode").and_then(serde_json::Value::as_str);
    let known = |code: &str| code == MunicipalityCode::OUTSIDE || config.municipality(code).is_some();
    if code.is_some_and(|code| code.len() == 6 && !known(code)) {
        values::issue("municipalityCode", IssueCode::UnknownMunicipality, issues);
    }
}

fn rules(record_type: &RecordType, fields: &Fields, config: &AmbitoConfig, issues: &mut Vec<Issue>) {
    if record_type.info().is_some_and(|info| info.field("endedAt").is_some()) {
        end_before_start(fields, ("startedAt", "endedAt"), issues);
    }
    for pair in [("validFrom", "validTo"), ("from", "to")] {
        if record_type.info().is_some_and(|info| info.field(pair.1).is_some()) {
            end_before_start(fields, pair, issues);
        }
    }
    match record_type.as_str() {
        "street_group_meeting" => street::meeting_rules(fields, issues),
        "meeting_spot" => street::spot_rules(fields, issues),
        "street_tally" => street::tally_rules(fields, issues),
        "proximity_visit" => proximity::visit_rules(fields, issues),
        "pis_activation" => pis::activation_rules(fields, issues),
        "pis_event" => pis::event_rules(fields, issues),
        "citizen_path" => hub::path_rules(fields, config, issues),
        "hub_group_session" => hub::session_rules(fields, issues),
        "survey_answer" => hub::answer_rules(fields, issues),
        _ => {}
    }
}

/// Hard, since both were typed in one form. RFC 3339 for times, ISO 8601 for days; the latter compare as text.
fn end_before_start(fields: &Fields, (start, end): (&str, &str), issues: &mut Vec<Issue>) {
    let text = |name: &str| fields.get(name).and_then(serde_json::Value::as_str);
    let (Some(from), Some(to)) = (text(start), text(end)) else { return };
    let wrong = match (parse_instant(from), parse_instant(to)) {
        (Some(from), Some(to)) => to < from,
        _ => from.len() == 10 && to.len() == 10 && to < from,
    };
    if wrong {
        values::issue(end, IssueCode::EndBeforeStart, issues);
    }
}

fn issue(field: &str, code: IssueCode) -> Issue {
    Issue { field: field.to_owned(), code }
}
