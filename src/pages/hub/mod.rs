//! Digital hubs: the day of a venue, walk-ins, bookings, lessons and the paths of citizens.

mod access;
mod act;
mod appointment;
mod around;
mod booking;
mod card;
mod chips;
mod citizen;
mod day;
mod describe;
mod joins;
mod lesson;
mod new_path;
mod notice;
mod parts;
mod path;
mod row;
mod scan;
mod section;
mod slot_form;
mod slots;
mod survey;
mod venue;
mod venues;
mod week;
mod when;
mod who;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::pages::part::{Part, SplitLoaderError, next_to_home};
use crate::pages::{at_address, home::NotFound};

pub use describe::{edit_path, rows, status_label, summary};
pub use section::{Section, use_section};
pub use survey::{Handed, is_handed};

use access::NewAccess;
use appointment::EditAppointment;
use booking::Booking;
use day::Hub;
use joins::Joins;
use lesson::{EditLesson, NewLesson};
use notice::Notice;
use path::EditPath;
use survey::AskSurvey;
use venues::{EditVenue, NewVenue, Venues};
use week::Week;

/// The pages behind the home: they arrive when one of them is opened, or by themselves once the home stands.
#[derive(Clone, Copy)]
pub enum Page {
    /// The one that the address names.
    At,
    /// Somebody who walked in.
    NewAccess,
    /// A booking.
    Booking,
    /// A lesson.
    NewLesson,
    /// A lesson mended.
    EditLesson,
    /// An appointment mended.
    EditAppointment,
    /// A path mended.
    EditPath,
    /// A questionnaire.
    AskSurvey,
    /// Paths of one citizen.
    Joins,
    /// Where and when the hubs are open.
    Venues,
    /// A venue that opens.
    NewVenue,
    /// A venue changed.
    EditVenue,
    /// Seven days.
    Week,
    /// The hours on paper.
    Notice,
}

/// The addresses of the pages.
const ROUTES: [(&str, Page); 13] = [
    ("/hub/sedi", Page::Venues),
    ("/hub/sedi/nuova", Page::NewVenue),
    ("/hub/sedi/:id", Page::EditVenue),
    ("/hub/unioni", Page::Joins),
    ("/hub/settimana", Page::Week),
    ("/hub/avviso", Page::Notice),
    ("/hub/nuovo", Page::NewAccess),
    ("/hub/prenota", Page::Booking),
    ("/hub/lezione", Page::NewLesson),
    ("/hub/lezione/:id/modifica", Page::EditLesson),
    ("/hub/appuntamento/:id/modifica", Page::EditAppointment),
    ("/hub/percorso/:id/modifica", Page::EditPath),
    ("/hub/percorso/:id/questionario", Page::AskSurvey),
];

/// The home: the day of a venue.
pub static HOME: Part<()> =
    Part::new(|| Box::pin(load_home()), |()| Box::pin(home())).followed_by(|| next_to_home(&PAGES));

/// The pages behind it.
pub static PAGES: Part<Page> = Part::new(|| Box::pin(load_pages()), |page| Box::pin(show(page)));

#[wasm_split(hub, wasm_split_path = leptos::wasm_split, preload(load_home), fallible)]
fn home() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Hub /> }.into_any())
}

#[wasm_split(hub_pages, wasm_split_path = leptos::wasm_split, preload(load_pages), fallible)]
fn show(page: Page) -> Result<AnyView, SplitLoaderError> {
    let page = if matches!(page, Page::At) { at_address(&ROUTES) } else { Some(page) };
    Ok(match page {
        None | Some(Page::At) => view! { <NotFound /> }.into_any(),
        Some(Page::NewAccess) => view! { <NewAccess /> }.into_any(),
        Some(Page::Booking) => view! { <Booking /> }.into_any(),
        Some(Page::NewLesson) => view! { <NewLesson /> }.into_any(),
        Some(Page::EditLesson) => view! { <EditLesson /> }.into_any(),
        Some(Page::EditAppointment) => view! { <EditAppointment /> }.into_any(),
        Some(Page::EditPath) => view! { <EditPath /> }.into_any(),
        Some(Page::Joins) => view! { <Joins /> }.into_any(),
        Some(Page::Venues) => view! { <Venues /> }.into_any(),
        Some(Page::NewVenue) => view! { <NewVenue /> }.into_any(),
        Some(Page::EditVenue) => view! { <EditVenue /> }.into_any(),
        Some(Page::Week) => view! { <Week /> }.into_any(),
        Some(Page::Notice) => view! { <Notice /> }.into_any(),
        Some(Page::AskSurvey) => view! { <AskSurvey /> }.into_any(),
    })
}
