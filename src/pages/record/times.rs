use std::sync::Arc;

use crate::components::Fact;
use leptos::prelude::*;
use model::time::Millis;
use model::work::HAPPENED;
use sync::client::RecordView;

use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// A clock that is off by less says nothing.
const SKEW: i64 = 5 * Millis::MINUTE;

/// When it happened, when it was written, when it was received.
#[component]
pub fn Times(
    /// The record.
    record: Arc<RecordView>,
) -> impl IntoView {
    let state = use_state();
    let skew = state.status.with_untracked(|status| status.as_ref()?.clock_skew).unwrap_or_default();
    let now = state.now.get_untracked().plus(skew);
    let happened = HAPPENED.into_iter().find_map(|field| record.instant(field)).map(|at| {
        let when = facts::long(at);
        let label = if at > now { tr!(conflict.planned) } else { tr!(conflict.happened) };
        let exact = record.text("occurredAtPrecision").is_none_or(|precision| precision == "exact");
        (label, if exact { when } else { tr!(conflict.about, when = when) })
    });
    let written = record.instant("recordedAt").map(|at| (tr!(conflict.written), written(&record, at, &state)));
    let received = record.instant("receivedAt").or_else(|| record.receipt.as_ref().map(|receipt| receipt.received_at));
    let received = received.map_or_else(|| tr!(conflict.not_received).to_owned(), facts::long);
    let rows = [happened, written, Some((tr!(conflict.received), received))];
    let rows = rows
        .into_iter()
        .flatten()
        .map(|(label, when)| {
            view! {
                <Fact label>{when}</Fact>
            }
        })
        .collect_view();
    view! {
        <h2 class="section-title">{tr!(conflict.times_title)}</h2>
        <dl class="facts">{rows}</dl>
    }
}

/// By the clock of the phone, and what is known of that clock.
fn written(record: &RecordView, at: Millis, state: &AppState) -> String {
    let when = facts::long(at);
    let skew = state.status.with_untracked(|status| status.as_ref().and_then(|status| status.clock_skew));
    // The clock of this phone says nothing of what another one wrote.
    let own = skew.filter(|skew| skew.abs() >= SKEW && record.saved_at.is_some());
    match own {
        Some(skew) if skew < 0 => tr!(conflict.written_ahead, when = when, age = dates::age(skew)),
        Some(skew) => tr!(conflict.written_behind, when = when, age = dates::age(skew)),
        None if record.flag("timeSuspect") => tr!(conflict.written_suspect, when = when),
        None => when,
    }
}
