//! Prima apertura: a code or a link makes this phone the operator's.

use leptos::html::Input;
use leptos::prelude::*;

use crate::commands::{EnrolError, use_commands};
use crate::components::{Icon, Redirect, Show, StatusLine};
use crate::runtime::page;
use crate::state::{Phase, use_state};
use crate::tr;

/// The page of `/attiva`. A link carries the code in its fragment; it leaves the address at once.
#[component]
pub fn Enrol() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let code = RwSignal::new(page::take_fragment().unwrap_or_default());
    let busy = RwSignal::new(false);
    let done = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let input = NodeRef::<Input>::new();
    page::announce(tr!(common.enrol_title));
    let enrol = move || {
        let typed = code.get_untracked();
        if typed.trim().is_empty() {
            return error.set(Some(tr!(common.enrol_empty).to_owned()));
        }
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match commands.enrol(typed).await {
                Ok(()) => drop(done.try_set(true)),
                Err(why) => drop(error.try_set(Some(sentence(&why)))),
            }
            busy.try_set(false);
        });
    };
    let waiting = move || busy.get() || state.phase.get() == Phase::Starting;
    view! {
        <Show when=move || done.get() && state.phase.get() == Phase::Ready>
            <Redirect path="/" />
        </Show>
        <Show when=move || state.status.with(|status| status.as_ref().is_some_and(|status| status.other_operator))>
            <p class="notice notice--err" role="alert">{tr!(common.enrol_others)}</p>
        </Show>
        <div class="app">
            <main class="enrol">
                <p class="enrol__brand">
                    <img src="/icons/icon.svg" alt="" />
                    {tr!(common.app_name)}
                </p>
                <h1 class="enrol__title" tabindex="-1">{tr!(common.enrol_title)}</h1>
                <StatusLine quiet=true />
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
                    <button type="submit" class="btn btn--main" disabled=waiting>
                        {move || if busy.get() { tr!(common.enrol_busy) } else { tr!(common.enrol_do) }}
                    </button>
                </form>
                <p class="notice notice--warn">
                    <Icon name="unlocked" />
                    <span>{tr!(common.unsealed)}</span>
                </p>
                <ol class="steps">
                    <li>{tr!(common.enrol_step_code)}</li>
                    <li>{tr!(common.enrol_step_install)}</li>
                    <li>{tr!(common.enrol_step_offline)}</li>
                </ol>
            </main>
        </div>
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
