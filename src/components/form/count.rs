use leptos::prelude::*;
use serde_json::{Map, Value};

use super::errors::FieldError;
use super::{Form, Opt};
use crate::components::{Icon, Show};
use crate::tr;

/// One-tap keys for a small number; `from..=to` shown, the last one with "+" when `more` opens a stepper for larger.
#[component]
pub fn CountKeys(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// The question.
    #[prop(into)]
    label: String,
    /// First key.
    from: i64,
    /// Last key.
    to: i64,
    /// Largest number that makes sense; above `to` a stepper appears.
    max: i64,
) -> impl IntoView {
    form.label(field, &label);
    let exact = StoredValue::new(label.clone());
    let more = max > to;
    let class = if to - from >= 6 { "keys keys--ten" } else { "keys" };
    let keys = (from..=to)
        .map(|digit| {
            let last = more && digit == to;
            let label = if last { format!("{digit}+") } else { digit.to_string() };
            let checked = move || form.number(field).is_some_and(|n| n == digit || (last && n > digit));
            view! {
                <label class="key">
                    <input
                        type="radio"
                        name=field
                        prop:checked=checked
                        on:change=move |_| form.set(field, digit)
                    />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset
            class="group"
            class=("group--error", move || form.issue(field).is_some())
            id=format!("campo-{field}")
            tabindex="-1"
        >
            <legend class="group__label">{label}</legend>
            <FieldError form field class="group__error" />
            <div class=class>{keys}</div>
            <Show when=move || more && form.number(field).is_some_and(|n| n >= to)>
                <Steps form field min=to max step=1 unit="" aria=exact.get_value() />
            </Show>
        </fieldset>
    }
}

/// A number with a step down and a step up; it can be typed too.
#[component]
pub fn Stepper(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// The question.
    #[prop(into)]
    label: String,
    /// What is counted, after the number.
    #[prop(optional, into)]
    unit: String,
    /// Smallest.
    #[prop(default = 0)]
    min: i64,
    /// Largest.
    max: i64,
    /// Size of a step.
    #[prop(default = 1)]
    step: i64,
) -> impl IntoView {
    form.label(field, &label);
    view! {
        <div class="field" class=("field--error", move || form.issue(field).is_some())>
            <label class="field__label" for=format!("campo-{field}")>{label}</label>
            <FieldError form field class="field__error" />
            <Steps form field min max step unit id=format!("campo-{field}") />
        </div>
    }
}

/// The number and its two steps, named by the label of a field (`id`) or by itself (`aria`).
#[component]
pub fn Steps(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// Smallest.
    min: i64,
    /// Largest.
    max: i64,
    /// Size of a step.
    step: i64,
    /// What is counted, after the number.
    #[prop(into)]
    unit: String,
    /// The id of the input, which a label names.
    #[prop(optional, into)]
    id: Option<String>,
    /// Its name, where no label does.
    #[prop(optional, into)]
    aria: Option<String>,
) -> impl IntoView {
    let value = move || form.number(field);
    // What was typed and is no number stays to be read; nothing is an empty text, for `None` would read "undefined".
    let shown = move || match form.get(field) {
        Some(Value::String(text)) => text,
        Some(number) => number.to_string(),
        None => String::new(),
    };
    let go = move |by: i64| form.set(field, (value().unwrap_or(min.max(0)) + by).clamp(min, max));
    view! {
        <div class="stepper">
            <button type="button" class="stepper__step" aria-label=tr!(common.less) on:click=move |_| go(-step)>
                <Icon name="minus" />
            </button>
            <input
                class="stepper__value"
                id=id
                aria-label=aria
                inputmode="numeric"
                autocomplete="off"
                prop:value=shown
                on:change=move |event| form.set(field, number_or_text(&event_target_value(&event)))
            />
            <button type="button" class="stepper__step" aria-label=tr!(common.more) on:click=move |_| go(step)>
                <Icon name="plus" />
            </button>
            <span class="stepper__unit">{unit}</span>
        </div>
    }
}

/// A count per answer, such as age bands; kept as an object without its zeros.
#[component]
pub fn CountsByCode(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// The question.
    #[prop(into)]
    label: String,
    /// The answers.
    #[prop(into)]
    options: Signal<Vec<Opt>>,
) -> impl IntoView {
    form.label(field, &label);
    let counts = move || -> Map<String, Value> {
        form.get(field).and_then(|value| value.as_object().cloned()).unwrap_or_default()
    };
    let row = move |option: Opt| {
        let code = StoredValue::new(option.value);
        let count = move || code.with_value(|code| counts().get(code).and_then(Value::as_i64).unwrap_or_default());
        let go = move |by: i64| {
            let mut now = counts();
            match count() + by {
                n if n > 0 => drop(now.insert(code.get_value(), n.into())),
                _ => drop(now.remove(&code.get_value())),
            }
            form.set(field, now);
        };
        view! {
            <div class="split">
                <span>{option.label.clone()}</span>
                <div class="stepper">
                    <button
                        type="button"
                        class="stepper__step"
                        aria-label=format!("{}: {}", option.label, tr!(common.less))
                        on:click=move |_| go(-1)
                    >
                        <Icon name="minus" />
                    </button>
                    <output class="stepper__value">{count}</output>
                    <button
                        type="button"
                        class="stepper__step"
                        aria-label=format!("{}: {}", option.label, tr!(common.more))
                        on:click=move |_| go(1)
                    >
                        <Icon name="plus" />
                    </button>
                </div>
            </div>
        }
    };
    view! {
        <fieldset class="group" id=format!("campo-{field}") tabindex="-1">
            <legend class="group__label">{label}</legend>
            <FieldError form field class="group__error" />
            <div class="stack">{move || options.get().into_iter().map(row).collect_view()}</div>
        </fieldset>
    }
}

/// A number where one can be read; else the text itself, which the model then refuses at its field.
fn number_or_text(text: &str) -> Value {
    let text = text.trim();
    if text.is_empty() { Value::Null } else { text.parse::<i64>().map_or_else(|_| text.into(), Value::from) }
}
