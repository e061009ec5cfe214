use leptos::prelude::*;

use super::{Icon, Words};
use crate::tr;

/// A list that has nothing to show: says why, and what can be done.
#[component]
pub fn Empty(
    /// Icon, without `it-`.
    icon: &'static str,
    /// What is not there.
    #[prop(into)]
    title: Words,
    /// What can be done about it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon size="icon--xl" />
            <h2 class="empty__title">{title.view()}</h2>
            {children.map(|children| children())}
        </div>
    }
}

/// The shape of a page that is on its way.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="app" aria-busy="true">
            <p class="visually-hidden" role="status">{tr!(common.loading)}</p>
            <div class="content">
                <div class="skeleton skeleton--line skeleton--short" aria-hidden="true"></div>
                <div class="skeleton skeleton--card" aria-hidden="true"></div>
            </div>
        </div>
    }
}

/// A whole page that has one thing to say.
#[component]
pub fn PageMessage(
    /// Something is broken.
    #[prop(optional)]
    broken: bool,
    /// Icon, without `it-`.
    #[prop(optional)]
    icon: &'static str,
    /// What it says.
    #[prop(into)]
    title: String,
    /// More words, and the ways on.
    children: Children,
) -> impl IntoView {
    view! {
        <main class=if broken { "page-message page-message--err" } else { "page-message" }>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon size="icon--xl" /> })}
            <h1 class="page-message__title" tabindex="-1">{title}</h1>
            {children()}
        </main>
    }
}
