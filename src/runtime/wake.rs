//! The screen kept awake and a sound, both only for as long as a page is there, and only where the browser can.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::page;

thread_local! {
    /// What makes sounds; a browser lets nothing be heard that no tap has begun.
    static SOUND: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// The screen stays awake until this is dropped. A page that comes back into sight asks again: the browser lets go of it
/// whenever the page is hidden.
pub struct Awake {
    lock: Rc<RefCell<Option<JsValue>>>,
    _comes_back: Option<EventListener>,
}

impl Awake {
    /// Asks for it; where the browser says no, the screen goes dark as ever.
    pub fn new() -> Self {
        let lock = Rc::new(RefCell::new(None));
        let again = Rc::clone(&lock);
        ask(&lock);
        Self { lock, _comes_back: page::watch_visible(move || ask(&again)) }
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        if let Some(lock) = self.lock.take() {
            call(&lock, "release", &[]);
        }
    }
}

fn ask(into: &Rc<RefCell<Option<JsValue>>>) {
    // Who has let go meanwhile holds the only one that is left.
    let into = Rc::downgrade(into);
    let asked = web_sys::window().and_then(|window| get(&window.navigator(), "wakeLock"));
    let asked = asked.and_then(|wake| call(&wake, "request", &["screen".into()]));
    let Some(asked) = asked.and_then(|asked| asked.dyn_into::<Promise>().ok()) else { return };
    spawn_local(async move {
        let Ok(lock) = JsFuture::from(asked).await else { return };
        match into.upgrade() {
            Some(into) => drop(into.replace(Some(lock))),
            None => drop(call(&lock, "release", &[])),
        }
    });
}

/// Has sounds be heard from here on; only within a tap.
pub fn may_sound() {
    let made = || {
        let class = get(&js_sys::global(), "AudioContext")?.dyn_into::<Function>().ok()?;
        Reflect::construct(&class, &js_sys::Array::new()).ok()
    };
    SOUND.with_borrow_mut(|sound| *sound = sound.take().or_else(made));
}

/// One short sound, where a tap has allowed it.
pub fn sound() {
    SOUND.with_borrow(|sound| {
        let Some(sound) = sound else { return };
        let Some(tone) = call(sound, "createOscillator", &[]) else { return };
        if let (Some(out), Some(now)) =
            (get(sound, "destination"), get(sound, "currentTime").and_then(|at| at.as_f64()))
        {
            call(&tone, "connect", &[out]);
            call(&tone, "start", &[]);
            call(&tone, "stop", &[JsValue::from_f64(now + 0.6)]);
        }
    });
}

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

fn call(of: &JsValue, name: &str, with: &[JsValue]) -> Option<JsValue> {
    let method = get(of, name)?.dyn_into::<Function>().ok()?;
    match with {
        [one] => method.call1(of, one).ok(),
        _ => method.call0(of).ok(),
    }
}
