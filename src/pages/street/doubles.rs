//! "Stesso gruppo": what two phones of an outing noted of one group is linked by a tap, and parted by another.

use std::cell::RefCell;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::record::{Fields, RecordType};
use model::street::{Noted, likely_doubles};
use serde_json::Value;
use store::StoreError;
use sync::client::{Change, LocalSave};

use super::outings::me;
use super::work::{Held, work};
use super::{acts, words};
use crate::commands::{create, use_commands};
use crate::components::{Button, Look, Notice, Show, Tone};
use crate::i18n::{dates, words as sentences};
use crate::pages::facts;
use crate::runtime::mint_id;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

thread_local! {
    /// Pairs of which a person said that they are two.
    static TWO: RefCell<order::Set<(RecordId, RecordId)>> = const { RefCell::new(order::Set::new()) };
}

/// A pair of meetings, as a row: the one that may be, or is, the double of the other.
#[derive(Clone)]
struct Pair {
    one: Held,
    other: Held,
    linked: bool,
}

/// Pairs of an outing that may be one group, and those that are: the larger number counts.
#[component]
pub fn Doubles(
    /// The outing.
    outing: RecordId,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let failed = RwSignal::new(None::<StoreError>);
    let asked = RwSignal::new(0_u32);
    let save = Callback::new(move |act: LocalSave| {
        leptos::task::spawn_local(async move {
            let trouble = commands.save(act).await.err();
            failed.try_set(trouble);
        });
    });
    let two = Callback::new(move |pair: (RecordId, RecordId)| {
        TWO.with_borrow_mut(|two| two.insert(pair));
        asked.update(|asked| *asked += 1);
    });
    let rows = move || {
        asked.track();
        let pairs = pairs(outing, &state).into_iter();
        pairs.map(|pair| view! { <Row pair save two /> }).collect_view()
    };
    view! {
        <Show when=move || failed.with(Option::is_some)>
            <Notice tone=Tone::Err words=move || failed.get().map(|error| sentences::store_error(&error)) />
        </Show>
        {rows}
    }
}

#[component]
fn Row(pair: Pair, save: Callback<LocalSave>, two: Callback<(RecordId, RecordId)>) -> impl IntoView {
    let state = use_state();
    let Pair { one, other, linked } = pair;
    let (first, second) = (said(&one, &state), said(&other, &state));
    let roots = (one.root, other.root);
    let title = if linked { tr!(street.same_group_is) } else { tr!(street.same_group_may) };
    let actions = if linked {
        let part = move |_| save.run(acts::alone(untrack(|| linking(&one, None))));
        view! {
            <Button look=Look::Text on_press=part words=tr!(street.same_group_part) />
        }
        .into_any()
    } else {
        let join = move |_| save.run(acts::alone(untrack(|| link(&one, &other, &state))));
        view! {
            <Button look=Look::Soft on_press=join words=tr!(street.same_group_do) />
            <Button look=Look::Text on_press=move |_| two.run(roots) words=tr!(street.same_group_no) />
        }
        .into_any()
    };
    view! {
        <section class="banner">
            <h2 class="banner__title">{title}</h2>
            <p class="banner__text">{first} <br /> {second}</p>
            <div class="actions">{actions}</div>
        </section>
    }
}

/// "Luca, 21:14 · 5 nuovi, 2 conosciuti"
fn said(held: &Held, state: &AppState) -> String {
    let author = acts::author(held, state).filter(|who| Some(who) != me(state).as_ref());
    let author =
        author.map_or_else(|| tr!(street.myself).to_owned(), |id| words::first_name(&facts::operator(&id, state)));
    let who = format!("{author}, {}", dates::clock(held.at));
    let met = acts::contacts(model::street::meeting_contacts(&held.record.fields));
    let group = held.record.reference("groupId").and_then(|id| state.record(id));
    words::joined([Some(who), group.map(|group| words::title(&group, state)), Some(met)])
}

/// Those that are one first, then those that may be.
fn pairs(outing: RecordId, state: &AppState) -> Vec<Pair> {
    let work = work(state);
    let me = me(state).unwrap_or_default();
    let held = work.meetings_of(outing);
    let twin = |one: &Held| {
        let twin = one.record.reference("sameGroupAs")?;
        held.iter().find(|other| other.root == twin || other.record.id == twin).map(|other| (*other).clone())
    };
    let linked = held.iter().filter_map(|one| Some(Pair { one: (*one).clone(), other: twin(one)?, linked: true }));
    let mut pairs: Vec<Pair> = linked.collect();
    let joined = order::set(pairs.iter().flat_map(|pair| [pair.one.root, pair.other.root]));
    let spot = |held: &Held| state.record(held.record.reference("stopId")?)?.reference("meetingSpotId");
    let free = held.iter().filter(|held| !joined.contains(&held.root));
    let free: Vec<(&Held, String)> =
        free.map(|held| (*held, acts::author(held, state).unwrap_or_else(|| me.clone()))).collect();
    let noted: Vec<Noted<'_>> = free
        .iter()
        .map(|(held, author)| Noted {
            root: held.root,
            outing,
            spot: spot(held),
            group: held.record.reference("groupId"),
            author,
            at: held.at,
        })
        .collect();
    let by_root = |root: RecordId| held.iter().find(|held| held.root == root).map(|held| (*held).clone());
    let likely = likely_doubles(&noted).into_iter();
    // A link says a meeting again: whoever wrote neither would say it as it was before its author corrected it.
    let is_mine = |root: RecordId| free.iter().any(|(held, author)| held.root == root && *author == me);
    let likely = likely.filter(|(one, other)| is_mine(*one) || is_mine(*other));
    let open = likely.filter(|pair| TWO.with_borrow(|two| !two.contains(pair)));
    pairs.extend(
        open.filter_map(|(one, other)| Some(Pair { one: by_root(one)?, other: by_root(other)?, linked: false })),
    );
    pairs
}

/// The own meeting says that it is the other one; of two of others, the later.
fn link(one: &Held, other: &Held, state: &AppState) -> Change {
    let me = me(state);
    let own = |held: &Held| acts::author(held, state).is_none_or(|who| Some(who) == me);
    if own(one) && !own(other) { linking(one, Some(other.root)) } else { linking(other, Some(one.root)) }
}

/// The event as it was, but for what it says to be the same as. It was written down then: what is new is the link alone,
/// and "Annulla" on the outing goes on to mean what was done there.
fn linking(held: &Held, same_as: Option<RecordId>) -> Change {
    let mut fields: Fields = held.record.fields.clone();
    fields.retain(|name, value| !value.is_null() && model::envelope::is_client_writable(name));
    fields.insert("correctsId".to_owned(), held.record.id.to_string().into());
    match same_as {
        Some(other) => drop(fields.insert("sameGroupAs".to_owned(), Value::from(other.to_string()))),
        None => drop(fields.remove("sameGroupAs")),
    }
    create(mint_id(), RecordType::STREET_GROUP_MEETING, fields)
}
