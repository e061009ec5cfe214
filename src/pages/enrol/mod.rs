//! Prima apertura: a code or a link makes this phone the operator's.

use std::rc::Rc;

use leptos::html::Input;
use leptos::prelude::*;

use crate::commands::{Admitted, EnrolError, use_commands};
use crate::components::{Button, Icon, Look, Redirect, Show, StatusLine};
use crate::pages::common;
use crate::pages::door::{Chosen, Doorway, NewPassphrase};
use crate::runtime::page;
use crate::state::{Phase, use_state};
use crate::tr;

/// The page of `/attiva`. A link carries the code in its fragment; it leaves the address at once.
#[component]
pub fn Enrol() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let code = RwSignal::new(page::take_fragment().unwrap_or_default());
    let done = RwSignal::new(false);
    let admitted = RwSignal::new(None::<Admitted>);
    let let_in = move |passphrase: String| -> Chosen {
        Box::pin(async move {
            let Some(person) = admitted.get_untracked() else { return Ok(()) };
            let entered = commands.let_in(person, &passphrase).await;
            done.try_set(entered.is_ok());
            entered
        })
    };
    // Where the network is too weak for more than the home, the home it is.
    let next = move || {
        let more = commands.is_proved() && common::PART.is_here();
        if !more {
            commands.has_proved();
        }
        if more { "/gesto" } else { "/" }
    };
    let step = Memo::new(move |_| (state.phase.get() == Phase::InClear, admitted.with(Option::is_some)));
    let page = move || match step.get() {
        (true, _) => common::PART.page_or_wait(common::Page::Seal),
        (false, true) => view! {
            <Doorway title=tr!(door.welcome_title)>
                <p class="text-2">{tr!(door.welcome_text)}</p>
                <NewPassphrase label=tr!(door.welcome_do) go=Rc::new(let_in) />
            </Doorway>
        }
        .into_any(),
        (false, false) => view! { <Code code done admitted /> }.into_any(),
    };
    view! {
        <Show when=move || done.get() && state.phase.get() == Phase::Ready>
            <Redirect path=next() />
        </Show>
        {page}
    }
}

/// The code that the coordinator gave.
#[component]
fn Code(code: RwSignal<String>, done: RwSignal<bool>, admitted: RwSignal<Option<Admitted>>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let input = NodeRef::<Input>::new();
    let enrol = move || {
        let typed = code.get_untracked();
        if typed.trim().is_empty() {
            return error.set(Some(tr!(common.enrol_empty).to_owned()));
        }
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match commands.enrol(typed).await {
                Ok(None) => drop(done.try_set(true)),
                Ok(Some(person)) => {
                    common::PART.bring();
                    admitted.try_set(Some(person));
                }
                Err(why) => drop(error.try_set(Some(sentence(&why)))),
            }
            busy.try_set(false);
        });
    };
    let waiting = move || busy.get() || state.phase.get() == Phase::Starting;
    view! {
        <Doorway title=tr!(common.enrol_title)>
            <StatusLine quiet=true />
            // Where life.js tells that a notebook was here.
            <p id="avviso" role="alert" hidden></p>
            <p class="text-2">{tr!(common.enrol_intro)}</p>
            <form
                class="form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    enrol();
                }
            >
                <div class="field" class=("field--error", move || error.get().is_some())>
                    <label class="field__label" for="codice">{tr!(common.enrol_code)}</label>
                    <p class="field__hint" id="codice-aiuto">{tr!(common.enrol_hint)}</p>
                    <p class="field__error" id="codice-errore" role="alert">
                        {move || {
                            error
                                .get()
                                .map(|text| view! { <Icon name="warning-circle" size="icon--s" /> {text} })
                        }}
                    </p>
                    <input
                        class="input input--code"
                        id="codice"
                        node_ref=input
                        autocomplete="one-time-code"
                        autocapitalize="characters"
                        spellcheck="false"
                        aria-describedby="codice-aiuto codice-errore"
                        prop:value=move || code.get()
                        on:input=move |event| code.set(event_target_value(&event))
                    />
                </div>
                <Button
                    look=Look::Main
                    disabled=waiting
                    submit=true
                    words=move || if busy.get() { tr!(common.enrol_busy) } else { tr!(common.enrol_do) }
                />
            </form>
            <ol class="steps">
                <li>{tr!(common.enrol_step_code)}</li>
                <li>{tr!(common.enrol_step_install)}</li>
                <li>{tr!(common.enrol_step_offline)}</li>
            </ol>
        </Doorway>
    }
}

fn sentence(error: &EnrolError) -> String {
    match error {
        EnrolError::Network => tr!(common.enrol_network).to_owned(),
        EnrolError::NotOurs => tr!(common.enrol_not_ours).to_owned(),
        EnrolError::Unknown => tr!(common.enrol_unknown).to_owned(),
        EnrolError::Used => tr!(common.enrol_used).to_owned(),
        EnrolError::Expired => tr!(common.enrol_expired).to_owned(),
        EnrolError::SlowDown => tr!(common.enrol_slow).to_owned(),
        EnrolError::Other(detail) => detail.clone(),
    }
}
