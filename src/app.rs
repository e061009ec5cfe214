//! Providers and the first segments of addresses, nothing else: each part knows its own pages.

use leptos::prelude::*;

use crate::boot;
use crate::pages::enrol::Enrol;
use crate::pages::home::{Home, NotFound, register};
use crate::pages::{Gate, StoreProblem, common, hub, pis, proximity, street};
use crate::runtime::Location;
use crate::state::when_forgotten;

/// The app.
#[component]
pub fn App() -> impl IntoView {
    boot::start();
    let location = Location::watch();
    provide_context(location);
    let hub = hub::Section::new();
    provide_context(hub);
    when_forgotten(move || hub.saved.set(None));
    // A page is built anew when the path changes, not when only the query does.
    view! {
        <StoreProblem>
            {move || {
                let path = location.path();
                if !path.starts_with("/hub") {
                    hub.leave();
                }
                page_at(&path)
            }}
        </StoreProblem>
    }
}

/// Who answers an address: a home, or the part of the program that knows the pages under its first segment.
fn page_at(path: &str) -> AnyView {
    let mut segments = path.trim_matches('/').split('/');
    let first = segments.next().unwrap_or_default();
    match (first, segments.next().is_some()) {
        ("", _) => view! { <Gate>{Home}</Gate> }.into_any(),
        ("attiva", false) => view! { <Enrol /> }.into_any(),
        ("registro", false) => register::PART.show(register::Page),
        ("giro", false) => proximity::HOME.show(()),
        ("uscita", false) => street::HOME.show(()),
        ("pis", false) => pis::HOME.show(()),
        ("hub", false) => hub::HOME.show(()),
        (
            "gesto" | "elenco" | "bozze" | "scheda" | "appunto" | "conflitti" | "invio" | "altro" | "telefono"
            | "cestino" | "turno",
            _,
        ) => common::PART.show(common::Page::At),
        ("giro" | "visita" | "beneficiario" | "gruppo-prossimita", _) => proximity::PAGES.show(proximity::Page::At),
        ("uscita" | "gruppo-incontrato" | "luoghi" | "luogo" | "gruppo-strada", _) => {
            street::PAGES.show(street::Page::At)
        }
        ("pis", true) => pis::PAGES.show(pis::Page::At),
        ("hub", true) => hub::PAGES.show(hub::Page::At),
        #[cfg(debug_assertions)]
        ("dev", true) => view! { <crate::components::Workshop /> }.into_any(),
        _ => view! { <NotFound /> }.into_any(),
    }
}
