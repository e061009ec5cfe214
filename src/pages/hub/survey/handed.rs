//! The phone in the hands of a citizen. The notebook was shut before: its keys are gone, and what these screens show is all that
//! the page has. What is answered is sealed to the Ambito at once, as what is written on a shut phone.

use std::cell::RefCell;
use std::sync::Arc;

use futures::FutureExt as _;
use leptos::prelude::*;
use uuid::Uuid;

use super::steps::Steps;
use super::{Asked, Keep};
use crate::commands::{NotCaptured, use_commands};
use crate::components::{Button, Icon, Look, Show};
use crate::runtime::page;
use crate::tr;

thread_local! {
    /// What the citizen is asked. Gone with the page.
    static HANDED: RefCell<Option<HandedOver>> = const { RefCell::new(None) };
}

/// A questionnaire in the hands of a citizen.
#[derive(Clone)]
struct HandedOver {
    asked: Arc<Asked>,
    /// In whose name the answers go.
    notebook: Uuid,
    /// Where they are; 0 is before the first question.
    place: ArcRwSignal<usize>,
}

/// From here on the page of a shut notebook shows this questionnaire.
pub fn hand(asked: Asked, notebook: Uuid) {
    HANDED.set(Some(HandedOver { asked: Arc::new(asked), notebook, place: ArcRwSignal::new(0) }));
}

/// The notebook was not shut: nothing is handed over.
pub fn take_back() {
    HANDED.set(None);
}

/// Whether a citizen has the phone.
pub fn is_handed() -> bool {
    HANDED.with_borrow(Option::is_some)
}

/// The questionnaire, on a phone that is shut.
#[component]
pub fn Handed() -> impl IntoView {
    let commands = use_commands();
    let handed = HANDED.with_borrow(Clone::clone)?;
    let HandedOver { asked, notebook, place } = handed;
    let keep: Keep = Arc::new(move |fields| {
        async move { commands.capture_answer(notebook, fields).await.map_err(sentence) }.boxed_local()
    });
    let last = asked.questions.len();
    Some(move || match place.get() {
        0 => intro(&asked, &place, &keep),
        at if at > last => end(),
        _ => view! { <Steps asked=Arc::clone(&asked) place=place.clone() keep=Arc::clone(&keep) /> }.into_any(),
    })
}

/// What this is, before the first question, and that nobody has to.
fn intro(asked: &Arc<Asked>, place: &ArcRwSignal<usize>, keep: &Keep) -> AnyView {
    Effect::new(|| page::announce(tr!(hub.survey)));
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<&'static str>));
    let last = asked.questions.len();
    let (asked, keep, place) =
        (StoredValue::new(Arc::clone(asked)), StoredValue::new(Arc::clone(keep)), StoredValue::new(place.clone()));
    let rather_not = move |outcome: &'static str| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let kept = keep.with_value(|keep| keep(asked.with_value(|asked| asked.outcome(outcome))));
        let place = place.get_value();
        leptos::task::spawn_local(async move {
            match kept.await {
                Ok(()) => drop(place.try_set(last + 1)),
                Err(why) => drop(error.try_set(Some(why))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <div class="app">
            <main class="enrol">
                <h1 class="enrol__title" tabindex="-1">{tr!(hub.survey_hello)}</h1>
                <p>{tr!(hub.survey_hello_text, count = last)}</p>
                <p class="text-2">{tr!(hub.survey_hello_free)}</p>
                <Show when=move || error.get().is_some()>
                    <p class="field__error" role="alert"><Icon name="warning-circle" size="icon--s" />{move || error.get()}</p>
                </Show>
                <Button look=Look::Main on_press=move |_| place.with_value(|place| place.set(1)) words=tr!(hub.survey_begin) />
                <Button look=Look::Soft on_press=move |_| rather_not("later") words=tr!(hub.survey_later) />
                <Button look=Look::Text on_press=move |_| rather_not("refused") words=tr!(hub.survey_refuse) />
            </main>
        </div>
    }
    .into_any()
}

/// The citizen gives the phone back; whoever opens it again needs what opens the notebook.
fn end() -> AnyView {
    Effect::new(|| page::announce(tr!(hub.survey)));
    view! {
        <div class="app">
            <main class="enrol">
                <Icon name="check-circle" size="icon--xl" />
                <h1 class="enrol__title" tabindex="-1">{tr!(hub.survey_thanks)}</h1>
                <p>{tr!(hub.survey_thanks_text)}</p>
                <Button look=Look::Main icon="locked" on_press=|_| page::open("/hub") words=tr!(hub.survey_reopen) />
            </main>
        </div>
    }
    .into_any()
}

const fn sentence(why: NotCaptured) -> &'static str {
    match why {
        NotCaptured::Untold | NotCaptured::Unsupported => tr!(hub.survey_untold),
        NotCaptured::Failed => tr!(hub.survey_not_kept),
    }
}
