use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::plan::is_as_planned;
use model::record::{Fields, RecordType};
use model::rome;
use model::time::parse_day;
use serde_json::{Value, json};
use sync::client::{Change, ChangeKind, RecordView};

use crate::state::{AppState, RecordFacts as _};

/// One act: plans, visits and cards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handed {
    /// Visits that exist already.
    pub planned: usize,
    visits: Vec<Change>,
    cards: Vec<Change>,
    plans: Vec<Change>,
}

impl Handed {
    /// Whether nothing passes.
    pub const fn is_empty(&self) -> bool {
        self.visits.is_empty() && self.plans.is_empty()
    }

    /// The visits before the card: the API looks at them when it comes.
    pub fn all(self) -> Vec<Change> {
        [self.visits, self.plans, self.cards].concat()
    }
}

/// What passes. A plan names the substitute, for the visits that the API has yet to make and for those that it moves by itself;
/// what somebody wrote to, or planned by hand, is moved here.
pub fn handed(state: &AppState, from: &str, with: &str, (first, last): (NaiveDate, NaiveDate)) -> Handed {
    let mut changes = Handed::default();
    let today = rome::day_of(state.now.get());
    let mut people: Vec<RecordId> = Vec::new();
    let mut plans = state.of_type(&RecordType::VISIT_PLAN);
    plans.retain(|plan| {
        let over = plan.text("validTo").and_then(parse_day).is_some_and(|end| end < first);
        !plan.voided() && !over && plan.text("assignedOperatorId") == Some(from)
    });
    for plan in &plans {
        let mut all = plan.fields.get("substitutes").and_then(Value::as_array).cloned().unwrap_or_default();
        all.push(json!({ "operatorId": with, "from": first.to_string(), "to": last.to_string() }));
        changes.plans.push(patch(plan, order::tree([("substitutes".to_owned(), Value::from(all))])));
        people.extend(plan.reference("beneficiaryId"));
    }
    for visit in state.of_type(&RecordType::PROXIMITY_VISIT) {
        let day = visit.instant("scheduledAt").map(rome::day_of);
        let within = day.is_some_and(|day| (first..=last).contains(&day) && day >= today);
        let theirs = visit.text("assignedOperatorId") == Some(from) && visit.status() == "scheduled";
        if !within || !theirs || visit.voided() {
            continue;
        }
        changes.planned += 1;
        people.extend(visit.reference("beneficiaryId"));
        let of_plan = visit.reference("planId").and_then(|id| plans.iter().find(|plan| plan.id == id));
        let goes_by_itself = of_plan.is_some_and(|plan| is_as_planned(plan.id, &plan.fields, &visit.fields));
        let begun = visit.instant("scheduledAt").is_some_and(|at| at <= state.now.get_untracked());
        if !goes_by_itself || begun {
            changes.visits.push(patch(&visit, order::tree([("assignedOperatorId".to_owned(), with.into())])));
        }
    }
    let mut known: Vec<RecordId> = Vec::new();
    for card in people.into_iter().filter_map(|id| state.record(id)) {
        if known.contains(&card.id) {
            continue;
        }
        known.push(card.id);
        let mut lent = card.codes("visitingOperatorIds");
        if !lent.contains(&with) && !card.codes("assignedOperatorIds").contains(&with) {
            lent.push(with);
            changes.cards.push(patch(&card, order::tree([("visitingOperatorIds".to_owned(), Value::from(lent))])));
        }
    }
    changes
}

fn patch(record: &Arc<RecordView>, fields: Fields) -> Change {
    let (record_id, record_type) = (record.id, record.record_type.clone());
    Change { record_id, record_type, kind: ChangeKind::Patch, fields, seen: Some(Box::new(record.seen())) }
}
