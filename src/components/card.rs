use leptos::prelude::*;

use super::Words;

/// How urgent a card is: its thick edge, beside the words that say so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Urgency {
    /// No edge.
    #[default]
    None,
    /// The next thing.
    Now,
    /// Overdue, or of the law.
    Urgent,
    /// Soon due.
    Soon,
    /// Done.
    Done,
}

impl Urgency {
    const fn class(self) -> &'static str {
        match self {
            Self::None => "card",
            Self::Now => "card card--now",
            Self::Urgent => "card card--urgent",
            Self::Soon => "card card--warn",
            Self::Done => "card card--done",
        }
    }
}

/// One thing, at most three facts, its next step as the button.
#[component]
pub fn Card(
    /// How urgent it is.
    #[prop(optional)]
    urgency: Urgency,
    /// What stands above the title: a badge at the left, something small at the right.
    #[prop(optional_no_strip)]
    head: Option<AnyView>,
    /// What it is.
    #[prop(optional, into)]
    title: Words,
    /// The facts, in one line of small text.
    #[prop(optional, into)]
    facts: Words,
    /// More, and the next step.
    children: Children,
) -> impl IntoView {
    view! {
        <article class=urgency.class()>
            {head.map(|head| view! { <div class="card__head">{head}</div> })}
            {said(title, |title| view! { <h2 class="card__title">{title}</h2> }.into_any())}
            {said(facts, |facts| view! { <p class="card__facts">{facts}</p> }.into_any())}
            {children()}
        </article>
    }
}

/// A text, where there is one.
fn said(text: Words, shown: fn(String) -> AnyView) -> impl IntoView {
    move || text.some().map(shown)
}
