use std::sync::Arc;

use leptos::prelude::*;
use model::hub::Clash;
use sync::client::{RecordView, SaveState};

use super::{citizen, status_label};
use crate::components::{Badge, Icon, LinkButton, Look, SaveBadge, Tone};
use crate::i18n::words;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// An appointment of the day that is not the one being held now.
#[component]
pub fn AppointmentRow(
    /// The appointment.
    appointment: Arc<RecordView>,
    /// Whether there is another one at its time.
    clash: Option<Clash>,
) -> impl IntoView {
    let state = use_state();
    let (mark, icon) = match appointment.status() {
        "held" => ("row__mark row__mark--ok", "check"),
        "no_show" => ("row__mark row__mark--warn", "close-circle"),
        _ => ("row__mark", "clock"),
    };
    let href = if appointment.status() == "booked" {
        format!("/hub/appuntamento/{}/modifica", appointment.id)
    } else {
        format!("/scheda/{}", appointment.id)
    };
    let settled = appointment.state == SaveState::Received && appointment.siblings.is_empty();
    // They are told by the path and the other appointments too, which change when this one does not: paths are joined, for one.
    let told = StoredValue::new(appointment.clone());
    let title = Memo::new(move |_| told.with_value(|appointment| citizen::who(appointment, &state)));
    let note = Memo::new(move |_| told.with_value(|appointment| note(appointment, &state)));
    view! {
        <div class="card card--plain card--row">
            <a href=href class="row">
                <span class=mark>
                    <Icon name=icon size="icon--s" />
                </span>
                <span class="row__text">
                    <span class="row__title">{title}</span>
                    <span class="row__note">{note}</span>
                </span>
                {(!settled).then(|| view! { <SaveBadge record=appointment /> })}
            </a>
            {clash.map(clashed)}
        </div>
    }
}

/// Another appointment is at the same time: both stay, and the one that came later is offered another time.
pub fn clashed(clash: Clash) -> impl IntoView {
    let href = format!("/hub/prenota?sposta={}", clash.id);
    view! {
        <div class="clashed">
            <Badge tone=Tone::Warn icon="warning-circle" words=tr!(hub.clash) />
            {clash.moves.then(|| view! { <LinkButton look=Look::Soft icon="calendar" href words=tr!(hub.move_do) /> })}
        </div>
    }
}

/// `2° incontro · SPID o CIE · svolto`
fn note(appointment: &RecordView, state: &AppState) -> String {
    let ordinal = citizen::ordinal(appointment, state).map(|n| tr!(hub.ordinal, n = n));
    let objectives =
        appointment.codes("objectives").into_iter().map(|code| facts::chip_label("objectives", code, state));
    let status = words::lower(status_label(appointment.status()));
    ordinal.into_iter().chain(objectives).chain([status]).collect::<Vec<_>>().join(" · ")
}
