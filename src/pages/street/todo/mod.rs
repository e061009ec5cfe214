//! What is to be done about a spot, a group or a young person, by when: a date and a code, never a text.

mod about;
mod form;
mod list;
mod open;

pub use about::About;
pub use form::{EditTodo, NewTodo};
pub use list::{Todo, TodoList};
pub use open::open;
