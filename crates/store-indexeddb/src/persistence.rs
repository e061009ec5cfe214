//! What the browser says about the space and about keeping the data.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, StorageManager};

/// Bytes used and allowed, as the browser estimates them for the whole origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Bytes in use.
    pub usage: f64,
    /// Bytes allowed.
    pub quota: f64,
}

/// How much space is used and left; nothing where the browser does not say.
pub async fn estimate() -> Option<Estimate> {
    let answer: StorageEstimate = settle(manager()?.estimate()).await?.unchecked_into();
    Some(Estimate { usage: answer.get_usage()?, quota: answer.get_quota()? })
}

/// Whether the browser promised to keep the data; nothing where it does not say.
pub async fn persisted() -> Option<bool> {
    settle(manager()?.persisted()).await?.as_bool()
}

/// Asks the browser to keep the data; it may say no, and the app must live with that and show it.
pub async fn request_persist() -> Option<bool> {
    settle(manager()?.persist()).await?.as_bool()
}

/// Missing outside of a secure context.
fn manager() -> Option<StorageManager> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    Reflect::get(&navigator, &"storage".into()).ok()?.dyn_into().ok()
}

async fn settle(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}
