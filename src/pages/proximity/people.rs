use std::sync::Arc;

use leptos::prelude::*;
use model::names::Known;
use model::order;
use model::record::RecordType;
use model::time::Millis;
use protocol::Role;
use sync::client::RecordView;

use super::name;
use crate::commands::use_commands;
use crate::components::{Empty, LinkButton, Look, PlainFrame, Row, Search, Show};
use crate::i18n::words;
use crate::pages::facts;
use crate::pages::pin::{on_top, pinned};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The people whose cards are on this phone, by name, with a search that hears more than it reads.
#[component]
pub fn People() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let wanted = RwSignal::new(String::new());
    let top = Memo::new(move |_| pinned(&state, commands));
    let found = Memo::new(move |_| {
        let mut cards = cards(&state);
        let wanted = words::lower(&wanted.get());
        let asked = Known::of("", &wanted, "", "");
        cards.retain(|card| {
            wanted.is_empty() || words::lower(&name(card)).contains(&wanted) || asked.is_in(&known(card))
        });
        order::by_key(&mut cards, |card| words::lower(&name(card)));
        top.with(|top| on_top(&mut cards, top));
        cards
    });
    let none =
        move || if wanted.with(String::is_empty) { tr!(people.people_none_text) } else { tr!(people.search_none) };
    let rows = move || {
        let top = top.get();
        found.get().into_iter().map(|card| view! { <PersonRow is_pinned=top.contains(&card.id) card /> }).collect_view()
    };
    let plans = untrack(|| may_plan(&state));
    view! {
        <PlainFrame title=tr!(people.people).to_owned() back="/giro".to_owned()>
            <Search wanted label=tr!(people.people_search) />
            <Show
                when=move || found.with(|found| !found.is_empty())
                fallback=move || {
                    view! {
                        <Empty icon="user" title=tr!(people.people_none_title)><p>{none}</p></Empty>
                    }
                }
            >
                <ul class="list">{rows}</ul>
            </Show>
            <div class="actions">
                {plans
                    .then(|| {
                        view! {
                            <LinkButton
                                look=Look::Soft
                                icon="refresh"
                                href="/giro/sostituzione"
                                words=tr!(people.substitute)
                            />
                            <LinkButton
                                look=Look::Soft
                                icon="plus"
                                href="/beneficiario/nuovo"
                                words=tr!(proximity.new_beneficiary)
                            />
                        }
                    })}
            </div>
        </PlainFrame>
    }
}

#[component]
fn PersonRow(card: Arc<RecordView>, is_pinned: bool) -> impl IntoView {
    let state = use_state();
    let place = card.text("municipalityCode").map(|code| facts::municipality(code, &state));
    let episode = card.text("episode").filter(|episode| *episode != "open").map(|code| episode_words(code).to_owned());
    let top = is_pinned.then(|| tr!(common.pinned).to_owned());
    let note = [top, place, episode].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <Row href=path(&card) title=name(&card) note />
    }
}

/// Where the page of a person is.
pub fn path(card: &RecordView) -> String {
    format!("/beneficiario/{}", card.id)
}

/// The cards of this phone, tracked, those that stand.
pub fn cards(state: &AppState) -> Vec<Arc<RecordView>> {
    let mut cards = state.of_type(&RecordType::BENEFICIARY);
    cards.retain(|card| !card.voided());
    cards
}

/// A card as names are compared.
pub fn known(card: &RecordView) -> Known {
    let plain = |field: &str| words::lower(card.text(field).unwrap_or_default());
    Known::of(&plain("firstName"), &plain("lastName"), &plain("address"), &plain("phone"))
}

/// The state of an episode in words.
pub fn episode_words(code: &str) -> &'static str {
    match code {
        "suspended" => tr!(people.episode_suspended),
        "closed" => tr!(people.episode_closed),
        _ => tr!(people.episode_open),
    }
}

/// Whether this person plans visits, and does not only make them.
pub fn may_plan(state: &AppState) -> bool {
    state.has_role(Role::ProximityOperator) || state.has_role(Role::Coordinator)
}

/// When a visit is or was, for its order.
pub fn at(visit: &RecordView) -> Option<Millis> {
    visit.instant("startedAt").or_else(|| visit.instant("scheduledAt")).or_else(|| visit.instant("occurredAt"))
}
