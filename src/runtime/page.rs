//! What the page itself tells: visible, online, going away; and the theme.

use gloo_events::EventListener;
use model::time::Millis;
use vault::Watch;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Document, VisibilityState, window};

/// Runs `on_visible` when the page comes back, for as long as the listener is kept.
pub fn watch_visible(on_visible: impl Fn() + 'static) -> Option<EventListener> {
    let document = document()?;
    let watched = document.clone();
    Some(EventListener::new(&document, "visibilitychange", move |_| {
        if watched.visibility_state() == VisibilityState::Visible {
            on_visible();
        }
    }))
}

/// Whether somebody looks at the page.
pub fn is_visible() -> bool {
    document().is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Makes the open forms write their drafts down now, as if the page were about to go.
pub fn write_drafts_down() {
    if let (Some(window), Ok(event)) = (window(), web_sys::Event::new("pagehide")) {
        // Nothing else could be tried if the page does not take its own event.
        let _ = window.dispatch_event(&event);
    }
}

#[wasm_bindgen]
extern "C" {
    /// Whether nobody has touched the app for so long that it shuts itself (boot.js).
    #[wasm_bindgen(js_name = taccuinoIdle)]
    pub fn is_idle() -> bool;

    #[wasm_bindgen(js_name = taccuinoTouched)]
    fn touched_at() -> f64;

    #[wasm_bindgen(js_name = taccuinoLeft)]
    fn left_at() -> f64;

    #[wasm_bindgen(js_name = taccuinoTimes)]
    fn set_times(keeps: f64, grace: f64);

    #[wasm_bindgen(js_name = taccuinoOpened)]
    fn opened_for(keeps: f64, device: Option<String>, notebook: Option<String>);
}

/// The notebook of this device is open from here on, and somebody has just touched it. How long it stays open is said by [`times`] later.
pub fn opened(device: Option<String>, notebook: Option<String>) {
    opened_for(length(Watch::USUAL), device, notebook);
}

/// When somebody touched the app last.
pub fn touched() -> Millis {
    instant(touched_at())
}

/// Since when it is out of sight. One that came back after its grace counts as out of sight until [`times`] says none.
pub fn left() -> Option<Millis> {
    Some(left_at()).filter(|at| at.is_finite()).map(instant)
}

/// How long the page may be left untouched, and how long out of sight; it is blank after that, and what is behind it is
/// to be shut. Without a grace it may be out of sight as long as it is left untouched.
pub fn times(keeps: i64, grace: Option<i64>) {
    set_times(length(keeps), grace.map_or(f64::INFINITY, length));
}

#[expect(clippy::cast_precision_loss, reason = "minutes, not ages")]
const fn length(millis: i64) -> f64 {
    millis as f64
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds of the epoch, or never, which saturates")]
const fn instant(millis: f64) -> Millis {
    Millis(millis as i64)
}

/// Origin of the app.
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Whether somebody writes on a shut phone, in the field of src/pages/door/capture.rs: that text is nowhere else yet.
pub fn is_capturing() -> bool {
    let field = document().and_then(|document| document.get_element_by_id("appunto"));
    let text = field.and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok()?.as_string());
    text.is_some_and(|text| !text.is_empty())
}

/// Puts the page on paper.
pub fn print() {
    if let Some(window) = window() {
        // A browser that cannot print says so itself.
        let _ = window.print();
    }
}

/// Opens the page again, with nothing of what it knew.
pub fn reload() {
    if let Some(window) = window() {
        // A page that cannot reload goes on.
        let _ = window.location().reload();
    }
}

/// Opens another page, with nothing of what this one knew.
pub fn open(path: &str) {
    if let Some(window) = window() {
        // As for [`reload`].
        let _ = window.location().replace(path);
    }
}

/// Runs `on_online` when the browser believes in a network, for as long as the listener is kept.
pub fn watch_online(on_online: impl Fn() + 'static) -> Option<EventListener> {
    let window = window()?;
    Some(EventListener::new(&window, "online", move |_| on_online()))
}

/// The document; a page always has one.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// The code in the fragment of an enrolment link; it is taken out of the address and the history at once.
pub fn take_fragment() -> Option<String> {
    let window = window()?;
    let hash = window.location().hash().ok()?;
    let code = hash.strip_prefix('#').filter(|code| !code.is_empty())?.to_owned();
    let path = window.location().pathname().ok()?;
    window.history().ok()?.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path)).ok()?;
    Some(code)
}

