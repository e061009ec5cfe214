use model::hub::Clash;
use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use model::record::Fields;
use store::StoreError;
use sync::client::{LocalSave, RecordView};

use super::chips::Chips;
use super::row::clashed;
use super::section::{Saved, use_section};
use super::{act, citizen};
use crate::commands::use_commands;
use crate::components::{Button, Look, Notice, Show, Tone};
use crate::i18n::words;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// The appointment of now: who, which meeting, what was done, and how it ended.
#[component]
pub fn AppointmentCard(
    /// The appointment.
    appointment: Arc<RecordView>,
    /// Whether there is another one at its time.
    clash: Option<Clash>,
) -> impl IntoView {
    let state = use_state();
    let section = use_section();
    let commands = use_commands();
    let failed = RwSignal::new(None::<StoreError>);
    let none_ticked = RwSignal::new(false);
    let id = appointment.id;
    let booked: Vec<String> = appointment.codes("objectives").into_iter().map(str::to_owned).collect();
    let record = StoredValue::new(appointment);
    // They are told by the path and the other appointments too, which change when this one does not.
    let parts = Memo::new(move |_| {
        let path = record.with_value(|record| citizen::path_of(record, &state));
        let unknown = || (tr!(hub.appointment).to_owned(), String::new());
        path.map_or_else(unknown, |path| citizen::name_parts(&path, &state))
    });
    let who = move || record.with_value(|record| citizen::who(record, &state));
    let ordinal = Memo::new(move |_| record.with_value(|record| citizen::ordinal(record, &state)));
    let usual = state.config.get_untracked().hub.warn_after_appointments as usize;
    let ordinal = move || {
        let badge = |n| if n > usual { "badge badge--warn" } else { "badge badge--act" };
        ordinal.get().map(|n| view! { <span class=badge(n)>{tr!(hub.ordinal, n = n)}</span> })
    };
    // Kept by the section: a pull in between draws the card again.
    let ticked = Memo::new(move |_| match section.ticked.get() {
        Some((of, ticked)) if of == id => ticked,
        _ => booked.clone(),
    });
    let end = move |fields: Fields, text: String| {
        let (change, undo) = record.with_value(|record| act::patch(record, fields));
        let details = format!("/hub/appuntamento/{id}/modifica");
        leptos::task::spawn_local(async move {
            match commands.save(LocalSave { changes: vec![change], drop_draft: None }).await {
                Ok(()) => {
                    section.ticked.try_set(None);
                    section.saved.try_set(Some(Saved { text, code: None, details, undo: vec![undo] }));
                }
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let held = move |_| {
        let objectives = ticked.get();
        none_ticked.set(objectives.is_empty());
        if !objectives.is_empty() {
            let fields = record.with_value(|record| act::held(record, &objectives));
            end(fields, tr!(hub.saved_held, who = untrack(who)));
        }
    };
    let absent = move |_| {
        let fields = order::tree([("status".to_owned(), "no_show".into())]);
        end(fields, tr!(hub.saved_no_show, who = untrack(who)));
    };
    let tick = move |code: String| {
        let mut now = ticked.get();
        match now.iter().position(|known| *known == code) {
            Some(at) => drop(now.remove(at)),
            None => now.push(code),
        }
        none_ticked.set(false);
        section.ticked.set(Some((id, now)));
    };
    view! {
        <article class="card card--now">
            <div class="card__head">
                <h3 class="card__title">
                    <a href=format!(
                        "/hub/appuntamento/{id}/modifica",
                    )>{move || parts.get().0}" "<span class="card__aside">{move || parts.get().1}</span></a>
                </h3>
                {ordinal}
            </div>
            {clash.map(clashed)}
            <Chips ticked tick none_ticked />
            <div class="actions">
                <Button look=Look::Done icon="check" on_press=held words=tr!(hub.held_do) />
                <Button look=Look::Soft on_press=absent words=tr!(hub.no_show_do) />
            </div>
            <Show when=move || failed.get().is_some()>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
            </Show>
        </article>
    }
}
