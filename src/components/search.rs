use leptos::prelude::*;

use super::Icon;

/// A field that narrows a list while somebody types.
#[component]
pub fn Search(
    /// What is looked for.
    wanted: RwSignal<String>,
    /// What the field is called.
    label: &'static str,
) -> impl IntoView {
    view! {
        <div class="search">
            <Icon name="search" />
            <input
                class="input"
                type="search"
                // A browser keeps what stands in a field on its disk, to bring the tab back.
                autocomplete="off"
                aria-label=label
                placeholder=label
                prop:value=move || wanted.get()
                on:input=move |event| wanted.set(event_target_value(&event))
            />
        </div>
    }
}
