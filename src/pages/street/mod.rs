//! Educativa di strada: the outing in progress, groups met, meeting spots. Nobody is identified.

mod acts;
mod arrive;
mod beside;
mod cards;
mod choices;
mod close;
mod counters;
mod danger;
mod details;
mod doubles;
mod group;
mod guide;
mod hours;
mod idle;
mod just_planned;
mod later;
mod map;
mod meeting;
mod met;
mod met_so_far;
mod outing;
mod outings;
mod past;
mod patch;
mod place;
mod rows;
mod running;
mod spot;
mod start;
mod todo;
mod told;
mod words;
mod work;
mod youth;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use model::record::RecordType;
use sync::client::RecordView;

use crate::pages::part::{Part, SplitLoaderError, next_to_home};
use crate::pages::{at_address, home::NotFound};
use crate::state::use_state;

use arrive::Arrive;
use beside::Beside;
use close::Close;
use group::EditGroup;
use idle::Idle;
use map::{EditNote, NewNote, SpotPage, Spots};
use meeting::{CorrectMeeting, NewMeeting};
use outing::{EditOuting, Plan};
use past::Past;
use running::Running;
use spot::{EditSpot, NewSpot};
use start::{Start, StartDesk};
use todo::{EditTodo, NewTodo, Todo};
use youth::{CardPage, Cards, EditCard, GroupPage, NewCard};

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
    /// A meeting spot.
    Spot,
    /// Something noted about a Comune.
    NewNote,
    /// A note about a Comune mended.
    EditNote,
    /// A group.
    Group,
    /// A group mended.
    EditGroup,
    /// The young people whom the team knows by a nickname.
    Cards,
    /// A new card.
    NewCard,
    /// A card.
    Card,
    /// A card mended.
    EditCard,
    /// What is to be done.
    Todo,
    /// Something to be done about a record.
    NewTodo,
    /// Something to be done, mended.
    EditTodo,
    /// A travelling desk begins.
    StartDesk,
    /// The outings and desks of late.
    Past,
    /// What stands on the home and is not needed before the first tap.
    Beside,
}

/// The addresses of the pages.
const ROUTES: [(&str, Page); 25] = [
    ("/uscita/inizia", Page::Start),
    ("/uscita/inizia/:id", Page::Start),
    ("/uscita/luogo", Page::Arrive),
    ("/uscita/gruppo", Page::NewMeeting),
    ("/uscita/chiudi", Page::Close),
    ("/uscita/programma", Page::Plan),
    ("/uscita/sportello", Page::StartDesk),
    ("/uscita/svolte", Page::Past),
    ("/uscita/schede", Page::Cards),
    ("/uscita/scheda/nuova", Page::NewCard),
    ("/uscita/scheda/:id", Page::Card),
    ("/uscita/scheda/:id/modifica", Page::EditCard),
    ("/uscita/da-fare", Page::Todo),
    ("/uscita/da-fare/:id", Page::NewTodo),
    ("/uscita/da-fare/:id/modifica", Page::EditTodo),
    ("/uscita/:id/modifica", Page::EditOuting),
    ("/gruppo-incontrato/:id/modifica", Page::CorrectMeeting),
    ("/luoghi", Page::Spots),
    ("/luoghi/nota", Page::NewNote),
    ("/luoghi/nota/:id/modifica", Page::EditNote),
    ("/luogo/nuovo", Page::NewSpot),
    ("/luogo/:id", Page::Spot),
    ("/luogo/:id/modifica", Page::EditSpot),
    ("/gruppo-strada/:id", Page::Group),
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
        Some(Page::Spot) => view! { <SpotPage /> }.into_any(),
        Some(Page::NewNote) => view! { <NewNote /> }.into_any(),
        Some(Page::EditNote) => view! { <EditNote /> }.into_any(),
        Some(Page::Group) => view! { <GroupPage /> }.into_any(),
        Some(Page::EditGroup) => view! { <EditGroup /> }.into_any(),
        Some(Page::Cards) => view! { <Cards /> }.into_any(),
        Some(Page::NewCard) => view! { <NewCard /> }.into_any(),
        Some(Page::Card) => view! { <CardPage /> }.into_any(),
        Some(Page::EditCard) => view! { <EditCard /> }.into_any(),
        Some(Page::Todo) => view! { <Todo /> }.into_any(),
        Some(Page::NewTodo) => view! { <NewTodo /> }.into_any(),
        Some(Page::EditTodo) => view! { <EditTodo /> }.into_any(),
        Some(Page::StartDesk) => view! { <StartDesk /> }.into_any(),
        Some(Page::Past) => view! { <Past /> }.into_any(),
        Some(Page::Beside) => view! { <Beside /> }.into_any(),
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

/// The page of a record that may be followed up.
pub fn page_path(record: &RecordView) -> Option<String> {
    let folder = if record.record_type == RecordType::MEETING_SPOT {
        "luogo"
    } else if record.record_type == RecordType::YOUTH_GROUP {
        "gruppo-strada"
    } else if record.record_type == RecordType::YOUTH_CARD {
        "uscita/scheda"
    } else {
        return None;
    };
    Some(format!("/{folder}/{}", record.id))
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
    } else if record.record_type == RecordType::YOUTH_CARD {
        "uscita/scheda"
    } else if record.record_type == RecordType::TERRITORY_NOTE {
        "luoghi/nota"
    } else if record.record_type == RecordType::FOLLOW_UP && words::is_ours(record) {
        "uscita/da-fare"
    } else {
        return None;
    };
    Some(format!("/{folder}/{}/modifica", record.id))
}
