use leptos::prelude::*;
use model::codes::TargetCategory;
use model::record::RecordType;
use model::to_complete_at;

use super::case::Case;
use crate::state::AppState;
use crate::tr;

/// What an activation still misses in the state that its events brought it to, in words.
pub fn missing(case: &Case, state: &AppState) -> Vec<String> {
    let asked = case.fold.asks();
    let issues =
        state.config.with(|config| to_complete_at(&RecordType::PIS_ACTIVATION, &case.record.fields, asked, config));
    let mut missing: Vec<String> = issues.iter().map(|issue| words(&issue.field, case)).collect();
    if case.fold.carried_out {
        missing.extend(of_people(case));
    }
    missing
}

/// What only events say of a person.
fn of_people(case: &Case) -> Vec<String> {
    let mut missing = Vec::new();
    for person in &case.fold.people {
        let mut lacks = |what: &str| missing.push(of_person(person.n, what, case));
        let category = person.category(case.fold.form());
        if person.outcome.is_none() {
            lacks(tr!(pis.outcome));
        }
        if person.handover.is_none() {
            lacks(tr!(pis.handover));
        }
        let placed = person.placed_at.is_some();
        if placed && category == Some(&TargetCategory::MINOR_ART_403) && person.art403_authority.is_none() {
            lacks(tr!(pis.missing_authority));
        }
        if category == Some(&TargetCategory::UNACCOMPANIED_FOREIGN_MINOR) && person.msna_notified.is_empty() {
            lacks(tr!(pis.msna_title));
        }
    }
    missing
}

fn words(field: &str, case: &Case) -> String {
    if let Some((index, name)) = field.strip_prefix("people[").and_then(|rest| rest.split_once("].")) {
        let number = index.parse().ok().and_then(|at: usize| case.fold.people.get(at)).map_or(1, |person| person.n);
        return of_person(number, person_field(name), case);
    }
    match field {
        "referrerUnit" => tr!(pis.missing_referrer_unit),
        "referrerType" => tr!(pis.referrer),
        "targetCategory" => tr!(pis.category),
        "placeKind" => tr!(pis.place_kind),
        "triage" => tr!(pis.triage),
        "people" => tr!(pis.people),
        "reportedAt" => tr!(pis.reported_at),
        "municipalityCode" => tr!(common.municipality),
        other => other,
    }
    .to_owned()
}

/// A field of a person, as the form calls it.
fn person_field(name: &str) -> &str {
    match name {
        "ageClass" => tr!(pis.age_class),
        "gender" => tr!(pis.gender),
        "category" => tr!(pis.person_category),
        "msnaDeclaredAgeBand" => tr!(pis.msna_age),
        other => other,
    }
}

fn of_person(n: i64, what: &str, case: &Case) -> String {
    let person = if case.count() == 1 { tr!(pis.person_alone).to_owned() } else { tr!(pis.person_n, n = n) };
    tr!(pis.missing_in, person = person, what = what)
}
