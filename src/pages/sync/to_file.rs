use leptos::prelude::*;
use model::time::Millis;
use sync::client::Network;

use crate::commands::use_commands;
use crate::components::{Icon, Show};
use crate::runtime::Rescued;
use crate::state::use_state;
use crate::tr;

/// What is unsent leaves in a file, where the network does not come.
#[component]
pub fn ToFile() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let busy = RwSignal::new(false);
    let told = RwSignal::new(None::<(bool, &'static str)>);
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
                Some(Rescued::Saved) => (true, tr!(sync.file_saved)),
                Some(Rescued::Shared) => (true, tr!(sync.file_shared)),
                Some(Rescued::Left) => (true, tr!(sync.file_left)),
                None => (false, tr!(sync.file_failed)),
            };
            busy.try_set(false);
            told.try_set(Some(done));
        });
    };
    let notice = move || {
        told.get().map(|(well, words)| {
            let (class, role) = if well { ("notice notice--ok", "status") } else { ("notice notice--err", "alert") };
            view! { <p class=class role=role>{words}</p> }
        })
    };
    view! {
        <Show when=move || stuck.get().is_some()>
            <section class="card">
                <h2 class="card__title">{tr!(sync.file_title)}</h2>
                <p class="card__facts">{tr!(sync.file_text)}</p>
                {notice}
                <button
                    type="button"
                    class="btn btn--soft"
                    aria-disabled=move || busy.get().then_some("true")
                    on:click=save
                >
                    <Icon name="download" />
                    {move || if busy.get() { tr!(sync.file_busy) } else { tr!(sync.file_do) }}
                </button>
            </section>
        </Show>
    }
}
