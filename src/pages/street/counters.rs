use leptos::prelude::*;
use model::codes::TallyKind;
use model::ids::RecordId;
use model::record::RecordType;
use model::street::began_by_day;
use model::time::Millis;
use store::StoreError;
use sync::client::LocalSave;

use super::acts;
use super::work::{Held, work};
use crate::commands::use_commands;
use crate::components::{Button, Counter, CounterKind, LinkButton, Look, Notice, Show, Tone, Undo};
use crate::i18n::{dates, words};
use crate::runtime::now;
use crate::state::{AppState, use_state};
use crate::tr;

/// A tap that is older than this says when it was.
const FRESH: i64 = 2 * Millis::MINUTE;
/// Two hits on "Annulla" closer than this are one.
const SAME_TAP: i64 = 600;

/// The two big counters: each tap is an event, and the last act can be taken back.
#[component]
pub fn Counters(
    /// The outing.
    outing: RecordId,
    /// When it began.
    began: Option<Millis>,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let failed = RwSignal::new(None::<StoreError>);
    let undone = RwSignal::new(None::<String>);
    let taken_back_at = StoredValue::new(Millis::default());
    // An act, and what it took back if it is one that takes back.
    let save = Callback::new(move |(act, took_back): (LocalSave, Option<String>)| {
        leptos::task::spawn_local(async move {
            let saved = commands.save(act).await;
            if saved.is_ok() {
                undone.try_set(took_back);
            }
            failed.try_set(saved.err());
        });
    });
    let contacts = Memo::new(move |_| work(&state).contacts(outing));
    let tap = move |kind: TallyKind| {
        undone.set(None);
        taken_back_at.set_value(Millis::default());
        save.run((acts::alone(acts::tally(outing, &kind, 1, &state)), None));
    };
    let note = if began.is_none_or(began_by_day) { tr!(street.today) } else { tr!(street.tonight) };
    view! {
        <div class="counters">
            <Counter
                kind=CounterKind::New
                count=move || contacts.get().new.to_string()
                label=tr!(street.plus_new)
                note
                on_press=move |_| tap(TallyKind::NEW)
            />
            <Counter
                kind=CounterKind::Known
                count=move || contacts.get().known.to_string()
                label=tr!(street.plus_known)
                note
                on_press=move |_| tap(TallyKind::KNOWN)
            />
        </div>
        <Show when=move || failed.with(Option::is_some)>
            <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
        </Show>
        <LastAct outing save undone taken_back_at />
    }
}

/// What was written last, with the way back; it stays until the next act.
#[component]
fn LastAct(
    outing: RecordId,
    save: Callback<(LocalSave, Option<String>)>,
    undone: RwSignal<Option<String>>,
    taken_back_at: StoredValue<Millis>,
) -> impl IntoView {
    let state = use_state();
    let last = move || acts::last_act(outing, &state);
    // The clock goes on, the row does not move until its words change.
    let words = Memo::new(move |_| match undone.get() {
        Some(what) => what,
        None => what_was_done(&last(), &state),
    });
    let newest = Memo::new(move |_| last().first().map(|held| held.record.id));
    let undo = move |_| {
        let at = now();
        // A second hit is the same tap: it does not take back what was done before.
        if at.since(taken_back_at.get_value()).abs() < SAME_TAP {
            return;
        }
        taken_back_at.set_value(at);
        let burst = untrack(last);
        let (what, count) = named(&burst);
        let what = tr!(street.taken_back, what = what, count = count);
        let changes = burst.iter().map(|held| acts::void(&held.record, &state)).collect();
        save.run((LocalSave { changes, drop_draft: None }, Some(what)));
    };
    let again = Memo::new(move |_| undone.with(Option::is_some));
    let actions = move || {
        let id = newest.get()?;
        let record = untrack(|| state.record(id))?;
        let is_meeting = record.record_type == RecordType::STREET_GROUP_MEETING && !again.get();
        let details = is_meeting.then(|| {
            view! {
                <LinkButton
                    look=Look::Text
                    href=super::edit_path(&record).unwrap_or_default()
                    words=tr!(street.add_details)
                />
            }
        });
        let label = if again.get() { tr!(street.undo_again) } else { tr!(common.cancel) };
        Some(view! {
            {details}
            <Button look=Look::Text on_press=undo words=label />
        })
    };
    view! {
        <Undo words taken_back=again>
            {actions}
        </Undo>
    }
}

fn what_was_done(burst: &[Held], state: &AppState) -> String {
    let Some(newest) = burst.first() else { return String::new() };
    let (what, count) = named(burst);
    if state.now.get().since(newest.at) > FRESH {
        tr!(street.done_at, what = what, time = dates::clock(newest.at))
    } else {
        tr!(street.done, what = what, count = count)
    }
}

/// What a burst was, and whether it was one thing or several.
fn named(burst: &[Held]) -> (String, usize) {
    match burst.first().map(|newest| &newest.record.record_type) {
        Some(kind) if *kind == RecordType::STREET_TALLY => (acts::signed(acts::taps(burst)), burst.len()),
        Some(kind) if *kind == RecordType::STREET_STOP => (tr!(street.arrival).to_owned(), 1),
        _ => (tr!(street.group).to_owned(), 1),
    }
}
