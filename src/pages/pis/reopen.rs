use leptos::prelude::*;
use model::codes::PisEventKind;
use model::pis::State;
use protocol::Role;

use super::case::Case;
use super::desk::use_desk;
use super::events::step;
use crate::components::{Button, Fit, Look, Sheet, Show};
use crate::state::use_state;
use crate::tr;

/// A closed activation is opened again once, by a coordinator, who says why.
#[component]
pub fn Reopen(
    /// The activation.
    case: Memo<Option<Case>>,
) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let (open, reason, missing) = (RwSignal::new(false), RwSignal::new(String::new()), RwSignal::new(false));
    let may = move || {
        let once = |case: &Case| case.fold.state == State::Closed && case.fold.reopened_at.is_none();
        state.has_role(Role::Coordinator) && case.with(|case| case.as_ref().is_some_and(once))
    };
    let reopen = move |_| {
        let why = reason.get_untracked().trim().to_owned();
        missing.set(why.is_empty());
        let Some(case) = case.get_untracked().filter(|_| !why.is_empty()) else { return };
        let mut change = step(&state, &case, &PisEventKind::REOPENED, None, None);
        change.fields.insert("notes".to_owned(), why.into());
        open.set(false);
        desk.act(vec![change]);
    };
    view! {
        <Show when=may>
            <Button look=Look::Soft icon="restore" on_press=move |_| open.set(true) words=tr!(pis.reopen) />
        </Show>
        <Sheet open title=tr!(pis.reopen_title).to_owned()>
            <div class="field" class=("field--error", move || missing.get())>
                <label class="field__label" for="riapri">{tr!(pis.reopen_why)}</label>
                <p class="field__hint">{tr!(common.notes_hint)}</p>
                <Show when=move || missing.get()>
                    <p class="field__error" role="alert">{tr!(pis.reopen_missing)}</p>
                </Show>
                <textarea
                    class="input"
                    id="riapri"
                    maxlength="500"
                    prop:value=reason
                    on:input=move |event| reason.set(event_target_value(&event))
                ></textarea>
            </div>
            <Button fit=Fit::Wide on_press=reopen words=tr!(pis.reopen) />
        </Sheet>
    }
}
