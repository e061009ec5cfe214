use leptos::prelude::*;
use model::time::Millis;

use super::case::Case;
use super::urgency::Urgency;
use super::words;
use crate::components::{Icon, Show};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Why it is urgent, with a clock that runs.
#[component]
pub fn UrgencyBadge(
    /// The activation.
    case: Memo<Option<Case>>,
) -> impl IntoView {
    let state = use_state();
    let urgency = move || case.with(|case| case.as_ref().map_or(Urgency::Other, Case::urgency));
    let class = move || match urgency() {
        Urgency::Legal(_) => "badge badge--err",
        Urgency::Emergency => "badge badge--warn",
        Urgency::Deferrable => "badge badge--act",
        Urgency::Other => "badge",
        Urgency::Finished => "badge badge--ok",
    };
    let words = move || {
        let now = state.ticks();
        case.with(|case| case.as_ref().map(|case| urgency_words(case, now, &state)).unwrap_or_default())
    };
    view! {
        <span class=class>
            <Show when=move || matches!(urgency(), Urgency::Legal(_))>
                <Icon name="clock" size="icon--s" />
            </Show>
            {words}
        </span>
    }
}

fn urgency_words(case: &Case, now: Millis, state: &AppState) -> String {
    if let Some(deadline) = case.deadline() {
        return words::deadline(&deadline, now);
    }
    let triage = case.record.text("triage").map(|code| facts::chip_label("triage", code, state));
    let triage = triage.unwrap_or_else(|| tr!(pis.triage).to_owned());
    tr!(pis.urgency_elapsed, triage = triage, elapsed = dates::elapsed(case.reported_at(), now))
}
