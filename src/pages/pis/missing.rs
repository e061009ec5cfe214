use leptos::prelude::*;
use model::codes::TargetCategory;
use model::order;
use model::pis::PersonState;
use model::record::RecordType;
use model::to_complete_at;

use super::case::Case;
use crate::components::form::codes;
use crate::i18n::words;
use crate::state::AppState;
use crate::tr;

/// What an activation still misses in the state that its events brought it to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Of the report.
    report: Vec<String>,
    /// Of persons, each by number.
    people: Vec<(i64, String)>,
    /// The form has something to be filled in.
    pub in_form: bool,
}

impl Missing {
    /// Looks at the form and at the people, tracked.
    pub fn of(case: &Case, state: &AppState) -> Self {
        let (fields, asked) = (&case.record.fields, case.fold.asks());
        let issues = state.config.with(|config| to_complete_at(&RecordType::PIS_ACTIVATION, fields, asked, config));
        let mut missing = Self { in_form: !issues.is_empty(), ..Self::default() };
        for issue in issues {
            match issue.field.strip_prefix("people[").and_then(|rest| rest.split_once("].")) {
                Some((index, name)) => {
                    let person = index.parse().ok().and_then(|at: usize| case.fold.people.get(at));
                    missing.person(person.map_or(1, |person| person.n), words::lower(name_of(name)));
                }
                None => missing.report.push(words::lower(name_of(&issue.field))),
            }
        }
        if case.fold.carried_out {
            case.fold.people.iter().for_each(|person| missing.told(person, case, state));
        }
        missing
    }

    /// How many things.
    pub fn count(&self) -> usize {
        self.report.len() + self.people.len()
    }

    /// A line for the report, and one for each person.
    pub fn lines(&self, people: usize) -> Vec<String> {
        let line = |who: &str, what: &[String]| tr!(pis.missing_in, who = who, what = what.join(", "));
        let report = (!self.report.is_empty()).then(|| line(tr!(pis.of_report), &self.report));
        let mut numbers: Vec<i64> = self.people.iter().map(|(n, _)| *n).collect();
        order::by_key(&mut numbers, |n| *n);
        numbers.dedup();
        let people = numbers.into_iter().map(|n| {
            let what: Vec<String> =
                self.people.iter().filter(|(of, _)| *of == n).map(|(_, what)| what.clone()).collect();
            if people == 1 { line(tr!(pis.person_alone), &what) } else { line(&tr!(pis.person_n, n = n), &what) }
        });
        report.into_iter().chain(people).collect()
    }

    /// What only events say.
    fn told(&mut self, person: &PersonState, case: &Case, state: &AppState) {
        let category = person.category(case.fold.form());
        let is = |wanted: &TargetCategory| category == Some(wanted);
        if person.outcome.is_none() {
            self.person(person.n, words::lower(tr!(pis.outcome)));
        }
        if person.handover.is_none() {
            self.person(person.n, words::lower(tr!(pis.handover)));
        }
        if is(&TargetCategory::MINOR_ART_403) && person.placed_at.is_some() && person.art403_authority.is_none() {
            self.person(person.n, words::lower(tr!(pis.missing_authority)));
        }
        if is(&TargetCategory::UNACCOMPANIED_FOREIGN_MINOR) {
            let list = codes(state, "msnaNotified");
            let untold = person.untold(&list.iter().map(|one| one.value.as_str()).collect::<Vec<_>>());
            let who = list.iter().filter(|one| untold.contains(&one.value.as_str()));
            let who: Vec<&str> = who.map(|one| one.label.as_str()).collect();
            if !who.is_empty() {
                // As they are written: they are names.
                self.person(person.n, tr!(pis.missing_msna, who = who.join(", ")));
            }
        }
    }

    fn person(&mut self, n: i64, what: String) {
        self.people.push((n, what));
    }
}

/// A field, as the form calls it.
fn name_of(field: &str) -> &str {
    match field {
        "referrerUnit" => tr!(pis.missing_referrer_unit),
        "referrerType" => tr!(pis.referrer),
        "targetCategory" => tr!(pis.category),
        "placeKind" => tr!(pis.place_kind),
        "triage" => tr!(pis.triage),
        "people" => tr!(pis.people),
        "reportedAt" => tr!(pis.reported_at),
        "municipalityCode" => tr!(common.municipality),
        "ageClass" => tr!(pis.age_class),
        "gender" => tr!(pis.gender),
        "category" => tr!(pis.person_category),
        "msnaDeclaredAgeBand" => tr!(pis.msna_age),
        other => other,
    }
}
