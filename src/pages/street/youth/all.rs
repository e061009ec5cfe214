use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use model::record::RecordType;
use sync::client::RecordView;

use super::known::Known;
use crate::components::{Empty, LinkButton, Look, PlainFrame, Row, SaveBadge, Search, Show};
use crate::i18n::words::plain;
use crate::pages::street::told::told;
use crate::pages::street::words;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The young people whom the team knows, the last met first.
#[component]
pub fn Cards() -> impl IntoView {
    let state = use_state();
    let wanted = RwSignal::new(String::new());
    let all = Memo::new(move |_| Known::of(&state).heads());
    let found = Memo::new(move |_| {
        let (wanted, known) = (plain(&wanted.get()), Known::of(&state));
        let mut found = all.get();
        found.retain(|card| plain(&said(card, &known, &state)).contains(&wanted));
        found
    });
    let groups = Memo::new(move |_| {
        let (wanted, known) = (plain(&wanted.get()), Known::of(&state));
        let mut groups = state.of_type(&RecordType::YOUTH_GROUP);
        groups.retain(|group| !group.voided() && plain(&said(group, &known, &state)).contains(&wanted));
        order::by_key(&mut groups, |group| std::cmp::Reverse(group.text("lastMetOn").map(str::to_owned)));
        groups
    });
    let group_rows = move || groups.get().into_iter().map(|group| view! { <GroupRow group /> }).collect_view();
    let none = Memo::new(move |_| found.with(Vec::is_empty));
    let rows = move || found.get().into_iter().map(|card| view! { <CardRow card /> }).collect_view();
    let bar = view! {
        <LinkButton look=Look::Main icon="plus" href="/uscita/scheda/nuova" words=tr!(street.new_card) />
        <p class="bar__note">{tr!(street.card_no_names)}</p>
    }
    .into_any();
    view! {
        <PlainFrame title=tr!(street.cards).to_owned() back="/uscita".to_owned() bar=Some(bar)>
            <Search wanted label=tr!(street.card_search) />
            <Show when=move || none.get()>
                <Empty
                    icon="user"
                    title=move || { let text = if all.with(Vec::is_empty) { tr!(street.no_cards) } else { tr!(common.search_none) }; text.to_owned() }
                >
                    <p>{tr!(street.cards_text)}</p>
                </Empty>
            </Show>
            <Show when=move || !none.get()>
                <ul class="list">{rows}</ul>
                <p class="text-2 text-small">{tr!(street.cards_text)}</p>
            </Show>
            <Show when=move || groups.with(|groups| !groups.is_empty())>
                <h2 class="section-title">{tr!(street.groups)}</h2>
                <ul class="list">{group_rows}</ul>
            </Show>
        </PlainFrame>
    }
}

/// A young person as a row that leads to the page of the card.
#[component]
pub fn CardRow(
    /// The card.
    card: Arc<RecordView>,
) -> impl IntoView {
    let (title, note) = told(&card);
    let path = format!("/uscita/scheda/{}", card.id);
    view! {
        <Row href=path title note><SaveBadge record=card /></Row>
    }
}

/// A group as a row that leads to its page.
#[component]
pub fn GroupRow(
    /// The group.
    group: Arc<RecordView>,
) -> impl IntoView {
    let (title, note) = told(&group);
    let path = format!("/gruppo-strada/{}", group.id);
    view! {
        <li>
            <a href=path class="row">
                <span class="row__text">
                    <span class="row__title">{title}</span>
                    <span class="row__note">{note}</span>
                </span>
                <SaveBadge record=group />
            </a>
        </li>
    }
}

/// All that a search looks at, the nicknames of joined cards too.
fn said(card: &RecordView, known: &Known, state: &AppState) -> String {
    let (title, note) = words::summary(card, state).unwrap_or_default();
    let others = known.joined_to(card.id).into_iter().map(|other| words::title(&other, state));
    let others: Vec<String> = others.collect();
    format!("{title} {note} {}", others.join(" "))
}
