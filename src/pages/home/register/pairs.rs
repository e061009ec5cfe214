use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use protocol::{JoinedCard, PossibleDuplicates};
use serde_json::Value;
use store::StoreError;
use sync::client::RecordView;

use super::pair_rows::{Group, joined_row};
use super::search::{view, why};
use crate::commands::use_commands;
use crate::components::{Button, Empty, Look, Notice, PlainFrame, Sheet, Show, Tone};
use crate::i18n::words;
use crate::pages::proximity;
use crate::runtime::FetchError;
use crate::state::{AppState, use_state};
use crate::tr;

/// What the API said, and what was decided here since. Copy.
#[derive(Clone, Copy)]
pub struct Known {
    cards: RwSignal<Vec<Arc<RecordView>>>,
    groups: RwSignal<Option<Vec<Vec<RecordId>>>>,
    joined: RwSignal<Vec<JoinedCard>>,
    failed: RwSignal<Option<&'static str>>,
    unsaved: RwSignal<Option<StoreError>>,
    busy: RwSignal<bool>,
    /// Two cards that somebody wants to join, the one that stays first.
    pub asked: RwSignal<Option<(RecordId, RecordId)>>,
    /// The sheet that asks.
    pub open: RwSignal<bool>,
}

impl Known {
    fn take(self, answer: Result<PossibleDuplicates, FetchError>) {
        self.busy.try_set(false);
        match answer {
            Ok(found) => {
                self.failed.try_set(None);
                self.cards.try_set(found.records.into_iter().map(view).map(Arc::new).collect());
                self.joined.try_set(found.joined);
                self.groups.try_set(Some(found.groups.into_iter().map(|group| group.record_ids).collect()));
            }
            Err(error) => drop(self.failed.try_set(Some(why(&error)))),
        }
    }

    /// A card as this phone has changed it, else as the API gave it.
    pub fn card(self, id: RecordId, state: &AppState) -> Option<Arc<RecordView>> {
        let found = self.cards.with(|cards| cards.iter().find(|card| card.id == id).cloned());
        state.record(id).or(found)
    }

    /// The card as a change of it is based on: what a query leaves out, and what it stands for besides.
    fn based(self, id: RecordId) -> Option<RecordView> {
        let found = self.cards.with_untracked(|cards| cards.iter().find(|card| card.id == id).cloned())?;
        let mut card = (*found).clone();
        let alias = self.joined.with_untracked(|joined| joined.iter().find(|known| known.record_id == id).copied());
        if let Some(alias) = alias {
            card.fields.insert("aliasOf".to_owned(), alias.alias_of.to_string().into());
        }
        Some(card)
    }
}

/// Cards that may be of one person: joined by an alias that can be taken back, never merged.
#[component]
pub fn Pairs() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let known = Known {
        cards: RwSignal::new(Vec::new()),
        groups: RwSignal::new(None),
        joined: RwSignal::new(Vec::new()),
        failed: RwSignal::new(None),
        unsaved: RwSignal::new(None),
        busy: RwSignal::new(false),
        asked: RwSignal::new(None),
        open: RwSignal::new(false),
    };
    let ask = move || {
        known.busy.set(true);
        leptos::task::spawn_local(async move { known.take(commands.pairs().await) });
    };
    ask();
    // What was decided here holds on the screen at once; the API is asked again when the page is opened again.
    let write = move |id: RecordId, alias: Option<RecordId>| {
        let Some(card) = known.based(id) else { return };
        let value = alias.map_or(Value::Null, |alias| alias.to_string().into());
        leptos::task::spawn_local(async move {
            match commands.patch(&card, order::tree([("aliasOf".to_owned(), value)])).await {
                Ok(()) => {
                    known.joined.try_update(|joined| {
                        joined.retain(|one| one.record_id != id);
                        // What was just done stands at the top.
                        if let Some(alias_of) = alias {
                            joined.insert(0, JoinedCard { record_id: id, alias_of });
                        }
                    });
                    known.open.try_set(false);
                }
                Err(error) => drop(known.unsaved.try_set(Some(error))),
            }
        });
    };
    let left = move || -> Vec<Vec<RecordId>> {
        let joined = known.joined.get();
        let mut groups = known.groups.get().unwrap_or_default();
        for group in &mut groups {
            group.retain(|id| !joined.iter().any(|one| one.record_id == *id && group_has(&known, one)));
        }
        groups.retain(|group| group.len() > 1);
        groups
    };
    let groups = move || left().into_iter().map(|group| view! { <Group group known /> }).collect_view();
    let joined = move || known.joined.get().into_iter().map(|one| joined_row(one, known, write)).collect_view();
    let title = move |id: RecordId| known.card(id, &state).map_or_else(String::new, |card| proximity::name(&card));
    let sentence = move || {
        known.asked.get().map(|(one, other)| tr!(people.pair_join_text, one = title(one), other = title(other)))
    };
    let join = move |_| {
        if let Some((head, other)) = known.asked.get_untracked() {
            write(other, Some(head));
        }
    };
    view! {
        <PlainFrame title=tr!(people.pairs).to_owned() back="/registro".to_owned()>
            <p class="text-small">{tr!(people.pairs_text)}</p>
            <Show when=move || known.busy.get() && known.groups.with(Option::is_none)>
                <Notice role="status" words=tr!(people.pairs_busy) />
            </Show>
            <Show when=move || known.failed.get().is_some()>
                <Notice tone=Tone::Warn icon="wifi-off" role="alert" words=move || known.failed.get() />
                <Button look=Look::Soft on_press=move |_| ask() words=tr!(register.phones_again) />
            </Show>
            <Show when=move || known.unsaved.get().is_some()>
                <Notice tone=Tone::Err words=move || known.unsaved.get().map(|error| words::store_error(&error)) />
            </Show>
            <Show when=move || known.groups.with(Option::is_some) && left().is_empty()>
                <Empty icon="check-circle" title=tr!(people.pairs_none_title)>
                    <p>{tr!(people.pairs_none_text)}</p>
                </Empty>
            </Show>
            {groups}
            <Show when=move || known.joined.with(|joined| !joined.is_empty())>
                <h2 class="section-title">{tr!(people.pairs_joined)}</h2>
            </Show>
            <ul class="list">{joined}</ul>
            <Sheet open=known.open title=tr!(people.pair_join_title).to_owned()>
                <p class="sheet__text">{sentence}</p>
                <div class="actions">
                    <Button look=Look::Outline on_press=move |_| known.open.set(false) words=tr!(people.pair_keep) />
                    <Button on_press=join words=tr!(people.pair_join_do) />
                </div>
            </Sheet>
        </PlainFrame>
    }
}

/// Whether a join is one of this list's own: an older one is resolved by the API already.
fn group_has(known: &Known, one: &JoinedCard) -> bool {
    known.groups.with(|groups| groups.iter().flatten().flatten().any(|id| *id == one.record_id))
}
