use leptos::prelude::*;
use protocol::Role;

use super::{Banner, Button, Icon, LinkButton, Look, PageMessage, Show, StatusLine};
use crate::runtime::{page, use_location, watch, worker};
use crate::state::{AppState, use_state};
use crate::tr;

/// The one main action of a page, in the bar at the bottom.
#[derive(Clone)]
pub struct Main {
    /// Where it leads.
    pub href: &'static str,
    /// Icon, without `it-`.
    pub icon: &'static str,
    /// What it says.
    pub label: String,
    /// Soft when the real main action stands on a card.
    pub soft: bool,
}

/// A place of the bottom bar.
pub type NavPlace = (&'static str, &'static str, String);

/// The frame of a section's page: title, truth about the network, content, main action and places.
#[component]
pub fn Frame(
    /// Page title.
    #[prop(into)]
    title: Signal<String>,
    /// What stands in small under it.
    #[prop(into, optional)]
    context: Signal<String>,
    /// The main action.
    #[prop(optional_no_strip)]
    main: Option<Main>,
    /// What stands above the places instead, where the main action is no link.
    #[prop(optional_no_strip)]
    bar: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let state = use_state();
    let hidden = RwSignal::new(false);
    Effect::new(move || page::announce(&title.get()));
    view! {
        <div class="app" class:visually-hidden=move || hidden.get()>
            <a class="skip" href="#contenuto">{tr!(common.skip)}</a>
            <header class="top">
                <div class="head">
                    <div class="head__titles">
                        <h1 class="head__title" tabindex="-1">{title}</h1>
                        <p class="head__context">{context}</p>
                    </div>
                    <button
                        type="button"
                        class="head__control"
                        aria-label=tr!(common.hide)
                        on:click=move |_| {
                            // Where what is being typed cannot be written down, this alone hides it.
                            hidden.set(true);
                            watch::look(true);
                        }
                    >
                        <Icon name="password-invisible" />
                    </button>
                </div>
                <StatusLine />
            </header>
            <main class="content" id="contenuto">
                <UpdateBanner />
                {children()}
            </main>
            <footer class="bar">
                {bar}
                {main
                    .map(|main| {
                        let look = if main.soft { Look::MainSoft } else { Look::Main };
                        view! { <LinkButton look icon=main.icon href=main.href words=main.label /> }
                    })}
                <Nav state />
            </footer>
        </div>
        <Show when=move || hidden.get()>
            <PageMessage title=tr!(common.hidden_title)>
                <Button look=Look::Main on_press=move |_| hidden.set(false) words=tr!(common.hidden_show) />
            </PageMessage>
        </Show>
    }
}

/// The frame of a form or a record: back, title, content and a bar of its own.
#[component]
pub fn PlainFrame(
    /// Page title.
    #[prop(into)]
    title: Signal<String>,
    /// What stands in small under it.
    #[prop(into, optional)]
    context: Signal<String>,
    /// What the browser's title says where the heading names a person: titles go into histories and task switchers.
    #[prop(optional, into)]
    tab_title: Option<String>,
    /// Where back leads.
    #[prop(into)]
    back: Signal<String>,
    /// The bar at the bottom; none leaves it out.
    #[prop(optional_no_strip)]
    bar: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    Effect::new(move || page::announce(&tab_title.clone().unwrap_or_else(|| title.get())));
    view! {
        <div class="app">
            <header class="top">
                <div class="head">
                    <a href=move || back.get() class="head__control" aria-label=tr!(common.back)>
                        <Icon name="arrow-left" />
                    </a>
                    <div class="head__titles">
                        <h1 class="head__title" tabindex="-1">{title}</h1>
                        <p class="head__context">{context}</p>
                    </div>
                </div>
                <StatusLine quiet=true />
            </header>
            <main class="content" id="contenuto">
                {children()}
            </main>
            {bar.map(|bar| view! { <footer class="bar">{bar}</footer> })}
        </div>
    }
}

#[component]
fn Nav(state: AppState) -> impl IntoView {
    let location = use_location();
    let places = move || places(&state);
    view! {
        <nav class="nav" aria-label=tr!(common.sections)>
            {move || {
                places()
                    .into_iter()
                    .map(|(href, icon, label)| {
                        view! {
                            <a
                                href=href
                                class="nav__place"
                                aria-current=move || (location.path() == href).then_some("page")
                            >
                                <Icon name=icon />
                                {label}
                            </a>
                        }
                    })
                    .collect_view()
            }}
        </nav>
    }
}

/// Four places at most, by role.
fn places(state: &AppState) -> Vec<NavPlace> {
    let home = if state.has_role(Role::StreetEducator) {
        ("/uscita", "flag", tr!(street.title).to_owned())
    } else if state.has_role(Role::PisOperator) {
        ("/pis", "inbox", tr!(pis.nav).to_owned())
    } else if state.has_role(Role::ProximityOperator) || state.has_role(Role::Volunteer) {
        ("/giro", "list", tr!(common.nav_today).to_owned())
    } else if state.has_role(Role::DigitalFacilitator) {
        ("/hub", "calendar", tr!(common.nav_today).to_owned())
    } else {
        ("/registro", "list", tr!(common.nav_today).to_owned())
    };
    vec![
        home,
        ("/elenco", "inbox", tr!(common.nav_list).to_owned()),
        ("/invio", "upload", tr!(common.nav_sync).to_owned()),
        ("/altro", "more-items", tr!(common.nav_more).to_owned()),
    ]
}

/// "Nuova versione pronta": only on the pages of a section, never over a form.
#[component]
fn UpdateBanner() -> impl IntoView {
    let state = use_state();
    let later = RwSignal::new(false);
    view! {
        <Show when=move || state.update_ready.get() && !later.get()>
            <Banner title=tr!(common.new_version)>
                <Button look=Look::Soft on_press=|_| worker::apply_update() words=tr!(common.update_now) />
                <Button look=Look::Text on_press=move |_| later.set(true) words=tr!(common.later) />
            </Banner>
        </Show>
    }
}
