use leptos::prelude::*;

use super::{Icon, Tone, Words};

/// A thing of a list that leads to its page: at least 48 px, the words first, its state at the end.
#[component]
pub fn Row(
    /// Where it leads.
    #[prop(into)]
    href: Words,
    /// What it is.
    #[prop(into)]
    title: Words,
    /// What stands under it.
    #[prop(optional, into)]
    note: Words,
    /// A number or an icon in a disc before the words.
    #[prop(optional_no_strip)]
    mark: Option<Mark>,
    /// It is void, or in the bin.
    #[prop(optional)]
    void: bool,
    /// Its state, as a badge; an arrow where there is none.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let end = match children {
        Some(children) => children(),
        None => view! { <Icon name="chevron-right" size="row__go" /> }.into_any(),
    };
    view! {
        <li>
            <a href=move || href.get() class=if void { "row row--void" } else { "row" }>
                {mark.map(Mark::view)}
                <RowText title note />
                {end}
            </a>
        </li>
    }
}

/// A thing of a list with a button of its own.
#[component]
pub fn RowWith(
    /// What it is.
    #[prop(into)]
    title: Words,
    /// What stands under it.
    #[prop(optional, into)]
    note: Words,
    /// A number or an icon in a disc before the words.
    #[prop(optional_no_strip)]
    mark: Option<Mark>,
    /// The button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <li>
            <div class="row">{mark.map(Mark::view)} <RowText title note /> {children.map(|children| children())}</div>
        </li>
    }
}

#[component]
fn RowText(title: Words, note: Words) -> impl IntoView {
    view! {
        <span class="row__text">
            <span class="row__title">{title.view()}</span>
            {move || note.some().map(|note| view! { <span class="row__note">{note}</span> })}
        </span>
    }
}

/// What stands in a disc before the words of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What the colour means.
    pub tone: Tone,
    /// An icon, without `it-`; empty where there is a text.
    pub icon: &'static str,
    /// A number or a letter.
    pub text: String,
}

impl Mark {
    /// An icon.
    pub fn icon(icon: &'static str) -> Self {
        Self { tone: Tone::Plain, icon, text: String::new() }
    }

    /// A number or a letter.
    pub fn text(text: impl ToString) -> Self {
        Self { tone: Tone::Plain, icon: "", text: text.to_string() }
    }

    fn view(self) -> AnyView {
        let icon = (!self.icon.is_empty()).then(|| view! { <Icon name=self.icon size="icon--s" /> });
        view! { <span class=self.tone.class("row__mark")>{icon} {self.text}</span> }.into_any()
    }
}
