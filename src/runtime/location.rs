//! Where the person is: the address of the page as signals, and the ways to change it.
//!
//! Some fifty fixed addresses need no more than this; why not the framework's router:
//! docs/adr/0005-first-load.md.

use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, MouseEvent, UrlSearchParams, window};

/// The address. Copy; lives as long as the app.
#[derive(Clone, Copy)]
pub struct Location {
    path: RwSignal<String>,
    query: RwSignal<String>,
}

impl Location {
    /// Reads the address and follows it: back and forward, and every link of ours that is tapped.
    pub fn watch() -> Self {
        let here = Self { path: RwSignal::new(String::new()), query: RwSignal::new(String::new()) };
        here.read();
        if let Some(window) = window() {
            EventListener::new(&window, "popstate", move |_| here.read()).forget();
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "click", options, move |event| {
                if let Some(to) = event.dyn_ref().and_then(link_of) {
                    event.prevent_default();
                    here.go(&to);
                }
            })
            .forget();
        }
        here
    }

    /// The path, tracked.
    pub fn path(self) -> String {
        self.path.get()
    }

    /// A value of the query, tracked; empty ones left out.
    pub fn query(self, name: &str) -> Option<String> {
        let query = self.query.get();
        UrlSearchParams::new_with_str(&query).ok()?.get(name).filter(|value| !value.is_empty())
    }

    /// The whole address, not tracked.
    pub fn here(self) -> String {
        self.path.get_untracked() + &self.query.get_untracked()
    }

    /// Goes to an address of the app.
    pub fn go(self, to: &str) {
        self.change(to, true);
    }

    /// Goes to an address that takes the place of this one in the history.
    pub fn replace(self, to: &str) {
        self.change(to, false);
    }

    fn change(self, to: &str, push: bool) {
        let Some(window) = window() else { return };
        let Ok(history) = window.history() else { return };
        // A second tap on the same link is no step that Back would undo.
        let push = push && to != self.here();
        // Both fail only where an address is no address of ours, or was changed a hundred times within seconds; then
        // the page stays where it is, and so do its signals.
        let _ = if push {
            history.push_state_with_url(&JsValue::NULL, "", Some(to))
        } else {
            history.replace_state_with_url(&JsValue::NULL, "", Some(to))
        };
        self.read();
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }

    fn read(self) {
        let Some(location) = window().map(|window| window.location()) else { return };
        let (path, query) = (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
        // Told only of what changed: a page that stays is not built again.
        if self.query.with_untracked(|known| *known != query) {
            self.query.set(query);
        }
        if self.path.with_untracked(|known| *known != path) {
            self.path.set(path);
        }
    }
}

/// The address, from the context that the app gave.
pub fn use_location() -> Location {
    expect_context()
}

/// The address that a tap on a link asks for, where the app itself follows it: a plain tap, in this tab, on an address
/// of ours.
fn link_of(event: &MouseEvent) -> Option<String> {
    let special = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || special {
        return None;
    }
    let link = event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??;
    if ["target", "download", "rel"].iter().any(|name| link.has_attribute(name)) {
        return None;
    }
    link.get_attribute("href").filter(|href| href.starts_with('/') && !href.starts_with("//"))
}
