//! Passphrases become secrets in a worker (public/kdf.js), off the thread that draws.

use js_sys::{Object, Reflect, Uint8Array};
use vault::{Argon2id, Kdf, Passphrase, Secret, VaultError, calibrate};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Of boot.js: starts the worker and throws it away.
    #[wasm_bindgen(catch, js_name = taccuinoStretch)]
    async fn in_worker(work: &Object) -> Result<JsValue, JsValue>;
}

/// The secret of a passphrase; about a second.
pub async fn stretch(kdf: Kdf, passphrase: &Passphrase, salt: &[u8]) -> Result<Secret, VaultError> {
    kdf.stretch_by(passphrase, salt, argon2id).await
}

/// What this phone does in good time. One run at the floor says how quick it is; the cost grows with memory and passes.
pub async fn calibrated() -> Kdf {
    let begun = js_sys::Date::now();
    let probe = stretch(Kdf::FLOOR, &Passphrase::typed("quanto è svelto"), &[0; 16]).await;
    let floor = js_sys::Date::now() - begun;
    let cost = |kdf| match kdf {
        Kdf::Argon2id { memory_kib, passes } => f64::from(memory_kib) * f64::from(passes),
        Kdf::Pbkdf2 { .. } => 0.0,
    };
    calibrate(async |kdf| probe.is_ok().then(|| floor * cost(kdf) / cost(Kdf::FLOOR))).await
}

async fn argon2id(work: Argon2id<'_>) -> Result<Secret, VaultError> {
    let message = Object::new();
    let passphrase = Uint8Array::from(work.passphrase);
    let fields = [
        ("passphrase", passphrase.clone().into()),
        ("salt", Uint8Array::from(work.salt).into()),
        ("memoryKib", work.memory_kib.into()),
        ("passes", work.passes.into()),
    ];
    for (name, value) in &fields {
        // A fresh object takes any property.
        let _ = Reflect::set(&message, &(*name).into(), value);
    }
    let answer = in_worker(&message).await;
    passphrase.fill(0, 0, passphrase.length());
    let answer = answer.map_err(|_| VaultError::Crypto("worker".to_owned()))?;
    if answer.is_null() {
        return Err(VaultError::NoMemory);
    }
    let bytes: Uint8Array = answer.dyn_into().map_err(|_| VaultError::Crypto("worker".to_owned()))?;
    let secret = bytes.to_vec().try_into().map_err(|_| VaultError::Malformed)?;
    bytes.fill(0, 0, bytes.length());
    Ok(Secret::new(secret))
}
