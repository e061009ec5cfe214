use leptos::prelude::*;
use model::time::Millis;
use sync::client::Network;

use crate::commands::use_commands;
use crate::components::{Card, Icon, Show};
use crate::runtime::Rescued;
use crate::state::use_state;
use crate::tr;

/// What is unsent leaves in a file, where the network does not come.
#[component]
pub fn ToFile() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let busy = RwSignal::new(false);
    let told = RwSignal::new(None::<(bool, String)>);
    // What waits for a moment needs no file.
    let stuck = Memo::new(move |_| {
        state.status.with(|status| {
            let status = status.as_ref().filter(|status| status.unsent > 0)?;
            let waits = status.oldest_unsent.map_or(0, |at| state.now.get().since(at));
            let well = matches!(status.network, Network::Ok | Network::Unknown);
            (!well || waits > Millis::HOUR).then_some(())
        })
    });
    let save = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        told.set(None);
        leptos::task::spawn_local(async move {
            let done = match commands.save_to_file().await {
                Some((_, 0)) => (true, tr!(sync.file_nothing).to_owned()),
                Some((Rescued::Saved, count)) => (true, tr!(sync.file_saved, count = count)),
                Some((Rescued::Shared, count)) => (true, tr!(sync.file_shared, count = count)),
                Some((Rescued::Left, _)) => (true, tr!(sync.file_left).to_owned()),
                Some((Rescued::Unsupported, _)) => (false, tr!(sync.file_unsupported).to_owned()),
                None => (false, tr!(sync.file_failed).to_owned()),
            };
            busy.try_set(false);
            told.try_set(Some(done));
        });
    };
    let notice = move || {
        told.get().map(|(well, words)| {
            let class = if well { "notice notice--ok" } else { "notice notice--err" };
            view! { <p class=class>{words}</p> }
        })
    };
    view! {
        <Show when=move || stuck.get().is_some()>
            <Card title=tr!(sync.file_title)>
                <Show when=move || told.with(Option::is_none)>
                    <p class="card__facts">{tr!(sync.file_text)}</p>
                </Show>
                <div aria-live="polite">{notice}</div>
                <button
                    type="button"
                    class="btn btn--soft"
                    aria-disabled=move || busy.get().then_some("true")
                    on:click=save
                >
                    <Icon name="download" />
                    {move || if busy.get() { tr!(sync.file_busy) } else { tr!(sync.file_do) }}
                </button>
            </Card>
        </Show>
    }
}
