use leptos::prelude::*;
use litemap::LiteMap;
use model::codes::TargetCategory;
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
    /// Of each person, by number.
    people: LiteMap<i64, Vec<String>>,
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
                    missing.person(person.map_or(1, |person| person.n), name_of(name));
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
        self.report.len() + self.people.values().map(Vec::len).sum::<usize>()
    }

    /// A line for the report, and one for each person.
    pub fn lines(&self, people: usize) -> Vec<String> {
        let line = |who: &str, what: &[String]| tr!(pis.missing_in, who = who, what = what.join(", "));
        let report = (!self.report.is_empty()).then(|| line(tr!(pis.of_report), &self.report));
        let people = self.people.iter().map(|(n, what)| {
            if people == 1 { line(tr!(pis.person_alone), what) } else { line(&tr!(pis.person_n, n = n), what) }
        });
        report.into_iter().chain(people).collect()
    }

    /// What only events say.
    fn told(&mut self, person: &PersonState, case: &Case, state: &AppState) {
        let category = person.category(case.fold.form());
        let is = |wanted: &TargetCategory| category == Some(wanted);
        if person.outcome.is_none() {
            self.person(person.n, tr!(pis.outcome));
        }
        if person.handover.is_none() {
            self.person(person.n, tr!(pis.handover));
        }
        if is(&TargetCategory::MINOR_ART_403) && person.placed_at.is_some() && person.art403_authority.is_none() {
            self.person(person.n, tr!(pis.missing_authority));
        }
        if is(&TargetCategory::UNACCOMPANIED_FOREIGN_MINOR) {
            let list = codes(state, "msnaNotified");
            let untold = person.untold(&list.iter().map(|one| one.value.as_str()).collect::<Vec<_>>());
            let who = list.iter().filter(|one| untold.contains(&one.value.as_str()));
            let who: Vec<&str> = who.map(|one| one.label.as_str()).collect();
            if !who.is_empty() {
                // As they are written: they are names.
                self.people.entry(person.n).or_default().push(tr!(pis.missing_msna, who = who.join(", ")));
            }
        }
    }

    fn person(&mut self, n: i64, what: &str) {
        self.people.entry(n).or_default().push(words::lower(what));
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
