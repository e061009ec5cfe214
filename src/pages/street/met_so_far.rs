//! The groups met in an outing, under its counters.

use leptos::prelude::*;
use model::ids::RecordId;

use super::work::{Held, work};
use super::{acts, words};
use crate::components::{Row, SaveBadge, Show};
use crate::i18n::dates;
use crate::state::{AppState, use_state};
use crate::tr;

/// The groups met, the newest first.
#[component]
pub fn Meetings(
    /// The outing.
    outing: RecordId,
) -> impl IntoView {
    let state = use_state();
    let some = Memo::new(move |_| !work(&state).meetings_of(outing).is_empty());
    let rows = move || {
        let work = work(&state);
        let meetings = work.meetings_of(outing);
        meetings.into_iter().rev().map(|meeting| meeting_row(meeting, None, &state)).collect_view()
    };
    view! {
        <Show when=move || some.get()>
            <h2 class="visually-hidden">{tr!(street.meetings)}</h2>
            <ul class="list">{rows}</ul>
        </Show>
    }
}

/// A group met, as a row: who, when, how many, what about. When is the time of the day, if nothing else is given.
pub fn meeting_row(meeting: &Held, when: Option<String>, state: &AppState) -> impl IntoView + use<> {
    let title = words::meeting_title(&meeting.record, state);
    let counted = acts::contacts(work(state).contacts_of_meeting(meeting));
    let themes = words::themes(&meeting.record, state);
    let when = when.unwrap_or_else(|| dates::clock(meeting.at));
    let note = [when, counted, themes].into_iter().filter(|part| !part.is_empty());
    let note = note.collect::<Vec<_>>().join(" · ");
    let record = meeting.record.clone();
    let href = format!("/scheda/{}", record.id);
    view! {
        <Row href title note><SaveBadge record=record /></Row>
    }
}
