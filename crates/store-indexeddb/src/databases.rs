//! The databases of the origin as such.

use js_sys::{Array, Reflect};
use rexie::Rexie;
use store::StoreError;
use wasm_bindgen::prelude::*;

use crate::connection::factory;
use crate::fault::Fault;

#[wasm_bindgen]
extern "C" {
    type Factory;

    #[wasm_bindgen(method, catch)]
    async fn databases(this: &Factory) -> Result<JsValue, JsValue>;
}

/// Whether there is a database of this name; nothing where the browser does not say.
pub async fn exists(name: &str) -> Option<bool> {
    let factory = factory().ok()?;
    let all: Array = factory.unchecked_ref::<Factory>().databases().await.ok()?.dyn_into().ok()?;
    let names = all.iter().filter_map(|one| Reflect::get(&one, &"name".into()).ok()?.as_string());
    Some(names.into_iter().any(|known| known == name))
}

/// Deletes a database with all that it holds; one that is not there is no error.
///
/// # Errors
/// What the browser says.
pub async fn delete(name: &str) -> Result<(), StoreError> {
    Rexie::delete(name).await.map_err(|error| Fault::from(error).into_store_error())
}
