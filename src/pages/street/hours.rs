use leptos::prelude::*;
use model::order;
use serde_json::{Map, Value, json};

use crate::components::Show;
use crate::components::form::Form;
use crate::i18n::words;
use crate::tr;

/// Names of the days, Monday first.
pub fn weekdays() -> [&'static str; 7] {
    [
        tr!(street.monday),
        tr!(street.tuesday),
        tr!(street.wednesday),
        tr!(street.thursday),
        tr!(street.friday),
        tr!(street.saturday),
        tr!(street.sunday),
    ]
}

/// When people are usually at a spot: days, and one span for all of them. Spans that differ by day stay as they are
/// until a person changes one here.
#[component]
pub fn Hours(
    /// The form.
    form: Form,
) -> impl IntoView {
    let slots = move || form.get("usualHours").and_then(|value| value.as_array().cloned()).unwrap_or_default();
    let day_of = |slot: &Value| slot.get("weekday").and_then(Value::as_u64);
    let is_on = move |day: u64| slots().iter().any(|slot| day_of(slot) == Some(day));
    let toggle = move |day: u64| {
        let mut slots = slots();
        if is_on(day) {
            slots.retain(|slot| day_of(slot) != Some(day));
        } else {
            let mut slot = slots.first().cloned().unwrap_or_else(|| json!({}));
            slot["weekday"] = day.into();
            slots.push(slot);
            order::by_key(&mut slots, day_of);
        }
        form.set("usualHours", slots);
    };
    let time = move |end: &'static str| {
        let first = slots().first().and_then(|slot| slot.get(end).and_then(Value::as_str).map(str::to_owned));
        first.and_then(|time| time.get(..5).map(str::to_owned)).unwrap_or_default()
    };
    let set = move |end: &'static str, text: String| {
        let mut slots = slots();
        for slot in slots.iter_mut().filter_map(Value::as_object_mut) {
            write(slot, end, &text);
        }
        form.set("usualHours", slots);
    };
    let days = weekdays()
        .into_iter()
        .zip(1..)
        .map(|(name, day)| {
            view! {
                <label class="chip">
                    <input type="checkbox" prop:checked=move || is_on(day) on:change=move |_| toggle(day) />
                    <span>{name}</span>
                </label>
            }
        })
        .collect_view();
    let input = move |end: &'static str, label: &'static str| {
        view! {
            <div class="field">
                <label class="field__label" for=format!("ore-{end}")>
                    {label}
                </label>
                <input
                    class="input"
                    id=format!("ore-{end}")
                    type="time"
                    prop:value=move || time(end)
                    on:change=move |event| set(end, event_target_value(&event))
                />
            </div>
        }
    };
    view! {
        <fieldset class="group" id="campo-usualHours" tabindex="-1">
            <legend class="group__label">{tr!(street.usual_hours)}</legend>
            <div class="chips">{days}</div>
        </fieldset>
        <Show when=move || !slots().is_empty()>
            <div class="fields">{input("from", tr!(street.from))} {input("to", tr!(street.to))}</div>
        </Show>
    }
}

fn write(slot: &mut Map<String, Value>, end: &str, text: &str) {
    match text.get(..5) {
        Some(time) => slot.insert(end.to_owned(), time.into()),
        None => slot.remove(end),
    };
}

/// "ven, sab 20:00–23:00", the span in one piece; empty when nobody noted any.
pub fn said(hours: &Value) -> String {
    let slots = hours.as_array().cloned().unwrap_or_default();
    let name = |slot: &Value| {
        let day = usize::try_from(slot.get("weekday")?.as_u64()?).ok()?;
        weekdays().get(day.checked_sub(1)?).map(|name| words::lower(name))
    };
    let days: Vec<String> = slots.iter().filter_map(name).collect();
    let time = |end: &str| Some(slots.first()?.get(end)?.as_str()?.get(..5)?.to_owned());
    match (time("from"), time("to")) {
        (Some(from), Some(to)) if !days.is_empty() => format!("{} {from}\u{2060}–\u{2060}{to}", days.join(", ")),
        _ => days.join(", "),
    }
}
