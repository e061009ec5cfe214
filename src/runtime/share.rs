//! Handing something to another app, where the browser can: always within the gesture of a tap, never after something was
//! waited for.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::sealing::object;

/// Whether the browser has a sheet for texts.
pub fn can_share() -> bool {
    method("share").is_some()
}

/// Opens the phone's sheet with a text. Whoever leaves the sheet has shared nothing, and nobody has to be told.
pub fn share_text(text: &str) {
    share(&object([("text", text.into())]));
}

/// Opens the phone's sheet with a file that [`can_share_file`] said it takes.
pub fn share_file(name: &str, kind: &str, content: &str) {
    if let Some(file) = file(name, kind, content) {
        share(&object([("files", Array::of1(&file).into())]));
    }
}

/// Whether the browser would take a file of this kind.
pub fn can_share_file(name: &str, kind: &str) -> bool {
    let data = file(name, kind, "").map(|file| object([("files", Array::of1(&file).into())]));
    let asked = method("canShare").zip(data);
    asked.and_then(|((of, can), data)| can.call1(&of, &data).ok()).is_some_and(|can| can.is_truthy())
}

fn share(data: &Object) {
    let Some((of, share)) = method("share") else { return };
    if let Some(going) = share.call1(&of, data).ok().and_then(|going| going.dyn_into::<Promise>().ok()) {
        // A promise that nobody hears would be an error of the page.
        spawn_local(async move { drop(JsFuture::from(going).await) });
    }
}

fn file(name: &str, kind: &str, content: &str) -> Option<JsValue> {
    let class = Reflect::get(&js_sys::global(), &"File".into()).ok()?.dyn_into::<Function>().ok()?;
    let parts = Array::of1(&content.into());
    Reflect::construct(&class, &Array::of3(&parts, &name.into(), &object([("type", kind.into())]))).ok()
}

/// A method of the navigator, where there is one, and whom to call it of.
fn method(name: &str) -> Option<(JsValue, Function)> {
    let navigator = JsValue::from(web_sys::window()?.navigator());
    let method = Reflect::get(&navigator, &name.into()).ok()?.dyn_into::<Function>().ok()?;
    Some((navigator, method))
}
