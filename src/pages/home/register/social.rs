use std::sync::Arc;

use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::record::RecordType;
use model::rome;
use model::time::parse_day;
use serde_json::Value;
use store::StoreError;
use sync::client::RecordView;

use super::alarms::Alarms;
use super::handovers::Handovers;
use crate::commands::use_commands;
use crate::components::{Badge, Button, Fit, Frame, Icon, Look, Notice, RowWith, SaveBadge, Show, Tone};
use crate::i18n::{dates, words};
use crate::pages::list::Row;
use crate::pages::{facts, now_field};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Reviews are shown this many days ahead.
const AHEAD: u64 = 30;
/// How many records of the rest are shown.
const SHOWN: usize = 50;

/// The home of a municipal social worker: worries to take charge of, reviews that are due, and what else came.
#[component]
pub fn Social() -> impl IntoView {
    let state = use_state();
    let worries = Memo::new(move |_| worries_of(&state, false));
    let taken = Memo::new(move |_| worries_of(&state, true));
    let reviews = Memo::new(move |_| reviews(&state));
    let rest = Memo::new(move |_| rest(&state));
    let context = Signal::derive(move || {
        let place = state.identity.with(|identity| identity.as_ref()?.profile.municipality_code.clone());
        place.map(|code| tr!(people.social_context, place = facts::municipality(&code, &state))).unwrap_or_default()
    });
    let cards = move || worries.get().into_iter().map(|visit| view! { <Worry visit /> }).collect_view();
    let in_charge = move || taken.get().into_iter().map(|visit| view! { <Worry visit /> }).collect_view();
    let failed = RwSignal::new(None::<StoreError>);
    let due = move || reviews.get().into_iter().map(|review| review_row(review, failed, &state)).collect_view();
    let row = move |record: Arc<RecordView>| {
        let (title, note) = facts::summary(&record, &state);
        view! { <Row record title note /> }
    };
    view! {
        <Frame title=tr!(people.social_title).to_owned() context>
            // What the law gives a time for comes before what may wait.
            <Alarms coordinates=false />
            <Handovers />
            <h2 class="section-title">{tr!(people.concerns)}</h2>
            <Show
                when=move || worries.with(|worries| !worries.is_empty())
                fallback=|| view! { <p class="text-2">{tr!(people.concerns_none)}</p> }
            >
                {cards}
            </Show>
            <h2 class="section-title">{tr!(people.reviews)}</h2>
            <Show
                when=move || reviews.with(|reviews| !reviews.is_empty())
                fallback=|| view! { <p class="text-2">{tr!(people.reviews_none)}</p> }
            >
                <Show when=move || failed.get().is_some()>
                    <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
                </Show>
                <ul class="list">{due}</ul>
            </Show>
            <Show when=move || taken.with(|taken| !taken.is_empty())>
                <h2 class="section-title">{tr!(people.concerns_taken)}</h2>
                {in_charge}
            </Show>
            <Show when=move || rest.with(|rest| !rest.is_empty())>
                <h2 class="section-title">{tr!(register.title)}</h2>
                <ul class="list">{move || rest.get().into_iter().map(row).collect_view()}</ul>
            </Show>
        </Frame>
    }
}

/// One worry: what, about whom, who says so and when. No name: that is in the social record, and with who visits.
#[component]
fn Worry(visit: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let failed = RwSignal::new(None::<StoreError>);
    let kind = facts::code_label("concernFlag", visit.text("concernFlag").unwrap_or_default(), &state);
    let who = visit.text("assignedOperatorId").or_else(|| visit.text("operatorId"));
    let who = who.map_or_else(|| tr!(common.unknown_person).to_owned(), |id| facts::operator(id, &state));
    let when = at(&visit).map(dates::day_and_clock).unwrap_or_default();
    let person = visit.reference("beneficiaryId").map(|id| tr!(people.concern_person, code = reference(id)));
    let services = visit.codes("services").into_iter().map(|code| facts::chip_label("serviceType", code, &state));
    let services = services.collect::<Vec<_>>().join(", ");
    let facts_line = [person, Some(services)].into_iter().flatten().filter(|part| !part.is_empty());
    let facts_line = facts_line.collect::<Vec<_>>().join(" · ");
    let in_charge = visit.instant("concernSeenAt").map(|at| {
        let by = visit.text("concernSeenBy").map(|id| facts::operator(id, &state)).unwrap_or_default();
        tr!(people.concern_taken_by, who = by, when = dates::day_and_clock(at))
    });
    let open = in_charge.is_none();
    let record = visit.clone();
    let kept = StoredValue::new(visit);
    let take = move |_| {
        let me = state.identity.with_untracked(|known| known.as_ref().map(|one| one.profile.operator_id.to_string()));
        let fields = order::tree([
            ("concernSeenAt".to_owned(), now_field()),
            ("concernSeenBy".to_owned(), me.map_or(Value::Null, Value::from)),
        ]);
        let visit = kept.get_value();
        leptos::task::spawn_local(async move {
            if let Err(error) = commands.patch(&visit, fields).await {
                failed.try_set(Some(error));
            }
        });
    };
    let class = if open { "card card--warn" } else { "card" };
    view! {
        <article class=class>
            <div class="card__head">
                <Badge tone=Tone::Warn icon="warning" words=kind />
                <SaveBadge record />
            </div>
            <h3 class="card__title">{facts_line}</h3>
            <p class="card__facts">{tr!(people.concern_reported, who = who, when = when)}</p>
            {open.then(|| view! { <p class="text-small text-2">{tr!(people.concern_who_note)}</p> })}
            {in_charge.map(|text| view! { <p class="card__facts">{text}</p> })}
            {open
                .then(|| {
                    view! {
                        <Button
                            look=Look::Done
                            fit=Fit::Large
                            icon="check"
                            on_press=take
                            words=tr!(people.concern_take)
                        />
                    }
                })}
            <Show when=move || failed.get().is_some()>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
            </Show>
        </article>
    }
}

