//! JSON in and out of the app, each time by way of a [`Value`].
//!
//! A type that is read from text and from a `Value`, or written to both, is compiled once for each. Through `Value`
//! alone the code of each type is made once, which the first load of a phone feels (docs/adr/0005-first-load.md).
//! Elsewhere, in tests and in the simulator, nothing is loaded over a weak network, and the shorter way is taken.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Result, Value};

/// Reads a value from bytes.
///
/// # Errors
/// When they are no JSON, or not that of a `T`.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    if cfg!(target_family = "wasm") {
        T::deserialize(serde_json::from_slice::<Value>(bytes)?)
    } else {
        serde_json::from_slice(bytes)
    }
}

/// Reads a value from a text.
///
/// # Errors
/// As [`from_slice`].
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T> {
    from_slice(text.as_bytes())
}

/// Writes a value as compact JSON.
///
/// # Errors
/// When it has no form in JSON, such as a map whose keys are no texts.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    if cfg!(target_family = "wasm") {
        Ok(serde_json::to_value(value)?.to_string())
    } else {
        serde_json::to_string(value)
    }
}

/// Writes a value as the bytes of compact JSON.
///
/// # Errors
/// As [`to_string`].
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>> {
    to_string(value).map(String::into_bytes)
}

/// Reads a list, for `deserialize_with`. In the app item by item out of a [`Value`], for the reason above.
///
/// # Errors
/// When it is no list, or an item is not of its type.
pub fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> std::result::Result<Vec<T>, D::Error> {
    if !cfg!(target_family = "wasm") {
        return Vec::deserialize(deserializer);
    }
    let Value::Array(items) = Value::deserialize(deserializer)? else { return Err(D::Error::custom("no list")) };
    let mut list = Vec::with_capacity(items.len());
    for item in items {
        list.push(T::deserialize(item).map_err(D::Error::custom)?);
    }
    Ok(list)
}
