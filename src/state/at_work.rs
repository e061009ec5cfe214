use leptos::prelude::*;
use model::pis;
use model::record::{RecordRef, RecordType};
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

/// Whether an activation is in the hands of this person, or in nobody's yet.
fn is_followed(case: &RecordView, events: &[&RecordView], me: &str) -> bool {
    let id = case.id.to_string();
    let own = events.iter().filter(|event| event.text("activationId") == Some(&id));
    let own = own.map(|event| RecordRef::new(event.id, &event.record_type, &event.fields));
    let fold = pis::fold(case.id, &case.fields, own);
    fold.is_followed() && fold.in_charge.is_none_or(|operator| operator.to_string() == me)
}