fn review_row(
    (day, record): (NaiveDate, Arc<RecordView>),
    failed: RwSignal<Option<StoreError>>,
    state: &AppState,
) -> impl IntoView + use<> {
    let over = day < rome::day_of(state.now.get());
    let when = dates::numeric_day(day);
    let when = if over { tr!(people.review_over, day = when) } else { tr!(people.review_due, day = when) };
    let person = person_of(&record).map(|id| tr!(people.concern_person, code = reference(id)));
    let who = record.text("assignedOperatorId").or_else(|| record.text("operatorId"));
    let note = [Some(when), who.map(|id| facts::operator(id, state))].into_iter().flatten().collect::<Vec<_>>();
    let class = if over { "row__note row__note--err" } else { "row__note" };
    // A visit and a plan say when the next one is; what stands by itself is said to be done.
    if record.record_type == RecordType::FOLLOW_UP {
        let commands = use_commands();
        let kept = StoredValue::new(record);
        let done = move |_| {
            let (review, fields) = (kept.get_value(), order::tree([("doneAt".to_owned(), now_field())]));
            leptos::task::spawn_local(async move {
                failed.try_set(commands.patch(&review, fields).await.err());
            });
        };
        return view! {
            <RowWith title=person.unwrap_or_default() note=note.join(" · ")>
                <Button look=Look::Soft on_press=done words=tr!(people.review_made) />
            </RowWith>
        }
        .into_any();
    }
    view! {
        <li>
            <a href=format!("/scheda/{}", record.id) class="row">
                <span class="row__text">
                    <span class="row__title">{person}</span>
                    <span class=class>{note.join(" · ")}</span>
                </span>
                <Icon name="chevron-right" size="row__go" />
            </a>
        </li>
    }
    .into_any()
}

/// Worries of this Comune, the latest first: those that wait, or those in charge.
fn worries_of(state: &AppState, taken: bool) -> Vec<Arc<RecordView>> {
    let mut visits = state.of_type(&RecordType::PROXIMITY_VISIT);
    visits.retain(|visit| {
        let worried = visit.text("concernFlag").is_some_and(|flag| flag != "none");
        worried && !visit.voided() && visit.text("concernSeenAt").is_some() == taken
    });
    order::by_key(&mut visits, |visit| std::cmp::Reverse(at(visit)));
    visits
}

/// The next review of each person, where it is over or near; of several records of one person the latest review holds. A visit
/// leaves the phones soon after it: what it noted stands as something to be done.
fn reviews(state: &AppState) -> Vec<(NaiveDate, Arc<RecordView>)> {
    let until = rome::day_of(state.now.get()).checked_add_days(Days::new(AHEAD)).unwrap_or_default();
    let mut latest: Vec<(NaiveDate, Arc<RecordView>)> = Vec::new();
    for kind in [RecordType::VISIT_PLAN, RecordType::PROXIMITY_VISIT, RecordType::FOLLOW_UP] {
        for record in state.of_type(&kind) {
            let over = record.voided() || record.text("doneAt").is_some();
            let day = record.text("nextReviewOn").or_else(|| record.text("dueOn")).and_then(parse_day);
            let Some(day) = day.filter(|_| !over) else {
                continue;
            };
            let person = person_of(&record);
            match latest.iter_mut().find(|(_, known)| person_of(known) == person) {
                Some(known) if known.0 < day => *known = (day, record),
                Some(_) => {}
                None => latest.push((day, record)),
            }
        }
    }
    latest.retain(|(day, _)| *day <= until);
    order::by_key(&mut latest, |(day, _)| *day);
    latest
}

/// Whom a visit, a plan or a review is about.
fn person_of(record: &RecordView) -> Option<RecordId> {
    record.reference("beneficiaryId").or_else(|| record.reference("aboutId"))
}

/// What else came: activations of the Pronto Intervento, above all.
fn rest(state: &AppState) -> Vec<Arc<RecordView>> {
    let mut records: Vec<_> = state.records.with(|records| records.values().cloned().collect());
    let ours = [RecordType::PROXIMITY_VISIT, RecordType::VISIT_PLAN, RecordType::FOLLOW_UP];
    records
        .retain(|record: &Arc<RecordView>| facts::edit_path(record).is_some() && !ours.contains(&record.record_type));
    order::by_key(&mut records, |record| std::cmp::Reverse(record.instant("occurredAt")));
    records.truncate(SHOWN);
    records
}

fn at(visit: &RecordView) -> Option<model::time::Millis> {
    ["startedAt", "scheduledAt", "occurredAt"].into_iter().find_map(|name| visit.instant(name))
}

/// The end of an id, to speak of a person on the phone without a name.
fn reference(id: RecordId) -> String {
    let text = id.to_string();
    words::upper(text.get(text.len() - 6..).unwrap_or(&text))
}
