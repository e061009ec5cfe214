//! Young people by a nickname that the team made, and the groups that they belong to.

mod all;
mod choice;
mod form;
mod group;
mod join;
mod known;
mod page;

pub use all::{Cards, GroupRow};
pub use choice::CardChoice;
pub use form::{EditCard, NewCard};
pub use group::GroupPage;
pub use known::{Known, met};
pub use page::CardPage;
