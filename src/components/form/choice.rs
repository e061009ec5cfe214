use leptos::prelude::*;
use model::order;
use serde_json::Value;

use super::Form;
use super::errors::FieldError;
use crate::components::{Button, Look, Show};
use crate::state::{AppState, use_state};
use crate::tr;

/// One answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// How the answers stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Two columns.
    Tiles,
    /// One column, for long texts.
    TilesOne,
    /// A flow of round chips.
    Chips,
}

impl Layout {
    const fn classes(self) -> (&'static str, &'static str) {
        match self {
            Self::Tiles => ("tiles", "tile"),
            Self::TilesOne => ("tiles tiles--one", "tile"),
            Self::Chips => ("chips", "chip"),
        }
    }
}

/// The short labels of a codelist of the Ambito, retired codes left out.
pub fn codes(state: &AppState, list: &str) -> Vec<Opt> {
    state.config.with(|config| {
        let entries = config.codelists.list(list);
        entries
            .iter()
            .filter(|entry| !entry.retired)
            .map(|entry| Opt { value: entry.code.clone(), label: entry.chip_label.clone() })
            .collect()
    })
}

/// One answer of several, over real radios. With `fold` a chosen group shrinks to one line.
#[component]
pub fn OneOf(
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
    /// How they stand.
    #[prop(default = Layout::Tiles)]
    layout: Layout,
    /// Folds to one line once chosen.
    #[prop(optional)]
    fold: bool,
) -> impl IntoView {
    form.label(field, &label);
    let open = RwSignal::new(!fold);
    let chosen = move || {
        let value = form.text(field);
        options.with(|options| options.iter().find(|option| option.value == value).map(|option| option.label.clone()))
    };
    let (group, item) = layout.classes();
    let legend = StoredValue::new(label);
    let radios = move || {
        options
            .get()
            .into_iter()
            .map(|option| {
                let value = StoredValue::new(option.value.clone());
                let choose = move |_| {
                    form.set(field, value.get_value());
                    open.set(!fold);
                };
                view! {
                    <label class=item>
                        <input
                            type="radio"
                            name=field
                            value=option.value
                            prop:checked=move || form.text(field) == value.get_value()
                            on:change=choose
                        />
                        <span>{option.label}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <div id=format!("campo-{field}") tabindex="-1">
            <Show
                when=move || open.get() || chosen().is_none() || form.issue(field).is_some()
                fallback=move || {
                    view! {
                        <button type="button" class="folded" aria-expanded="false" on:click=move |_| open.set(true)>
                            <span class="folded__label">{legend.get_value()}</span>
                            <span class="folded__value">{chosen}</span>
                            <span class="folded__change">{tr!(common.change)}</span>
                        </button>
                    }
                }
            >
                <fieldset class="group" class=("group--error", move || form.issue(field).is_some())>
                    <legend class="group__label">{legend.get_value()}</legend>
                    <FieldError form field class="group__error" />
                    <div class=group>{radios}</div>
                </fieldset>
            </Show>
        </div>
    }
}

/// One code of a codelist.
#[component]
pub fn Codes(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// The question.
    #[prop(into)]
    label: String,
    /// Name of the codelist.
    list: &'static str,
    /// How the answers stand.
    #[prop(default = Layout::Tiles)]
    layout: Layout,
    /// Folds to one line once chosen.
    #[prop(optional)]
    fold: bool,
) -> impl IntoView {
    let state = use_state();
    let options = Signal::derive(move || codes(&state, list));
    view! { <OneOf form field label options layout fold /> }
}

/// Several answers, over real checkboxes; kept as a list.
#[component]
pub fn SomeOf(
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
    /// How they stand.
    #[prop(default = Layout::Chips)]
    layout: Layout,
) -> impl IntoView {
    form.label(field, &label);
    let chosen = move || -> Vec<Value> { form.get(field).and_then(|v| v.as_array().cloned()).unwrap_or_default() };
    let (group, item) = layout.classes();
    let boxes = move || {
        options
            .get()
            .into_iter()
            .map(|option| {
                let value = StoredValue::new(Value::from(option.value));
                let toggle = move |_| {
                    let value = value.get_value();
                    let mut now = chosen();
                    match now.iter().position(|other| *other == value) {
                        Some(at) => drop(now.remove(at)),
                        None => now.push(value),
                    }
                    form.set(field, now);
                };
                view! {
                    <label class=item>
                        <input
                            type="checkbox"
                            prop:checked=move || chosen().contains(&value.get_value())
                            on:change=toggle
                        />
                        <span>{option.label}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <div id=format!("campo-{field}") tabindex="-1">
            <fieldset class="group" class=("group--error", move || form.issue(field).is_some())>
                <legend class="group__label">{label}</legend>
                <FieldError form field class="group__error" />
                <div class=group>{boxes}</div>
            </fieldset>
        </div>
    }
}

/// Yes or no.
#[component]
pub fn Toggle(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// What is true when it is ticked.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    form.label(field, &label);
    let checked = move || form.get(field).and_then(|value| value.as_bool()).unwrap_or_default();
    view! {
        <label class="check" id=format!("campo-{field}")>
            <input
                type="checkbox"
                prop:checked=checked
                on:change=move |event| form.set(field, event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
}

/// How many Comuni are shown before "Altro Comune…".
const FIRST_MUNICIPALITIES: usize = 5;
/// The code of a place outside of the Ambito.
const OUTSIDE: &str = "999999";

/// A Comune of the Ambito, the largest first; the others and "fuori Ambito" behind one tap.
#[component]
pub fn Municipality(
    /// The form.
    form: Form,
    /// Folds to one line once chosen.
    #[prop(optional)]
    fold: bool,
    /// The field.
    #[prop(default = "municipalityCode")]
    field: &'static str,
) -> impl IntoView {
    let state = use_state();
    let all = RwSignal::new(false);
    let options = Signal::derive(move || {
        let value = form.text(field);
        let mut options: Vec<Opt> = state.config.with(|config| {
            let mut known: Vec<_> = config.municipalities.iter().collect();
            let residents = |istat: &str| {
                let years = config.population.as_ref()?.residents.get(istat)?;
                years.last().copied()
            };
            order::by_key(&mut known, |one| std::cmp::Reverse(residents(&one.istat)));
            known.iter().map(|one| Opt { value: one.istat.clone(), label: one.name.clone() }).collect()
        });
        options.push(Opt { value: OUTSIDE.to_owned(), label: tr!(common.outside_ambito).to_owned() });
        if !all.get() {
            let mut at = 0;
            options.retain(|option| {
                at += 1;
                at <= FIRST_MUNICIPALITIES || option.value == value
            });
        }
        options
    });
    view! {
        <OneOf form field label=tr!(common.municipality) options fold />
        <Show when=move || !all.get() && (!fold || form.get(field).is_none())>
            <Button look=Look::Text on_press=move |_| all.set(true) words=tr!(common.more_municipalities) />
        </Show>
    }
}
