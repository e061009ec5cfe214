use std::rc::Rc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::{Icon, Words};

/// How loud a button is. One [`Look::Main`] a page, in the bar; a destructive one never stands beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The next step of a card.
    #[default]
    Act,
    /// The one main action of a page.
    Main,
    /// The main action of the bar, where the page's real one stands on a card.
    MainSoft,
    /// Something else that can be done.
    Soft,
    /// What ends well: Consegnato, Svolto.
    Done,
    /// The quietest.
    Text,
    /// Leaves things as they are.
    Outline,
    /// Destroys, and is what the page asks.
    Danger,
    /// Destroys, and is one possibility of several.
    DangerSoft,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Act => "btn",
            Self::Main => "btn btn--main",
            Self::MainSoft => "btn btn--main btn--soft",
            Self::Soft => "btn btn--soft",
            Self::Done => "btn btn--done",
            Self::Text => "btn btn--text",
            Self::Outline => "btn btn--outline",
            Self::Danger => "btn btn--danger",
            Self::DangerSoft => "btn btn--danger-soft",
        }
    }
}

/// How much room a button takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fit {
    /// 52 px high, as wide as its words.
    #[default]
    Usual,
    /// 48 px, in a row.
    Small,
    /// 64 px, on a card.
    Large,
    /// The whole line.
    Wide,
    /// As wide as its icon; [`Button`] and [`LinkButton`] then need a label.
    Icon,
}

impl Fit {
    const fn class(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::Small => " btn--small",
            Self::Large => " btn--large",
            Self::Wide => " btn--wide",
            Self::Icon => " btn--icon",
        }
    }
}

/// What a tap does.
#[derive(Clone)]
pub struct Press(Rc<dyn Fn(MouseEvent)>);

impl<F: Fn(MouseEvent) + 'static> From<F> for Press {
    fn from(act: F) -> Self {
        Self(Rc::new(act))
    }
}

impl Press {
    /// Does it.
    pub fn run(&self, event: MouseEvent) {
        (self.0)(event);
    }
}

/// Something to tap that does something here.
#[component]
pub fn Button(
    /// How loud it is.
    #[prop(optional)]
    look: Look,
    /// How much room it takes.
    #[prop(optional)]
    fit: Fit,
    /// Icon before the words, without `it-`.
    #[prop(optional)]
    icon: &'static str,
    /// Cannot be tapped.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What is read out in place of the words.
    #[prop(optional, into)]
    label: Words,
    /// Sends the form that it stands in; it needs no `on_press` then.
    #[prop(optional)]
    submit: bool,
    /// What a tap does.
    #[prop(optional, into)]
    on_press: Option<Press>,
    /// The words.
    #[prop(optional, into)]
    words: Words,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=format!("{}{}", look.class(), fit.class())
            aria-label=move || label.some()
            disabled=disabled
            on:click=move |event| {
                if let Some(press) = &on_press {
                    press.run(event);
                }
            }
        >
            {icon_of(icon)}
            {words.view()}
        </button>
    }
}

/// Something to tap that leads to another page, and looks like a button.
#[component]
pub fn LinkButton(
    /// How loud it is.
    #[prop(optional)]
    look: Look,
    /// How much room it takes.
    #[prop(optional)]
    fit: Fit,
    /// Icon before the words, without `it-`.
    #[prop(optional)]
    icon: &'static str,
    /// Icon after the words, without `it-`.
    #[prop(optional)]
    after: &'static str,
    /// Where it leads.
    #[prop(into)]
    href: Words,
    /// Leaves the app, or starts it again: a call, a map, a reload.
    #[prop(optional)]
    leaves: bool,
    /// What is read out in place of the words.
    #[prop(optional, into)]
    label: Words,
    /// The name of a file, where it leads to one that is to be kept.
    #[prop(optional)]
    download: &'static str,
    /// The words.
    #[prop(optional, into)]
    words: Words,
) -> impl IntoView {
    view! {
        <a
            class=format!("{}{}", look.class(), fit.class())
            href=move || href.get()
            rel=leaves.then_some("external")
            aria-label=move || label.some()
            download=(!download.is_empty()).then_some(download)
        >
            {icon_of(icon)}
            {words.view()}
            {icon_of(after)}
        </a>
    }
}

fn icon_of(icon: &'static str) -> Option<impl IntoView> {
    (!icon.is_empty()).then(|| view! { <Icon name=icon /> })
}