/// Moves the focus to the page's heading, so that a screen reader tells the new page, and sets the title.
pub fn announce(title: &str) {
    let Some(document) = document() else { return };
    document.set_title(&format!("{title} · Taccuino"));
    if let Ok(Some(heading)) = document.query_selector("h1[tabindex='-1']")
        && let Ok(heading) = heading.dyn_into::<web_sys::HtmlElement>()
    {
        // Focus is a courtesy; a page without it still works.
        let _ = heading.focus();
    }
}

/// Moves the focus to a part of the page that opens, and brings it into sight, once it is there.
pub fn bring_into_sight(id: String) {
    leptos::prelude::request_animation_frame(move || {
        let part = document().and_then(|document| document.get_element_by_id(&id));
        if let Some(Ok(part)) = part.map(|part| part.dyn_into::<web_sys::HtmlElement>()) {
            // The page stands where it is, if need be at its top.
            let _ = part.focus();
            part.scroll_into_view();
        }
    });
}

/// Opens what is folded over a field at fault, once the marks are in the page.
pub fn open_details_at_fault() {
    leptos::prelude::request_animation_frame(|| {
        let Some(document) = document() else { return };
        let at_fault = "details:not([open]):has(.field--error, .group--error)";
        // A browser that cannot ask for `:has` leaves them closed; the summary of errors leads there all the same.
        while let Ok(Some(details)) = document.query_selector(at_fault) {
            if details.set_attribute("open", "").is_err() {
                return;
            }
        }
    });
}

/// Moves the focus to the first question that is marked, once the marks are in the page.
pub fn focus_first_fault() {
    leptos::prelude::request_animation_frame(|| {
        let first = document().and_then(|document| document.query_selector(".group--error input").ok().flatten());
        if let Some(Ok(input)) = first.map(|input| input.dyn_into::<web_sys::HtmlElement>()) {
            // The marks are seen without it.
            let _ = input.focus();
        }
    });
}

const THEME_KEY: &str = "taccuino.theme";

/// The theme chosen: `auto`, `day`, `night` or `contrast`. The only thing in localStorage.
pub fn theme() -> String {
    chosen_theme().unwrap_or_else(|| "auto".to_owned())
}

/// Applies a theme for this visit, where a person never chose one.
pub fn set_theme_for_now(theme: &str) {
    if chosen_theme().is_none() {
        apply_theme(theme);
    }
}

/// Larger text for this visit (style/themes.css).
pub fn enlarge_for_now() {
    set_on_root("data-text", "large");
}

/// Applies and remembers a theme.
pub fn set_theme(theme: &str) {
    apply_theme(theme);
    if let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) {
        // Storage switched off: the theme holds for this visit.
        let _ = storage.set_item(THEME_KEY, theme);
    }
}

fn chosen_theme() -> Option<String> {
    window()?.local_storage().ok().flatten()?.get_item(THEME_KEY).ok().flatten()
}

fn apply_theme(theme: &str) {
    set_on_root("data-theme", theme);
}

fn set_on_root(name: &str, value: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        // An attribute name without spaces is always valid.
        let _ = root.set_attribute(name, value);
    }
}

/// Whether nobody can see the page.
pub fn hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Runs `on_hidden` when the page may be about to die (not every browser says visibilitychange then), for as long as the current view lives.
pub fn on_hidden_while_here(on_hidden: impl Fn() + Clone + 'static) {
    let Some(window) = window() else { return };
    let Some(document) = window.document() else { return };
    let watched = document.clone();
    let hidden = on_hidden.clone();
    let visibility = EventListener::new(&document, "visibilitychange", move |_| {
        if watched.visibility_state() == VisibilityState::Hidden {
            hidden();
        }
    });
    let leaving = EventListener::new(&window, "pagehide", move |_| on_hidden());
    let listeners = leptos::prelude::StoredValue::new_local(Some((visibility, leaving)));
    leptos::prelude::on_cleanup(move || drop(leptos::prelude::UpdateValue::try_update_value(&listeners, Option::take)));
}
