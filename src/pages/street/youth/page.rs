use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::time::parse_day;
use sync::client::RecordView;

use super::join::Join;
use super::known::Known;
use crate::components::{LinkButton, Look, Notice, PlainFrame, Redirect, SaveBadge, Show};
use crate::i18n::dates;
use crate::pages::street::met_so_far::meeting_row;
use crate::pages::street::todo::About;
use crate::pages::street::told::Facts;
use crate::pages::street::words;
use crate::pages::street::work::Held;
use crate::pages::{facts, route_id};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// The card of a young person: what the team knows, when they met.
#[component]
pub fn CardPage() -> impl IntoView {
    let state = use_state();
    let id = untrack(route_id);
    let card = Memo::new(move |_| id.and_then(|id| state.record(id)).filter(|card| !card.voided()));
    let head = Memo::new(move |_| id.map(|id| Known::of(&state).head(id)));
    let title = Signal::derive(move || {
        card.get().map_or_else(|| tr!(common.record_gone).to_owned(), |card| words::title(&card, &state))
    });
    view! {
        <PlainFrame title tab_title=tr!(street.card) back="/uscita/schede".to_owned() bar=None>
            {move || match (card.get(), head.get()) {
                (Some(card), Some(head)) if card.id != head => {
                    // What is said of a young person stands on one page.
                    let path: &'static str = "/uscita/schede";
                    match state.record(head) {
                        Some(_) => view! { <Joined card head /> }.into_any(),
                        None => view! { <Redirect path /> }.into_any(),
                    }
                }
                (Some(card), _) => view! { <Body card /> }.into_any(),
                _ => view! { <Notice words=tr!(common.record_gone) /> }.into_any(),
            }}
        </PlainFrame>
    }
}

/// A card that was joined to another one: it says so, and may be parted.
#[component]
fn Joined(card: Arc<RecordView>, head: RecordId) -> impl IntoView {
    let state = use_state();
    let other = Memo::new(move |_| state.record(head).map(|head| words::title(&head, &state)).unwrap_or_default());
    view! {
        <Notice words=move || tr!(street.joined_to, name = other.get()) />
        <div class="actions">
            <LinkButton look=Look::Soft href=format!("/uscita/scheda/{head}") words=tr!(street.open) />
            <super::join::Part card />
        </div>
    }
}

#[component]
fn Body(card: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let id = card.id;
    let told = StoredValue::new(card.clone());
    let rows = Signal::derive(move || {
        told.with_value(|card| {
            let code = |field: &str, list: &str| card.text(field).map(|code| facts::code_label(list, code, &state));
            let group = card.reference("groupId").and_then(|id| state.record(id));
            let met = card.text("lastMetOn").and_then(parse_day).map(dates::numeric_day);
            vec![
                (tr!(street.card_age), code("ageBand", "streetAgeBand")),
                (tr!(street.card_gender), code("gender", "gender")),
                (tr!(street.card_group), group.map(|group| words::title(&group, &state))),
                (tr!(street.last_met_on), met),
            ]
        })
    });
    let meetings = Memo::new(move |_| Ids(Known::of(&state).meetings(id, &state)));
    view! {
        <div class="split">
            <SaveBadge record=card.clone() />
        </div>
        <Facts rows />
        <Meetings meetings />
        <About about=card.clone() />
        <Join card=card.clone() />
        <div class="actions">
            <LinkButton
                look=Look::Soft
                icon="pencil"
                href=format!("/uscita/scheda/{id}/modifica")
                words=tr!(common.edit)
            />
            <LinkButton look=Look::Text href=format!("/scheda/{id}") words=tr!(street.record_page) />
        </div>
        <p class="text-2 text-small">{tr!(street.cards_text)}</p>
    }
}

/// Meetings that hold, the same while their events are.
#[derive(Clone)]
pub struct Ids(pub Vec<Held>);

impl PartialEq for Ids {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): (&Held, &Held)| Arc::ptr_eq(&one.record, &other.record);
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}

/// The meetings of a young person or a group, the last first.
#[component]
pub fn Meetings(
    /// Which.
    meetings: Memo<Ids>,
) -> impl IntoView {
    let state = use_state();
    let rows = move || {
        let dated = |held: &Held| meeting_row(held, Some(dates::day_and_clock(held.at)), &state);
        meetings.get().0.iter().map(dated).collect_view()
    };
    view! {
        <h2 class="section-title">{tr!(street.history)}</h2>
        <Show
            when=move || meetings.with(|meetings| !meetings.0.is_empty())
            fallback=|| view! { <p class="text-2">{tr!(street.no_history)}</p> }
        >
            <ul class="list">{rows}</ul>
        </Show>
    }
}
