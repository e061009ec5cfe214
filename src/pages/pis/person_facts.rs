use leptos::prelude::*;
use model::codes::{Code as _, TargetCategory};
use serde_json::Value;

use super::people::{people, set_fact};
use crate::components::form::{Form, Opt, codes};
use crate::components::{Each, Icon, Show};
use crate::pages::facts;
use crate::state::use_state;
use crate::tr;

/// Age class, gender and category of each person; no name anywhere.
#[component]
pub fn PeopleFacts(
    /// The form.
    form: Form,
) -> impl IntoView {
    let count = Memo::new(move |_| people(form).len());
    let keys = Signal::derive(move || (0..count.get() as u128).collect::<Vec<_>>());
    let item = move |key: u128| {
        let index = usize::try_from(key).unwrap_or_default();
        view! { <PersonFacts form index alone=Signal::derive(move || count.get() == 1) /> }.into_any()
    };
    view! {
        <Each keys item />
    }
}

#[component]
fn PersonFacts(form: Form, index: usize, alone: Signal<bool>) -> impl IntoView {
    let state = use_state();
    let fact =
        move |name: &str| people(form).get(index).and_then(|person| person.get(name)?.as_str().map(str::to_owned));
    let title = move || if alone.get() { tr!(pis.person_alone).to_owned() } else { tr!(pis.person_n, n = index + 1) };
    let known = move || {
        let shown = [("ageClass", "ageClass"), ("gender", "gender"), ("category", "targetCategory")];
        let known = shown.iter().filter_map(|(name, list)| Some(facts::chip_label(list, &fact(name)?, &state)));
        known.map(|label| format!(" · {label}")).collect::<String>()
    };
    let is_msna =
        move || fact("category").is_some_and(|own| own == TargetCategory::UNACCOMPANIED_FOREIGN_MINOR.as_str());
    let with_unknowns =
        move |list: &'static str| Signal::derive(move || [codes(&state, list), codes(&state, "unknowns")].concat());
    view! {
        <details class="more">
            <summary>
                <Icon name="expand" />
                <span>{title} {known}</span>
            </summary>
            <div class="more__body">
                <Fact form index name="ageClass" label=tr!(pis.age_class) options=with_unknowns("ageClass") />
                <Fact form index name="gender" label=tr!(pis.gender) options=with_unknowns("gender") />
                <Show when=is_msna>
                    <Fact
                        form
                        index
                        name="msnaDeclaredAgeBand"
                        label=tr!(pis.msna_age)
                        options=Signal::derive(move || codes(&state, "msnaDeclaredAgeBand"))
                    />
                </Show>
                <Fact
                    form
                    index
                    name="category"
                    label=tr!(pis.person_category)
                    options=Signal::derive(move || codes(&state, "targetCategory"))
                />
            </div>
        </details>
    }
}

/// One fact of one person, over real radios.
#[component]
fn Fact(form: Form, index: usize, name: &'static str, label: &'static str, options: Signal<Vec<Opt>>) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        people(form).get(index).and_then(|person| person.get(name)?.as_str().map(str::to_owned)).unwrap_or_default()
    });
    let radio = move |option: Opt| {
        let value = StoredValue::new(option.value);
        view! {
            <label class="chip">
                <input
                    type="radio"
                    name=format!("persona-{index}-{name}")
                    prop:checked=move || value.with_value(|value| chosen.with(|chosen| chosen == value))
                    on:change=move |_| set_fact(form, index, name, Value::from(value.get_value()))
                />
                <span>{option.label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="group">
            <legend class="group__label">{label}</legend>
            <div class="chips">{move || options.get().into_iter().map(radio).collect_view()}</div>
        </fieldset>
    }
}
