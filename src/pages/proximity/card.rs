use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use super::outcome::{self, Outcomes};
use super::round::beneficiary;
use super::{name, services};
use crate::commands::use_commands;
use crate::components::{Icon, Sheet, Show};
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// The next stop, open: who, where, what, call, directions, and Consegnato.
#[component]
pub fn VisitCard(
    /// The visit.
    visit: Arc<RecordView>,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let failed = RwSignal::new(None);
    let other = RwSignal::new(false);
    let nobody = RwSignal::new(false);
    let card = beneficiary(&visit, &state);
    let who = card.as_ref().map_or_else(|| tr!(common.unknown_person).to_owned(), |card| name(card));
    let place = card.as_ref().map(|card| place_line(card, &state)).unwrap_or_default();
    let time = visit.instant("scheduledAt").map(dates::clock).unwrap_or_default();
    let chips = visit
        .codes("services")
        .into_iter()
        .map(|code| {
            let icon = outcome::service_icon(code);
            view! {
                <li class="badge badge--act">
                    <Icon name=icon size="icon--s" />
                    {facts::chip_label("serviceType", code, &state)}
                </li>
            }
        })
        .collect_view();
    let cash = card.as_ref().is_some_and(|card| card.flag("handlesCash"));
    let shopping = visit.text("shoppingList").map(str::to_owned);
    let reference = StoredValue::new(visit.clone());
    let done = move |_| {
        let visit = reference.get_value();
        let fields = outcome::delivered(&visit, &state);
        leptos::task::spawn_local(async move {
            if let Err(error) = commands.patch(&visit, fields).await {
                failed.try_set(Some(error));
            }
        });
    };
    let contact = StoredValue::new(card.clone());
    view! {
        <article class="card card--now" aria-label=services(&visit, &state)>
            <div class="card__head">
                <span class="badge badge--act">{tr!(proximity.now_at, time = time)}</span>
            </div>
            <h2 class="card__title">{who}</h2>
            <p class="card__facts">{place}</p>
            <ul class="badges">
                {chips}
                {cash.then(|| view! { <li class="badge badge--warn">{tr!(proximity.cash_short)}</li> })}
            </ul>
            {card.clone().map(|card| view! { <Review card /> })}
            {shopping.map(|list| view! { <p class="card__facts">{list}</p> })}
            <Contact card />
            <button type="button" class="btn btn--done btn--large" on:click=done>
                <Icon name="check" />
                {tr!(proximity.delivered)}
            </button>
            <div class="actions">
                <button type="button" class="btn btn--text" on:click=move |_| nobody.set(true)>
                    {tr!(proximity.no_answer)}
                </button>
                <button type="button" class="btn btn--text" on:click=move |_| other.set(true)>
                    {tr!(proximity.other_outcome)}
                </button>
            </div>
            <Show when=move || failed.get().is_some()>
                <p class="notice notice--err" role="alert">
                    {move || failed.get().map(|error| words::store_error(&error))}
                </p>
            </Show>
        </article>
        <Sheet open=nobody title=tr!(proximity.no_answer).to_owned()>
            <p class="sheet__text">{tr!(proximity.no_answer_text)}</p>
            <Calls card=contact.get_value() />
            <Outcomes visit=reference.get_value() open=nobody failed only=vec!["not_found"] />
        </Sheet>
        <Sheet open=other title=tr!(proximity.other_outcome).to_owned()>
            <Outcomes
                visit=reference.get_value()
                open=other
                failed
                only=vec!["partly_done", "refused", "postponed", "cancelled_by_person", "cancelled_by_service"]
            />
            <a href=format!("/visita/{}/modifica", reference.get_value().id) class="btn btn--outline btn--wide">
                {tr!(proximity.change_visit)}
            </a>
        </Sheet>
    }
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
            <span class="badge badge--err">
                <Icon name="warning-circle" size="icon--s" />
                {tr!(conflict.review)}
            </span>
            <ul class="plain-list">{items}</ul>
            <a class="btn btn--soft" href=format!("/conflitti/{}", card.id)>{tr!(conflict.choose)}</a>
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
        Some(format!(
            "geo:0,0?q={}",
            String::from(js_sys::encode_uri_component(&format!("{}, {place}", card.text("address")?)))
        ))
    });
    view! {
        <div class="actions">
            {phone
                .map(|href| {
                    view! {
                        <a class="btn btn--soft" href=href rel="external">
                            <Icon name="telephone" />
                            {tr!(proximity.call)}
                        </a>
                    }
                })}
            {map
                .map(|href| {
                    view! {
                        <a class="btn btn--soft" href=href rel="external">
                            <Icon name="map-marker" />
                            {tr!(proximity.maps)}
                        </a>
                    }
                })}
        </div>
    }
}

/// Whom to call when nobody answers: works offline.
#[component]
fn Calls(card: Option<Arc<RecordView>>) -> impl IntoView {
    let contact = card.as_ref().and_then(|card| card.text("contactPersonPhone")).map(tel);
    let service = card.as_ref().and_then(|card| card.text("socialServicePhone")).map(tel);
    let button = |href: String, label: &'static str| {
        view! {
            <a class="btn btn--soft btn--wide" href=href rel="external">
                <Icon name="telephone" />
                {label}
            </a>
        }
    };
    view! {
        <div class="stack">
            {contact.map(|href| button(href, tr!(proximity.call_contact)))}
            {service.map(|href| button(href, tr!(proximity.call_service)))}
            {button("tel:112".to_owned(), tr!(proximity.call_112))}
        </div>
    }
}

fn tel(number: &str) -> String {
    let digits: String = number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    format!("tel:{digits}")
}

fn place_line(card: &RecordView, state: &crate::state::AppState) -> String {
    let place = card.text("municipalityCode").map(|code| facts::municipality(code, state));
    let street = [card.text("address").map(str::to_owned), place].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let bell = card.text("doorbell").map(|bell| tr!(proximity.bell, bell = bell));
    let access = card.text("accessNotes").map(str::to_owned);
    [Some(street), bell, access].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
