//! The templates of a team, offered at the top of its forms: one tap fills what nobody has touched, another takes it back.

use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::record::{FieldSpec, Fields, RecordType};
use model::{order, template};
use serde_json::Value;
use sync::client::RecordView;

use crate::components::form::Form;
use crate::i18n::words;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// What a tap has put, of which template.
#[derive(Clone, PartialEq)]
struct Taken {
    template: RecordId,
    filled: Fields,
    /// Some of it was chosen by hand already.
    kept: bool,
}

/// The templates of this form, as chips; nothing where there is none, and where what was saved is edited or corrected.
#[component]
pub fn Templates(
    /// The form.
    form: Form,
) -> impl IntoView {
    let state = use_state();
    let taken = RwSignal::new(None::<Taken>);
    let opened = StoredValue::new(form.fields.get_untracked());
    // "Salva e nuovo" begins a record on the same page; a draft that is taken up again was typed.
    Effect::new(move |before: Option<RecordId>| {
        let id = form.id.get();
        if before.is_some_and(|before| before != id) {
            taken.set(None);
            if !form.is_touched() {
                opened.set_value(form.fields.get_untracked());
            }
        }
        id
    });
    let is_new = !form.edits() && untrack(|| form.get("correctsId")).is_none();
    let known = Memo::new(move |_| if is_new { of_form(&form.record_type(), &state) } else { Vec::new() });
    let put = move |values: Fields| values.into_iter().for_each(|(field, value)| form.set(&field, value));
    let tap = move |template: &RecordView| {
        let before = taken.get_untracked();
        if let Some(before) = &before {
            let now = form.fields.get_untracked();
            put(opened.with_value(|opened| template::take_back(&before.filled, opened, &now)));
        }
        taken.set(None);
        if before.is_some_and(|before| before.template == template.id) {
            return;
        }
        let set =
            state.config.with_untracked(|config| template::usable(&form.record_type(), &values(template), config));
        let now = form.fields.get_untracked();
        let filled = opened.with_value(|opened| template::fill(&set, opened, &now));
        taken.set(Some(Taken { template: template.id, kept: filled.len() < set.len(), filled: filled.clone() }));
        put(filled);
    };
    let chip = move |template: Arc<RecordView>| {
        let (id, name) = (template.id, template.text("name").unwrap_or_default().to_owned());
        let is_taken = move || taken.with(|taken| taken.as_ref().is_some_and(|taken| taken.template == id));
        view! {
            <label class="chip">
                <input type="checkbox" prop:checked=is_taken on:change=move |_| tap(&template) />
                <span>{name}</span>
            </label>
        }
    };
    let said = move || {
        let taken = taken.get()?;
        let what = described(&form.record_type(), &taken.filled, &state);
        let filled = (!what.is_empty()).then(|| tr!(template.filled, what = what));
        let kept = taken.kept.then(|| tr!(template.kept).to_owned());
        Some([filled, kept].into_iter().flatten().collect::<Vec<_>>().join(" "))
    };
    move || {
        known.with(|known| !known.is_empty()).then(|| {
            view! {
                <fieldset class="group" id="campo-template">
                    <legend class="group__label">{tr!(template.offered)}</legend>
                    <div class="stack stack--tight">
                        <div class="chips">{move || known.get().into_iter().map(chip).collect_view()}</div>
                        <p class="text-small text-2" role="status">{said}</p>
                    </div>
                </fieldset>
            }
        })
    }
}

/// The templates of a form on this phone, by name.
pub fn of_form(form: &RecordType, state: &AppState) -> Vec<Arc<RecordView>> {
    let mut known = state.of_type(&RecordType::TEMPLATE);
    known.retain(|one| !one.voided() && one.text("forType") == Some(form.as_str()));
    order::by_key(&mut known, |one| one.text("name").map(words::lower));
    known
}

/// The values of a template.
pub fn values(template: &RecordView) -> Fields {
    let values = template.fields.get("values").and_then(Value::as_object);
    order::tree(values.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())))
}

/// What values say, in the order of the form: "Pacco alimentare, 15 minuti".
pub fn described(form: &RecordType, values: &Fields, state: &AppState) -> String {
    let said = template::settable(form).filter_map(|spec| Some(said(spec, values.get(spec.name)?, state)));
    said.filter(|said| !said.is_empty()).collect::<Vec<_>>().join(", ")
}

fn said(spec: &FieldSpec, value: &Value, state: &AppState) -> String {
    let code = |value: &Value| {
        let code = value.as_str()?;
        Some(spec.codelist.map_or_else(|| code.to_owned(), |list| facts::chip_label(list, code, state)))
    };
    match value {
        Value::Array(codes) => codes.iter().filter_map(code).collect::<Vec<_>>().join(", "),
        Value::Number(minutes) => tr!(template.minutes, count = minutes),
        value => code(value).unwrap_or_default(),
    }
}
