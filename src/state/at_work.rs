use leptos::prelude::*;
use model::record::RecordType;
use model::time::Millis;
use sync::client::RecordView;

use super::{AppState, RecordFacts as _, Records};
use crate::i18n::dates;

impl AppState {
    /// Whether an activation, an outing or a round is open for the person of the phone, not tracked.
    pub fn is_at_work(&self, now: Millis) -> bool {
        let me = self.identity.with_untracked(|identity| identity.as_ref().map(|known| known.profile.operator_id));
        me.is_some_and(|me| self.records.with_untracked(|records| is_open(records, &me.to_string(), now)))
    }
}

fn is_open(records: &Records, me: &str, now: Millis) -> bool {
    let of_type = |kind: RecordType| -> Vec<&RecordView> {
        let records = records.values().map(|record| &**record);
        records.filter(|record| record.record_type == kind && !record.voided()).collect()
    };
    let out = |outing: &&RecordView| outing.status() == "in_progress" && outing.codes("crewIds").contains(&me);
    let due = |visit: &&RecordView| {
        let today = visit.instant("scheduledAt").is_some_and(|at| dates::same_day(at, now));
        today && visit.status() == "scheduled"
    };
    let events = of_type(RecordType::PIS_EVENT);
    of_type(RecordType::STREET_OUTING).iter().any(out)
        || of_type(RecordType::PROXIMITY_VISIT).iter().any(due)
        || of_type(RecordType::PIS_ACTIVATION).iter().any(|case| is_followed(case, &events, me))
}

/// Whether an activation is in the hands of this person, or in nobody's yet. The fold of the model knows more of it and is
/// too heavy for what is asked every few seconds.
fn is_followed(case: &RecordView, events: &[&RecordView], me: &str) -> bool {
    let id = case.id.to_string();
    let own: Vec<_> = events.iter().filter(|event| event.text("activationId") == Some(&id)).collect();
    let holds = |event: &RecordView| {
        event.text("voidReason").is_none() && !own.iter().any(|other| other.reference("correctsId") == Some(event.id))
    };
    let last = |kinds: &[&str]| {
        let of_kind =
            own.iter().filter(|event| kinds.contains(&event.text("kind").unwrap_or_default()) && holds(event));
        of_kind.max_by_key(|event| event.instant("occurredAt"))
    };
    let ended = last(&["taken_over", "handed_over", "closed", "reopened"])
        .is_some_and(|event| matches!(event.text("kind"), Some("handed_over" | "closed")));
    let in_charge = last(&["taken_over", "shift_handed_over"]).and_then(|event| {
        event.text(if event.text("kind") == Some("taken_over") { "operatorId" } else { "toOperatorId" })
    });
    !ended && in_charge.is_none_or(|operator| operator == me)
}
