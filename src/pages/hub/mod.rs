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
mod lesson;
mod new_path;
mod parts;
mod path;
mod row;
mod section;
mod slots;
mod venue;
mod when;
mod who;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::pages::part::{Part, SplitLoaderError, next_to_home};

pub use describe::{edit_path, rows, status_label, summary};
pub use section::{Section, use_section};

use access::NewAccess;
use appointment::EditAppointment;
use booking::Booking;
use day::Hub;
use lesson::{EditLesson, NewLesson};
use path::EditPath;

/// The pages behind the home: they arrive when one of them is opened, or by themselves once the home stands.
#[derive(Clone, Copy)]
pub enum Page {
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
}

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
    Ok(match page {
        Page::NewAccess => view! { <NewAccess /> }.into_any(),
        Page::Booking => view! { <Booking /> }.into_any(),
        Page::NewLesson => view! { <NewLesson /> }.into_any(),
        Page::EditLesson => view! { <EditLesson /> }.into_any(),
        Page::EditAppointment => view! { <EditAppointment /> }.into_any(),
        Page::EditPath => view! { <EditPath /> }.into_any(),
    })
}
