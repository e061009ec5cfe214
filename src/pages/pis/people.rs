use leptos::prelude::*;
use model::pis::{Step, categorise, number, resize};
use serde_json::{Map, Value, json};

use super::case::Case;
use crate::components::form::Form;
use crate::components::{Banner, Button, Icon, Look, Show};
use crate::state::use_state;
use crate::tr;

/// The field of the people.
pub const FIELD: &str = "people";
/// More than this and a stepper takes over from the keys.
const KEYS: usize = 6;

/// Quante persone: one key, or a stepper beyond six. Whoever is cut off comes back as they were when the count rises again.
#[component]
pub fn HowMany(
    /// The form.
    form: Form,
) -> impl IntoView {
    form.label(FIELD, tr!(pis.people));
    let state = use_state();
    let aside = StoredValue::new(Vec::new());
    // The count that would take people away of whom there are steps.
    let asked = RwSignal::new(None::<usize>);
    let set = move |count: usize| {
        asked.set(None);
        let mut now = untrack(|| people(form));
        aside.update_value(|aside| resize(&mut now, aside, count));
        form.set(FIELD, json!(now));
    };
    let ask = move |count: usize| {
        let gone: Vec<i64> = untrack(|| people(form)).iter().skip(count.max(1)).filter_map(number).collect();
        let case = untrack(|| Case::one(form.id.get(), &state));
        let of_gone = |step: &Step| step.event.person_n.is_some_and(|n| gone.contains(&n.0));
        let told = |case: &Case| case.fold.steps.iter().any(of_gone);
        if case.is_some_and(|case| told(&case)) { asked.set(Some(count)) } else { set(count) }
    };
    let count = Memo::new(move |_| people(form).len());
    let many = Memo::new(move |_| count.get() >= KEYS);
    let keys = (1..=KEYS)
        .map(|digit| {
            let last = digit == KEYS;
            let label = if last { format!("{digit}+") } else { digit.to_string() };
            // While it is asked, the key that was tapped stays down; it comes up again by "Non togliere".
            let chosen = move || {
                let count = asked.get().unwrap_or_else(|| count.get());
                count == digit || (last && count > digit)
            };
            view! {
                <label class="key">
                    <input type="radio" name="people" prop:checked=chosen on:change=move |_| ask(digit) />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset
            class="group"
            class=("group--error", move || form.issue(FIELD).is_some())
            id=format!("campo-{FIELD}")
            tabindex="-1"
        >
            <legend class="group__label">{tr!(pis.how_many)}</legend>
            {move || {
                form.issue(FIELD)
                    .map(|code| view! { <p class="group__error">{crate::i18n::words::issue(code)}</p> })
            }}
            <div class="keys keys--six">{keys}</div>
        </fieldset>
        <Show when=move || asked.get().is_some()>
            <Banner title=move || asked.get().map(|count| tr!(pis.people_gone, count = count))>
                <Button
                    look=Look::Soft
                    on_press=move |_| {
                        if let Some(count) = asked.get_untracked() {
                            set(count);
                        }
                    }
                    words=tr!(pis.people_gone_do)
                />
                <Button look=Look::Text on_press=move |_| asked.set(None) words=tr!(pis.people_gone_keep) />
            </Banner>
        </Show>
        <Show when=move || many.get()>
            <div class="stepper">
                <button
                    type="button"
                    class="stepper__step"
                    aria-label=tr!(pis.one_person_less)
                    on:click=move |_| ask(count.get_untracked() - 1)
                >
                    <Icon name="minus" />
                </button>
                <output class="stepper__value">{count}</output>
                <button
                    type="button"
                    class="stepper__step"
                    aria-label=tr!(pis.one_person_more)
                    on:click=move |_| ask(count.get_untracked() + 1)
                >
                    <Icon name="plus" />
                </button>
                <span class="stepper__unit">{tr!(pis.people_label)}</span>
            </div>
        </Show>
    }
}

/// The people typed so far, tracked.
pub fn people(form: Form) -> Vec<Map<String, Value>> {
    let list = form.get(FIELD).and_then(|value| value.as_array().cloned()).unwrap_or_default();
    list.into_iter().filter_map(|person| person.as_object().cloned()).collect()
}

/// One fact of one person; `null` clears it.
pub fn set_fact(form: Form, index: usize, name: &str, value: Value) {
    let mut now = untrack(|| people(form));
    if let Some(person) = now.get_mut(index) {
        match (name, value.as_str()) {
            ("category", Some(category)) => categorise(person, category),
            _ => drop(person.insert(name.to_owned(), value)),
        }
        form.set(FIELD, json!(now));
    }
}

/// One person without facts, as a new report has.
pub fn one() -> Value {
    json!([{ "n": 1 }])
}

/// The category of the report is that of each person who had none of their own, or had the one of `before`.
pub fn follow_category(form: Form, before: Option<&str>) {
    let category = untrack(|| form.text("targetCategory"));
    if category.is_empty() {
        return;
    }
    let mut now = untrack(|| people(form));
    model::pis::follow_category(&mut now, before, &category);
    form.preset(FIELD, json!(now));
}
