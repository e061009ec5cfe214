use crate::codes::Code;
use crate::codes::{AgeClass, NOT_RECORDED, TargetCategory, UNKNOWN};
use crate::config::AmbitoConfig;
use crate::record::{Fields, Issue, IssueCode};
use crate::schema::{Person, PisActivation};
use crate::values;

pub(crate) fn activation_rules(fields: &Fields, issues: &mut Vec<Issue>) {
    let form = PisActivation::lenient(fields);
    let people = form.people.as_ref().map(|people| people.0.as_slice()).unwrap_or_default();
    let number = |index: usize| people[index].n;
    for (index, person) in people.iter().enumerate() {
        if (0..index).any(|earlier| number(earlier) == person.n) {
            values::issue(&format!("people[{index}].n"), IssueCode::WrongCount, issues);
        }
        if needs_minor(person.category.as_ref()) && surely_no_minor(person) {
            values::issue(&format!("people[{index}].ageClass"), IssueCode::NeedsMinor, issues);
        }
    }
    if needs_minor(form.target_category.as_ref()) && !people.is_empty() && people.iter().all(surely_no_minor) {
        values::issue("people", IssueCode::NeedsMinor, issues);
    }
}

pub(crate) fn event_rules(fields: &Fields, issues: &mut Vec<Issue>) {
    let set = |name: &str| fields.get(name).is_some_and(|value| !value.is_null());
    if !set("occurredAt") && !set("voidReason") {
        values::issue("occurredAt", IssueCode::Missing, issues);
    }
}

pub(crate) fn to_complete(fields: &Fields, state: &str, config: &AmbitoConfig, issues: &mut Vec<Issue>) {
    let form = PisActivation::lenient(fields);
    let referrer = form.referrer_type.as_ref().map(Code::as_str);
    // Asked where the Ambito has a list to choose from: a report prints which hospital it was.
    let has_units = referrer.is_some_and(|code| config.referrer_units.iter().any(|unit| unit.referrer_type == code));
    if has_units && form.referrer_unit.is_none() {
        values::issue("referrerUnit", IssueCode::Missing, issues);
    }
    if state != "intervened" {
        return;
    }
    if form.target_category == Some(TargetCategory::TO_BE_DETERMINED) {
        values::issue("targetCategory", IssueCode::Missing, issues);
    }
    for (index, person) in form.people.iter().flat_map(|people| &people.0).enumerate() {
        let mut missing = |absent: bool, name: &str| {
            if absent {
                values::issue(&format!("people[{index}].{name}"), IssueCode::Missing, issues);
            }
        };
        let category = person.category.as_ref().or(form.target_category.as_ref());
        missing(person.age_class.is_none(), "ageClass");
        missing(person.gender.is_none(), "gender");
        missing(person.category == Some(TargetCategory::TO_BE_DETERMINED), "category");
        let msna = category == Some(&TargetCategory::UNACCOMPANIED_FOREIGN_MINOR);
        missing(msna && person.msna_declared_age_band.is_none(), "msnaDeclaredAgeBand");
    }
}

/// The first two categories are about minors.
fn needs_minor(category: Option<&TargetCategory>) -> bool {
    category.is_some_and(|category| {
        *category == TargetCategory::UNACCOMPANIED_FOREIGN_MINOR || *category == TargetCategory::MINOR_ART_403
    })
}

/// Whether the form says that the person is of age; what nobody knows or asked says nothing.
fn surely_no_minor(person: &Person) -> bool {
    let age = person.age_class.as_ref();
    age.is_some_and(|age| *age != AgeClass::MINOR && ![UNKNOWN, NOT_RECORDED].contains(&age.as_str()))
}
