use std::sync::Arc;

use leptos::prelude::*;

/// How one item of an [`Each`] looks, by its key.
#[derive(Clone)]
pub struct Item(Arc<dyn Fn(u128) -> AnyView + Send + Sync>);

impl<F: Fn(u128) -> AnyView + Send + Sync + 'static> From<F> for Item {
    fn from(view: F) -> Self {
        Self(Arc::new(view))
    }
}

/// A list whose items stay where their keys stay: an item that is there already is moved, never built again.
///
/// The framework's `For` with its types fixed, so that it is compiled once (docs/adr/0005-first-load.md).
#[component]
pub fn Each(
    /// The keys, in order, each once.
    #[prop(into)]
    keys: Signal<Vec<u128>>,
    /// The view of a key.
    #[prop(into)]
    item: Item,
) -> impl IntoView {
    view! { <For each=move || keys.get() key=|key| *key children=move |key| (item.0)(key) /> }
}
