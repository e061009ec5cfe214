//! The card of a path before the camera, where the browser can read it.

use leptos::html::Video;
use leptos::prelude::*;
use model::hub::read_path_code;
use wasm_bindgen::JsCast as _;
use web_sys::AbortController;

use crate::components::{Button, Look, Notice, Sheet, Show, Tone};
use crate::runtime::{NoScan, can_scan, scan};
use crate::tr;

/// A button that reads the code of a card; nothing where this browser cannot.
#[component]
pub fn ScanCard(
    /// Gets the code.
    on_code: impl Fn(String) + Copy + Send + Sync + 'static,
    /// The field to type it into.
    field: &'static str,
) -> impl IntoView {
    let able = RwSignal::new(false);
    let open = RwSignal::new(false);
    leptos::task::spawn_local(async move {
        able.try_set(can_scan().await);
    });
    let found = move |code| {
        open.set(false);
        on_code(code);
    };
    let type_it = move || {
        open.set(false);
        // Once the sheet is closed, which gives the focus back to its button.
        request_animation_frame(move || {
            if let Some(input) = document().get_element_by_id(field) {
                let _ = input.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        });
    };
    view! {
        <Show when=move || able.get()>
            <Button look=Look::Soft icon="card" on_press=move |_| open.set(true) words=tr!(hub.scan) />
        </Show>
        <Sheet open title=tr!(hub.scan).to_owned()>
            <Camera found put_away=move || open.set(false) type_it />
        </Sheet>
    }
}

/// What the camera sees. It goes on as long as this stands, and the page is looked at.
#[component]
fn Camera(
    found: impl Fn(String) + Copy + Send + Sync + 'static,
    put_away: impl Fn() + Copy + Send + Sync + 'static,
    type_it: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let video = NodeRef::<Video>::new();
    let failed = RwSignal::new(None);
    let stop = StoredValue::new_local(AbortController::new().ok());
    on_cleanup(move || {
        stop.try_with_value(|stop| stop.as_ref().map(AbortController::abort));
    });
    Effect::new(move || {
        let (Some(video), Some(stop)) = (video.get(), stop.get_value()) else { return };
        leptos::task::spawn_local(async move {
            match scan(&video, &stop.signal(), |text| read_path_code(&text).is_some()).await {
                Ok(text) => found(read_path_code(&text).unwrap_or(text)),
                // Closed by hand, it may be open again by now.
                Err(NoScan::PutAway) => (!stop.signal().aborted()).then(put_away).unwrap_or_default(),
                Err(NoScan::Denied) => drop(failed.try_set(Some(tr!(hub.scan_denied)))),
                Err(NoScan::Unable) => drop(failed.try_set(Some(tr!(hub.scan_unable)))),
            }
        });
    });
    view! {
        <Show
            when=move || failed.get().is_none()
            fallback=move || {
                view! {
                    <Notice tone=Tone::Warn icon="warning-circle" role="alert" words=move || failed.get() />
                    <Button on_press=move |_| type_it() words=tr!(hub.scan_type) />
                }
            }
        >
            <p class="sheet__text">{tr!(hub.scan_text)}</p>
            <video class="scan" node_ref=video playsinline prop:muted=true aria-hidden="true"></video>
        </Show>
    }
}
