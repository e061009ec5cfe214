use leptos::prelude::*;
use model::ids::RecordId;
use store::StoreError;

use crate::commands::use_commands;
use crate::components::{Button, Look, Notice, Show, Tone, Undo};
use crate::i18n::{dates, words};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

thread_local! {
    /// The outing that was planned last: an id and nothing else.
    static PLANNED: ArcRwSignal<Option<RecordId>> = ArcRwSignal::new(None);
}

/// An outing was planned.
pub fn planned(outing: RecordId) {
    PLANNED.with(|last| last.set(Some(outing)));
}

/// The outing that was planned last, with the way back while it has not begun.
#[component]
pub fn JustPlanned() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let failed = RwSignal::new(None::<StoreError>);
    let last = PLANNED.with(Clone::clone);
    let outing = Memo::new(move |_| state.record(last.get()?).filter(|outing| outing.status() == "planned"));
    let is_void = Memo::new(move |_| outing.with(|outing| outing.as_ref().is_some_and(|outing| outing.voided())));
    let said = move || {
        let outing = outing.get()?;
        let day = outing.instant("plannedFor").map(dates::day_and_clock).unwrap_or_default();
        Some(if is_void.get() { tr!(street.plan_undone, day = day) } else { tr!(street.plan_saved, day = day) })
    };
    let undo = move |_| {
        let Some(outing) = outing.get_untracked() else { return };
        leptos::task::spawn_local(async move {
            let saved = commands.void(&outing, "entry_error").await;
            failed.try_set(saved.err());
        });
    };
    view! {
        <Undo words=said taken_back=is_void>
            <Show when=move || !is_void.get()>
                <Button look=Look::Text on_press=undo words=tr!(common.cancel) />
            </Show>
        </Undo>
        <Show when=move || failed.with(Option::is_some)>
            <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
        </Show>
    }
}
