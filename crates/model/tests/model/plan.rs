use chrono::{Datelike, Days, Months, NaiveDate};
use model::codes::{HolidayRule, Recurrence};
use model::holidays::{is_holiday, is_named};
use model::ids::OperatorId;
use model::plan::{days, is_as_planned, operator_on, starts_at, visit_fields, visit_key};
use model::proximity::VisitPlan;
use model::record::RecordType;
use model::rome;
use model::validate;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{fields_of, id, visconteo};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plan(fields: Value) -> VisitPlan {
    VisitPlan::lenient(&fields_of(fields))
}

fn texts(plan: &VisitPlan, from: &str, to: &str) -> Vec<String> {
    days(plan, day(from), day(to), &|_| false).iter().map(ToString::to_string).collect()
}

#[test]
fn every_week_on_the_days_that_it_names() {
    let tuesdays = plan(json!({"recurrence": "weekly", "weekdays": [2, 5], "validFrom": "2026-11-25"}));
    assert_eq!(texts(&tuesdays, "2026-11-20", "2026-12-05"), ["2026-11-27", "2026-12-01", "2026-12-04"]);
    let ended = plan(json!({"recurrence": "weekly", "validFrom": "2026-11-02", "validTo": "2026-11-16"}));
    assert_eq!(texts(&ended, "2026-11-01", "2026-12-31"), ["2026-11-02", "2026-11-09", "2026-11-16"]);
}

#[test]
fn every_other_week_counts_from_the_week_of_the_first_day() {
    // The first day is a Thursday, the visit a Monday: that of the same week is over.
    let mondays = plan(json!({"recurrence": "fortnightly", "weekdays": [1], "validFrom": "2026-11-05"}));
    assert_eq!(texts(&mondays, "2026-11-01", "2026-12-15"), ["2026-11-16", "2026-11-30", "2026-12-14"]);
}

#[test]
fn once_a_month_keeps_the_place_in_the_month() {
    let second = plan(json!({"recurrence": "monthly", "validFrom": "2026-11-10"}));
    assert_eq!(texts(&second, "2026-11-01", "2027-02-01"), ["2026-11-10", "2026-12-08", "2027-01-12"]);
    // The fifth Monday is the last one where there are four.
    let last = plan(json!({"recurrence": "monthly", "validFrom": "2026-11-30"}));
    assert_eq!(texts(&last, "2026-11-01", "2027-02-28"), ["2026-11-30", "2026-12-28", "2027-01-25", "2027-02-22"]);
}

#[test]
fn once_is_once() {
    let once = plan(json!({"recurrence": "once", "weekdays": [3], "validFrom": "2026-11-27"}));
    assert_eq!(texts(&once, "2026-11-01", "2027-02-01"), ["2026-12-02"]);
    let unknown = plan(json!({"recurrence": "made_in_2031", "validFrom": "2026-11-27"}));
    assert_eq!(texts(&unknown, "2026-11-01", "2027-02-01"), [""; 0]);
}

#[test]
fn a_holiday_is_kept_skipped_or_moved() {
    let on_holidays = |rule: Value| {
        let plan = plan(json!({
            "recurrence": "weekly", "weekdays": [5, 1], "validFrom": "2026-12-01", "validTo": "2026-12-31",
            "holidayRule": rule,
        }));
        texts(&plan, "2026-12-22", "2026-12-31")
    };
    // Christmas is a Friday; Saint Stephen a Saturday, then a Sunday, then the visit of Monday.
    assert_eq!(on_holidays(json!("keep")), ["2026-12-25", "2026-12-28"]);
    assert_eq!(on_holidays(Value::Null), ["2026-12-25", "2026-12-28"]);
    assert_eq!(on_holidays(json!("skip")), ["2026-12-28"]);
    assert_eq!(on_holidays(json!("next_working_day")), ["2026-12-28"]);
    let patron = plan(json!({"recurrence": "weekly", "validFrom": "2026-11-24", "holidayRule": "next_working_day"}));
    let moved = days(&patron, day("2026-11-24"), day("2026-12-01"), &|at| at == day("2026-11-24"));
    assert_eq!(moved, [day("2026-11-25"), day("2026-12-01")]);
    // That of Saint Stephen passes the one of the Sunday after.
    let weekends = plan(json!({
        "recurrence": "weekly", "weekdays": [6, 7], "validFrom": "2026-12-26", "holidayRule": "next_working_day",
    }));
    assert_eq!(texts(&weekends, "2026-12-26", "2026-12-28"), ["2026-12-27", "2026-12-28"]);
    let sundays = plan(json!({"recurrence": "weekly", "validFrom": "2026-11-29", "holidayRule": "skip"}));
    assert_eq!(texts(&sundays, "2026-11-29", "2026-12-06"), ["2026-11-29", "2026-12-06"]);
}

