use leptos::prelude::*;
use model::hub::read_path_code;

use super::act::NEW;
use super::citizen;
use crate::components::form::{Codes, Form, Layout, Municipality, OneOf, Opt, Text, Toggle, codes};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

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
    let asking = Memo::new(move |_| matches!(form.text("citizenPathId").as_str(), "" | NEW));
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
        <OneOf form field="citizenPathId" label=tr!(hub.who) options fold=true />
        <Show when=move || asking.get()>
            <div class="field">
                <label class="field__label" for="cerca-percorso">{tr!(hub.who_search)}</label>
                <p class="field__hint" role="status">{hint}</p>
                <input
                    class="input"
                    id="cerca-percorso"
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || wanted.get()
                    on:input=move |event| search(event_target_value(&event))
                />
            </div>
        </Show>
    }
}

/// What a new path asks, once: the age band and the gender; the name where a citizen is to be called.
#[component]
pub fn NewPath(
    /// The form of the appointment.
    form: Form,
    /// Whether the name stands first: for a booking.
    named: bool,
) -> impl IntoView {
    let state = use_state();
    let ages = Signal::derive(move || {
        let minors = state.config.with(|config| config.hub.minors_enabled);
        let mut ages = codes(&state, "hubAgeBand");
        ages.retain(|age| minors || age.value != "14_17");
        ages
    });
    if form.get("firstTime").is_none() {
        form.preset("firstTime", true);
    }
    view! {
        {named.then(|| view! { <Contact form /> })}
        <OneOf form field="ageBand" label=tr!(hub.age_band) options=ages layout=Layout::Chips />
        <Codes form field="gender" label=tr!(hub.gender) list="gender" layout=Layout::Chips />
        <Toggle form field="firstTime" label=tr!(hub.first_time) />
    }
}

/// How a citizen is called and reached.
#[component]
pub fn Contact(
    /// A form that holds the fields of a path.
    form: Form,
) -> impl IntoView {
    view! {
        <div class="fields">
            <Text form field="firstName" label=tr!(hub.first_name) optional=true />
            <Text form field="initial" label=tr!(hub.initial) optional=true />
        </div>
        <Text form field="phone" label=tr!(hub.phone) hint=tr!(hub.phone_hint) optional=true inputmode="tel" />
    }
}

/// The rest of a path, for who has the time to ask.
#[component]
pub fn MorePath(
    /// A form that holds the fields of a path.
    form: Form,
) -> impl IntoView {
    view! {
        <Codes form field="howHeard" label=tr!(hub.how_heard) list="howHeard" layout=Layout::Chips />
        <Municipality form field="residenceMunicipalityCode" fold=true />
    }
}

/// The new path first, then the citizens that fit what was typed; the one chosen always among them.
fn offered(wanted: &str, chosen: &str, state: &AppState) -> Vec<Opt> {
    let code = read_path_code(wanted);
    let wanted = wanted.trim().to_lowercase();
    let mut options = vec![Opt { value: NEW.to_owned(), label: tr!(hub.who_new).to_owned() }];
    let mut left = OFFERED;
    for path in citizen::recents(state) {
        let label = citizen::name(&path, state);
        let by_code = code.is_some() && path.text("code") == code.as_deref();
        let fits = by_code || label.to_lowercase().contains(&wanted);
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
