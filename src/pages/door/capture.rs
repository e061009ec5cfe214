use leptos::prelude::*;
use model::record::Service;
use model::rome;
use model::time::clock_text;

use super::{Doorway, Whose};
use crate::commands::{NotCaptured, use_commands};
use crate::components::{Button, Icon, Look, Notice, Tone};
use crate::pages::capture::{SERVICES, service_name};
use crate::runtime::{Notebook, now};
use crate::tr;

/// As many letters as the API takes.
const LONGEST: u32 = 2_000;

/// A few lines on a shut phone: they go sealed to the Ambito, and nobody reads them here any more.
#[component]
pub fn Capture(
    /// Whose notebook they are for, where that is known.
    chosen: RwSignal<Option<Notebook>>,
    /// False leads back to the door.
    capturing: RwSignal<bool>,
) -> impl IntoView {
    let commands = use_commands();
    let service = RwSignal::new(None::<Service>);
    let (text, time) = (RwSignal::new(String::new()), RwSignal::new(clock_now()));
    let error = RwSignal::new(None::<&'static str>);
    let (busy, done) = (RwSignal::new(false), RwSignal::new(false));
    let keep = move || {
        let (Some(notebook), Some(service)) = (chosen.get_untracked(), service.get_untracked()) else {
            return error.set(Some(tr!(door.capture_choose)));
        };
        if text.with_untracked(|text| text.trim().is_empty()) {
            return error.set(Some(tr!(door.capture_empty)));
        }
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            match commands.capture(notebook.id, service, text.get_untracked(), &time.get_untracked()).await {
                Ok(()) => {
                    text.try_set(String::new());
                    done.try_set(true);
                }
                Err(why) => drop(error.try_set(Some(sentence(why)))),
            }
            busy.try_set(false);
        });
    };
    let again = move |_| {
        time.set(clock_now());
        done.set(false);
    };
    view! {
        {move || {
            if done.get() {
                view! {
                    <Doorway title=tr!(door.captured_title)>
                        <Notice tone=Tone::Ok icon="check-circle" role="status" words=tr!(door.captured_text) />
                        <Button look=Look::Main on_press=move |_| capturing.set(false) words=tr!(door.captured_done) />
                        <Button look=Look::Soft on_press=again words=tr!(door.captured_again) />
                    </Doorway>
                }
                    .into_any()
            } else {
                view! {
                    <Doorway title=tr!(door.capture)>
                        <form
                            class="form"
                            autocomplete="off"
                            novalidate
                            on:submit=move |event| {
                                event.prevent_default();
                                if !busy.get_untracked() {
                                    keep();
                                }
                            }
                        >
                            <Whose chosen label=tr!(door.capture_whose) />
                            <Which service />
                            <div class="field">
                                <label class="field__label" for="appunto">{tr!(door.capture_text)}</label>
                                <p class="field__hint">{tr!(door.capture_text_hint)}</p>
                                <textarea
                                    class="input"
                                    id="appunto"
                                    rows="6"
                                    maxlength=LONGEST
                                    autocomplete="off"
                                    prop:readOnly=move || busy.get()
                                    prop:value=move || text.get()
                                    on:input=move |event| {
                                        text.set(event_target_value(&event));
                                        error.set(None);
                                    }
                                ></textarea>
                            </div>
                            <div class="field">
                                <label class="field__label" for="appunto-ora">{tr!(door.capture_when)}</label>
                                <input
                                    class="input"
                                    type="time"
                                    id="appunto-ora"
                                    prop:value=move || time.get()
                                    on:input=move |event| time.set(event_target_value(&event))
                                />
                            </div>
                            <p class="field__error" role="alert">
                                {move || {
                                    error.get().map(|text| view! { <Icon name="warning-circle" size="icon--s" /> {text} })
                                }}
                            </p>
                            <Button
                                look=Look::Main
                                disabled=move || busy.get()
                                submit=true
                                words=move || if busy.get() { tr!(door.capture_busy) } else { tr!(door.capture_do) }
                            />
                            <Button look=Look::Text on_press=move |_| capturing.set(false) words=tr!(common.cancel) />
                        </form>
                    </Doorway>
                }
                    .into_any()
            }
        }}
    }
}

/// For which service: the notebook that knows is shut.
#[component]
fn Which(service: RwSignal<Option<Service>>) -> impl IntoView {
    let tiles = SERVICES
        .map(|one| {
            view! {
                <label class="tile">
                    <input
                        type="radio"
                        name="servizio"
                        prop:checked=move || service.get() == Some(one)
                        on:change=move |_| service.set(Some(one))
                    />
                    <span>{service_name(one)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="group">
            <legend class="group__label">{tr!(door.capture_service)}</legend>
            <div class="tiles">{tiles}</div>
        </fieldset>
    }
}

/// `09:05`, as a field for a time holds it.
fn clock_now() -> String {
    clock_text(rome::to_rome(now()).time())
}

const fn sentence(why: NotCaptured) -> &'static str {
    match why {
        NotCaptured::Untold => tr!(door.capture_untold),
        NotCaptured::Unsupported => tr!(door.capture_unsupported),
        NotCaptured::Failed => tr!(door.capture_failed),
    }
}
