//! The map of a territory in words: where young people meet, and what a Comune has and lacks.

mod how_it_goes;
mod list;
mod note;
mod of_comune;
mod page;
mod whereabouts;

pub use list::Spots;
pub use note::{EditNote, NewNote};
pub use page::SpotPage;
