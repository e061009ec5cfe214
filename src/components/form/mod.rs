//! Forms: one [`Form`] holds what is typed, keeps it as a draft, validates it by the model and saves it.

mod banner;
mod choice;
mod count;
mod errors;
mod state;
mod text;
mod when;

pub use banner::{DRAFT, DraftBanner};
pub use choice::{Codes, Layout, Municipality, OneOf, Opt, SomeOf, Toggle, codes};
pub use count::{CountKeys, CountsByCode, Stepper, Steps};
pub use errors::{Errors, FieldError};
pub use state::Form;
pub use text::{Lines, Text};
pub use when::{Day, When, instant};

use leptos::prelude::*;

use crate::components::{Button, Look};
use crate::tr;

/// What saving a form means.
pub struct OnSave(Box<dyn Fn()>);

impl<F: Fn() + 'static> From<F> for OnSave {
    fn from(act: F) -> Self {
        Self(Box::new(act))
    }
}

/// The bar of a form: Salva, and a word under it.
#[component]
pub fn SaveBar(
    /// The form.
    form: Form,
    /// What the button says; Salva when empty.
    #[prop(optional, into)]
    label: String,
    /// A word under it.
    #[prop(optional, into)]
    note: String,
    /// What saving means here.
    #[prop(into)]
    on_save: OnSave,
) -> impl IntoView {
    let label = if label.is_empty() { tr!(common.save).to_owned() } else { label };
    view! {
        <Button look=Look::Main disabled=form.saving on_press=move |_| (on_save.0)() words=label />
        {(!note.is_empty()).then(|| view! { <p class="bar__note">{note}</p> })}
    }
}
