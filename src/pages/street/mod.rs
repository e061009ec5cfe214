//! Educativa di strada: the outing in progress, groups met, meeting spots. Nobody is identified.

mod acts;
mod arrive;
mod cards;
mod choices;
mod close;
mod counters;
mod details;
mod group;
mod guide;
mod hours;
mod idle;
mod meeting;
mod met;
mod outing;
mod outings;
mod patch;
mod place;
mod rows;
mod running;
mod spot;
mod start;
mod words;
mod work;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use model::record::RecordType;
use sync::client::RecordView;

use crate::pages::part::{Part, SplitLoaderError, next_to_home};
use crate::pages::{at_address, home::NotFound};
use crate::state::use_state;

use arrive::Arrive;
use close::Close;
use group::EditGroup;
use idle::Idle;
use meeting::{CorrectMeeting, NewMeeting};
use outing::{EditOuting, Plan};
use running::Running;
use spot::{EditSpot, NewSpot, Spots};
use start::Start;

pub use rows::rows;
pub use words::summary;

/// The pages behind the home: they arrive when one of them is opened, or by themselves once the home stands.
#[derive(Clone, Copy)]
pub enum Page {
    /// The one that the address names.
    At,
    /// How an outing begins, planned or not.
    Start,
    /// Where the crew has come to.
    Arrive,
    /// A group met.
    NewMeeting,
    /// How the outing ended.
    Close,
    /// An outing of another day.
    Plan,
    /// An outing mended.
    EditOuting,
    /// A meeting corrected.
    CorrectMeeting,
    /// The meeting spots.
    Spots,
    /// A new meeting spot.
    NewSpot,
    /// A meeting spot mended.
    EditSpot,
    /// A group mended.
    EditGroup,
}

/// The addresses of the pages.
const ROUTES: [(&str, Page); 12] = [
    ("/uscita/inizia", Page::Start),
    ("/uscita/inizia/:id", Page::Start),
    ("/uscita/luogo", Page::Arrive),
    ("/uscita/gruppo", Page::NewMeeting),
    ("/uscita/chiudi", Page::Close),
    ("/uscita/programma", Page::Plan),
    ("/uscita/:id/modifica", Page::EditOuting),
    ("/gruppo-incontrato/:id/modifica", Page::CorrectMeeting),
    ("/luoghi", Page::Spots),
    ("/luogo/nuovo", Page::NewSpot),
    ("/luogo/:id/modifica", Page::EditSpot),
    ("/gruppo-strada/:id/modifica", Page::EditGroup),
];

/// The home: the outing in progress, else the way to begin one.
pub static HOME: Part<()> =
    Part::new(|| Box::pin(load_home()), |()| Box::pin(home())).followed_by(|| next_to_home(&PAGES));

/// The pages behind it.
pub static PAGES: Part<Page> = Part::new(|| Box::pin(load_pages()), |page| Box::pin(show(page)));

#[wasm_split(street, wasm_split_path = leptos::wasm_split, preload(load_home), fallible)]
fn home() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Tonight /> }.into_any())
}

#[wasm_split(street_pages, wasm_split_path = leptos::wasm_split, preload(load_pages), fallible)]
fn show(page: Page) -> Result<AnyView, SplitLoaderError> {
    let page = if matches!(page, Page::At) { at_address(&ROUTES) } else { Some(page) };
    Ok(match page {
        None | Some(Page::At) => view! { <NotFound /> }.into_any(),
        Some(Page::Start) => view! { <Start /> }.into_any(),
        Some(Page::Arrive) => view! { <Arrive /> }.into_any(),
        Some(Page::NewMeeting) => view! { <NewMeeting /> }.into_any(),
        Some(Page::Close) => view! { <Close /> }.into_any(),
        Some(Page::Plan) => view! { <Plan /> }.into_any(),
        Some(Page::EditOuting) => view! { <EditOuting /> }.into_any(),
        Some(Page::CorrectMeeting) => view! { <CorrectMeeting /> }.into_any(),
        Some(Page::Spots) => view! { <Spots /> }.into_any(),
        Some(Page::NewSpot) => view! { <NewSpot /> }.into_any(),
        Some(Page::EditSpot) => view! { <EditSpot /> }.into_any(),
        Some(Page::EditGroup) => view! { <EditGroup /> }.into_any(),
    })
}

/// The home of the service: the outing in progress, else the way to begin one.
#[component]
fn Tonight() -> impl IntoView {
    let state = use_state();
    let open = Memo::new(move |_| outings::current(&state).map(|outing| outing.id));
    move || match open.get() {
        Some(outing) => view! { <Running outing /> }.into_any(),
        None => view! { <Idle /> }.into_any(),
    }
}

/// Where a record of this service is edited. Arrivals and tallies are taken back, not edited.
pub fn edit_path(record: &RecordView) -> Option<String> {
    let folder = if record.record_type == RecordType::STREET_OUTING {
        "uscita"
    } else if record.record_type == RecordType::STREET_GROUP_MEETING {
        "gruppo-incontrato"
    } else if record.record_type == RecordType::MEETING_SPOT {
        "luogo"
    } else if record.record_type == RecordType::YOUTH_GROUP {
        "gruppo-strada"
    } else {
        return None;
    };
    Some(format!("/{folder}/{}/modifica", record.id))
}
