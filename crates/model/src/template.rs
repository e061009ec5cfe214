//! Templates of a team: starting values with a name ("Giro coperte"), which a form takes with one tap and gives back with
//! another.
//!
//! A template is about nobody: it may set only the fields listed here, which hold codes, numbers of minutes and yes or no,
//! never a text or the name of a record.

use serde_json::Value;

use crate::config::AmbitoConfig;
use crate::order;
use crate::record::{FieldSpec, Fields, Issue, IssueCode, RecordType, Service, service_of};
use crate::values;

/// The forms that offer templates, and what each lets a template set, in the order of the form.
pub const OFFERED: [(RecordType, &[&str]); 6] = [
    (RecordType::PROXIMITY_VISIT, &["services", "durationMinutes"]),
    (RecordType::PROXIMITY_GROUP_SESSION, &["topics"]),
    (RecordType::STREET_OUTING, &["outingKind", "activityPhase"]),
    (RecordType::STREET_GROUP_MEETING, &["emergingThemes", "activities", "groupNeeds"]),
    (RecordType::HUB_GROUP_SESSION, &["sessionKind", "topics", "durationMinutes"]),
    (RecordType::HUB_APPOINTMENT, &["objectives", "durationMinutes"]),
];

/// The forms of a service that offer templates.
pub fn forms_of(service: Service) -> impl Iterator<Item = RecordType> {
    let of = move |record_type: &RecordType| record_type.info().and_then(|info| info.service) == Some(service);
    OFFERED.into_iter().map(|(record_type, _)| record_type).filter(of)
}

/// What a template for the form of a type may set; nothing for a form that offers none.
pub fn settable(record_type: &RecordType) -> impl Iterator<Item = &'static FieldSpec> + use<> {
    let offered = OFFERED.iter().find(|(known, _)| known == record_type).map_or(&[][..], |(_, fields)| fields);
    let info = record_type.info();
    offered.iter().filter_map(move |name| info?.field(name))
}

/// What is wrong with a template beside what [`crate::validate`] says: a form that offers none or is of another service, no
/// team, no value, a field that a template may not set, a value that its field does not take, a code that the Ambito does not
/// offer.
#[must_use]
pub fn issues(template: &Fields, config: &AmbitoConfig) -> Vec<Issue> {
    let text = |name: &str| template.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut issues = Vec::new();
    if text("teamId").is_empty() {
        values::issue("teamId", IssueCode::Missing, &mut issues);
    }
    let service = service_of(&RecordType::TEMPLATE, template);
    let mut forms = service.into_iter().flat_map(forms_of);
    let Some(form) = forms.find(|form| form.as_str() == text("forType")) else {
        values::issue("forType", IssueCode::UnknownType, &mut issues);
        return issues;
    };
    let set: Vec<(&String, &Value)> = template.get("values").and_then(Value::as_object).into_iter().flatten().collect();
    if set.is_empty() {
        values::issue("values", IssueCode::Missing, &mut issues);
    }
    for (name, value) in set {
        let path = format!("values.{name}");
        match settable(&form).find(|spec| spec.name == name) {
            None => values::issue(&path, IssueCode::NotWritable, &mut issues),
            Some(_) if says_nothing(value) => values::issue(&path, IssueCode::Missing, &mut issues),
            Some(spec) => check(spec, value, &path, config, &mut issues),
        }
    }
    issues
}

/// What of a template's values may be used today: a code that the Ambito does not offer any more is left out, and so is what
/// a newer version lets a template set.
#[must_use]
pub fn usable(form: &RecordType, set: &Fields, config: &AmbitoConfig) -> Fields {
    let usable = settable(form).filter_map(|spec| {
        let mut value = set.get(spec.name)?.clone();
        if let (Value::Array(codes), Some(list)) = (&mut value, spec.codelist) {
            codes.retain(|code| is_offered(code, list, config));
        }
        let mut issues = Vec::new();
        check(spec, &value, spec.name, config, &mut issues);
        (issues.is_empty() && !says_nothing(&value)).then(|| (spec.name.to_owned(), value))
    });
    order::tree(usable)
}

/// What a template fills in a form: its values, but for the fields that a person has changed since the form was opened.
#[must_use]
pub fn fill(set: &Fields, opened: &Fields, now: &Fields) -> Fields {
    let untouched = |name: &String| same(opened.get(name), now.get(name));
    let filled = set.iter().filter(|(name, _)| untouched(name));
    order::tree(filled.map(|(name, value)| (name.clone(), value.clone())))
}

/// What takes a filling back: the values of the opened form, but for the fields that a person has changed since.
#[must_use]
pub fn take_back(filled: &Fields, opened: &Fields, now: &Fields) -> Fields {
    let untouched = filled.iter().filter(|(name, value)| same(Some(value), now.get(*name)));
    order::tree(untouched.map(|(name, _)| (name.clone(), opened.get(name).cloned().unwrap_or_default())))
}

/// Whether two values of a field say the same; one that was never set, one that was cleared and an empty list say nothing.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    let said = |value: Option<&Value>| value.filter(|value| !says_nothing(value)).cloned();
    said(one) == said(other)
}

fn says_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// The field's own check, and whether each code is one that the Ambito offers.
fn check(spec: &FieldSpec, value: &Value, path: &str, config: &AmbitoConfig, issues: &mut Vec<Issue>) {
    let before = issues.len();
    (spec.check)(value, path, issues);
    let Some(list) = spec.codelist.filter(|_| issues.len() == before) else { return };
    let offered = match value {
        Value::Array(codes) => codes.iter().all(|code| is_offered(code, list, config)),
        code => is_offered(code, list, config),
    };
    if !offered {
        values::issue(path, IssueCode::WrongType, issues);
    }
}

fn is_offered(code: &Value, list: &str, config: &AmbitoConfig) -> bool {
    code.as_str().is_some_and(|code| config.codelists.offered(list).any(|entry| entry.code == code))
}
