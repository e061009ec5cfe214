use leptos::prelude::*;
use model::hub::read_path_code;

use super::act::NEW;
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
    let options = Signal::derive(move || offered(&wanted.get(), &form.text("citizenPathId"), &state));
    let chosen = Memo::new(move |_| form.text("citizenPathId"));
    // Open until somebody is chosen, and again from "Cambia" to the next choice.
    let reopened = RwSignal::new(None::<String>);
    let open = move || chosen.with(String::is_empty) || reopened.get().as_ref() == Some(&chosen.get());
    let called = move || {
        let chosen = chosen.get();
        options.with(|options| options.iter().find(|one| one.value == chosen).map(|one| one.label.clone()))
    };
    // A readable code that no path of this phone has: the path was opened elsewhere and keeps its card.
    let foreign = Memo::new(move |_| {
        read_path_code(&wanted.get()).filter(|code| options.with(|options| !has_code(options, code, &state)))
    });
    let search = move |text: String| {
        wanted.set(text);
        form.preset("code", foreign.get_untracked());
    };
    let hint = move || match (foreign.get().is_some(), options.with(Vec::len)) {
        (true, _) => tr!(hub.who_code_unknown),
        (false, 1) if !wanted.with(String::is_empty) => tr!(hub.who_none),
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
fn offered(wanted: &str, chosen: &str, state: &AppState) -> Vec<Opt> {
    let code = read_path_code(wanted);
    let wanted = words::lower(wanted.trim());
    let mut options = vec![Opt { value: NEW.to_owned(), label: tr!(hub.who_new).to_owned() }];
    let mut left = OFFERED;
    for path in citizen::recents(state) {
        let label = citizen::name(&path, state);
        let by_code = code.is_some() && path.text("code") == code.as_deref();
        let fits = by_code || words::lower(&label).contains(&wanted);
        let value = path.id.to_string();
        if value == chosen || (fits && left > 0) {
            left = left.saturating_sub(1);
            options.push(Opt { value, label });
        }
    }
    options
}

fn has_code(options: &[Opt], code: &str, state: &AppState) -> bool {
    let path = |option: &Opt| option.value.parse().ok().and_then(|id| state.record(id));
    options.iter().filter_map(path).any(|path| path.text("code") == Some(code))
}
