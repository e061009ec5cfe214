//! A new version that waits: announced, applied only on consent.

use std::rc::Rc;

use super::page::reload;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState, window};

/// A page that is not told of the change reloads after this.
const RELOAD_ANYWAY_MS: u32 = 2_000;

/// Runs `on_ready` when a new version has been downloaded whole and waits.
pub fn watch_update(on_ready: impl Fn() + 'static) {
    let on_ready: Rc<dyn Fn()> = Rc::new(on_ready);
    spawn_local(async move {
        let Some(registration) = registration().await else { return };
        if registration.waiting().is_some() {
            on_ready();
        }
        let watched = registration.clone();
        EventListener::new(&registration, "updatefound", move |_| {
            let Some(installing) = watched.installing() else { return };
            let (worker, on_ready) = (installing.clone(), on_ready.clone());
            EventListener::new(&installing, "statechange", move |_| {
                // The very first install has no old version to replace.
                let replaces = container().is_some_and(|container| container.controller().is_some());
                if worker.state() == ServiceWorkerState::Installed && replaces {
                    on_ready();
                }
            })
            .forget();
        })
        .forget();
    });
}

/// Puts the waiting version in charge and opens the page again.
pub fn apply_update() {
    spawn_local(async {
        let Some(waiting) = registration().await.and_then(|registration| registration.waiting()) else {
            return reload();
        };
        if let Some(container) = container() {
            EventListener::once(&container, "controllerchange", |_| reload()).forget();
        }
        let message = Object::new();
        // A fresh object takes any property; a worker that cannot be told is replaced by the reload below.
        let _ = Reflect::set(&message, &"type".into(), &JsValue::from_str("SKIP_WAITING"));
        let _ = waiting.post_message(&message);
        Timeout::new(RELOAD_ANYWAY_MS, reload).forget();
    });
}

fn container() -> Option<ServiceWorkerContainer> {
    // Absent in private windows of some browsers, where web-sys would hand out `undefined`.
    let navigator = window()?.navigator();
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

async fn registration() -> Option<ServiceWorkerRegistration> {
    let ready = container()?.ready().ok()?;
    JsFuture::from(ready).await.ok()?.dyn_into().ok()
}
