//! Parts that several forms of the hub have.

use leptos::prelude::*;

use super::{citizen, venue};
use crate::components::form::{Codes, Form, Layout, Lines, OneOf, SomeOf, When, codes};
use crate::components::{Button, Look, More, Notice, Show, Tone};
use crate::state::use_state;
use crate::tr;

/// Objectives shown before "Altro…": those of the Piano, in its order.
const FIRST: usize = 7;

/// Objectives as chips.
#[component]
pub fn Objectives(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// The question.
    label: &'static str,
) -> impl IntoView {
    let state = use_state();
    let all = RwSignal::new(false);
    let options = Signal::derive(move || {
        let mut options = codes(&state, "objectives");
        if !all.get() {
            let chosen = form.get(field).and_then(|value| value.as_array().cloned()).unwrap_or_default();
            let mut at = 0;
            options.retain(|option| {
                at += 1;
                at <= FIRST || chosen.iter().any(|one| one.as_str() == Some(&option.value))
            });
        }
        options
    });
    view! {
        <SomeOf form field label options=options />
        <Show when=move || !all.get()>
            <Button look=Look::Text on_press=move |_| all.set(true) words=tr!(hub.other_objectives) />
        </Show>
    }
}

/// The venue; folded once there is one.
#[component]
pub fn Venue(
    /// The form.
    form: Form,
) -> impl IntoView {
    let state = use_state();
    let options = Signal::derive(move || venue::options(&state));
    view! { <OneOf form field="venueId" label=tr!(hub.venue) options layout=Layout::TilesOne fold=true /> }
}

/// Warns about one more meeting than a path usually has; never blocks.
#[component]
pub fn OverUsual(
    /// The form of the appointment.
    form: Form,
) -> impl IntoView {
    let state = use_state();
    let usual = move || state.config.with(|config| config.hub.warn_after_appointments as usize);
    let next = Memo::new(move |_| {
        let path = form.text("citizenPathId").parse().ok()?;
        let own = form.id.get();
        let meetings = citizen::meetings(path, &state);
        Some(meetings.iter().filter(|one| one.id != own).count() + 1).filter(|n| *n > usual())
    });
    view! {
        {move || {
            next.get()
                .map(|n| {
                    view! {
                        <Notice
                            tone=Tone::Warn
                            icon="warning-circle"
                            role="status"
                            words=tr!(hub.over_usual, n = n, usual = usual())
                        />
                    }
                })
        }}
    }
}

/// Where and when it was, and what else may be told; an unknown venue is asked at once.
#[component]
pub fn Around(
    /// The form of the appointment.
    form: Form,
    children: ChildrenFn,
) -> impl IntoView {
    let state = use_state();
    let details = move || state.config.with(|config| config.hub.details_enabled);
    let no_venue = form.get("venueId").is_none();
    view! {
        {no_venue.then(|| view! { <Venue form /> })}
        <More>
            {children()}
            {(!no_venue).then(|| view! { <Venue form /> })}
            <When form field="startsAt" label=tr!(hub.when) />
            <Codes form field="deviceUsed" label=tr!(hub.device) list="deviceUsed" layout=Layout::Chips />
            <More label=tr!(hub.facilita_more)>
                {some_of(form, "facilitaAreas", tr!(hub.facilita_areas), "facilitaArea")}
                {some_of(form, "facilitaCompetences", tr!(hub.facilita_competences), "facilitaCompetence")}
                {some_of(form, "facilitaServices", tr!(hub.facilita_services), "facilitaService")}
            </More>
            <Show when=details>
                <Lines form field="details" label=tr!(hub.details_field) hint=tr!(common.notes_hint) />
            </Show>
            <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
        </More>
    }
}

/// Several codes of a list.
fn some_of(form: Form, field: &'static str, label: &'static str, list: &'static str) -> impl IntoView {
    let state = use_state();
    view! { <SomeOf form field label options=Signal::derive(move || codes(&state, list)) /> }
}
