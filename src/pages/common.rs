//! The pages that every role has besides its home.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use sync::client::Client;

use super::at_address;
use super::capture::CapturePage;
use super::conflict::ConflictPage;
use super::door::{Gesture, Lapsed, PinPage, SealWhatIsClear, Unlock};
use super::home::NotFound;
use super::hub::{Handed, is_handed, use_section};
use super::list::{Bin, Drafts, List};
use super::more::More;
use super::part::{Part, SplitLoaderError};
use super::phone::PhonePage;
use super::proximity::forget;
use super::record::RecordPage;
use super::sync::SyncPage;
use super::turn::Turn;
use crate::commands::{is_dozing, tend_lease, watch_over};
use crate::runtime::{heed, look_after, persisted};
use crate::state::{Phase, heed_storage, use_state};

/// The pages.
#[derive(Clone, Copy)]
pub enum Page {
    /// The one that the address names.
    At,
    /// Everything on this phone.
    List,
    /// What was being typed.
    Drafts,
    /// What was voided.
    Bin,
    /// The end of a shift.
    Turn,
    /// One record.
    Record,
    /// What was written on a shut phone.
    Capture,
    /// What clashed in a record, to be chosen from.
    Conflict,
    /// The queue in words.
    Sync,
    /// Operator, theme, storage.
    More,
    /// What lies on this phone.
    Phone,
    /// The notebook is shut: asked for at every start but the first.
    Unlock,
    /// What version 0.1 left in clear.
    Seal,
    /// The passphrase has just been chosen: what else is to open the notebook.
    Gesture,
    /// Nothing to be seen: what works behind the pages begins.
    None,
}

/// The addresses of the pages.
const ROUTES: [(&str, Page); 11] = [
    ("/gesto", Page::Gesture),
    ("/elenco", Page::List),
    ("/bozze", Page::Drafts),
    ("/cestino", Page::Bin),
    ("/turno", Page::Turn),
    ("/scheda/:id", Page::Record),
    ("/appunto/:id", Page::Capture),
    ("/conflitti/:id", Page::Conflict),
    ("/invio", Page::Sync),
    ("/altro", Page::More),
    ("/telefono", Page::Phone),
];

/// The part of the program that holds them.
pub static PART: Part<Page> = Part::new(|| Box::pin(load()), |page| Box::pin(show(page))).followed_by(|| {
    leptos::task::spawn_local(async {
        // It has just arrived.
        let _ = (PART.page)(Page::None).await;
    });
});

#[wasm_split(common, wasm_split_path = leptos::wasm_split, preload(load), fallible)]
fn show(page: Page) -> Result<AnyView, SplitLoaderError> {
    // From here on what is unsent lies sealed for the worker.
    heed(tend);
    leptos::task::spawn_local(async { heed_storage(persisted().await == Some(false)) });
    watch_over();
    let page = if matches!(page, Page::At) { at_address(&ROUTES) } else { Some(page) };
    Ok(match page {
        None | Some(Page::At) => view! { <NotFound /> }.into_any(),
        Some(Page::List) => view! { <List /> }.into_any(),
        Some(Page::Drafts) => view! { <Drafts /> }.into_any(),
        Some(Page::Bin) => view! { <Bin /> }.into_any(),
        Some(Page::Turn) => view! { <Turn /> }.into_any(),
        Some(Page::Record) => view! { <RecordPage /> }.into_any(),
        Some(Page::Capture) => view! { <CapturePage /> }.into_any(),
        Some(Page::Conflict) => view! { <ConflictPage /> }.into_any(),
        Some(Page::Sync) => view! { <SyncPage /> }.into_any(),
        Some(Page::More) => view! { <More /> }.into_any(),
        Some(Page::Phone) => view! { <PhonePage /> }.into_any(),
        Some(Page::Unlock) if is_handed() => {
            use_section().leave();
            forget();
            view! { <Handed /> }.into_any()
        }
        Some(Page::Unlock) if is_dozing() => {
            // What was saved last is told in words, which go with all else that was shown.
            use_section().saved.set(None);
            forget();
            view! { <PinPage /> }.into_any()
        }
        Some(Page::Unlock) if use_state().phase.with_untracked(|phase| *phase == Phase::Lapsed) => {
            view! { <Lapsed /> }.into_any()
        }
        Some(Page::Unlock) => {
            forget();
            view! { <Unlock /> }.into_any()
        }
        Some(Page::Seal) => view! { <SealWhatIsClear /> }.into_any(),
        Some(Page::Gesture) => view! { <Gesture /> }.into_any(),
        Some(Page::None) => ().into_any(),
    })
}

/// What is looked after whenever the engine knows something new.
fn tend(client: &Client) {
    look_after(client);
    tend_lease(client);
}
