use leptos::prelude::*;
use model::codes::{Code as _, TargetCategory};
use serde_json::{Map, Value, json};

use crate::components::form::Form;
use crate::components::{Icon, Show};
use crate::tr;

/// The field of the people.
pub const FIELD: &str = "people";
/// More than this and a stepper takes over from the keys.
const KEYS: usize = 6;
/// The most that one activation holds.
const MOST: usize = 15;

/// Quante persone: one key, or a stepper beyond six.
#[component]
pub fn HowMany(
    /// The form.
    form: Form,
) -> impl IntoView {
    form.label(FIELD, tr!(pis.people));
    let count = Memo::new(move |_| people(form).len());
    let many = Memo::new(move |_| count.get() >= KEYS);
    let keys = (1..=KEYS)
        .map(|digit| {
            let last = digit == KEYS;
            let label = if last { format!("{digit}+") } else { digit.to_string() };
            view! {
                <label class="key">
                    <input
                        type="radio"
                        name="people"
                        prop:checked=move || count.get() == digit || (last && count.get() > digit)
                        on:change=move |_| set_count(form, digit)
                    />
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
        <Show when=move || many.get()>
            <div class="stepper">
                <button
                    type="button"
                    class="stepper__step"
                    aria-label=tr!(pis.one_person_less)
                    on:click=move |_| set_count(form, count.get_untracked() - 1)
                >
                    <Icon name="minus" />
                </button>
                <output class="stepper__value">{count}</output>
                <button
                    type="button"
                    class="stepper__step"
                    aria-label=tr!(pis.one_person_more)
                    on:click=move |_| set_count(form, count.get_untracked() + 1)
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
        person.insert(name.to_owned(), value);
        form.set(FIELD, json!(now));
    }
}

/// One person without facts, as a new report has.
pub fn one() -> Value {
    json!([{ "n": 1 }])
}

/// Those who were there keep what is known of them.
fn set_count(form: Form, count: usize) {
    let mut now = untrack(|| people(form));
    let count = count.clamp(1, MOST);
    now.truncate(count);
    while now.len() < count {
        let highest = now.iter().filter_map(|person| person.get("n")?.as_i64()).max().unwrap_or_default();
        now.push(Map::from_iter([("n".to_owned(), Value::from(highest + 1))]));
    }
    form.set(FIELD, json!(now));
}

/// The category of the report is that of each person who had none of their own, or had the one of before.
///
/// The first two categories are about minors: then the age class follows where nobody wrote it.
pub fn follow_category(form: Form, before: Option<&str>) {
    let Some(category) = untrack(|| form.get("targetCategory")) else { return };
    let mut now = untrack(|| people(form));
    for person in &mut now {
        let own = person.get("category").and_then(Value::as_str);
        if own.is_none() || own == before {
            person.insert("category".to_owned(), category.clone());
        }
        let own = person.get("category").and_then(Value::as_str).unwrap_or_default();
        if about_minors(own) && person.get("ageClass").is_none_or(Value::is_null) {
            person.insert("ageClass".to_owned(), "minor".into());
        }
    }
    form.preset(FIELD, json!(now));
}

/// Whether a category is about minors alone.
fn about_minors(category: &str) -> bool {
    [TargetCategory::UNACCOMPANIED_FOREIGN_MINOR, TargetCategory::MINOR_ART_403]
        .iter()
        .any(|of_minors| of_minors.as_str() == category)
}
