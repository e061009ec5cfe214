//! Who: the people on this phone, those kept on top and those visited of late first, and a search that does not ask for accents.

use std::cmp::Reverse;
use std::sync::Arc;

use leptos::prelude::*;
use litemap::LiteMap;
use model::ids::RecordId;
use model::order;
use model::record::RecordType;
use model::time::Millis;
use sync::client::RecordView;

use super::name;
use super::people::may_plan;
use super::round::pending;
use crate::commands::{Commands, use_commands};
use crate::components::form::{FieldError, Form, Layout, Opt, SomeOf};
use crate::components::{LinkButton, Look, Search, Show};
use crate::i18n::words;
use crate::pages::pin::{on_top, pinned};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// How many people are shown at once; with more there is a search.
const SHOWN: usize = 8;

/// One person, folded to one line once chosen.
#[component]
pub fn Who(
    /// The form.
    form: Form,
    /// Runs when somebody was chosen.
    #[prop(into)]
    on_chosen: Callback<RecordId>,
) -> impl IntoView {
    const FIELD: &str = "beneficiaryId";
    let state = use_state();
    let commands = use_commands();
    form.label(FIELD, tr!(proximity.who));
    let open = RwSignal::new(false);
    let search = RwSignal::new(String::new());
    let known = Memo::new(move |_| people(&state, commands));
    let on_top = Memo::new(move |_| pinned(&state, commands));
    let chosen = move || {
        let id = form.text(FIELD);
        let label = known.with(|known| known.iter().find(|one| one.value == id).map(|one| one.label.clone()));
        // Somebody whose card has left the phone is somebody all the same.
        label.or_else(|| (!id.is_empty()).then(|| tr!(common.unknown_person).to_owned()))
    };
    let shown = Memo::new(move |_| known.with(|known| found(known, &search.get(), SHOWN)));
    let tiles = move || {
        shown
            .get()
            .into_iter()
            .map(|one| {
                let value = StoredValue::new(one.value.clone());
                let is_pinned = on_top.with(|on_top| on_top.iter().any(|id| id.to_string() == one.value));
                let choose = move |_| {
                    let value = value.get_value();
                    let id = value.parse();
                    form.set(FIELD, value);
                    open.set(false);
                    search.set(String::new());
                    if let Ok(id) = id {
                        on_chosen.run(id);
                    }
                };
                view! {
                    <label class="tile">
                        <input
                            type="radio"
                            name=FIELD
                            value=one.value
                            prop:checked=move || form.text(FIELD) == value.get_value()
                            on:change=choose
                        />
                        <span>
                            {one.label}
                            {is_pinned.then(|| view! { <span class="text-small text-2">" · "{tr!(common.pinned)}</span> })}
                        </span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <div id=format!("campo-{FIELD}") tabindex="-1">
            <Show
                when=move || open.get() || chosen().is_none() || form.issue(FIELD).is_some()
                fallback=move || {
                    view! {
                        <button type="button" class="folded" aria-expanded="false" on:click=move |_| open.set(true)>
                            <span class="folded__label">{tr!(proximity.who)}</span>
                            <span class="folded__value">{chosen}</span>
                            <span class="folded__change">{tr!(common.change)}</span>
                        </button>
                    }
                }
            >
                <fieldset class="group" class=("group--error", move || form.issue(FIELD).is_some())>
                    <legend class="group__label">{tr!(proximity.who)}</legend>
                    <FieldError form field=FIELD class="group__error" />
                    <div class="stack">
                        <SearchAmongMany known search />
                        <Show when=move || shown.with(|shown| !shown.is_empty())>
                            <div class="tiles">{tiles}</div>
                        </Show>
                        <Nobody known shown />
                    </div>
                </fieldset>
            </Show>
        </div>
    }
}

/// Several people, over checkboxes; those who were chosen stay in sight.
#[component]
pub fn Attendees(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let search = RwSignal::new(String::new());
    let known = Memo::new(move |_| people(&state, commands));
    let shown = Memo::new(move |_| known.with(|known| found(known, &search.get(), SHOWN)));
    let options = Signal::derive(move || {
        let chosen = form.fields.with(|fields| fields.codes(field).into_iter().map(str::to_owned).collect::<Vec<_>>());
        let found = shown.get();
        let is_chosen = |one: &&Opt| chosen.contains(&one.value) && !found.contains(one);
        let others = known.with(|known| known.iter().filter(is_chosen).cloned().collect::<Vec<_>>());
        others.into_iter().chain(found).collect::<Vec<_>>()
    });
    view! {
        <SearchAmongMany known search />
        <SomeOf form field label=tr!(proximity.attendees) options layout=Layout::Chips />
        <Nobody known shown />
    }
}

/// There is nobody to choose, or nobody of that name: it says so, and where a card is made. What was typed stays as a draft.
#[component]
fn Nobody(known: Memo<Vec<Opt>>, shown: Memo<Vec<Opt>>) -> impl IntoView {
    let state = use_state();
    let makes = untrack(|| may_plan(&state));
    let words = move || if known.with(Vec::is_empty) { tr!(people.people_none_title) } else { tr!(people.search_none) };
    let none = Memo::new(move |_| shown.with(Vec::is_empty));
    view! {
        <p class="text-2" role="status" class=("visually-hidden", move || !none.get())>{move || none.get().then(words)}</p>
        <Show when=move || none.get() && makes>
            <LinkButton look=Look::Soft icon="plus" href="/beneficiario/nuovo" words=tr!(proximity.new_beneficiary) />
        </Show>
    }
}

/// Only where not everybody is seen at once.
#[component]
fn SearchAmongMany(known: Memo<Vec<Opt>>, search: RwSignal<String>) -> impl IntoView {
    view! {
        <Show when=move || known.with(|known| known.len() > SHOWN)>
            <Search wanted=search label=tr!(proximity.search_people) />
        </Show>
    }
}

/// The people whose label has each word of what is searched, at most so many.
fn found(people: &[Opt], search: &str, most: usize) -> Vec<Opt> {
    let wanted = plain(search);
    let fits = |one: &&Opt| {
        let label = plain(&one.label);
        wanted.split_whitespace().all(|word| label.contains(word))
    };
    people.iter().filter(fits).take(most).cloned().collect()
}

/// In small letters and without accents, as people type.
fn plain(text: &str) -> String {
    let parted: String = js_sys::JsString::from(words::lower(text)).normalize("NFD").into();
    parted.chars().filter(|letter| !('\u{300}'..='\u{36f}').contains(letter)).collect()
}

/// The people of this phone: those kept on top first, then those visited of late, the others by name. Two of one name say where they live.
fn people(state: &AppState, commands: Commands) -> Vec<Opt> {
    let mut cards: Vec<Arc<RecordView>> = state.of_type(&RecordType::BENEFICIARY);
    cards.retain(|card| !card.voided() && card.text("aliasOf").is_none() && card.text("episode") != Some("closed"));
    let visited = visited(state);
    order::by_key(&mut cards, |card| (Reverse(visited.get(&card.id).copied()), plain(&name(card))));
    on_top(&mut cards, &pinned(state, commands));
    let names = order::map(cards.iter().map(|card| (card.id, name(card))));
    let is_double = |wanted: &String| names.values().filter(|name| *name == wanted).count() > 1;
    let option = |card: &Arc<RecordView>| {
        let mut label = name(card);
        if let Some(address) = card.text("address").filter(|_| is_double(&label)) {
            label = format!("{label}, {address}");
        }
        Opt { value: card.id.to_string(), label }
    };
    cards.iter().map(option).collect()
}

/// When each person was visited last, as far as this phone knows.
fn visited(state: &AppState) -> LiteMap<RecordId, Millis> {
    let mut last: LiteMap<RecordId, Millis> = LiteMap::new();
    for visit in state.of_type(&RecordType::PROXIMITY_VISIT) {
        let made = visit.instant("startedAt").filter(|_| !visit.voided() && !pending(&visit));
        if let (Some(who), Some(at)) = (visit.reference("beneficiaryId"), made)
            && last.get(&who).is_none_or(|known| *known < at)
        {
            last.insert(who, at);
        }
    }
    last
}

/// The last visit of a person that was made, for what is mostly the same again.
pub fn last_visit(person: RecordId, state: &AppState) -> Option<Arc<RecordView>> {
    let mut visits = state.of_type(&RecordType::PROXIMITY_VISIT);
    visits.retain(|visit| {
        !visit.voided() && visit.status() == "done" && visit.reference("beneficiaryId") == Some(person)
    });
    order::by_key(&mut visits, |visit| visit.instant("startedAt"));
    visits.pop()
}
