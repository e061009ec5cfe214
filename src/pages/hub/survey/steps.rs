use std::sync::Arc;

use leptos::prelude::*;

use super::{Asked, Keep, Question};
use crate::components::form::Opt;
use crate::components::{Button, Fit, Icon, Look, Progress, Show};
use crate::runtime::page;
use crate::tr;

/// The questions, one a screen. `place` counts them from 1 and goes on behind the last.
#[component]
pub fn Steps(
    /// What is asked.
    asked: Arc<Asked>,
    /// Where one is.
    place: ArcRwSignal<usize>,
    /// Puts an answer away.
    keep: Keep,
) -> impl IntoView {
    move || {
        let at = place.get();
        let question = asked.questions.get(at.checked_sub(1)?)?;
        Some(step(question, &asked, at, &place, &keep))
    }
}

/// One question with its answers.
fn step(question: &Question, asked: &Arc<Asked>, at: usize, place: &ArcRwSignal<usize>, keep: &Keep) -> AnyView {
    Effect::new(|| page::announce(tr!(hub.survey)));
    let total = asked.questions.len();
    let chosen = RwSignal::new(None::<String>);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<&'static str>));
    let (field, code) = (question.field, StoredValue::new(question.code.clone()));
    let (asked, keep) = (StoredValue::new(Arc::clone(asked)), StoredValue::new(Arc::clone(keep)));
    let place = StoredValue::new(place.clone());
    let go = move |to: usize| place.with_value(|place| place.set(to));
    let on = move || {
        let Some(value) = chosen.get_untracked() else { return error.set(Some(tr!(hub.survey_choose))) };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        let fields = asked.with_value(|asked| code.with_value(|code| asked.answer(field, code, &value)));
        let (kept, place) = (keep.with_value(|keep| keep(fields)), place.get_value());
        leptos::task::spawn_local(async move {
            match kept.await {
                // Somebody may have gone on or back meanwhile.
                Ok(()) if place.try_get_untracked() == Some(at) => drop(place.try_set(at + 1)),
                Ok(()) => {}
                Err(why) => drop(error.try_set(Some(why))),
            }
            busy.try_set(false);
        });
    };
    let radio = |answer: &Opt| {
        let value = StoredValue::new(answer.value.clone());
        view! {
            <label class="tile">
                <input
                    type="radio"
                    name="risposta"
                    prop:checked=move || chosen.get() == Some(value.get_value())
                    on:change=move |_| {
                        chosen.set(Some(value.get_value()));
                        error.set(None);
                    }
                />
                <span>{answer.label.clone()}</span>
            </label>
        }
    };
    let radios = question.answers.iter().map(radio).collect_view();
    let words = tr!(hub.survey_place, at = at, total = total);
    view! {
        <div class="app">
            <main class="content asks">
                <Progress
                    done=Signal::stored(at - 1)
                    total=Signal::stored(total)
                    words
                    label=tr!(hub.survey_place_label)
                />
                <form class="form" autocomplete="off" novalidate on:submit=|event| event.prevent_default()>
                    <fieldset class="group" class=("group--error", move || error.get().is_some())>
                        <legend>
                            <span class="text-2">{question.lead}</span>
                            <h1 class="enrol__title" tabindex="-1">{question.text.clone()}</h1>
                        </legend>
                        <Show when=move || error.get().is_some()>
                            <p class="group__error" role="alert">
                                <Icon name="warning-circle" size="icon--s" />
                                {move || error.get()}
                            </p>
                        </Show>
                        <div class="tiles tiles--one">{radios}</div>
                    </fieldset>
                </form>
            </main>
            <footer class="bar">
                <Button look=Look::Main disabled=move || busy.get() on_press=move |_| on() words=tr!(hub.survey_on) />
                <div class="actions">
                    {(at > 1)
                        .then(|| view! { <Button look=Look::Text fit=Fit::Small on_press=move |_| go(at - 1) words=tr!(common.back) /> })}
                    <Button look=Look::Text fit=Fit::Small on_press=move |_| go(at + 1) words=tr!(hub.survey_skip) />
                    <Button look=Look::Text fit=Fit::Small on_press=move |_| go(total + 1) words=tr!(hub.survey_stop) />
                </div>
            </footer>
        </div>
    }
    .into_any()
}
