use leptos::prelude::*;

use crate::components::form::{FieldError, Form, Steps};
use crate::tr;

/// The usual lengths of a visit, one tap each.
const USUAL: [i64; 4] = [15, 30, 45, 60];

/// How long a visit was: one tap for the usual ones, steps for the others.
#[component]
pub fn Minutes(
    /// The form.
    form: Form,
    /// The field.
    #[prop(default = "durationMinutes")]
    field: &'static str,
    /// The question.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    form.label(field, &label);
    let aria = label.clone();
    view! {
        <fieldset
            class="group"
            class=("group--error", move || form.issue(field).is_some())
            id=format!("campo-{field}")
            tabindex="-1"
        >
            <legend class="group__label">{label}</legend>
            <FieldError form field class="group__error" />
            <div class="stack">
                <div class="keys">{keys(move || form.number(field), move |minutes| form.set(field, minutes))}</div>
                <Steps form field min=5 max=480 step=5 unit=tr!(common.minutes) aria />
            </div>
        </fieldset>
    }
}

/// The keys alone.
pub fn keys(
    now: impl Fn() -> Option<i64> + Copy + Send + 'static,
    set: impl Fn(i64) + Copy + Send + 'static,
) -> impl IntoView {
    USUAL
        .into_iter()
        .map(|minutes| {
            view! {
                <label class="key">
                    <input
                        type="radio"
                        name="minuti"
                        prop:checked=move || now() == Some(minutes)
                        on:change=move |_| set(minutes)
                    />
                    <span>{minutes}</span>
                </label>
            }
        })
        .collect_view()
}
