use leptos::prelude::*;
use serde_json::Value;

use super::Form;
use super::errors::FieldError;
use crate::tr;

/// One line of text.
#[component]
pub fn Text(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// The question.
    #[prop(into)]
    label: String,
    /// Help under it.
    #[prop(optional, into)]
    hint: String,
    /// Says that it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Keyboard of the phone: text, tel, numeric.
    #[prop(default = "text")]
    inputmode: &'static str,
) -> impl IntoView {
    form.label(field, &label);
    view! {
        <div class="field" class=("field--error", move || form.issue(field).is_some())>
            <label class="field__label" for=format!("campo-{field}")>
                {label}
                {optional.then(|| view! { <span class="field__optional">" "{tr!(common.optional)}</span> })}
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="field__hint">{hint}</p> })}
            <FieldError form field class="field__error" />
            <input
                class="input"
                id=format!("campo-{field}")
                inputmode=inputmode
                autocomplete="off"
                spellcheck="false"
                prop:value=move || form.text(field)
                on:input=move |event| form.set(field, text_or_null(event_target_value(&event)))
            />
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn Lines(
    /// The form.
    form: Form,
    /// The field.
    #[prop(default = "notes")]
    field: &'static str,
    /// The question.
    #[prop(into)]
    label: String,
    /// Help under it.
    #[prop(optional, into)]
    hint: String,
    /// Says nothing of staying empty.
    #[prop(optional)]
    needed: bool,
) -> impl IntoView {
    form.label(field, &label);
    view! {
        <div class="field" class=("field--error", move || form.issue(field).is_some())>
            <label class="field__label" for=format!("campo-{field}")>
                {label}
                {(!needed).then(|| view! { <span class="field__optional">" "{tr!(common.optional)}</span> })}
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="field__hint">{hint}</p> })}
            <FieldError form field class="field__error" />
            <textarea
                class="input"
                id=format!("campo-{field}")
                rows="3"
                autocomplete="off"
                prop:value=move || form.text(field)
                on:input=move |event| form.set(field, text_or_null(event_target_value(&event)))
            ></textarea>
        </div>
    }
}

fn text_or_null(text: String) -> Value {
    if text.is_empty() { Value::Null } else { Value::from(text) }
}
