use leptos::prelude::*;

use super::{Icon, Tone, Words};

/// Says something, and asks nothing. What went wrong is read out at once.
#[component]
pub fn Notice(
    /// What the colour means; [`Tone::Err`] is read out.
    #[prop(optional)]
    tone: Tone,
    /// Icon before the words, without `it-`.
    #[prop(optional)]
    icon: &'static str,
    /// How it is read out: `status` or `alert`.
    #[prop(optional)]
    role: &'static str,
    /// The words.
    #[prop(optional, into)]
    words: Words,
    /// More than words.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let role = if tone == Tone::Err { "alert" } else { role };
    view! {
        <p class=tone.class("notice") role=(!role.is_empty()).then_some(role)>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon /> })}
            <span>{words.view()} {children.map(|children| children())}</span>
        </p>
    }
}

/// Asks something above a page: a draft to take up again, a new version.
#[component]
pub fn Banner(
    /// What it is about.
    #[prop(into)]
    title: Words,
    /// The answers, as buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="banner">
            <h2 class="banner__title">{title.view()}</h2>
            <div class="actions">{children()}</div>
        </section>
    }
}
