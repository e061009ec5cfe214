//! What the pages of the hub share while a person is among them: the venue chosen, and what was saved last.

use chrono::NaiveDate;
use leptos::prelude::*;
use model::ids::RecordId;
use sync::client::{Change, LocalSave};

use crate::commands::use_commands;
use crate::components::{Badge, Button, LinkButton, Look, Notice, Show, Tone};
use crate::i18n::words;
use crate::tr;

/// What the pages share, until a person goes to another section. Copy; lives as long as the app.
#[derive(Clone, Copy)]
pub struct Section {
    /// The venue that a person chose for a day, over the one of the timetable.
    pub venue: RwSignal<Option<(NaiveDate, RecordId)>>,
    /// What was saved last.
    pub saved: RwSignal<Option<Saved>>,
    /// Objectives ticked on the card of an appointment that has no outcome yet.
    pub ticked: RwSignal<Option<(RecordId, Vec<String>)>>,
}

/// What was saved last, and how it is taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// In words.
    pub text: String,
    /// The code of a path that was just opened, for the card of the citizen.
    pub code: Option<String>,
    /// Where its details are.
    pub details: String,
    /// The act that takes it back.
    pub undo: Vec<Change>,
}

impl Section {
    /// Nothing chosen, nothing saved.
    pub fn new() -> Self {
        Self { venue: RwSignal::new(None), saved: RwSignal::new(None), ticked: RwSignal::new(None) }
    }

    /// What a person leaves behind with the section.
    pub fn leave(self) {
        self.venue.set(None);
        self.saved.set(None);
        self.ticked.set(None);
    }
}

/// The section, from the context that the app gave.
pub fn use_section() -> Section {
    expect_context()
}

/// What was saved last stays in sight until the next act, with its way back.
#[component]
pub fn SavedRow() -> impl IntoView {
    let section = use_section();
    let commands = use_commands();
    let failed = RwSignal::new(None);
    let undo = move |changes: Vec<Change>| {
        leptos::task::spawn_local(async move {
            match commands.save(LocalSave { changes, drop_draft: None }).await {
                Ok(()) => drop(section.saved.try_set(None)),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let row = move |saved: Saved| {
        let code = saved.code.map(|code| {
            view! {
                <p class="figure">
                    {tr!(hub.saved_code)}<span class="figure__value">{code}</span>
                </p>
            }
        });
        let changes = StoredValue::new(saved.undo);
        view! {
            <Badge tone=Tone::Ok icon="check" words=saved.text />
            <span class="undo__actions">
                <LinkButton look=Look::Text href=saved.details words=tr!(hub.details) />
                <Button look=Look::Text on_press=move |_| undo(changes.get_value()) words=tr!(common.cancel) />
            </span>
            {code}
        }
    };
    view! {
        {move || section.saved.get().map(|saved| view! { <div class="undo" role="status">{row(saved)}</div> })}
        <Show when=move || failed.get().is_some()>
            <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
        </Show>
    }
}
