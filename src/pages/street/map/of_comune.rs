use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::record::RecordType;
use sync::client::{RecordView, SaveState};

use super::list::{in_use, rows};
use crate::components::{Fit, Icon, LinkButton, Look, More, SaveBadge};
use crate::i18n::words::plain;
use crate::pages::facts;
use crate::pages::street::words;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// A Comune with what the team knows of it.
#[derive(Clone)]
pub struct Comune {
    name: String,
    spots: Vec<Arc<RecordView>>,
    notes: Vec<Arc<RecordView>>,
    /// Services of the directory of the Ambito, with their number where one is known.
    services: Vec<(String, Option<String>)>,
}

/// The Comuni of which something is known that fits, in the order of their names; of the directory only what belongs to a
/// Comune of spots or notes, or was looked for.
pub fn all(spots: &[Arc<RecordView>], wanted: &str, top: &[RecordId], state: &AppState) -> Vec<Comune> {
    let mut notes = state.of_type(&RecordType::TERRITORY_NOTE);
    notes.retain(|note| !note.voided() && plain(&said(note, state)).contains(wanted));
    let of = |record: &Arc<RecordView>, code: &str| record.text("municipalityCode").unwrap_or_default() == code;
    let mut codes: Vec<String> =
        state.config.with(|config| config.municipalities.iter().map(|one| one.istat.clone()).collect());
    codes.extend(["999999".to_owned(), String::new()]);
    let comune = |code: String| {
        let spots = in_use(spots, &code, top);
        let mut notes: Vec<_> = notes.iter().filter(|note| of(note, &code)).cloned().collect();
        order::by_key(&mut notes, |note| note.text("kind").map(str::to_owned));
        let known = !spots.is_empty() || !notes.is_empty();
        let services = services(&code, wanted, known, state);
        let name =
            if code.is_empty() { tr!(street.no_municipality).to_owned() } else { facts::municipality(&code, state) };
        (known || !services.is_empty()).then_some(Comune { name, spots, notes, services })
    };
    let mut found: Vec<Comune> = codes.into_iter().filter_map(comune).collect();
    order::by_key(&mut found, |one| one.name.clone());
    found
}

fn said(note: &RecordView, state: &AppState) -> String {
    let (text, note) = words::summary(note, state).unwrap_or_default();
    format!("{text} {note}")
}

fn services(code: &str, wanted: &str, known: bool, state: &AppState) -> Vec<(String, Option<String>)> {
    if code.is_empty() || (wanted.is_empty() && !known) {
        return Vec::new();
    }
    state.config.with(|config| {
        let of = config.directory.iter().filter(|one| one.municipality_code.as_deref() == Some(code));
        let fits = of.filter(|one| plain(&one.name).contains(wanted));
        fits.map(|one| (one.name.clone(), one.phone.clone())).collect()
    })
}

/// Its spots, then what its territory has and lacks, then the services of the directory.
#[component]
pub fn OfComune(
    /// The Comune.
    one: Comune,
    /// What this operator keeps on top.
    top: Vec<RecordId>,
) -> impl IntoView {
    let state = use_state();
    let Comune { name, spots, notes, services } = one;
    let spots = (!spots.is_empty()).then(|| view! { <ul class="list">{rows(&spots, false, &top, &state)}</ul> });
    let notes = (!notes.is_empty()).then(|| {
        let rows = notes.into_iter().map(|note| view! { <Note note /> }).collect_view();
        view! { <ul class="list">{rows}</ul> }
    });
    let services = (!services.is_empty()).then(|| {
        let rows = services.into_iter().map(|(name, phone)| service(name, phone)).collect_view();
        view! {
            <More label=tr!(street.services_of, place = name)><ul class="list">{rows}</ul></More>
        }
    });
    view! {
        <h2 class="section-title">{name.clone()}</h2>
        {spots}
        {notes}
        {services}
    }
}

#[component]
fn Note(note: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let (mark, icon) = match note.text("kind") {
        Some("potential") => ("row__mark row__mark--ok", "plus-circle"),
        Some("critical") => ("row__mark row__mark--warn", "warning"),
        _ => ("row__mark", "info-circle"),
    };
    let kind = note.text("kind").map(|code| facts::chip_label("territoryKind", code, &state));
    let path = format!("/luoghi/nota/{}/modifica", note.id);
    let text = note.text("text").unwrap_or_default().to_owned();
    // A badge takes the place of the text: it stands while there is something to say.
    let state_or_way = if note.state == SaveState::Received && !note.in_conflict() {
        view! { <Icon name="chevron-right" size="row__go" /> }.into_any()
    } else {
        view! { <SaveBadge record=note /> }.into_any()
    };
    view! {
        <li>
            <a href=path class="row">
                <span class=mark>
                    <Icon name=icon size="icon--s" />
                </span>
                <span class="row__text">
                    <span class="row__title">{text}</span>
                    <span class="row__note">{kind}</span>
                </span>
                {state_or_way}
            </a>
        </li>
    }
}

fn service(name: String, phone: Option<String>) -> impl IntoView {
    let digits = |phone: &str| phone.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect::<String>();
    let call = phone.map(|phone| {
        let href = format!("tel:{}", digits(&phone));
        view! {
            <LinkButton look=Look::Soft fit=Fit::Small icon="telephone" href leaves=true words=phone />
        }
    });
    view! {
        <li>
            <div class="row">
                <span class="row__text">
                    <span class="row__title">{name}</span>
                    {call.is_none().then(|| view! { <span class="row__note">{tr!(street.number_missing)}</span> })}
                </span>
                {call}
            </div>
        </li>
    }
}
