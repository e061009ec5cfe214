use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::proximity::Aliases;
use model::record::{RecordRef, RecordType};
use sync::client::RecordView;

use super::card::{Contact, Review};
use super::episode::EpisodeActs;
use super::people::{at, episode_words, may_plan};
use super::plan_words::{described, plans_of};
use super::team::Assigned;
use super::{name, rows, summary};
use crate::components::{Fact, LinkButton, Look, More, Notice, PlainFrame, Row, SaveBadge, Show};
use crate::pages::pin::Pin;
use crate::pages::{facts, route_id};
use crate::runtime::use_location;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// How many visits of the past are shown.
const SHOWN: usize = 20;
/// How many visits stand there without a tap.
const AT_ONCE: usize = 4;

/// One person: the card, what comes, what was, and what may be done.
#[component]
pub fn Person() -> impl IntoView {
    let state = use_state();
    let card = Memo::new(move |_| route_id().and_then(|id| state.record(id)));
    let title = Signal::derive(move || card.get().map_or_else(|| tr!(people.person).to_owned(), |card| name(&card)));
    let context = Signal::derive(move || {
        let place =
            card.get().and_then(|card| card.text("municipalityCode").map(|code| facts::municipality(code, &state)));
        place.unwrap_or_default()
    });
    let bar = untrack(|| card.get()).filter(|card| card.text("episode") != Some("closed")).map(|card| {
        view! {
            <LinkButton
                look=Look::Main
                icon="plus"
                href=format!("/visita/nuova?persona={}", card.id)
                words=tr!(people.new_visit)
            />
        }
        .into_any()
    });
    view! {
        <PlainFrame title context tab_title=tr!(people.person) back="/beneficiario".to_owned() bar>
            {move || match card.get() {
                Some(card) => view! { <Body card /> }.into_any(),
                None => view! { <Notice words=tr!(people.gone) /> }.into_any(),
            }}
        </PlainFrame>
    }
}

#[component]
fn Body(card: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let id = card.id;
    let plans = untrack(|| may_plan(&state));
    let episode = card.text("episode").unwrap_or("open").to_owned();
    let shown = rows(&RecordType::BENEFICIARY)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(field, label, kind)| {
            let shown = facts::show(card.fields.get(field)?, kind, &state)?;
            // The name is the title of the page.
            (!["firstName", "lastName"].contains(&field)).then(|| {
                view! {
                    <Fact label>{shown}</Fact>
                }
            })
        })
        .collect_view();
    let visits = move || visits_of(id, &state);
    let next = Memo::new(move |_| {
        let mut next: Vec<_> = visits().into_iter().filter(|visit| visit.status() == "scheduled").collect();
        order::by_key(&mut next, |visit| at(visit));
        next
    });
    let past = Memo::new(move |_| {
        let mut past: Vec<_> = visits().into_iter().filter(|visit| visit.status() != "scheduled").collect();
        order::by_key(&mut past, |visit| std::cmp::Reverse(at(visit)));
        past.truncate(SHOWN);
        past
    });
    view! {
        <div class="split">
            <span class="badge" class=("badge--warn", episode != "open")>{episode_words(&episode)}</span>
            <SaveBadge record=card.clone() />
        </div>
        <Review card=card.clone() />
        <Contact card=Some(card.clone()) />
        <dl class="facts">{shown}</dl>
        <Visits list=next title=tr!(people.next_visits) none=tr!(people.no_next_visits) />
        <h2 class="section-title">{tr!(people.plans)}</h2>
        <Plans id />
        {(plans && episode == "open")
            .then(|| {
                view! {
                    <LinkButton
                        look=Look::Soft
                        icon="calendar"
                        href=format!("/beneficiario/programma/nuovo?persona={id}")
                        words=tr!(people.new_plan)
                    />
                }
            })}
        {plans.then(|| view! { <Assigned card=card.clone() /> })}
        <Visits list=past title=tr!(people.history) none=tr!(people.no_history) />
        <Pin id state />
        <div class="actions">
            <LinkButton
                look=Look::Soft
                icon="pencil"
                href=format!("/beneficiario/{id}/modifica?da=persona")
                words=tr!(people.edit_card)
            />
            <LinkButton look=Look::Text icon="file-sheet" href=format!("/scheda/{id}") words=tr!(people.record) />
        </div>
        {plans.then(|| view! { <EpisodeActs card /> })}
    }
}

#[component]
fn Visits(list: Memo<Vec<Arc<RecordView>>>, title: &'static str, none: &'static str) -> impl IntoView {
    let state = use_state();
    let row = move |visit: Arc<RecordView>| {
        let (_, note) = summary(&visit, &state).unwrap_or_default();
        let title = super::services(&visit, &state);
        let who = visit.text("assignedOperatorId").filter(|_| visit.status() == "scheduled");
        let note = [Some(note), who.map(|id| facts::operator(id, &state))].into_iter().flatten().collect::<Vec<_>>();
        let href = format!("/scheda/{}", visit.id);
        view! {
            <Row href title note=note.join(" · ")><SaveBadge record=visit /></Row>
        }
    };
    let first = move || list.get().into_iter().take(AT_ONCE).map(row).collect_view();
    let others = move || list.get().into_iter().skip(AT_ONCE).map(row).collect_view();
    let count = move || list.with(|list| list.len().saturating_sub(AT_ONCE));
    view! {
        <section class="stack" aria-label=title>
            <h2 class="section-title">{title}</h2>
            <Show
                when=move || list.with(|list| !list.is_empty())
                fallback=move || view! { <p class="text-2">{none}</p> }
            >
                <ul class="list">{first}</ul>
            </Show>
            <Show when=move || count() != 0>
                <More label=move || tr!(people.more_visits, count = count())><ul class="list">{others}</ul></More>
            </Show>
        </section>
    }
}

#[component]
fn Plans(id: RecordId) -> impl IntoView {
    let state = use_state();
    let row = move |plan: Arc<RecordView>| {
        let (title, note) = described(&plan, &state);
        let href = format!("/beneficiario/programma/{}/modifica", plan.id);
        view! {
            <Row href title note><SaveBadge record=plan /></Row>
        }
    };
    view! {
        <Show
            when=move || !plans_of(id, &state).is_empty()
            fallback=|| view! { <p class="text-2">{tr!(people.no_plans)}</p> }
        >
            <ul class="list">{move || plans_of(id, &state).into_iter().map(row).collect_view()}</ul>
        </Show>
    }
}

/// The visits of a person on this phone, tracked, under whichever of the cards that were joined.
fn visits_of(id: RecordId, state: &AppState) -> Vec<Arc<RecordView>> {
    let cards = state.of_type(&RecordType::BENEFICIARY);
    let refs = cards.iter().map(|card| RecordRef::new(card.id, &card.record_type, &card.fields));
    let aliases = Aliases::of(&RecordType::BENEFICIARY, refs);
    let person = aliases.resolve(id);
    let mut visits = state.of_type(&RecordType::PROXIMITY_VISIT);
    visits.retain(|visit| {
        let of = visit.reference("beneficiaryId").map(|known| aliases.resolve(known));
        !visit.voided() && of == Some(person)
    });
    visits
}

/// The person that an address names for a new record, where the card is on this phone.
pub fn asked_for(state: &AppState) -> Option<Arc<RecordView>> {
    untrack(|| use_location().query("persona").and_then(|id| state.record(id.parse().ok()?)))
}
