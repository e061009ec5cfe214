use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use super::name;
use crate::components::{Fit, LinkButton, Look};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// What the configuration calls who coordinates, where it gives a number.
const COORDINATOR: &str = "coordinator";
/// And the social service of a Comune.
const SOCIAL_SERVICE: &str = "municipal_social_service";

/// Whom to call when nobody answers, or when somebody worries. Works with no network; a number that nobody gave cannot be
/// called, and says so.
#[component]
pub fn Calls(
    /// The card of the person, if it is on this phone.
    card: Option<Arc<RecordView>>,
) -> impl IntoView {
    let state = use_state();
    let of_card = |field: &str| card.as_ref().and_then(|card| card.text(field)).map(str::to_owned);
    let person = of_card("phone").map(|number| {
        let who = card.as_ref().map(|card| name(card)).unwrap_or_default();
        call(&number, tr!(proximity.call_whom, name = who))
    });
    let contact = of_card("contactPersonPhone").map(|number| {
        let who = of_card("contactPersonName");
        let words = who.map(|name| tr!(proximity.call_whom, name = name));
        call(&number, words.unwrap_or_else(|| tr!(proximity.call_contact).to_owned()))
    });
    let place = of_card("municipalityCode");
    let service = social_service(card.as_deref(), place.as_deref(), &state);
    let coordinator = state.config.with_untracked(|config| config.number_of(COORDINATOR, None).map(str::to_owned));
    let coordinator = match coordinator {
        Some(number) => call(&number, tr!(proximity.call_coordinator).to_owned()),
        None => view! {
            <div class="list">
                <div class="row">
                    <span class="row__text">
                        <span class="row__title">{tr!(proximity.coordinator)}</span>
                        <span class="row__note">{tr!(proximity.number_missing)}</span>
                    </span>
                </div>
            </div>
        }
        .into_any(),
    };
    view! {
        <div class="stack">
            {person}
            {contact}
            {service}
            {coordinator}
            {call("112", tr!(proximity.call_112).to_owned())}
        </div>
    }
}

/// The social service that knows the person, by the number of the card; else that of the Comune, where the Ambito gave one.
pub fn social_service(card: Option<&RecordView>, municipality: Option<&str>, state: &AppState) -> Option<AnyView> {
    let of_card = card.and_then(|card| card.text("socialServicePhone")).map(str::to_owned);
    let of_comune = || {
        let place = municipality?;
        state.config.with_untracked(|config| config.number_of(SOCIAL_SERVICE, Some(place)).map(str::to_owned))
    };
    of_card.or_else(of_comune).map(|number| call(&number, tr!(proximity.call_service).to_owned()))
}

/// A number to be called with one tap.
pub fn call(number: &str, words: String) -> AnyView {
    view! {
        <LinkButton look=Look::Soft fit=Fit::Wide icon="telephone" href=tel(number) leaves=true words />
    }
    .into_any()
}

/// The address of a phone number: digits and a plus, whatever people put between them.
pub fn tel(number: &str) -> String {
    let digits: String = number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    format!("tel:{digits}")
}
