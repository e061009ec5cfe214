//! Whether the browser promises to keep the data.

use wasm_bindgen_futures::JsFuture;
use web_sys::window;

/// True when the browser will not evict the data by itself.
pub async fn persisted() -> bool {
    let Some(promise) = window().and_then(|window| window.navigator().storage().persisted().ok()) else { return false };
    JsFuture::from(promise).await.ok().and_then(|yes| yes.as_bool()).unwrap_or_default()
}

/// Asks for that promise; the browser may say no, and then the app says so.
pub async fn persist() -> bool {
    let Some(promise) = window().and_then(|window| window.navigator().storage().persist().ok()) else { return false };
    JsFuture::from(promise).await.ok().and_then(|yes| yes.as_bool()).unwrap_or_default()
}
