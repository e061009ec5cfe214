use leptos::prelude::*;
use model::codes::{Code as _, PisEventKind};
use model::pis::Step;
use model::rome;
use model::time::{Millis, clock_text};

use super::case::Case;
use super::desk::{open_while, use_desk};
use super::events::{correction, voiding_step};
use super::words;
use crate::components::form::{Opt, codes, instant};
use crate::components::{Button, Fit, Look, Sheet, Show};
use crate::state::{AppState, use_state};
use crate::tr;

/// What "circa 15 minuti" leaves open.
const QUARTER: i64 = 15 * Millis::MINUTE;

/// Corrects a step: another time, another answer, or that it never was. The step itself stays as it was written.
#[component]
pub fn CorrectSheet(
    /// The activation.
    case: Memo<Option<Case>>,
    /// The step to correct; the sheet is open while it is there.
    wrong: RwSignal<Option<Step>>,
) -> impl IntoView {
    let open = open_while(wrong);
    view! {
        <Sheet open title=tr!(pis.correct_title).to_owned()>
            {move || wrong.get().map(|step| view! { <Correction case wrong step /> })}
        </Sheet>
    }
}

#[component]
fn Correction(case: Memo<Option<Case>>, wrong: RwSignal<Option<Step>>, step: Step) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let local = rome::to_rome(step.at);
    let date = RwSignal::new(local.date_naive().to_string());
    let time = RwSignal::new(clock_text(local.time()));
    let code = RwSignal::new(step.event.code.as_ref().map(|code| code.as_str().to_owned()));
    let bad_time = RwSignal::new(false);
    let precision = RwSignal::new(Some(precision(step.slack).to_owned()));
    let title = words::step(&step, 1, &state);
    let options = answers(&step, &state);
    let unchanged = (date.get_untracked(), time.get_untracked());
    let step = StoredValue::new(step);
    let save = move |_| {
        let typed = (date.get_untracked(), time.get_untracked());
        let step = step.get_value();
        // The seconds of the first tap stay where nobody changed the minute.
        let at = if typed == unchanged { Some(super::events::field(step.at)) } else { instant(&typed.0, &typed.1) };
        bad_time.set(at.is_none());
        if let (Some(case), Some(at)) = (case.get_untracked(), at) {
            wrong.set(None);
            let exact = precision.get_untracked().unwrap_or_default();
            desk.correct(correction(&state, &case, &step, (at, &exact), code.get_untracked()));
        }
    };
    let void = move |_| {
        if let Some(case) = case.get_untracked() {
            wrong.set(None);
            desk.correct(voiding_step(&state, &case, &step.get_value()));
        }
    };
    view! {
        <p class="sheet__text">{title}</p>
        <div class="fields">
            <div class="field">
                <input class="input" type="date" aria-label=tr!(common.date) prop:value=date on:change=move |event| date.set(event_target_value(&event)) />
            </div>
            <div class="field">
                <input class="input" type="time" aria-label=tr!(common.time) prop:value=time on:change=move |event| time.set(event_target_value(&event)) />
            </div>
        </div>
        <Show when=move || bad_time.get()>
            <p class="field__error" role="alert">{tr!(pis.correct_time)}</p>
        </Show>
        {chips("precisione", tr!(pis.precision), exactness(&state), precision)}
        {(!options.is_empty()).then(|| chips("correzione", tr!(pis.correct_code), options, code))}
        <Button fit=Fit::Wide on_press=save words=tr!(pis.correct_save) />
        <Button look=Look::DangerSoft fit=Fit::Wide on_press=void words=tr!(pis.correct_void) />
    }
}

/// One of several answers.
fn chips(name: &'static str, label: &'static str, options: Vec<Opt>, chosen: RwSignal<Option<String>>) -> AnyView {
    let chip = move |option: Opt| {
        let value = StoredValue::new(Some(option.value));
        view! {
            <label class="chip">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || chosen.get() == value.get_value()
                    on:change=move |_| chosen.set(value.get_value())
                />
                <span>{option.label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="group">
            <legend class="group__label">{label}</legend>
            <div class="chips">{options.into_iter().map(chip).collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// How exact the time of a step may be said to be: to the hour at most, because deadlines count from it.
fn exactness(state: &AppState) -> Vec<Opt> {
    let mut options = codes(state, "occurredAtPrecision");
    options.retain(|option| option.value != "day");
    options
}

/// The code of how exact a time is.
const fn precision(slack: i64) -> &'static str {
    match slack {
        0 => "exact",
        ..=QUARTER => "about_15_min",
        _ => "about_hour",
    }
}

/// The answers that the step could have had instead; none for a step without an answer.
fn answers(step: &Step, state: &AppState) -> Vec<Opt> {
    let list = [
        (PisEventKind::ACTION, "pisActions"),
        (PisEventKind::PLACEMENT, "placementKind"),
        (PisEventKind::ENDED, "pisOutcome"),
        (PisEventKind::HANDED_OVER, "handoverTo"),
        (PisEventKind::SHIFT_HANDED_OVER, "consegnaTo"),
    ]
    .into_iter()
    .find_map(|(kind, list)| (step.event.kind.as_ref() == Some(&kind)).then_some(list));
    list.filter(|_| step.event.code.is_some()).map(|list| codes(state, list)).unwrap_or_default()
}
