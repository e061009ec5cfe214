//! The browser's own API, and ways to spoil it: see raw.js.

use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::IdbDatabase;

#[wasm_bindgen(module = "/tests/browser/raw.js")]
extern "C" {
    pub fn restore();
    #[wasm_bindgen(js_name = recordTransactions)]
    pub fn record_transactions() -> Array;
    #[wasm_bindgen(js_name = recordConnections)]
    pub fn record_connections() -> Array;
    #[wasm_bindgen(js_name = throwAtPut)]
    pub fn throw_at_put(count: u32, name: &str);
    #[wasm_bindgen(js_name = abortAfterPut)]
    pub fn abort_after_put(count: u32, name: Option<&str>);
    #[wasm_bindgen(js_name = spoilIndexedDb)]
    pub fn spoil_indexed_db(how: &str);

    pub type LostComplete;
    #[wasm_bindgen(js_name = loseNextComplete)]
    pub fn lose_next_complete() -> LostComplete;
    #[wasm_bindgen(method, getter)]
    pub fn committed(this: &LostComplete) -> Promise;
    #[wasm_bindgen(method)]
    pub fn release(this: &LostComplete);

    #[wasm_bindgen(catch, js_name = openAt)]
    async fn open_at_js(name: &str, version: Option<u32>) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = deleteDatabase)]
    pub async fn delete_database(name: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = abortAtStore)]
    pub fn abort_at_store(name: &str);
    #[wasm_bindgen(catch, js_name = upgradeThatDies)]
    async fn upgrade_that_dies_js(name: &str, version: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub async fn build(fixture: &str, name: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_name = putStranger)]
    pub async fn put_stranger(name: &str, store: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_name = dump)]
    async fn dump_js(name: &str) -> Result<JsValue, JsValue>;
}

/// A newer app's connection, once the older ones gave way.
pub async fn upgrade(name: &str) -> IdbDatabase {
    open_at_js(name, Some(NEWER)).await.expect("it opens").into()
}

/// Whether an upgrade was broken off half way.
pub async fn upgrade_that_dies(name: &str) -> bool {
    upgrade_that_dies_js(name, NEWER).await.expect("it is tried").is_truthy()
}

/// A connection that never gives way.
pub async fn hold(name: &str) -> IdbDatabase {
    open_at_js(name, None).await.expect("it opens").into()
}

/// A version that this app will not reach soon.
pub const NEWER: u32 = 99;

/// The database as it lies there.
pub async fn dump(name: &str) -> serde_json::Value {
    let text = dump_js(name).await.expect("it can be read").as_string().expect("it is text");
    serde_json::from_str(&text).expect("it is JSON")
}
