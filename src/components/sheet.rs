use leptos::html::Dialog;
use leptos::prelude::*;

use super::{Icon, Show};
use crate::tr;

/// A sheet over the page, on the browser's own `<dialog>`: focus stays inside, Escape closes it.
#[component]
pub fn Sheet(
    /// Whether it is open; the sheet sets it to false when closed.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    // The dialog's own open state lives in the browser: this is where the signal reaches it.
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if !open.get() {
            dialog.close();
        } else if !dialog.open() {
            // Fails only for a dialog that is not in the page any more.
            let _ = dialog.show_modal();
        }
    });
    view! {
        <dialog class="sheet" node_ref=dialog on:close=move |_| open.set(false)>
            <div class="sheet__head">
                <h2 class="sheet__title">{title}</h2>
                <button
                    type="button"
                    class="head__control"
                    aria-label=tr!(common.close)
                    on:click=move |_| open.set(false)
                >
                    <Icon name="close-big" />
                </button>
            </div>
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}
