use std::sync::Arc;

use leptos::prelude::*;
use model::hub::calendar;
use model::record::{RecordType, TypeInfo};
use model::time::Millis;
use sync::client::RecordView;

use super::parts::{Around, Objectives};
use super::{citizen, status_label, venue};
use crate::components::form::{Codes, DraftBanner, Errors, Form, Layout, OneOf, Opt, SaveBar, Stepper};
use crate::components::{Button, LinkButton, Look, Notice, PlainFrame, Show, Tone};
use crate::i18n::dates;
use crate::pages::gone::RecordGone;
use crate::pages::{go, route_id};
use crate::runtime::{give_file, now};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// An appointment that exists: how it went, or another time for it.
#[component]
pub fn EditAppointment() -> impl IntoView {
    let state = use_state();
    // Read once: a pull in the middle must not replace what is being typed.
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => view! { <AppointmentForm record /> }.into_any(),
        None => view! { <RecordGone title=tr!(hub.appointment) back="/hub" /> }.into_any(),
    }
}

#[component]
fn AppointmentForm(record: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let form = Form::edit(&record);
    for (field, usual) in [("bookingChannel", "desk"), ("facilitaServiceType", "A")] {
        if form.get(field).is_none() {
            form.preset(field, usual);
        }
    }
    let then = go("/hub");
    let save = move || {
        let then = then.clone();
        form.save(move |_| then());
    };
    let title = untrack(|| citizen::who(&record, &state));
    let when = record.instant("startsAt");
    let said = when.map(dates::day_and_clock).unwrap_or_default();
    let ordinal = untrack(|| citizen::ordinal(&record, &state)).map(|n| tr!(hub.ordinal, n = n));
    let context: Vec<String> = [Some(said), ordinal].into_iter().flatten().collect();
    let options = statuses(RecordType::HUB_APPOINTMENT.info(), record.status());
    let booked = record.status() == "booked";
    let held = Memo::new(move |_| form.text("status") == "held");
    let path = record.reference("citizenPathId").filter(|id| untrack(|| state.record(*id)).is_some());
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title tab_title=tr!(hub.appointment) context=context.join(" · ") back="/hub".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <OneOf form field="status" label=tr!(hub.status) options=Signal::stored(options) layout=Layout::Chips />
                <Objectives form field="objectives" label=tr!(hub.objectives) />
                <Show when=move || held.get()>
                    <Stepper form field="durationMinutes" label=tr!(hub.how_long) unit=tr!(common.minutes) min=15 max=180 step=15 />
                </Show>
                <Around form>
                    <Codes form field="bookingChannel" label=tr!(hub.channel) list="bookingChannel" layout=Layout::Chips />
                </Around>
            </form>
            <div class="actions">
                {when
                    .map(|at| {
                        view! { <ToCalendar record=Arc::clone(&record) at /> }
                    })}
                <LinkButton
                    look=Look::Text
                    icon="file-sheet"
                    href=format!("/hub/avviso?appuntamento={}", record.id)
                    words=tr!(hub.notice_do)
                />
            </div>
            <div class="actions">
                {booked
                    .then(|| {
                        view! {
                            <LinkButton
                                look=Look::Soft
                                icon="calendar"
                                href=format!("/hub/prenota?sposta={}", record.id)
                                words=tr!(hub.move_do)
                            />
                        }
                    })}
                {path
                    .map(|id| {
                        view! {
                            <LinkButton
                                look=Look::Outline
                                icon="user"
                                href=format!("/hub/percorso/{id}/modifica")
                                words=tr!(hub.open_path)
                            />
                        }
                    })}
            </div>
        </PlainFrame>
    }
}

/// The appointment as a file for a calendar: when and where, never who.
#[component]
fn ToCalendar(record: Arc<RecordView>, at: Millis) -> impl IntoView {
    let state = use_state();
    let failed = RwSignal::new(false);
    let place = record.reference("venueId").and_then(|id| untrack(|| state.record(id)));
    let place = place.map(|place| venue::name(&place)).unwrap_or_default();
    let minutes = record.number("durationMinutes").and_then(|minutes| u32::try_from(minutes).ok());
    let minutes = minutes.unwrap_or_else(|| state.config.get_untracked().hub.default_minutes);
    let file = StoredValue::new(calendar(record.id, tr!(hub.calendar_title), &place, at, minutes, now()));
    // Made before the tap: a share sheet opens within the gesture alone.
    let give = move |_| {
        let file = file.get_value();
        leptos::task::spawn_local(async move {
            let given = give_file("appuntamento.ics", "text/calendar", &file).await;
            failed.try_set(!given);
        });
    };
    view! {
        <Button look=Look::Text icon="calendar" on_press=give words=tr!(hub.calendar_do) />
        <Show when=move || failed.get()>
            <Notice tone=Tone::Warn words=tr!(hub.calendar_failed) />
        </Show>
    }
}

/// The state that a record has and those that may follow.
pub fn statuses(info: Option<&'static TypeInfo>, now: &str) -> Vec<Opt> {
    let next = info.and_then(|info| info.state(now)).map(|state| state.next).unwrap_or_default();
    let all = std::iter::once(now).chain(next.iter().copied());
    all.map(|code| Opt { value: code.to_owned(), label: status_label(code).to_owned() }).collect()
}
