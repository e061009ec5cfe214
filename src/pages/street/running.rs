use leptos::prelude::*;
use model::ids::RecordId;
use model::street::lasts_too_long;

use super::counters::Counters;
use super::outings::{begins, last_stop, me, municipalities, place_of};
use super::{PAGES, Page, words};
use crate::components::{Badge, Frame, LinkButton, Look, Main, Notice, Show, Tone};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// An outing in progress: its clock, two counters for a wet thumb, the groups met so far.
#[component]
pub fn Running(
    /// The outing.
    outing: RecordId,
) -> impl IntoView {
    let state = use_state();
    let began = untrack(|| state.record(outing).and_then(|record| begins(&record)));
    let context = move || {
        let places = state.record(outing).map(|record| municipalities(&record, &state)).unwrap_or_default();
        if places.is_empty() { dates::long_day(state.now.get()) } else { words::listed(&places) }
    };
    let title = move || {
        let record = state.record(outing);
        record.map_or_else(String::new, |record| words::kind_title(&record).to_owned())
    };
    let main = Main { href: "/uscita/gruppo", icon: "plus", label: tr!(street.meeting).to_owned(), soft: false };
    view! {
        <Frame title=Signal::derive(title) context=Signal::derive(context) main=Some(main)>
            <Clock outing />
            <Counters outing began />
            {PAGES.beside(Page::Beside)}
        </Frame>
    }
}

/// How long it lasts, where the team is, who is out; the ways to move on and to end it.
#[component]
fn Clock(outing: RecordId) -> impl IntoView {
    let state = use_state();
    let record = Memo::new(move |_| state.record(outing));
    let began = move || record.with(|record| record.as_ref().and_then(|record| begins(record)));
    let elapsed = Memo::new(move |_| began().map(|began| dates::elapsed(began, state.now.get())));
    let kind = move || {
        record.with(|record| {
            let phase = record.as_ref().and_then(|one| one.text("activityPhase"));
            let phase = phase.map(|code| facts::chip_label("activityPhase", code, &state));
            let kind = record.as_ref().map_or(tr!(street.outing), |one| words::kind_title(one));
            tr!(street.in_progress, what = phase.unwrap_or_else(|| kind.to_owned()))
        })
    };
    let place = Memo::new(move |_| last_stop(outing, &state).and_then(|stop| place_of(&stop.record, &state)));
    let who = Memo::new(move |_| where_and_who(outing, &state));
    let long = Memo::new(move |_| {
        let limit = state.config.with(|config| config.street.warn_outing_hours);
        began().is_some_and(|began| lasts_too_long(began, state.now.get(), limit))
    });
    view! {
        <section class="card" aria-label=tr!(street.outing)>
            <div class="card__body--two">
                <p class="figure">{kind} <span class="figure__value">{elapsed}</span></p>
                <div class="card__end">
                    {move || {
                        place
                            .get()
                            .map(|place| {
                                view! {
                                    <Badge tone=Tone::Act icon="map-marker" words=place />
                                }
                            })
                    }}
                    {who}
                </div>
            </div>
            <div class="actions">
                <LinkButton look=Look::Text href="/uscita/luogo" words=tr!(street.move_on) />
                <LinkButton
                    look=Look::Text
                    href="/uscita/chiudi"
                    words=move || record.with(|record| record.as_ref().map(|one| words::close_title(one)))
                />
            </div>
        </section>
        <Show when=move || long.get()>
            <Notice tone=Tone::Warn icon="clock" words=tr!(street.too_long) />
        </Show>
    }
}

/// "Rozzano · con Samira, Luca"
fn where_and_who(outing: RecordId, state: &AppState) -> String {
    let stop = last_stop(outing, state);
    let place = stop.and_then(|stop| stop.record.text("municipalityCode").map(|code| facts::municipality(code, state)));
    let record = state.record(outing);
    let crew = record.as_ref().map(|record| record.codes("crewIds")).unwrap_or_default();
    let me = me(state);
    let others = crew.into_iter().filter(|id| Some(*id) != me.as_deref());
    let others: Vec<String> = others.map(|id| words::first_name(&facts::operator(id, state))).collect();
    let with = (!others.is_empty()).then(|| tr!(street.with_whom, names = others.join(", ")));
    [place, with].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
