use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use sync::client::Change;

use super::desk::use_desk;
use super::words;
use crate::components::{Button, Look, Notice, Tone, Undo};
use crate::i18n::words as sentences;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// What the last act on an activation was, with the way back, until the next act; or that the phone could not keep it.
#[component]
pub fn LastAct(
    /// Which activation.
    of: RecordId,
) -> impl IntoView {
    view! { <Told here=move |steps: &[Change]| about(steps) == Some(of) /> }
}

/// The same for what no open card tells: an act on several activations, or on one that has left the open ones.
#[component]
pub fn LastActElsewhere(
    /// The open ones.
    open: Memo<Vec<RecordId>>,
) -> impl IntoView {
    let here = move |steps: &[Change]| {
        !steps.is_empty() && !about(steps).is_some_and(|one| open.with(|open| open.contains(&one)))
    };
    view! { <Told here /> }
}

/// Whether an act is told at this place.
#[derive(Clone)]
struct Here(Arc<Holds>);

type Holds = dyn Fn(&[Change]) -> bool + Send + Sync;

impl<F: Fn(&[Change]) -> bool + Send + Sync + 'static> From<F> for Here {
    fn from(holds: F) -> Self {
        Self(Arc::new(holds))
    }
}

#[component]
fn Told(#[prop(into)] here: Here) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let told = here.clone();
    let done = Memo::new(move |_| desk.done.with(|steps| (told.0)(steps)));
    let failed = move || {
        let failed = desk.failed.get().filter(|(steps, _)| (here.0)(steps));
        failed.map(|(_, error)| {
            view! { <Notice tone=Tone::Err words=sentences::store_error(&error) /> }
        })
    };
    let words = move || {
        desk.done.with(|done| match done.as_slice() {
            [one] => words::event(&one.fields, &state),
            several => tr!(pis.said_several, count = several.len()),
        })
    };
    view! {
        {failed}
        <Undo words=move || done.get().then(words)>
            <Button look=Look::Text on_press=move |_| desk.undo() words=tr!(pis.undo) />
        </Undo>
    }
}

/// The activation that all steps of an act are about.
fn about(steps: &[Change]) -> Option<RecordId> {
    let first = steps.first()?.fields.reference("activationId")?;
    steps.iter().all(|step| step.fields.reference("activationId") == Some(first)).then_some(first)
}
