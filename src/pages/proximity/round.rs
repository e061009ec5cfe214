use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use model::record::RecordType;
use sync::client::RecordView;

use super::card::VisitCard;
use super::whose::{self, Whose};
use super::{name, services, summary};
use crate::components::{Frame, Icon, Main, SaveBadge, Show};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Giro di oggi: the visits of today in order, the next one open, one green action.
#[component]
pub fn Round() -> impl IntoView {
    let state = use_state();
    let whose = RwSignal::new(None);
    let of_all = Memo::new(move |_| visits_of_today(&state));
    let visits = Memo::new(move |_| whose::of(of_all.get(), whose.get().as_ref()));
    let open = move || visits.with(|visits| visits.iter().filter(|visit| pending(visit)).cloned().collect::<Vec<_>>());
    let next = Memo::new(move |_| open().first().cloned());
    let rest = move || open().into_iter().skip(1).collect::<Vec<_>>();
    let closed =
        move || visits.with(|visits| visits.iter().filter(|visit| !pending(visit)).cloned().collect::<Vec<_>>());
    let total = move || visits.with(Vec::len);
    let main = Main { href: "/visita/nuova", icon: "plus", label: tr!(proximity.unplanned).to_owned(), soft: true };
    view! {
        <Frame
            title=tr!(proximity.round).to_owned()
            context=Signal::derive(move || dates::long_day(state.now.get()))
            main=Some(main)
        >
            <Whose visits=of_all whose />
            <Show
                when=move || total() != 0
                fallback=|| {
                    view! {
                        <div class="empty">
                            <Icon name="calendar" size="icon--xl" />
                            <h2 class="empty__title">{tr!(proximity.empty_title)}</h2>
                            <p>{tr!(proximity.empty_text)}</p>
                        </div>
                    }
                }
            >
                <Progress done=Signal::derive(move || closed().len()) total=Signal::derive(total) />
                {move || next.get().map(|visit| view! { <VisitCard visit /> })}
                <ol class="list">
                    {move || {
                        let first = closed().len() + 2;
                        rest()
                            .into_iter()
                            .enumerate()
                            .map(|(at, visit)| waiting_row(first + at, &visit, &state))
                            .collect_view()
                    }}
                </ol>
                <Show when=move || !closed().is_empty()>
                    <h2 class="section-title">{tr!(proximity.closed_today)}</h2>
                    <ul class="list">
                        {move || closed().into_iter().map(|visit| closed_row(visit, &state)).collect_view()}
                    </ul>
                </Show>
            </Show>
            <div class="actions">
                <a href="/beneficiario" class="btn btn--text">
                    <Icon name="search" />
                    {tr!(people.people)}
                </a>
                <a href="/gruppo-prossimita/nuovo" class="btn btn--text">
                    <Icon name="user" />
                    {tr!(proximity.group)}
                </a>
                <a href="/beneficiario/nuovo" class="btn btn--text">
                    <Icon name="plus" />
                    {tr!(proximity.new_beneficiary)}
                </a>
            </div>
        </Frame>
    }
}

#[component]
fn Progress(done: Signal<usize>, total: Signal<usize>) -> impl IntoView {
    view! {
        <div class="progress">
            <p class="progress__text">
                <span>
                    <strong>{move || tr!(proximity.progress, done = done.get(), total = total.get())}</strong>
                    " "
                    {tr!(proximity.deliveries)}
                </span>
            </p>
            <progress
                class="progress__bar"
                max=move || total.get().to_string()
                prop:value=move || done.get().to_string()
                aria-label=tr!(proximity.deliveries)
            ></progress>
        </div>
    }
}

fn waiting_row(number: usize, visit: &RecordView, state: &AppState) -> impl IntoView + use<> {
    let who = beneficiary(visit, state).map_or_else(|| tr!(common.unknown_person).to_owned(), |card| name(&card));
    let place = beneficiary(visit, state).and_then(|card| card.text("municipalityCode").map(str::to_owned));
    let place = place.map(|code| facts::municipality(&code, state)).unwrap_or_default();
    let note = format!("{} · {place}", services(visit, state));
    let href = format!("/visita/{}/modifica", visit.id);
    view! {
        <li>
            <a href=href class="row">
                <span class="row__mark">{number}</span>
                <span class="row__text">
                    <span class="row__title">{who}</span>
                    <span class="row__note">{note}</span>
                </span>
                <Icon name="chevron-right" size="row__go" />
            </a>
        </li>
    }
}

fn closed_row(visit: Arc<RecordView>, state: &AppState) -> impl IntoView + use<> {
    let (title, note) = summary(&visit, state).unwrap_or_default();
    let href = format!("/scheda/{}", visit.id);
    view! {
        <li>
            <a href=href class="row">
                <span class="row__text">
                    <span class="row__title">{title}</span>
                    <span class="row__note">{note}</span>
                </span>
                <SaveBadge record=visit />
            </a>
        </li>
    }
}

/// The card of a visit's beneficiary, if it is on this phone.
pub fn beneficiary(visit: &RecordView, state: &AppState) -> Option<Arc<RecordView>> {
    state.record(visit.reference("beneficiaryId")?)
}

fn pending(visit: &RecordView) -> bool {
    visit.status() == "scheduled"
}

/// Visits planned for today or made today, in the order of their time; voided ones left out.
fn visits_of_today(state: &AppState) -> Vec<Arc<RecordView>> {
    let now = state.now.get();
    let at = |visit: &RecordView| visit.instant("scheduledAt").or_else(|| visit.instant("startedAt"));
    let mut visits = state.of_type(&RecordType::PROXIMITY_VISIT);
    visits.retain(|visit| !visit.voided() && at(visit).is_some_and(|at| dates::same_day(at, now)));
    order::by_key(&mut visits, |visit| at(visit));
    visits
}
