use leptos::prelude::*;
use model::rome;
use model::time::{clock_text, parse_clock, parse_day};
use serde_json::Value;

use super::Form;
use super::errors::FieldError;
use crate::tr;

/// A date and a time of Europe/Rome, kept as RFC 3339 with its offset.
#[component]
pub fn When(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// The question.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    form.label(field, &label);
    let local = move || form.instant(field).map(rome::to_rome);
    // What is typed first waits here for the other half.
    let (typed_date, typed_time) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let date = move || local().map_or_else(|| typed_date.get(), |at| at.date_naive().to_string());
    let time = move || local().map_or_else(|| typed_time.get(), |at| clock_text(at.time()));
    let set = move |date: String, time: String| {
        form.set(field, instant(&date, &time).unwrap_or_default());
        typed_date.set(date);
        typed_time.set(time);
    };
    view! {
        <fieldset
            class="group"
            class=("group--error", move || form.issue(field).is_some())
            id=format!("campo-{field}")
            tabindex="-1"
        >
            <legend class="group__label">{label}</legend>
            <FieldError form field class="group__error" />
            <div class="fields">
                <div class="field">
                    <input
                        class="input"
                        type="date"
                        aria-label=tr!(common.date)
                        prop:value=date
                        on:change=move |event| set(event_target_value(&event), time())
                    />
                </div>
                <div class="field">
                    <input
                        class="input"
                        type="time"
                        aria-label=tr!(common.time)
                        prop:value=time
                        on:change=move |event| set(date(), event_target_value(&event))
                    />
                </div>
            </div>
        </fieldset>
    }
}

/// A date alone, kept as ISO 8601.
#[component]
pub fn Day(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// The question.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    form.label(field, &label);
    view! {
        <div class="field" class=("field--error", move || form.issue(field).is_some())>
            <label class="field__label" for=format!("campo-{field}")>{label}</label>
            <FieldError form field class="field__error" />
            <input
                class="input"
                id=format!("campo-{field}")
                type="date"
                prop:value=move || form.text(field)
                on:change=move |event| {
                    let day = event_target_value(&event);
                    form.set(field, if day.is_empty() { Value::Null } else { day.into() });
                }
            />
        </div>
    }
}

/// A date and a time as the browser's fields write them, as a value of a field. Nothing until both are there; an hour
/// that the change of clocks skips moves to the next that exists.
pub fn instant(date: &str, time: &str) -> Option<Value> {
    let (date, time) = (parse_day(date)?, parse_clock(time.get(..5)?)?);
    Some(rome::from_rome(date.and_time(time)).earliest().to_rfc3339().into())
}
