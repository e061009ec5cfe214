//! Everything on this phone, newest first, with a search over what the rows say; and the drafts.

use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use crate::commands::use_commands;
use crate::components::{Button, Empty, Fit, Frame, Icon, Look, RowWith, SaveBadge, Show};
use crate::i18n::dates;
use crate::i18n::words::plain;
use crate::pages::capture::{Waiting, waits};
use crate::pages::facts;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// How many rows are shown at most; the search narrows.
const SHOWN: usize = 100;

/// The page of `/elenco`.
#[component]
pub fn List() -> impl IntoView {
    let state = use_state();
    let wanted = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let wanted = plain(&wanted.get());
        let mut rows: Vec<(Arc<RecordView>, String, String)> = state.records.with(|records| {
            // What waits stands above the list.
            let listed = |record: &&Arc<RecordView>| facts::edit_path(record).is_some() && !waits(record);
            let listed = records.values().filter(listed);
            listed
                .map(|record| {
                    let (title, note) = facts::summary(record, &state);
                    (record.clone(), title, note)
                })
                .collect()
        });
        rows.retain(|(_, title, note)| wanted.is_empty() || plain(&format!("{title} {note}")).contains(&wanted));
        order::by_key(&mut rows, |(record, ..)| std::cmp::Reverse(record.instant("occurredAt")));
        rows.truncate(SHOWN);
        rows
    });
    let empty = move || found.with(Vec::is_empty);
    view! {
        <Frame title=tr!(common.nav_list).to_owned()>
            <div class="search">
                <Icon name="search" />
                <input
                    class="input"
                    type="search"
                    // A browser keeps what stands in a field on its disk, to bring the tab back.
                    autocomplete="off"
                    aria-label=tr!(common.search)
                    placeholder=tr!(common.search)
                    prop:value=move || wanted.get()
                    on:input=move |event| wanted.set(event_target_value(&event))
                />
            </div>
            <Waiting />
            <Show when=empty>
                <Empty icon="inbox" title=move || if wanted.with(String::is_empty) {
                                tr!(common.list_empty_title)
                            } else {
                                tr!(common.search_none)
                            }>
                    <p>{tr!(common.list_empty_text)}</p>
                </Empty>
            </Show>
            <Show when=move || !empty()>
                <ul class="list">
                    {move || {
                        found
                            .get()
                            .into_iter()
                            .map(|(record, title, note)| view! { <Row record title note /> })
                            .collect_view()
                    }}
                </ul>
            </Show>
        </Frame>
    }
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

/// The page of `/bozze`.
#[component]
pub fn Drafts() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let rows = move || {
        state
            .drafts
            .get()
            .iter()
            .map(|draft| {
                let id = draft.record_id;
                let title = facts::type_title(&draft.record_type);
                view! {
                    <RowWith title note=dates::day_and_clock(draft.changed_at)>
                        <Button
                            look=Look::DangerSoft
                            fit=Fit::Small
                            on_press=move |_| commands.drop_draft(id)
                            words=tr!(common.draft_delete)
                        />
                    </RowWith>
                }
            })
            .collect_view()
    };
    view! {
        <Frame title=tr!(common.more_drafts).to_owned()>
            <Show when=move || state.drafts.with(|drafts| drafts.is_empty())>
                <Empty icon="pencil" title=tr!(common.drafts_empty) />
            </Show>
            <ul class="list">{rows}</ul>
        </Frame>
    }
}
