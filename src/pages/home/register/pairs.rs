use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use protocol::{JoinedCard, PossibleDuplicates};
use serde_json::Value;
use store::StoreError;
use sync::client::RecordView;

use super::search::{view, why};
use crate::commands::use_commands;
use crate::components::{Button, Card, Empty, Fit, Look, Notice, PlainFrame, RowWith, SaveBadge, Sheet, Show, Tone};
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::pages::proximity;
use crate::runtime::FetchError;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// What the API said, and what was decided here since. Copy.
#[derive(Clone, Copy)]
struct Known {
    cards: RwSignal<Vec<Arc<RecordView>>>,
    groups: RwSignal<Option<Vec<Vec<RecordId>>>>,
    joined: RwSignal<Vec<JoinedCard>>,
    failed: RwSignal<Option<&'static str>>,
    unsaved: RwSignal<Option<StoreError>>,
    busy: RwSignal<bool>,
    /// Two cards that somebody wants to join, the one that stays first.
    asked: RwSignal<Option<(RecordId, RecordId)>>,
    open: RwSignal<bool>,
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
    fn card(self, id: RecordId, state: &AppState) -> Option<Arc<RecordView>> {
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

/// The cards of a group: the oldest stays, each of the others may be joined to it.
#[component]
fn Group(group: Vec<RecordId>, known: Known) -> impl IntoView {
    let state = use_state();
    let Some((head, others)) = group.split_first() else { return ().into_any() };
    let head = *head;
    let title = known.card(head, &state).map(|card| (proximity::name(&card), line(&card, &state)));
    let (title, facts) = title.unwrap_or_default();
    let rows = others
        .iter()
        .filter_map(|id| {
            let (id, card) = (*id, known.card(*id, &state)?);
            let ask = move |_| {
                known.asked.set(Some((head, id)));
                known.open.set(true);
            };
            Some(view! {
                <RowWith title=proximity::name(&card) note=line(&card, &state)>
                    <Button look=Look::Soft fit=Fit::Small on_press=ask words=tr!(people.pair_same) />
                </RowWith>
            })
        })
        .collect_view();
    view! {
        <Card title facts><ul class="list">{rows}</ul></Card>
    }
    .into_any()
}

fn joined_row(
    one: JoinedCard,
    known: Known,
    write: impl Fn(RecordId, Option<RecordId>) + Copy + 'static,
) -> impl IntoView {
    let state = use_state();
    let title = |id: RecordId| {
        known.card(id, &state).map_or_else(|| tr!(people.pair_nobody).to_owned(), |card| proximity::name(&card))
    };
    let (who, with) = (title(one.record_id), tr!(people.pair_of, who = title(one.alias_of)));
    let facts = known.card(one.record_id, &state).map(|card| line(&card, &state));
    let note = [Some(with), facts].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let badge = state.record(one.record_id).map(|record| view! { <SaveBadge record /> });
    view! {
        <RowWith title=who.clone() note>
            {badge}
            <Button
                look=Look::Outline
                fit=Fit::Small
                label=tr!(people.pair_apart_of, who = who)
                on_press=move |_| write(one.record_id, None)
                words=tr!(people.pair_apart)
            />
        </RowWith>
    }
}

/// Type, Comune and since when: enough to tell two cards apart, without what a query leaves out.
fn line(card: &RecordView, state: &AppState) -> String {
    let kind = card.text("beneficiaryType").map(|code| facts::code_label("beneficiaryType", code, state));
    let place = card.text("municipalityCode").map(|code| facts::municipality(code, state));
    let since = card.instant("receivedAt").map(|at| tr!(people.pair_since, day = dates::day(at)));
    [kind, place, since].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
