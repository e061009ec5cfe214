use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::proximity::VisitPlan;
use model::record::{Fields, RecordType};
use model::rome;
use model::time::clock_text;
use sync::client::RecordView;

use super::services;
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// Recurrences in their order, with their words.
pub fn recurrences() -> [(&'static str, &'static str); 4] {
    [
        ("weekly", tr!(people.weekly)),
        ("fortnightly", tr!(people.fortnightly)),
        ("monthly", tr!(people.monthly)),
        ("once", tr!(people.once)),
    ]
}

/// What happens on holidays.
pub fn holiday_rules() -> [(&'static str, &'static str); 3] {
    [
        ("skip", tr!(people.holiday_skip)),
        ("next_working_day", tr!(people.holiday_move)),
        ("keep", tr!(people.holiday_keep)),
    ]
}

/// The days of the week, Monday first.
pub fn weekdays() -> [&'static str; 7] {
    [
        tr!(people.monday),
        tr!(people.tuesday),
        tr!(people.wednesday),
        tr!(people.thursday),
        tr!(people.friday),
        tr!(people.saturday),
        tr!(people.sunday),
    ]
}

/// The plans of a person, tracked; those that are over last.
pub fn plans_of(id: RecordId, state: &AppState) -> Vec<Arc<RecordView>> {
    let mut plans = state.of_type(&RecordType::VISIT_PLAN);
    plans.retain(|plan| !plan.voided() && plan.reference("beneficiaryId") == Some(id));
    order::by_key(&mut plans, |plan| (is_over(plan, state), plan.text("validFrom").unwrap_or_default().to_owned()));
    plans
}

/// What, and when and by whom.
pub fn described(plan: &RecordView, state: &AppState) -> (String, String) {
    let typed = VisitPlan::lenient(&plan.fields);
    let who = plan.text("assignedOperatorId").map(|id| facts::operator(id, state));
    let today = rome::day_of(state.now.get());
    let instead = typed.substitutes.map(|all| all.0).unwrap_or_default().into_iter().rev().find_map(|one| {
        let (from, to) = (one.from?, one.to?);
        let name = facts::operator(&one.operator_id?.to_string(), state);
        let days = (dates::numeric_day(from), dates::numeric_day(to));
        (today <= to).then(|| tr!(people.substituted, who = name, from = days.0, to = days.1))
    });
    let ended = typed.valid_to.filter(|last| *last < today);
    let ended = ended.map(|last| tr!(people.ended, day = dates::numeric_day(last)));
    let note = [Some(when(&plan.fields)), who, instead, ended];
    (services(plan, state), note.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// `Ogni settimana lun, gio 10:00-11:00`
pub fn when(plan: &Fields) -> String {
    let typed = VisitPlan::lenient(plan);
    let code = plan.text("recurrence").unwrap_or_default();
    let often = recurrences().into_iter().find(|(known, _)| *known == code).map(|(_, words)| words.to_owned());
    let names = weekdays();
    let mut numbers: Vec<i64> = typed.weekdays.map(|days| days.0.iter().map(|day| day.0).collect()).unwrap_or_default();
    order::by_key(&mut numbers, |day| *day);
    let days: Vec<&str> = numbers.iter().filter_map(|day| names.get(usize::try_from(day - 1).ok()?).copied()).collect();
    let hours = typed.window.and_then(|window| window.from.zip(window.to));
    let hours = hours.map(|(from, to)| tr!(people.from_to, from = clock_text(from), to = clock_text(to)));
    [often, Some(days.join(", ")), hours]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn is_over(plan: &RecordView, state: &AppState) -> bool {
    let last = VisitPlan::lenient(&plan.fields).valid_to;
    last.is_some_and(|last| last < rome::day_of(state.now.get()))
}
