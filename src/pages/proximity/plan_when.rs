use leptos::prelude::*;
use serde_json::{Value, json};

use super::plan_words::weekdays;
use crate::components::form::Form;
use crate::tr;

/// On which days of the week, as chips; kept as numbers, Monday is 1.
#[component]
pub fn Weekdays(form: Form) -> impl IntoView {
    form.label("weekdays", tr!(people.weekdays));
    let chosen = move || -> Vec<i64> {
        let days = form.get("weekdays").and_then(|days| days.as_array().cloned()).unwrap_or_default();
        days.iter().filter_map(Value::as_i64).collect()
    };
    let chips = weekdays()
        .into_iter()
        .zip(1..)
        .map(|(label, day): (&str, i64)| {
            let toggle = move |_| {
                let mut days = chosen();
                match days.iter().position(|known| *known == day) {
                    Some(at) => drop(days.remove(at)),
                    None => days.push(day),
                }
                form.set("weekdays", days);
            };
            view! {
                <label class="chip">
                    <input type="checkbox" prop:checked=move || chosen().contains(&day) on:change=toggle />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="group" id="campo-weekdays" tabindex="-1">
            <legend class="group__label">{tr!(people.weekdays)}</legend>
            <div class="chips">{chips}</div>
        </fieldset>
    }
}

/// Between which hours; the visits begin with the first one. Absent until both are there.
#[component]
pub fn Window(form: Form) -> impl IntoView {
    form.label("window", tr!(people.window));
    let part = move |name: &'static str| {
        let window = form.get("window");
        window.and_then(|window| window.get(name)?.as_str().map(str::to_owned)).unwrap_or_default()
    };
    // What is typed first waits here for the other one; until somebody types, the form and its draft say what stands.
    let (from, to) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let shown = move |name: &'static str, typed: RwSignal<Option<String>>| typed.get().unwrap_or_else(|| part(name));
    let set = move || {
        let (from, to) = untrack(|| (shown("from", from), shown("to", to)));
        let both = !from.is_empty() && !to.is_empty();
        form.set("window", if both { json!({ "from": from, "to": to }) } else { Value::Null });
    };
    let input = move |label: &'static str, name: &'static str, typed: RwSignal<Option<String>>| {
        view! {
            <div class="field">
                <label class="field__label">
                    {label}
                    <input
                        class="input"
                        type="time"
                        prop:value=move || shown(name, typed)
                        on:change=move |event| {
                            // Browsers may add seconds.
                            typed.set(Some(event_target_value(&event).chars().take(5).collect()));
                            set();
                        }
                    />
                </label>
            </div>
        }
    };
    view! {
        <fieldset
            class="group"
            class=("group--error", move || form.issue("window").is_some())
            id="campo-window"
            tabindex="-1"
        >
            <legend class="group__label">{tr!(people.window)}</legend>
            <div class="fields">{input(tr!(people.window_from), "from", from)} {input(tr!(people.window_to), "to", to)}</div>
        </fieldset>
    }
}
