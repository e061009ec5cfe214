//! Visits that recur: on which days a plan wants a visit. What makes visits of them is the API
//! (docs/adr/0012-recurring-visits.md).

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use serde_json::Value;

use crate::codes::{HolidayRule, Recurrence};
use crate::holidays;
use crate::ids::{OperatorId, RecordId};
use crate::record::Fields;
use crate::rome;
use crate::schema::{Substitute, VisitPlan};
use crate::time::Millis;

/// Days ahead for which the visits of a plan exist: phones hold them before they lose the network.
pub const DAYS_AHEAD: u64 = 14;
/// No run of holidays is longer.
const LONGEST_RUN: u64 = 7;
/// What a visit takes from its plan under the same name.
const OF_PLAN: [&str; 7] = ["beneficiaryId", "services", "reason", "goal", "teamId", "providerId", "projectId"];
/// What a visit takes from the card of the person.
const OF_CARD: [&str; 2] = ["municipalityCode", "beneficiaryType"];
/// When a visit begins whose plan names no hour.
const USUAL_HOUR: u32 = 9;

/// The days between `from` and `to`, both included, on which the plan wants a visit; each once, in order.
///
/// A plan goes by the weekdays that it names, else by that of its first day. Every other week counts from the week of the
/// first day; once a month means the same place in the month as the first day (the second Tuesday), where the fifth is the
/// last. A holiday is a day with a name of its own or `is_patron_day`: whoever plans a Sunday means it. What is moved goes to
/// the next day that is neither a holiday nor a Sunday, even past the end of the plan.
#[must_use]
pub fn days(
    plan: &VisitPlan,
    from: NaiveDate,
    to: NaiveDate,
    is_patron_day: &dyn Fn(NaiveDate) -> bool,
) -> Vec<NaiveDate> {
    let moves = plan.holiday_rule == Some(HolidayRule::NEXT_WORKING_DAY);
    let skips = plan.holiday_rule == Some(HolidayRule::SKIP);
    let mut days: Vec<NaiveDate> = Vec::new();
    let mut day = from.checked_sub_days(Days::new(LONGEST_RUN)).unwrap_or(from);
    while day <= to {
        if wants(plan, day) {
            let free = holidays::is_named(day) || is_patron_day(day);
            let visit = match (free, moves, skips) {
                (true, true, _) => working_day_after(day, is_patron_day),
                (true, _, true) => None,
                _ => Some(day),
            };
            // A moved visit may come upon the next one, and may pass that of a Sunday.
            let visit = visit.filter(|visit| (from..=to).contains(visit) && !days.contains(visit));
            if let Some(visit) = visit {
                let after = days.iter().rposition(|before| *before < visit).map_or(0, |at| at + 1);
                days.insert(after, visit);
            }
        }
        let Some(next) = day.succ_opt() else { break };
        day = next;
    }
    days
}

/// When the visit of a day begins: at the start of the window.
#[must_use]
pub fn starts_at(plan: &VisitPlan, day: NaiveDate) -> Millis {
    let usual = NaiveTime::from_hms_opt(USUAL_HOUR, 0, 0).unwrap_or_default();
    let hour = plan.window.as_ref().and_then(|window| window.from).unwrap_or(usual);
    Millis(rome::from_rome(day.and_time(hour)).earliest().timestamp_millis())
}

/// Who makes the visit of a day: whoever takes the place of the usual operator on it, else that one.
#[must_use]
pub fn operator_on(plan: &VisitPlan, day: NaiveDate) -> Option<OperatorId> {
    let substitutes = plan.substitutes.as_ref().map(|all| all.0.as_slice()).unwrap_or_default();
    let stands_in = |one: &&Substitute| one.from.is_some_and(|from| from <= day) && one.to.is_some_and(|to| day <= to);
    substitutes.iter().rev().find(stands_in).and_then(|one| one.operator_id).or(plan.assigned_operator_id)
}

/// The words of which the id of the visit of a day is made: the same plan and day always give the same visit.
#[must_use]
pub fn visit_key(plan: RecordId, day: NaiveDate) -> String {
    format!("visit of {plan} on {day}")
}

