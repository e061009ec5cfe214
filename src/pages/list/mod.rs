//! Everything on this phone, newest first, with filters that count and a search over what the rows say; the drafts; and
//! what was voided.

mod bin;
mod drafts;
mod filter;
mod resume;

use std::cmp::Reverse;
use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use model::record::RecordType;
use sync::client::RecordView;

use crate::components::{Empty, Frame, LinkButton, Look, SaveBadge, Search, Show};
use crate::i18n::words::plain;
use crate::pages::capture::{Waiting, waits};
use crate::pages::facts;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

pub use bin::Bin;
pub use drafts::Drafts;
pub use filter::told;

use filter::Since;

/// How many rows are shown at most; the search narrows.
const SHOWN: usize = 100;

/// A record with its title and its note.
type Listed = (Arc<RecordView>, String, String);

/// The page of `/elenco`.
#[component]
pub fn List() -> impl IntoView {
    let state = use_state();
    let wanted = RwSignal::new(String::new());
    let since = RwSignal::new(Since::Ever);
    let kind = RwSignal::new(None::<RecordType>);
    let of_time = Memo::new(move |_| {
        let (since, now) = (since.get(), state.now.get());
        state.records.with(|records| {
            // What waits stands above the list.
            let listed = |record: &&Arc<RecordView>| facts::edit_path(record).is_some() && !waits(record);
            let listed = records.values().filter(listed).filter(|record| since.holds(filter::at(record), now));
            listed.cloned().collect::<Vec<_>>()
        })
    });
    let kinds = Memo::new(move |_| of_time.with(|records| filter::kinds(records)));
    let found = Memo::new(move |_| {
        let wanted = plain(&wanted.get());
        let meant =
            |record: &&Arc<RecordView>| kind.with(|kind| kind.as_ref().is_none_or(|kind| *kind == record.record_type));
        let mut rows: Vec<Listed> = of_time.with(|records| {
            let listed = records.iter().filter(meant).map(|record| {
                let (title, note) = facts::summary(record, &state);
                (record.clone(), title, note)
            });
            listed.collect()
        });
        rows.retain(|(_, title, note)| wanted.is_empty() || plain(&format!("{title} {note}")).contains(&wanted));
        order::by_key(&mut rows, |(record, ..)| Reverse(record.instant("occurredAt")));
        rows
    });
    let sum = Memo::new(move |_| {
        sum(found.with(|found| found.iter().map(|(record, ..)| record.clone()).collect()), since.get())
    });
    let empty = move || found.with(Vec::is_empty);
    let rows = move || {
        let shown = found.get().into_iter().take(SHOWN);
        shown.map(|(record, title, note)| view! { <Row record title note /> }).collect_view()
    };
    let more = move || found.with(Vec::len).saturating_sub(SHOWN);
    view! {
        <Frame title=tr!(common.nav_list).to_owned()>
            <Search wanted label=tr!(common.search) />
            <Filters since kinds kind />
            <Waiting />
            <Show when=empty>
                <Empty
                    icon="inbox"
                    title=move || {
                        let all = wanted.with(String::is_empty) && since.get() == Since::Ever && kind.with(Option::is_none);
                        if all { tr!(common.list_empty_title) } else { tr!(common.search_none) }
                    }
                >
                    <p>{tr!(common.list_empty_text)}</p>
                </Empty>
            </Show>
            <Show when=move || !empty()>
                <p class="text-2 text-small" role="status">{sum}</p>
                <ul class="list">{rows}</ul>
                <Show when=move || more() != 0>
                    <p class="text-2">{move || tr!(common.list_more, count = more())}</p>
                </Show>
            </Show>
            <div class="actions">
                <LinkButton look=Look::Text icon="clock" href="/turno" words=tr!(common.turn) />
                <LinkButton look=Look::Text icon="restore" href="/cestino" words=tr!(common.bin) />
            </div>
        </Frame>
    }
}

/// Since when, and which kind: each kind that is there, with how many.
#[component]
fn Filters(
    since: RwSignal<Since>,
    kinds: Memo<Vec<(RecordType, usize)>>,
    kind: RwSignal<Option<RecordType>>,
) -> impl IntoView {
    let times = Since::all().map(|(one, label)| {
        view! {
            <label class="chip">
                <input type="radio" name="da" prop:checked=move || since.get() == one on:change=move |_| since.set(one) />
                <span>{label}</span>
            </label>
        }
    });
    let chips = move || {
        let known = kinds.get();
        // One kind alone, and none chosen: there is nothing to choose.
        let shown = known.len() > 1 || kind.with(Option::is_some);
        let chip = |(one, count): (RecordType, usize)| {
            let one = StoredValue::new(one);
            let is_on = move || kind.with(|kind| one.with_value(|one| kind.as_ref() == Some(one)));
            let toggle = move |_| kind.set((!untrack(is_on)).then(|| one.get_value()));
            view! {
                <label class="chip">
                    <input type="checkbox" prop:checked=is_on on:change=toggle />
                    <span>{one.with_value(|one| filter::chip(one, count))}</span>
                </label>
            }
        };
        shown.then(|| known.into_iter().map(chip).collect_view())
    };
    view! {
        <fieldset class="group">
            <legend class="visually-hidden">{tr!(common.list_filter)}</legend>
            <div class="chips">{times.collect_view()} {chips}</div>
        </fieldset>
    }
}

/// "12 registrazioni: 2 uscite, 9 nuovi, 14 conosciuti"
fn sum(found: Vec<Arc<RecordView>>, since: Since) -> String {
    let state = use_state();
    let count = tr!(common.list_count, count = found.len());
    let now = state.now.get_untracked();
    let ids = order::set(found.iter().map(|record| record.id));
    // A counter's taps have no row: they count with their outing.
    let told = told(&state, |record| {
        let tap =
            record.is(&RecordType::STREET_TALLY) && record.reference("outingId").is_some_and(|id| ids.contains(&id));
        ids.contains(&record.id) || (tap && since.holds(model::work::happened_at(record), now))
    });
    if told.is_empty() { count } else { format!("{count}: {told}") }
}

/// A record as a row that leads to its page.
#[component]
pub fn Row(
    /// The record.
    record: Arc<RecordView>,
    /// Its title.
    title: String,
    /// What stands under it.
    note: String,
) -> impl IntoView {
    let class = if record.voided() { "row row--void" } else { "row" };
    let href = format!("/scheda/{}", record.id);
    view! {
        <li>
            <a href=href class=class>
                <span class="row__text">
                    <span class="row__title">{title}</span>
                    <span class="row__note">{note}</span>
                </span>
                <SaveBadge record />
            </a>
        </li>
    }
}
