use leptos::prelude::*;

use super::search::{KINDS, Search};
use crate::state::use_state;
use crate::tr;

/// The code of a place outside of the Ambito.
const OUTSIDE: &str = "999999";

/// From, to and, for a search, where.
#[component]
pub fn Period(
    /// The search.
    search: Search,
    /// Whether a Comune can be chosen.
    coordinates: bool,
) -> impl IntoView {
    let day = |id: &'static str, label: &'static str, value: RwSignal<String>| {
        view! {
            <div class="field">
                <label class="field__label" for=id>{label}</label>
                <input
                    class="input"
                    id=id
                    type="date"
                    prop:value=move || value.get()
                    on:change=move |event| value.set(event_target_value(&event))
                />
            </div>
        }
    };
    view! {
        <div class="fields">
            {day("periodo-dal", tr!(register.from), search.from)} {day("periodo-al", tr!(register.to), search.to)}
        </div>
        {coordinates.then(|| view! { <Place search /> })}
    }
}

#[component]
fn Place(search: Search) -> impl IntoView {
    let state = use_state();
    let options = move || {
        let known = state.config.with(|config| config.municipalities.clone());
        let known = known.into_iter().map(|one| (one.istat, one.name));
        let ends = [(String::new(), tr!(register.everywhere)), (OUTSIDE.to_owned(), tr!(common.outside_ambito))];
        let [all, outside] = ends.map(|(code, name)| (code, name.to_owned()));
        std::iter::once(all)
            .chain(known)
            .chain([outside])
            .map(|(code, name)| {
                let chosen = search.place.get_untracked() == code;
                view! { <option value=code selected=chosen>{name}</option> }
            })
            .collect_view()
    };
    view! {
        <div class="field">
            <label class="field__label" for="comune">{tr!(register.place)}</label>
            <select class="input" id="comune" on:change=move |event| search.place.set(event_target_value(&event))>
                {options}
            </select>
        </div>
    }
}

/// What is looked for.
#[component]
pub fn Kinds(
    /// The search.
    search: Search,
) -> impl IntoView {
    let state = use_state();
    let chips = move || {
        KINDS
            .into_iter()
            .filter(|(_, service, _)| state.config.with(|config| config.has(*service)))
            .map(|(kind, _, label)| {
                let own = StoredValue::new(kind.clone());
                view! {
                    <label class="chip">
                        <input
                            type="radio"
                            name="tipo"
                            prop:checked=move || search.kind.get() == own.get_value()
                            on:change=move |_| search.kind.set(own.get_value())
                        />
                        <span>{label}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <fieldset class="group">
            <legend class="group__label">{tr!(register.kind)}</legend>
            <div class="chips">{chips}</div>
        </fieldset>
    }
}