#[test]
fn a_visit_begins_with_its_window_in_rome() {
    let window = plan(json!({"recurrence": "weekly", "window": {"from": "10:15", "to": "11:00"}}));
    assert_eq!(rome::to_rome(starts_at(&window, day("2026-12-01"))).to_rfc3339(), "2026-12-01T10:15:00+01:00");
    assert_eq!(rome::to_rome(starts_at(&window, day("2026-07-01"))).to_rfc3339(), "2026-07-01T10:15:00+02:00");
    let open = plan(json!({"recurrence": "weekly"}));
    assert_eq!(rome::to_rome(starts_at(&open, day("2026-12-01"))).to_rfc3339(), "2026-12-01T09:00:00+01:00");
    assert_ne!(visit_key(id(1), day("2026-12-01")), visit_key(id(1), day("2026-12-02")));
    assert_ne!(visit_key(id(1), day("2026-12-01")), visit_key(id(2), day("2026-12-01")));
}

#[test]
fn a_substitute_goes_from_day_to_day() {
    let operator = |n: u32| OperatorId(format!("00000000-0000-4000-8000-00000000000{n}").parse().unwrap());
    let plan = plan(json!({
        "assignedOperatorId": operator(1),
        "substitutes": [
            {"operatorId": operator(2), "from": "2026-12-01", "to": "2026-12-10"},
            {"operatorId": operator(3), "from": "2026-12-10", "to": "2026-12-12"},
        ],
    }));
    let on = |text: &str| operator_on(&plan, day(text));
    assert_eq!(on("2026-11-30"), Some(operator(1)));
    assert_eq!(on("2026-12-01"), Some(operator(2)));
    assert_eq!(on("2026-12-09"), Some(operator(2)));
    assert_eq!(on("2026-12-10"), Some(operator(3)), "the last one that names a day");
    assert_eq!(on("2026-12-13"), Some(operator(1)));
}

#[test]
fn a_visit_that_somebody_wrote_to_is_not_as_planned() {
    let plan = fields_of(json!({
        "beneficiaryId": id(9).to_string(), "services": ["food_parcel"], "recurrence": "weekly",
        "window": {"from": "10:00", "to": "11:00"}, "durationMinutes": 30, "validFrom": "2026-11-23",
        "assignedOperatorId": id(3).to_string(), "nextReviewOn": "2026-12-20",
    }));
    let card = fields_of(json!({"municipalityCode": "015189", "beneficiaryType": "family", "lastName": "Prova"}));
    let visit = visit_fields(id(1), &plan, &card, day("2026-11-23"));
    assert!(!visit.contains_key("lastName"), "no name travels with a visit");
    assert!(validate(&RecordType::PROXIMITY_VISIT, &visit, &visconteo()).is_empty());
    let with = |name: &str, value: Value| {
        let mut changed = visit.clone();
        changed.insert(name.to_owned(), value);
        is_as_planned(id(1), &plan, &changed)
    };
    assert!(is_as_planned(id(1), &plan, &visit));
    assert!(with("assignedOperatorId", json!(id(4).to_string())), "whoever goes");
    assert!(with("shoppingList", Value::Null));
    assert!(!with("notes", json!("Porta le chiavi")));
    assert!(!with("scheduledAt", json!("2026-11-23T12:00:00+01:00")));
    assert!(!with("status", json!("done")));
    assert!(!with("services", json!(["other"])));
}

