//! Pronto Intervento Sociale: what is open, new reports, activations as the fold of their events.

mod actions;
mod activation;
mod answer;
mod art403;
mod ask;
mod awake;
mod back;
mod card;
mod case;
mod centres;
mod checks;
mod correct;
mod desk;
mod events;
mod facts_line;
mod gone;
mod guide;
mod handover;
mod handover_out;
mod handover_words;
mod home;
mod last_act;
mod missing;
mod msna;
mod next;
mod people;
mod person;
mod person_facts;
mod places;
mod reminder;
mod reopen;
mod report;
mod report_details;
mod service_hours;
mod timeline;
mod to_complete;
mod urgency;
mod urgency_badge;
mod words;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use model::record::RecordType;
use protocol::Role;
use sync::client::RecordView;

use crate::commands::tend_returns;
use crate::pages::facts::{self, FieldRow, Kind};
use crate::pages::part::{Part, SplitLoaderError, next_to_home};
use crate::pages::{at_address, home::NotFound};
use crate::runtime::page;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

use activation::{Activation, Sheets};
use back::Back;
use gone::Gone;
use handover::Handover;
use home::PisHome;
use report::{EditReport, NewReport};

pub use case::Case;
pub use events::{step, voiding};

/// The pages behind the home: they arrive when one of them is opened, or by themselves once the home stands.
#[derive(Clone, Copy)]
pub enum Page {
    /// The one that the address names.
    At,
    /// A report received.
    NewReport,
    /// One activation, step by step.
    Activation,
    /// The facts of a report mended.
    EditReport,
    /// What is open, given to whoever comes after.
    Handover,
    /// When somebody who goes out alone is expected back.
    Back,
    /// What stands below the open ones on the home.
    Gone,
    /// Nothing to be seen: what works behind the pages begins.
    None,
    /// What asks and what guides, over the page of the desk: nobody needs them before the first tap.
    Sheets,
}

/// The addresses of the pages.
const ROUTES: [(&str, Page); 7] = [
    ("/pis/nuova", Page::NewReport),
    ("/pis/consegna", Page::Handover),
    ("/pis/rientro", Page::Back),
    ("/pis/:id", Page::Activation),
    ("/pis/:id/modifica", Page::EditReport),
    ("/pis/:id/consegna", Page::Handover),
    ("/pis/:id/rientro", Page::Back),
];

/// The home: what is open.
pub static HOME: Part<()> =
    Part::new(|| Box::pin(load_home()), |()| Box::pin(home())).followed_by(|| next_to_home(&PAGES));

/// The pages behind it.
pub static PAGES: Part<Page> = Part::new(|| Box::pin(load_pages()), |page| Box::pin(show(page))).followed_by(|| {
    leptos::task::spawn_local(async {
        // It has just arrived.
        let _ = (PAGES.page)(Page::None).await;
    });
});

#[wasm_split(pis, wasm_split_path = leptos::wasm_split, preload(load_home), fallible)]
fn home() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <PisHome /> }.into_any())
}

#[wasm_split(pis_pages, wasm_split_path = leptos::wasm_split, preload(load_pages), fallible)]
fn show(page: Page) -> Result<AnyView, SplitLoaderError> {
    tend_returns();
    let page = if matches!(page, Page::At) { at_address(&ROUTES) } else { Some(page) };
    Ok(match page {
        None | Some(Page::At) => view! { <NotFound /> }.into_any(),
        Some(Page::NewReport) => view! { <NewReport /> }.into_any(),
        Some(Page::Activation) => view! { <Activation /> }.into_any(),
        Some(Page::EditReport) => view! { <EditReport /> }.into_any(),
        Some(Page::Handover) => view! { <Handover /> }.into_any(),
        Some(Page::Back) => view! { <Back /> }.into_any(),
        Some(Page::Gone) => view! { <Gone /> }.into_any(),
        Some(Page::None) => ().into_any(),
        Some(Page::Sheets) => view! { <Sheets /> }.into_any(),
    })
}

/// Title and note in a list.
pub fn summary(record: &RecordView, state: &AppState) -> Option<(String, String)> {
    if record.record_type == RecordType::PIS_EVENT {
        let of = record.reference("activationId").map(model::pis::case_code).unwrap_or_default();
        return Some((words::event(record, state), format!("{of} · {}", facts::when(record))));
    }
    (record.record_type == RecordType::PIS_ACTIVATION).then(|| {
        let case = Case::of(Arc::new(record.clone()), state);
        let place = record.text("municipalityCode").map(|code| facts::municipality(code, state)).unwrap_or_default();
        let short = model::pis::case_code(record.id);
        let note = [facts::when(record), place, words::state(case.fold.state).to_owned(), short].join(" · ");
        (format!("{} · {}", case.code(), case.headline(state)), note)
    })
}

/// Where a record of this service is edited: an activation from its own page, facts and steps alike.
pub fn edit_path(record: &RecordView) -> Option<String> {
    (record.record_type == RecordType::PIS_ACTIVATION).then(|| format!("/pis/{}", record.id))
}

/// The rows of the record page.
pub fn rows(kind: &RecordType) -> Option<Vec<FieldRow>> {
    if *kind == RecordType::PIS_EVENT {
        return Some(vec![
            ("activationId", tr!(pis.of_report), Kind::Record),
            ("occurredAt", tr!(common.when), Kind::When),
            ("personN", tr!(pis.people), Kind::Plain),
            ("art403Authority", tr!(pis.art403_authority), Kind::Code("art403Authority")),
        ]);
    }
    (*kind == RecordType::PIS_ACTIVATION).then(|| {
        vec![
            ("activationNumber", tr!(pis.number), Kind::Plain),
            ("reportedAt", tr!(pis.reported_at), Kind::When),
            ("withinServiceHours", tr!(pis.within_hours), Kind::Plain),
            ("timeBand", tr!(pis.time_band), Kind::Code("timeBand")),
            ("referrerType", tr!(pis.referrer), Kind::Code("referrerType")),
            ("referrerUnit", tr!(pis.referrer_unit), Kind::Plain),
            ("referrerContact", tr!(pis.referrer_contact), Kind::Plain),
            ("targetCategory", tr!(pis.category), Kind::Code("targetCategory")),
            ("triage", tr!(pis.triage), Kind::Code("triage")),
            ("placeKind", tr!(pis.place_kind), Kind::Code("placeKind")),
            ("languageMediation", tr!(pis.language_mediation), Kind::Plain),
            ("languageCode", tr!(pis.language_code), Kind::Plain),
        ]
    })
}

/// The service works in the dark: where nobody ever chose a theme, its operators get the night. And larger text.
fn at_night(state: &AppState) {
    if untrack(|| state.has_role(Role::PisOperator)) {
        page::set_theme_for_now("night");
        page::enlarge_for_now();
    }
}
