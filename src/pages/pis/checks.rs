use leptos::prelude::*;
use model::codes::{Code as _, PisEventKind};
use model::pis::Step;

use super::case::Case;
use super::desk::use_desk;
use super::events::{step, voiding_step};
use crate::state::use_state;

/// Something that is either told or not, for one person: ticking it makes an event, unticking it voids that event.
#[component]
pub fn Told(
    /// The activation.
    case: Memo<Option<Case>>,
    /// Which person.
    n: i64,
    /// Code of the event `authority_notified`.
    #[prop(into)]
    code: String,
    /// What is told.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let code = StoredValue::new(code);
    let steps =
        move || case.with(|case| case.as_ref().map(|case| told(case, n, &code.get_value())).unwrap_or_default());
    let toggle = move |_| {
        let Some(case) = case.get_untracked() else { return };
        let told = told(&case, n, &code.get_value());
        let changes = if told.is_empty() {
            let kind = PisEventKind::AUTHORITY_NOTIFIED;
            vec![step(&state, &case, &kind, Some(n), Some(&code.get_value()))]
        } else {
            told.iter().map(|step| voiding_step(&state, &case, step)).collect()
        };
        desk.act(changes);
    };
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || !steps().is_empty() on:change=toggle />
            <span>{label}</span>
        </label>
    }
}

/// The steps that tell it, of this person alone or of everybody.
fn told(case: &Case, n: i64, code: &str) -> Vec<Step> {
    let is = |step: &&Step| {
        let event = &step.event;
        event.kind.as_ref() == Some(&PisEventKind::AUTHORITY_NOTIFIED)
            && event.person_n.is_none_or(|person| person.0 == n)
            && event.code.as_ref().is_some_and(|own| own.as_str() == code)
    };
    case.fold.steps.iter().filter(is).cloned().collect()
}