/// The days of a plan as somebody with a calendar on the wall marks them: from one visit to the next.
fn marked(plan: &VisitPlan, until: NaiveDate, patron: NaiveDate) -> Vec<NaiveDate> {
    let first = plan.valid_from.unwrap();
    let mut weekdays: Vec<u32> = plan.weekdays.as_ref().unwrap().0.iter().map(|one| one.0 as u32).collect();
    if weekdays.is_empty() {
        weekdays.push(first.weekday().number_from_monday());
    }
    let mut all = Vec::new();
    for weekday in weekdays {
        let in_first_week =
            first - Days::new(u64::from(first.weekday().num_days_from_monday())) + Days::new(u64::from(weekday - 1));
        match plan.recurrence.as_ref().unwrap() {
            every if *every == Recurrence::WEEKLY || *every == Recurrence::FORTNIGHTLY => {
                let step = if *every == Recurrence::WEEKLY { 7 } else { 14 };
                let mut at = in_first_week;
                while at <= until {
                    all.push(at);
                    at = at + Days::new(step);
                }
            }
            _ => {
                let nth = (first.day() - 1) / 7;
                let mut month = first.with_day(1).unwrap();
                while month <= until {
                    let next = month + Months::new(1);
                    let of_month: Vec<NaiveDate> = month
                        .iter_days()
                        .take_while(|day| *day < next)
                        .filter(|day| day.weekday().number_from_monday() == weekday)
                        .collect();
                    all.push(*of_month.get(nth as usize).unwrap_or(of_month.last().unwrap()));
                    month = next;
                }
            }
        }
    }
    all.retain(|day| *day >= first && plan.valid_to.is_none_or(|last| *day <= last));
    let rule = plan.holiday_rule.as_ref().unwrap();
    let mut visits: Vec<NaiveDate> = Vec::new();
    for day in all {
        if !is_named(day) && day != patron || *rule == HolidayRule::KEEP {
            visits.push(day);
        } else if *rule == HolidayRule::NEXT_WORKING_DAY {
            let mut moved = day + Days::new(1);
            while is_holiday(moved) || moved == patron {
                moved = moved + Days::new(1);
            }
            visits.push(moved);
        }
    }
    visits.sort();
    visits.dedup();
    visits
}

proptest! {
    #[test]
    fn the_days_are_those_of_a_calendar_on_the_wall(
        first in 0_u64..1_500,
        lasts in prop::option::of(0_u64..200),
        weekdays in prop::sample::subsequence((1..=7).collect::<Vec<u32>>(), 0..=7),
        recurrence in prop::sample::select(vec!["weekly", "fortnightly", "monthly"]),
        rule in prop::sample::select(vec!["keep", "skip", "next_working_day"]),
        (start, length) in (0_u64..300, 0_u64..120),
        patron in 0_u64..400,
    ) {
        let epoch = day("2025-01-01");
        let first = epoch + Days::new(first);
        let plan = plan(json!({
            "recurrence": recurrence, "weekdays": weekdays, "validFrom": first.to_string(),
            "validTo": lasts.map(|days| (first + Days::new(days)).to_string()), "holidayRule": rule,
        }));
        let patron = first + Days::new(patron);
        let (from, to) = (first + Days::new(start), first + Days::new(start + length));
        let expected: Vec<NaiveDate> =
            marked(&plan, to, patron).into_iter().filter(|day| (from..=to).contains(day)).collect();
        prop_assert_eq!(days(&plan, from, to, &|day| day == patron), expected);
    }
}
