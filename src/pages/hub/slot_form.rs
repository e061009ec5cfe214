use leptos::prelude::*;
use model::hub;
use model::rome;
use serde_json::{Value, json};

use crate::components::form::Opt;
use crate::components::{Button, Look, Notice, Sheet, Show, Tone};
use crate::i18n::dates;
use crate::runtime::now;
use crate::tr;

/// An hour of opening: the weekday, from, to, in which weeks, from which day to which.
#[component]
pub fn SlotForm(
    /// The sheet.
    open: RwSignal<bool>,
    /// Takes the slot as the record of a venue holds it.
    on_add: impl Fn(Value) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let [weekday, weeks, nth] = ["", "every", "1"].map(|text| RwSignal::new(text.to_owned()));
    let [from, to, valid_to] = ["09:00", "13:00", ""].map(|text| RwSignal::new(text.to_owned()));
    // From today on: hours that hold since ever would change the figures of the past.
    let valid_from = RwSignal::new(rome::day_of(now()).to_string());
    let wrong = RwSignal::new(false);
    let add = move |_| {
        let mut slot = json!({"from": from.get(), "to": to.get(), "weeks": weeks.get()});
        if let Ok(day) = weekday.get().parse::<u8>() {
            slot["weekday"] = day.into();
        }
        if let (true, Ok(nth)) = (weeks.get() == "nth", nth.get().parse::<u8>()) {
            slot["nth"] = nth.into();
        }
        for (name, day) in [("validFrom", valid_from), ("validTo", valid_to)] {
            if !day.with(String::is_empty) {
                slot[name] = day.get().into();
            }
        }
        let right = hub::timetable_of(std::slice::from_ref(&slot)).first().is_some_and(hub::Slot::makes_sense);
        wrong.set(!right);
        if right {
            weekday.set(String::new());
            on_add(slot);
        }
    };
    let day = |day: u32| Opt { value: day.to_string(), label: dates::weekday_of(day).chars().take(3).collect() };
    let days = StoredValue::new((1..=7).map(day).collect::<Vec<_>>());
    let of_weeks = [
        ("every", tr!(hub.weeks_every)),
        ("odd", tr!(hub.weeks_odd)),
        ("even", tr!(hub.weeks_even)),
        ("nth", tr!(hub.weeks_of_month)),
    ];
    let of_weeks = of_weeks.map(|(value, label)| Opt { value: value.to_owned(), label: label.to_owned() });
    let of_weeks = StoredValue::new(of_weeks.to_vec());
    let times = (1..=5).map(|n: u32| Opt { value: n.to_string(), label: tr!(hub.nth, n = n) }).collect::<Vec<_>>();
    let times = StoredValue::new(times);
    view! {
        <Sheet open title=tr!(hub.slot_add).to_owned()>
            {chips("giorno", tr!(hub.slot_day), days.get_value(), weekday)}
            <div class="fields">
                {input("orario-dalle", tr!(hub.slot_from), "time", from)} {input("orario-alle", tr!(hub.slot_to), "time", to)}
            </div>
            {chips("settimane", tr!(hub.slot_weeks), of_weeks.get_value(), weeks)}
            <Show when=move || weeks.get() == "nth">{chips("volta", tr!(hub.slot_nth), times.get_value(), nth)}</Show>
            <div class="fields">
                {input("vale-dal", tr!(hub.slot_valid_from), "date", valid_from)}
                {input("vale-al", tr!(hub.slot_valid_to), "date", valid_to)}
            </div>
            <Show when=move || wrong.get()>
                <Notice tone=Tone::Err words=tr!(hub.slot_wrong) />
            </Show>
            <div class="actions">
                <Button look=Look::Outline on_press=move |_| open.set(false) words=tr!(common.cancel) />
                <Button on_press=add words=tr!(hub.slot_do) />
            </div>
        </Sheet>
    }
}

fn chips(name: &'static str, label: &'static str, options: Vec<Opt>, chosen: RwSignal<String>) -> impl IntoView {
    let chip = |option: Opt| {
        let value = StoredValue::new(option.value);
        view! {
            <label class="chip">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || chosen.get() == value.get_value()
                    on:change=move |_| chosen.set(value.get_value())
                />
                <span>{option.label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="group">
            <legend class="group__label">{label}</legend>
            <div class="chips">{options.into_iter().map(chip).collect_view()}</div>
        </fieldset>
    }
}

fn input(id: &'static str, label: &'static str, kind: &'static str, value: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            <input
                class="input"
                id=id
                type=kind
                prop:value=move || value.get()
                on:change=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
}
