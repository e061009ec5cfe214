//! The code of a card, read with the camera (public/scan.js).

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    /// Of boot.js: brings the script and looks.
    #[wasm_bindgen(catch, js_name = taccuinoScan)]
    async fn look(work: &Object) -> Result<JsValue, JsValue>;
}

/// Why there is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoScan {
    /// The person, or the settings of the phone, said no.
    Denied,
    /// No camera is free, or the browser cannot read codes after all.
    Unable,
    /// The page was left or went out of sight.
    PutAway,
}

/// The first text before the camera that `is_wanted`, shown in `video` meanwhile. The camera is off when this ends.
///
/// # Errors
/// When there is no code: see [`NoScan`].
pub async fn scan(
    video: &JsValue,
    signal: &AbortSignal,
    is_wanted: impl Fn(String) -> bool + 'static,
) -> Result<String, NoScan> {
    let is_wanted = Closure::<dyn Fn(String) -> bool>::new(is_wanted);
    let work = Object::new();
    for (name, value) in [("video", video), ("signal", signal.as_ref()), ("isWanted", is_wanted.as_ref())] {
        // A fresh object takes any property.
        let _ = Reflect::set(&work, &name.into(), value);
    }
    let code = look(&work).await.map_err(|error| match name_of(&error).as_deref() {
        Some("NotAllowedError" | "SecurityError") => NoScan::Denied,
        Some("AbortError") => NoScan::PutAway,
        _ => NoScan::Unable,
    })?;
    code.as_string().ok_or(NoScan::Unable)
}

/// Whether this browser reads QR codes, and has cameras at all.
pub async fn can_scan() -> bool {
    let asked = || -> Option<Promise> {
        let global = js_sys::global();
        let cameras = Reflect::get(&Reflect::get(&global, &"navigator".into()).ok()?, &"mediaDevices".into()).ok()?;
        let class = Reflect::get(&global, &"BarcodeDetector".into()).ok().filter(|_| cameras.is_object())?;
        let ask = Reflect::get(&class, &"getSupportedFormats".into()).ok()?;
        ask.dyn_ref::<Function>()?.call0(&class).ok()?.dyn_into().ok()
    };
    let Some(asked) = asked() else { return false };
    let formats = JsFuture::from(asked).await.map(|formats| Array::from(&formats));
    formats.is_ok_and(|formats| formats.includes(&"qr_code".into(), 0))
}

fn name_of(error: &JsValue) -> Option<String> {
    Reflect::get(error, &"name".into()).ok()?.as_string()
}
