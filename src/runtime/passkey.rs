//! Passkeys with a secret of their own (public/passkey.js): the phone's own gesture opens the notebook.

use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use vault::Secret;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Of boot.js: brings the script and asks the authenticator.
    #[wasm_bindgen(catch, js_name = taccuinoPasskey)]
    async fn ask(work: &Object) -> Result<JsValue, JsValue>;
}

/// Why there is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPasskey {
    /// The person said no, or the passkey is not there any more; browsers do not tell the two apart.
    Refused,
    /// This phone has no passkeys, or none with a secret.
    Unable,
}

/// A passkey that answered.
pub struct Passkey {
    /// Its credential.
    pub credential: Vec<u8>,
    /// What it gives for the salt that it was asked with.
    pub secret: Secret,
}

/// Asks the passkey of `credential`, or makes one, for its secret of this salt.
pub async fn passkey(credential: Option<&[u8]>, salt: &[u8]) -> Result<Passkey, NoPasskey> {
    let work = Object::new();
    let set = |name: &str, bytes: &[u8]| {
        // A fresh object takes any property.
        let _ = Reflect::set(&work, &name.into(), &Uint8Array::from(bytes));
    };
    set("salt", salt);
    if let Some(credential) = credential {
        set("credential", credential);
    }
    let answer = ask(&work).await.map_err(|error| match name_of(&error).as_deref() {
        Some("NotAllowedError" | "AbortError") => NoPasskey::Refused,
        _ => NoPasskey::Unable,
    })?;
    let bytes = |name: &str| -> Option<Uint8Array> { Reflect::get(&answer, &name.into()).ok()?.dyn_into().ok() };
    let (credential, given) = bytes("credential").zip(bytes("secret")).ok_or(NoPasskey::Unable)?;
    let secret = given.to_vec().try_into().map_err(|_| NoPasskey::Unable)?;
    given.fill(0, 0, given.length());
    Ok(Passkey { credential: credential.to_vec(), secret: Secret::new(secret) })
}

/// Whether this phone has an authenticator of its own, a fingerprint or a face; whether it gives secrets shows when one is
/// made.
pub async fn can_make_passkey() -> bool {
    let asked = || -> Option<Promise> {
        let class = Reflect::get(&js_sys::global(), &"PublicKeyCredential".into()).ok()?;
        let ask = Reflect::get(&class, &"isUserVerifyingPlatformAuthenticatorAvailable".into()).ok()?;
        ask.dyn_ref::<Function>()?.call0(&class).ok()?.dyn_into().ok()
    };
    match asked() {
        Some(asked) => JsFuture::from(asked).await.is_ok_and(|able| able.is_truthy()),
        None => false,
    }
}

fn name_of(error: &JsValue) -> Option<String> {
    Reflect::get(error, &"name".into()).ok()?.as_string()
}
