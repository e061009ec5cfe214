use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use serde_json::Value;
use store::StoreError;

use super::acts;
use super::guide::Guide;
use crate::commands::use_commands;
use crate::components::{Button, Fit, Look, Notice, Sheet, Show, Tone};
use crate::i18n::words;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// The field of the outing that says so.
const RAISED: &str = "safeguardingRaised";

/// Somebody may be in danger: the guide with its numbers at any moment of an outing, and the outing keeps that it was opened.
#[component]
pub fn Danger(
    /// The outing.
    outing: RecordId,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let open = RwSignal::new(false);
    let failed = RwSignal::new(None::<StoreError>);
    let raised = Memo::new(move |_| state.record(outing).is_some_and(|record| record.flag(RAISED)));
    // What somebody else marked, or this person before, is not taken back with a sheet that was opened by mistake.
    let marked_here = RwSignal::new(false);
    let mark = move |yes: bool| {
        let Some(record) = untrack(|| state.record(outing)).filter(|record| record.flag(RAISED) != yes) else { return };
        let save = acts::alone(acts::patch(&record, order::tree([(RAISED.to_owned(), Value::from(yes))])));
        leptos::task::spawn_local(async move {
            let saved = commands.save(save).await;
            failed.try_set(saved.err());
        });
    };
    let ask = move |_| {
        open.set(true);
        marked_here.set(!raised.get_untracked());
        mark(true);
    };
    view! {
        <Button look=Look::Soft fit=Fit::Wide icon="warning" on_press=ask words=tr!(street.safeguarding) />
        <Sheet open title=Signal::stored(tr!(street.safeguarding).to_owned())>
            <Guide key="safeguarding" bare=true />
            <Show when=move || failed.with(Option::is_some)>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
            </Show>
            <Show when=move || raised.get() && marked_here.get()>
                <p class="text-2 text-small">{tr!(street.danger_marked)}</p>
                <Button look=Look::Text on_press=move |_| mark(false) words=tr!(street.danger_unmark) />
            </Show>
        </Sheet>
    }
}