/// The fields of the visit of a day, from the plan and the card of the person.
#[must_use]
pub fn visit_fields(id: RecordId, plan: &Fields, card: &Fields, day: NaiveDate) -> Fields {
    let typed = VisitPlan::lenient(plan);
    let mut fields = Fields::new();
    let mut take = |name: &str, value: Option<Value>| {
        if let Some(value) = value.filter(|value| !value.is_null()) {
            fields.insert(name.to_owned(), value);
        }
    };
    for name in OF_PLAN {
        take(name, plan.get(name).cloned());
    }
    for name in OF_CARD {
        take(name, card.get(name).cloned());
    }
    take("planId", Some(id.to_string().into()));
    take("assignedOperatorId", operator_on(&typed, day).map(|id| id.to_string().into()));
    take("plannedMinutes", plan.get("durationMinutes").cloned());
    take("scheduledAt", Some(rome::to_rome(starts_at(&typed, day)).to_rfc3339().into()));
    take("status", Some("scheduled".into()));
    fields
}

/// Whether a visit stands as its plan would make it, whoever goes: what the API does with the plan it does with the visit.
#[must_use]
pub fn is_as_planned(id: RecordId, plan: &Fields, visit: &Fields) -> bool {
    let at = visit.get("scheduledAt").and_then(Value::as_str).and_then(|at| Millis::parse_rfc3339(at).ok());
    let Some(at) = at else { return false };
    let planned = visit_fields(id, plan, &Fields::new(), rome::day_of(at));
    let matters = |name: &str| name != "assignedOperatorId" && !OF_CARD.contains(&name);
    let present = visit.iter().filter(|(name, value)| matters(name) && !value.is_null()).count();
    let wanted = planned.iter().filter(|(name, _)| matters(name));
    wanted.clone().count() == present && wanted.clone().all(|(name, value)| visit.get(name) == Some(value))
}

/// Whether the plan names this day, holiday or not.
fn wants(plan: &VisitPlan, day: NaiveDate) -> bool {
    let (Some(recurrence), Some(first)) = (&plan.recurrence, plan.valid_from) else { return false };
    if day < first || plan.valid_to.is_some_and(|last| day > last) || !on_weekday(plan, first, day) {
        return false;
    }
    if *recurrence == Recurrence::WEEKLY {
        true
    } else if *recurrence == Recurrence::FORTNIGHTLY {
        monday(day).signed_duration_since(monday(first)).num_weeks() % 2 == 0
    } else if *recurrence == Recurrence::MONTHLY {
        place_in_month(day, place_of(first)) == day.day()
    } else if *recurrence == Recurrence::ONCE {
        first.iter_days().take(LONGEST_RUN as usize).find(|day| on_weekday(plan, first, *day)) == Some(day)
    } else {
        // What a newer version means by it is not guessed.
        false
    }
}

fn on_weekday(plan: &VisitPlan, first: NaiveDate, day: NaiveDate) -> bool {
    let wanted = plan.weekdays.as_ref().map(|days| days.0.as_slice()).unwrap_or_default();
    let number = |day: NaiveDate| i64::from(day.weekday().number_from_monday());
    if wanted.is_empty() { number(first) == number(day) } else { wanted.iter().any(|one| one.0 == number(day)) }
}

/// Which occurrence of its weekday in the month a day is, from 0.
fn place_of(day: NaiveDate) -> u32 {
    (day.day() - 1) / 7
}

/// The day of the month on which the weekday of `day` stands at a place; the fifth is the last, in a month of four too.
fn place_in_month(day: NaiveDate, place: u32) -> u32 {
    let at = (day.day() - 1) % 7 + 1 + place * 7;
    let exists = |at: u32| day.with_day(at).is_some();
    if exists(at) { at } else { at - 7 }
}

fn monday(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).first_day()
}

fn working_day_after(day: NaiveDate, is_patron_day: &dyn Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
    day.iter_days().skip(1).take(LONGEST_RUN as usize).find(|day| !holidays::is_holiday(*day) && !is_patron_day(*day))
}
