use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use model::street::{MeetingSpot, rounded};
use serde_json::{Value, json};
use sync::client::RecordView;

use crate::commands::use_commands;
use crate::components::{Button, Look};
use crate::i18n::words as sentences;
use crate::pages::facts;
use crate::pages::street::acts;
use crate::runtime::{NoPlace, map_at, map_of, place_of_phone};
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// Where the spot is: taken by hand, standing there, and never finer than a square of a hundred metres.
#[component]
pub fn Whereabouts(
    /// The spot.
    spot: Arc<RecordView>,
) -> impl IntoView {
    let commands = use_commands();
    let looking = RwSignal::new(false);
    let trouble = RwSignal::new(None::<&'static str>);
    let known = shown(&spot);
    let is_known = known.is_some();
    let spot = StoredValue::new(spot);
    let keep = move |position: Value| async move {
        let fields = order::tree([("position".to_owned(), position)]);
        let saved = commands.save(acts::alone(acts::patch(&spot.get_value(), fields))).await;
        trouble.try_set(saved.err().map(|error| sentences::store_error(&error)));
    };
    let take = move |_| {
        looking.set(true);
        trouble.set(None);
        leptos::task::spawn_local(async move {
            match place_of_phone().await.map(|(lat, lon)| rounded(lat, lon)) {
                // The page may be gone meanwhile: then nothing is kept.
                Ok(Some(at)) if looking.try_get_untracked().is_some() => {
                    keep(json!({ "lat": at.lat.map(|it| it.0), "lon": at.lon.map(|it| it.0) })).await;
                }
                Ok(_) | Err(NoPlace::NotFound) => drop(trouble.try_set(Some(tr!(street.place_not_found)))),
                Err(NoPlace::Denied) => drop(trouble.try_set(Some(tr!(street.place_denied)))),
            }
            looking.try_set(false);
        });
    };
    let forget = move |_| leptos::task::spawn_local(keep(Value::Null));
    let message = move || {
        let words = if looking.get() { Some(tr!(street.place_looking)) } else { trouble.get() };
        let class = if looking.get() { "notice" } else { "notice notice--warn" };
        words.map(|words| view! { <p class=class>{words}</p> })
    };
    view! {
        <h2 class="section-title">{tr!(street.whereabouts)}</h2>
        <p>{known.unwrap_or_else(|| tr!(street.place_unknown).to_owned())}</p>
        <p class="text-2 text-small">{tr!(street.place_text)}</p>
        <div role="status">{message}</div>
        <div class="actions">
            <Button
                look=Look::Soft
                icon="map-marker"
                disabled=move || looking.get()
                on_press=take
                words=if is_known { tr!(street.place_again) } else { tr!(street.place_take) }
            />
            {is_known
                .then(|| {
                    view! {
                        <Button look=Look::Text on_press=forget words=tr!(street.place_forget) />
                    }
                })}
        </div>
    }
}

/// Where a map looks for the spot: its position with no name, else its name and Comune.
pub fn maps_link(spot: &RecordView, state: &AppState) -> Option<String> {
    if let Some((lat, lon)) = position(spot) {
        return Some(map_at(&format!("{lat:.3},{lon:.3}")));
    }
    let place = spot.text("municipalityCode").map(|code| facts::municipality(code, state)).unwrap_or_default();
    Some(map_of(&format!("{}, {place}", spot.text("name")?)))
}

fn position(spot: &RecordView) -> Option<(f64, f64)> {
    let position = MeetingSpot::lenient(&spot.fields).position?;
    Some((position.lat?.0, position.lon?.0))
}

/// `45,386 · 9,148`
fn shown(spot: &RecordView) -> Option<String> {
    let (lat, lon) = position(spot)?;
    Some(format!("{lat:.3} · {lon:.3}").replace('.', ","))
}
