use std::cmp::Reverse;
use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use sync::client::{RecordView, SaveState};

use crate::i18n::dates;
use crate::state::AppState;

/// Records in the order in which they are listed.
pub type Listed = Vec<Arc<RecordView>>;

/// The records of this phone that somebody may ask after.
#[derive(Clone, Default, PartialEq)]
pub struct Queue {
    /// Refused by the Ambito.
    pub to_fix: Listed,
    /// With several values, the critical first.
    pub conflicts: Listed,
    /// Not received yet, the oldest first.
    pub only_here: Listed,
    /// Received today, the last first.
    pub received: Listed,
}

impl Queue {
    /// Reads the projections.
    pub fn read(state: &AppState) -> Self {
        let mut queue = Self::default();
        // A receipt has the hour of the Ambito, which a wrong clock of the phone may put into another day.
        let skew = state.status.with(|status| status.as_ref()?.clock_skew).unwrap_or_default();
        let now = state.now.get().plus(skew);
        state.records.with(|records| {
            for record in records.values() {
                let received_today =
                    record.receipt.as_ref().is_some_and(|receipt| dates::same_day(receipt.received_at, now));
                if record.state == SaveState::ToFix {
                    queue.to_fix.push(record.clone());
                } else if record.in_conflict() {
                    queue.conflicts.push(record.clone());
                } else if record.state != SaveState::Received {
                    queue.only_here.push(record.clone());
                } else if received_today {
                    queue.received.push(record.clone());
                }
            }
        });
        for list in [&mut queue.to_fix, &mut queue.only_here] {
            order::by_key(list, |record| record.saved_at);
        }
        order::by_key(&mut queue.conflicts, |record| !record.needs_review());
        order::by_key(&mut queue.received, |record| {
            Reverse(record.receipt.as_ref().map(|receipt| receipt.received_at))
        });
        queue
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.to_fix.len() + self.conflicts.len() + self.only_here.len() + self.received.len()
    }

    /// Everything is at the Ambito.
    pub fn all_safe(&self) -> bool {
        let here = |record: &Arc<RecordView>| record.state != SaveState::Received;
        self.to_fix.is_empty() && self.only_here.is_empty() && !self.conflicts.iter().any(here)
    }
}
