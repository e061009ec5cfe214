use leptos::prelude::*;

use crate::commands::due_back;
use crate::components::{Notice, Show, Tone};
use crate::i18n::dates;
use crate::state::use_state;
use crate::tr;

/// By when somebody who went out alone is expected back: the time, and no more.
#[component]
pub fn DueBackNotice() -> impl IntoView {
    let state = use_state();
    // The clock goes on while the notebook is shut, for this.
    let due = Memo::new(move |_| {
        let now = state.now.get();
        due_back().map(|due| (dates::clock(due.at), now >= due.by_phone))
    });
    let said = move |wanted: bool| move || due.get().filter(|(_, over)| *over == wanted).map(|(time, _)| time);
    let (waits, over) = (said(false), said(true));
    view! {
        <Show when=move || waits().is_some()>
            <Notice
                tone=Tone::Warn
                icon="clock"
                words=move || waits().map(|time| tr!(door.back_by, time = time))
            />
        </Show>
        <Show when=move || over().is_some()>
            <Notice
                tone=Tone::Err
                icon="clock"
                words=move || over().map(|time| tr!(door.back_over, time = time))
            />
        </Show>
    }
}
