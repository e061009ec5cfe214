use std::sync::Arc;

use leptos::prelude::*;
use model::hub::read_path_code;
use model::record::RecordType;
use serde_json::Value;
use sync::client::RecordView;

use super::act::{NEW, NEW_OF_CARD};
use super::citizen;
use super::scan::ScanCard;
use crate::components::Show;
use crate::components::form::{Form, OneOf, Opt};
use crate::i18n::words;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The field for a name or a code.
const SEARCH: &str = "cerca-percorso";
/// How many citizens are offered at once.
const OFFERED: usize = 5;

/// Who comes: a path of this phone by name or code, or a new one.
#[component]
pub fn Who(
    /// The form of the appointment.
    form: Form,
) -> impl IntoView {
    let state = use_state();
    let wanted = RwSignal::new(String::new());
    let options = Signal::derive(move || offered(&wanted.get(), &form, &state));
    let chosen = Memo::new(move |_| form.text("citizenPathId"));
    // Open until somebody is chosen, and again from "Cambia" to the next choice.
    let reopened = RwSignal::new(None::<String>);
    let open = move || chosen.with(String::is_empty) || reopened.get().as_ref() == Some(&chosen.get());
    let called = move || {
        let chosen = chosen.get();
        options.with(|options| options.iter().find(|one| one.value == chosen).map(|one| one.label.clone()))
    };
    // A readable code that no path of this phone has: the path was opened elsewhere and keeps its card.
    let foreign = Memo::new(move |_| read_path_code(&wanted.get()).filter(|code| of_code(code, &state).is_none()));
    // In a draft of before a code may stand beside "nuovo" where it was meant as that of a card: that is asked.
    Effect::new(move || {
        form.id.track();
        let unclear = form.fields.with_untracked(|fields| {
            fields.text("citizenPathId") == Some(NEW) && fields.text("code").and_then(read_path_code).is_some()
        });
        if unclear {
            form.preset("citizenPathId", Value::Null);
        }
    });
    let search = move |text: String| {
        wanted.set(text);
        // One that was chosen stays until another one is read.
        let code = foreign.get_untracked();
        if code.is_some() || untrack(|| form.text("citizenPathId")) != NEW_OF_CARD {
            form.preset("code", code);
        }
    };
    let hint = move || match (foreign.get().is_some(), options.with(|options| options.iter().any(is_known))) {
        (true, false) => tr!(hub.who_code_unknown),
        (false, false) if !wanted.with(String::is_empty) => tr!(hub.who_none),
        _ => tr!(hub.who_search_hint),
    };
    view! {
        <Show
            when=open
            fallback=move || {
                view! {
                    <button
                        type="button"
                        class="folded"
                        id="campo-citizenPathId"
                        aria-expanded="false"
                        on:click=move |_| reopened.set(Some(chosen.get_untracked()))
                    >
                        <span class="folded__label">{tr!(hub.who)}</span>
                        <span class="folded__value">{called}</span>
                        <span class="folded__change">{tr!(common.change)}</span>
                    </button>
                }
            }
        >
            <OneOf form field="citizenPathId" label=tr!(hub.who) options />
            <div class="field">
                <label class="field__label" for=SEARCH>{tr!(hub.who_search)}</label>
                <p class="field__hint" role="status">{hint}</p>
                <input
                    class="input"
                    id=SEARCH
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || wanted.get()
                    on:input=move |event| search(event_target_value(&event))
                />
            </div>
            <ScanCard on_code=search field=SEARCH />
        </Show>
    }
}

/// The new path first, then the citizens that fit what was typed; the one chosen always among them.
fn offered(wanted: &str, form: &Form, state: &AppState) -> Vec<Opt> {
    let (chosen, card) = (form.text("citizenPathId"), form.text("code"));
    let of_code = read_path_code(wanted).and_then(|code| of_code(&code, state));
    let wanted = words::plain(wanted.trim());
    let mut options = vec![Opt { value: NEW.to_owned(), label: tr!(hub.who_new).to_owned() }];
    if !card.is_empty() {
        options.push(Opt { value: NEW_OF_CARD.to_owned(), label: tr!(hub.who_new_of_card, code = card) });
    }
    // Of one that is over the card still says who it is.
    let mut paths = citizen::recents(state);
    paths.extend(of_code.iter().filter(|path| !paths.iter().any(|one| one.id == path.id)).cloned().collect::<Vec<_>>());
    let mut left = OFFERED;
    for path in paths {
        let label = citizen::name(&path, state);
        let fits = words::plain(&label).contains(&wanted) || of_code.as_ref().is_some_and(|one| one.id == path.id);
        let value = path.id.to_string();
        if value == chosen || (fits && left > 0) {
            left = left.saturating_sub(1);
            options.push(Opt { value, label });
        }
    }
    options
}

/// Whether an option is somebody who is on this phone.
fn is_known(option: &Opt) -> bool {
    !matches!(option.value.as_str(), NEW | NEW_OF_CARD)
}

/// The path of this phone that has a code, or the one that it was joined to.
fn of_code(code: &str, state: &AppState) -> Option<Arc<RecordView>> {
    let paths = state.of_type(&RecordType::CITIZEN_PATH);
    let path = paths.into_iter().find(|path| !path.voided() && path.text("code") == Some(code))?;
    Some(path.reference("aliasOf").and_then(|head| state.record(head)).unwrap_or(path))
}
