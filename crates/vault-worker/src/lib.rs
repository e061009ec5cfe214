//! The module of the worker that stretches passphrases (public/kdf.js). It does one thing and is thrown away: with it
//! go the passphrase and the tens of megabytes.
#![cfg(target_family = "wasm")]

use vault::Argon2id;
use wasm_bindgen::prelude::wasm_bindgen;

/// The secret of 32 bytes; nothing when the memory for it is not to be had.
#[wasm_bindgen]
#[must_use]
pub fn argon2id(passphrase: &[u8], salt: &[u8], memory_kib: u32, passes: u32) -> Option<Vec<u8>> {
    Argon2id { passphrase, salt, memory_kib, passes }.run().ok().map(|secret| secret.to_vec())
}
