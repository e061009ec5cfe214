use std::sync::Arc;

use leptos::prelude::*;
use model::codes::ServiceType;
use model::money::{self, CashForm};
use model::record::RecordRef;
use model::round;
use sync::client::RecordView;

use super::calls::tel;
use super::desk::use_desk;
use super::outcome::{self, LIST};
use super::{name, services};
use crate::components::{Badge, Button, Icon, LinkButton, Look, Notice, Show, Tone};
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::runtime::map_of;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The next stop, open: who, where, what, call, directions, and Consegnato last, where the thumb is.
#[component]
pub fn VisitCard(
    /// The visit.
    visit: Arc<RecordView>,
    /// Whom it is to, where that card is on the phone.
    card: Option<Arc<RecordView>>,
) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let who = card.as_ref().map_or_else(|| tr!(common.unknown_person).to_owned(), |card| name(card));
    let place = card.as_ref().map(|card| place_line(card, &state)).unwrap_or_default();
    let time = visit.instant("scheduledAt").map(dates::clock).unwrap_or_default();
    let cash = card.as_ref().is_some_and(|card| card.flag("handlesCash"));
    let list = visit.text(LIST).filter(|_| !round::shopping_list_is_over(&visit.fields, untrack(|| state.now.get())));
    let list = list.map(|list| tr!(proximity.to_buy, list = list));
    let codes = visit.codes("services");
    let chips = codes.iter().map(|code| service_badge(code, &state)).collect_view();
    let of_services: Vec<ServiceType> = codes.iter().map(|code| ServiceType::new(*code)).collect();
    let done = if round::is_delivery(&of_services) { tr!(proximity.delivered) } else { tr!(proximity.visited) };
    let id = visit.id;
    let visit = StoredValue::new(visit);
    let ask = move |sheet: RwSignal<bool>| {
        desk.asked.set(Some(id));
        sheet.set(true);
    };
    view! {
        <article class="card card--now" aria-label=visit.with_value(|visit| services(visit, &state))>
            <div class="card__head">
                <Badge tone=Tone::Act words=tr!(proximity.now_at, time = time) />
            </div>
            <h2 class="card__title">{who}</h2>
            <p class="card__facts">{place}</p>
            <ul class="badges">{chips} {cash.then(|| view! { <CashBadge visit=id /> })}</ul>
            {card.clone().map(|card| view! { <Review card /> })}
            {list.map(|list| view! { <p class="card__facts">{list}</p> })}
            <div class="card__foot">
                <Contact card />
                <div class="actions">
                    <Button look=Look::Text on_press=move |_| ask(desk.nobody) words=tr!(proximity.no_answer) />
                    <Button look=Look::Text on_press=move |_| ask(desk.other) words=tr!(proximity.other_outcome) />
                </div>
            </div>
            <button
                type="button"
                class="btn btn--done btn--large card__stick"
                on:click=move |_| visit.with_value(|visit| outcome::deliver(desk, visit, &state))
            >
                <Icon name="check" />
                {done}
            </button>
            <Show when=move || desk.failed.with(Option::is_some)>
                <Notice tone=Tone::Err words=move || desk.failed.get().map(|error| words::store_error(&error)) />
            </Show>
        </article>
    }
}

fn service_badge(code: &str, state: &AppState) -> impl IntoView + use<> {
    let icon = outcome::service_icon(code);
    view! {
        <li class="badge badge--act">
            <Icon name=icon size="icon--s" />
            {facts::chip_label("serviceType", code, state)}
        </li>
    }
}

/// Money passes through the hands of whoever comes; how much, where that is known.
#[component]
fn CashBadge(visit: model::ids::RecordId) -> impl IntoView {
    let state = use_state();
    let words = move || {
        let given = state.records.with(|records| {
            CashForm::of_visit(visit, records.values().map(|one| RecordRef::new(one.id, &one.record_type, &one.fields)))
        });
        given.given.map_or_else(
            || tr!(proximity.cash_short).to_owned(),
            |cents| tr!(proximity.cash_of, amount = money::euros(cents).trim_end_matches(",00")),
        )
    };
    view! { <li><Badge tone=Tone::Warn words /></li> }
}

/// Two people wrote different things of what does harm when it is wrong: none of it is hidden where somebody goes by it.
/// Lighter than the banner of the record page, which knows every kind of value; these are texts.
#[component]
pub fn Review(card: Arc<RecordView>) -> impl IntoView {
    if !card.needs_review() {
        return None;
    }
    let labels = [
        ("address", tr!(proximity.address)),
        ("accessNotes", tr!(proximity.access_notes)),
        ("doorbell", tr!(proximity.doorbell)),
        ("contactPersonName", tr!(proximity.contact_name)),
        ("contactPersonPhone", tr!(proximity.contact_phone)),
    ];
    let items = labels
        .into_iter()
        .filter_map(|(field, label)| {
            let others = card.open_siblings().filter(|sibling| sibling.field == field);
            let mut texts: Vec<&str> = others.map(|sibling| sibling.value.as_str().unwrap_or_default()).collect();
            if texts.is_empty() {
                return None;
            }
            texts.insert(0, card.text(field).unwrap_or_default());
            let mut before = String::new();
            let mut value = |text: &str| {
                let shown = if text.is_empty() { tr!(conflict.empty_value) } else { text }.to_owned();
                let or = std::mem::replace(&mut before, format!(" {} ", tr!(conflict.banner_or)));
                view! { {or} <strong>{shown}</strong> }
            };
            let values = texts.into_iter().map(&mut value).collect_view();
            Some(view! { <li>{format!("{label}: ")} {values}</li> })
        })
        .collect_view();
    Some(view! {
        <section class="clash">
            <Badge tone=Tone::Err icon="warning-circle" words=tr!(conflict.review) />
            <ul class="plain-list">{items}</ul>
            <LinkButton look=Look::Soft href=format!("/conflitti/{}", card.id) words=tr!(conflict.choose) />
        </section>
    })
}

/// Call and directions; a map gets street and Comune only, never a name.
#[component]
pub fn Contact(card: Option<Arc<RecordView>>) -> impl IntoView {
    let state = use_state();
    let phone = card.as_ref().and_then(|card| card.text("phone")).map(tel);
    let map = card.as_ref().and_then(|card| {
        let place = card.text("municipalityCode").map(|code| facts::municipality(code, &state)).unwrap_or_default();
        Some(map_of(&format!("{}, {place}", card.text("address")?)))
    });
    view! {
        <div class="actions">
            {phone
                .map(|href| {
                    view! {
                        <LinkButton look=Look::Soft icon="telephone" href leaves=true words=tr!(proximity.call) />
                    }
                })}
            {map
                .map(|href| {
                    view! {
                        <LinkButton
                            look=Look::Soft
                            icon="map-marker"
                            href
                            leaves=true
                            words=tr!(proximity.maps)
                        />
                    }
                })}
        </div>
    }
}

fn place_line(card: &RecordView, state: &AppState) -> String {
    let place = card.text("municipalityCode").map(|code| facts::municipality(code, state));
    let street = [card.text("address").map(str::to_owned), place].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let bell = card.text("doorbell").map(|bell| tr!(proximity.bell, bell = bell));
    let access = card.text("accessNotes").map(str::to_owned);
    [Some(street), bell, access].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
