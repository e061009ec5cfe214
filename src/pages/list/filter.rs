//! Which records the list shows, and what they come to.

use std::sync::Arc;

use leptos::prelude::*;
use model::record::{RecordRef, RecordType};
use model::time::Millis;
use model::work::happened_at;
use sync::client::RecordView;

use crate::i18n::dates;
use crate::pages::facts;
use crate::state::AppState;
use crate::tr;

/// From when on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// This day of Rome.
    Today,
    /// Seven days.
    Week,
    /// As far back as this phone knows.
    Ever,
}

impl Since {
    /// All of them, with their words.
    pub fn all() -> [(Self, &'static str); 3] {
        [
            (Self::Ever, tr!(common.list_ever)),
            (Self::Today, tr!(common.list_today)),
            (Self::Week, tr!(common.list_week)),
        ]
    }

    /// Whether something that happened then is meant. What has no time is of no day.
    pub fn holds(self, at: Option<Millis>, now: Millis) -> bool {
        match (self, at) {
            (Self::Ever, _) => true,
            (_, None) => false,
            (Self::Today, Some(at)) => dates::same_day(at, now),
            (Self::Week, Some(at)) => now.since(at) < 7 * Millis::DAY && at <= now.plus(Millis::DAY),
        }
    }
}

/// A record as the model reads it.
pub fn as_ref(record: &Arc<RecordView>) -> RecordRef<'_> {
    RecordRef::new(record.id, &record.record_type, &record.fields)
}

/// When a record says that it happened.
pub fn at(record: &Arc<RecordView>) -> Option<Millis> {
    happened_at(&as_ref(record))
}

/// The kinds of records among these, with how many there are of each, the most first.
pub fn kinds(records: &[Arc<RecordView>]) -> Vec<(RecordType, usize)> {
    let mut kinds: Vec<(RecordType, usize)> = Vec::new();
    for record in records {
        match kinds.iter_mut().find(|(kind, _)| *kind == record.record_type) {
            Some((_, count)) => *count += 1,
            None => kinds.push((record.record_type.clone(), 1)),
        }
    }
    model::order::by_key(&mut kinds, |(_, count)| std::cmp::Reverse(*count));
    kinds
}

/// What is shown of a kind on its chip.
pub fn chip(kind: &RecordType, count: usize) -> String {
    format!("{} · {count}", facts::type_title(kind))
}

/// What the records that are meant come to, in words: "2 uscite, 3 gruppi, 9 nuovi, 14 conosciuti".
pub fn told(state: &AppState, meant: impl Fn(&RecordRef<'_>) -> bool) -> String {
    let done = state.records.with(|records| {
        let refs = records.values().map(|record| RecordRef::new(record.id, &record.record_type, &record.fields));
        model::work::WorkDone::of(refs, |record| meant(record))
    });
    crate::pages::turn::words(&done)
}
