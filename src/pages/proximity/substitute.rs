use chrono::NaiveDate;
use leptos::prelude::*;
use model::rome;
use model::time::{Millis, parse_day};
use store::StoreError;
use sync::client::LocalSave;

use super::handed::{Handed, handed};
use super::team::operators;
use crate::commands::use_commands;
use crate::components::{Button, Look, Notice, PlainFrame, Show, Tone};
use crate::i18n::words;
use crate::pages::go;
use crate::runtime::{now, use_location};
use crate::state::use_state;
use crate::tr;

/// Who is away, who goes, and when.
#[derive(Clone, Copy)]
struct Asked {
    from: RwSignal<String>,
    with: RwSignal<String>,
    first: RwSignal<String>,
    last: RwSignal<String>,
}

impl Asked {
    /// The days, where they are two days in order.
    fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        let days = (parse_day(&self.first.get())?, parse_day(&self.last.get())?);
        (days.0 <= days.1).then_some(days)
    }

    /// What is missing, in words.
    fn fault(self) -> Option<&'static str> {
        let (first, last) = (parse_day(&self.first.get()), parse_day(&self.last.get()));
        let (from, with) = (self.from.get(), self.with.get());
        if from.is_empty() || with.is_empty() || first.is_none() || last.is_none() {
            Some(tr!(people.substitute_missing))
        } else if from == with {
            Some(tr!(people.substitute_same))
        } else {
            (first > last).then_some(tr!(people.substitute_order))
        }
    }
}

/// The visits of somebody pass to somebody else for some days, with the cards.
#[component]
pub fn Substitution() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let location = use_location();
    let today = rome::day_of(now());
    let asked = Asked {
        from: RwSignal::new(untrack(|| location.query("chi")).unwrap_or_default()),
        with: RwSignal::new(String::new()),
        first: RwSignal::new(today.to_string()),
        last: RwSignal::new(rome::day_of(now().plus(7 * Millis::DAY)).to_string()),
    };
    let told = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<StoreError>);
    let changes = Memo::new(move |_| match (asked.fault(), asked.days()) {
        (None, Some(days)) => handed(&state, &asked.from.get(), &asked.with.get(), days),
        _ => Handed::default(),
    });
    let then = go("/giro");
    let save = move |_| {
        let changes = changes.get_untracked();
        if untrack(|| asked.fault()).is_some() || changes.is_empty() || busy.get_untracked() {
            told.set(true);
            return;
        }
        busy.set(true);
        let then = then.clone();
        leptos::task::spawn_local(async move {
            let saved = commands.save(LocalSave { changes: changes.all(), drop_draft: None }).await;
            busy.try_set(false);
            match saved {
                Ok(()) => then(),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let bar = view! {
        <Button
            look=Look::Main
            icon="refresh"
            disabled=move || busy.get()
            on_press=save
            words=tr!(people.substitute_do)
        />
    }
    .into_any();
    let word = move || match asked.fault() {
        Some(fault) => told.get().then(|| fault.to_owned()),
        None if changes.with(Handed::is_empty) => Some(tr!(people.substitute_nothing).to_owned()),
        None => {
            changes.with(|changes| (changes.planned > 0).then(|| tr!(people.substitute_count, count = changes.planned)))
        }
    };
    view! {
        <PlainFrame title=tr!(people.substitute_title).to_owned() back="/beneficiario".to_owned() bar=Some(bar)>
            <p class="text-2">{tr!(people.substitute_text)}</p>
            <Choice label=tr!(people.substitute_who) name="chi-manca" value=asked.from />
            <Choice label=tr!(people.substitute_with) name="chi-va" value=asked.with />
            <fieldset class="group">
                <legend class="group__label">{tr!(people.substitute_days)}</legend>
                <div class="fields">
                    <DayInput label=tr!(people.substitute_from) value=asked.first />
                    <DayInput label=tr!(people.substitute_to) value=asked.last />
                </div>
            </fieldset>
            <div aria-live="polite">
                {move || {
                    word()
                        .map(|text| {
                            view! {
                                <Notice icon="info-circle" words=text />
                            }
                        })
                }}
            </div>
            <Show when=move || failed.get().is_some()>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
            </Show>
        </PlainFrame>
    }
}

#[component]
fn Choice(label: &'static str, name: &'static str, value: RwSignal<String>) -> impl IntoView {
    let state = use_state();
    let chips = operators(&state)
        .into_iter()
        .map(|operator| {
            let id = StoredValue::new(operator.value);
            view! {
                <label class="chip">
                    <input
                        type="radio"
                        name=name
                        prop:checked=move || value.get() == id.get_value()
                        on:change=move |_| value.set(id.get_value())
                    />
                    <span>{operator.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="group">
            <legend class="group__label">{label}</legend>
            <div class="chips">{chips}</div>
        </fieldset>
    }
}

#[component]
fn DayInput(label: &'static str, value: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label">
                {label}
                <input
                    class="input"
                    type="date"
                    prop:value=move || value.get()
                    on:change=move |event| value.set(event_target_value(&event))
                />
            </label>
        </div>
    }
}
