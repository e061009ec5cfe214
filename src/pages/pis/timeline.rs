use crate::components::{Button, Fit, Look, RowWith};
use leptos::prelude::*;
use model::pis::Step;
use model::time::Millis;
use sync::client::RecordView;

use super::case::Case;
use super::correct::CorrectSheet;
use super::words;
use crate::i18n::dates;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Every step that holds, newest first; each can be corrected by a later one.
#[component]
pub fn Timeline(
    /// The activation.
    case: Memo<Option<Case>>,
) -> impl IntoView {
    let state = use_state();
    let wrong = RwSignal::new(None::<Step>);
    let steps = move || {
        let Some(case) = case.get() else { return Vec::new() };
        let people = case.count();
        case.fold.steps.iter().rev().map(|step| item(step, people, wrong, &state).into_any()).collect::<Vec<_>>()
    };
    let reported = move || case.with(|case| case.as_ref().map(|case| dates::day_and_clock(case.reported_at())));
    view! {
        <h2 class="section-title">{tr!(pis.timeline)}</h2>
        <ul class="list">
            {steps} <RowWith title=tr!(pis.step_reported) note=move || reported().unwrap_or_default() />
        </ul>
        <CorrectSheet case wrong />
    }
}

/// When it was written down, by the clock of the phone, and when the Ambito received it: of a step that was corrected, the first
/// of its events.
fn times(record: &RecordView, happened: Millis) -> String {
    let said = |at: Millis| if dates::same_day(at, happened) { dates::clock(at) } else { dates::day_and_clock(at) };
    let received = record.instant("receivedAt").or_else(|| record.receipt.as_ref().map(|receipt| receipt.received_at));
    let written = record.instant("recordedAt").map(|at| tr!(pis.step_written, when = said(at)));
    let received =
        received.map_or_else(|| tr!(pis.step_not_received).to_owned(), |at| tr!(pis.step_received, when = said(at)));
    [written, Some(received)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn item(step: &Step, people: usize, wrong: RwSignal<Option<Step>>, state: &AppState) -> impl IntoView + use<> {
    // A long pair of words may be parted at its stroke.
    let what = words::step(step, people, state);
    let title = what.replace('/', "/\u{200b}");
    let flags: Vec<&str> = step.flags.iter().map(|flag| words::flag(*flag)).collect();
    let label = format!("{}: {what}", tr!(pis.correct));
    let at = dates::day_and_clock(step.at);
    let at = if step.slack == 0 { at } else { tr!(conflict.about, when = at) };
    // The Ambito may receive it while the page is open, long before or after the rest of the activation.
    let (state, root, happened) = (*state, step.root, step.at);
    let known = move || state.record(root).map(|record| times(&record, happened));
    let step = StoredValue::new(step.clone());
    view! {
        <li>
            <div class="row">
                <span class="row__text">
                    <span class="row__title">{title}</span>
                    <span class="row__note">{at}</span>
                    <span class="row__note">{known}</span>
                    {(!flags.is_empty())
                        .then(|| view! { <span class="row__note row__note--err">{flags.join(". ")}</span> })}
                </span>
                <Button
                    look=Look::Text
                    fit=Fit::Small
                    label
                    on_press=move |_| wrong.set(Some(step.get_value()))
                    words=tr!(pis.correct)
                />
            </div>
        </li>
    }
}
