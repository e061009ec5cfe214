use js_sys::{Array, ArrayBuffer, JsString, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, SubtleCrypto};
use zeroize::Zeroizing;

use super::NONCE;
use crate::VaultError;

#[wasm_bindgen]
extern "C" {
    /// Of the page or of a worker; absent outside of a secure context.
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    static CRYPTO: Option<Crypto>;
}

pub(crate) struct Root(CryptoKey);

impl Root {
    pub(crate) async fn import(material: &[u8; 32]) -> Result<Self, VaultError> {
        Ok(Self(import(material, "HKDF", &["deriveKey", "deriveBits"]).await?))
    }

    pub(crate) async fn cipher(&self, label: &str) -> Result<Cipher, VaultError> {
        let kind = object(&[("name", "AES-GCM".into()), ("length", 256.into())])?;
        Ok(Cipher(self.derive(label, &kind, &["encrypt", "decrypt"]).await?))
    }

    pub(crate) async fn mac(&self, label: &str) -> Result<Mac, VaultError> {
        let kind = object(&[("name", "HMAC".into()), ("hash", "SHA-256".into()), ("length", 256.into())])?;
        Ok(Mac(self.derive(label, &kind, &["sign"]).await?))
    }

    pub(crate) async fn secret(&self, label: &str) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let derived = done(subtle()?.derive_bits_with_object(&by_label(label)?, &self.0, 256)).await?;
        let secret = array(&derived);
        wipe(&Uint8Array::new(&derived));
        Ok(Zeroizing::new(secret?))
    }

    async fn derive(&self, label: &str, kind: &Object, uses: &[&str]) -> Result<CryptoKey, VaultError> {
        let uses: Array = uses.iter().copied().map(JsValue::from).collect();
        let key = subtle()?.derive_key_with_object_and_object(&by_label(label)?, &self.0, kind, false, &uses);
        Ok(done(key).await?.unchecked_into())
    }
}

fn by_label(label: &str) -> Result<Object, VaultError> {
    object(&[
        ("name", "HKDF".into()),
        ("hash", "SHA-256".into()),
        ("salt", Uint8Array::new_with_length(0).into()),
        ("info", bytes(label.as_bytes()).into()),
    ])
}

pub(crate) struct Cipher(CryptoKey);

impl Cipher {
    pub(crate) async fn seal(&self, nonce: &[u8; NONCE], bound: &[u8], clear: &[u8]) -> Result<Vec<u8>, VaultError> {
        let by = gcm(nonce, bound)?;
        let copy = bytes(clear);
        let sealed = subtle()?.encrypt_with_object_and_buffer_source(&by, &self.0, &copy);
        let sealed = done(sealed).await;
        wipe(&copy);
        Ok(content(&sealed?))
    }

    pub(crate) async fn open(&self, nonce: &[u8; NONCE], bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let by = gcm(nonce, bound)?;
        let clear = subtle()?.decrypt_with_object_and_buffer_source(&by, &self.0, &bytes(sealed));
        let clear = done(clear).await.map_err(|error| match error {
            // The name that WebCrypto gives to a tag that does not fit; anything else is no verdict on the content.
            VaultError::Crypto(name) if name == "OperationError" => VaultError::Refused,
            other => other,
        })?;
        let opened = content(&clear);
        wipe(&Uint8Array::new(&clear));
        Ok(opened)
    }
}

pub(crate) struct Mac(CryptoKey);

impl Mac {
    pub(crate) async fn sign(&self, data: &[u8]) -> Result<[u8; 32], VaultError> {
        let signed = subtle()?.sign_with_str_and_buffer_source("HMAC", &self.0, &bytes(data));
        array(&done(signed).await?)
    }
}

pub(crate) async fn pbkdf2(secret: &[u8], salt: &[u8], iterations: u32) -> Result<[u8; 32], VaultError> {
    let key = import(secret, "PBKDF2", &["deriveBits"]).await?;
    let by = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", bytes(salt).into()),
        ("iterations", iterations.into()),
    ])?;
    array(&done(subtle()?.derive_bits_with_object(&by, &key, 256)).await?)
}

pub(crate) fn same_letters(text: &str) -> String {
    JsString::from(text).normalize("NFKC").into()
}

/// Key material that cannot be taken out again.
async fn import(material: &[u8], kind: &str, uses: &[&str]) -> Result<CryptoKey, VaultError> {
    let uses: Array = uses.iter().copied().map(JsValue::from).collect();
    let copy = bytes(material);
    let key = subtle()?.import_key_with_str("raw", &copy, kind, false, &uses);
    let key = done(key).await;
    wipe(&copy);
    Ok(key?.unchecked_into())
}

fn gcm(nonce: &[u8; NONCE], bound: &[u8]) -> Result<Object, VaultError> {
    object(&[("name", "AES-GCM".into()), ("iv", bytes(nonce).into()), ("additionalData", bytes(bound).into())])
}

fn subtle() -> Result<SubtleCrypto, VaultError> {
    let crypto = CRYPTO.with(Clone::clone);
    crypto.map(|crypto| crypto.subtle()).ok_or_else(|| VaultError::Crypto("no WebCrypto".to_owned()))
}

async fn done(promise: Result<js_sys::Promise, JsValue>) -> Result<JsValue, VaultError> {
    JsFuture::from(promise.map_err(failed)?).await.map_err(failed)
}

fn object(fields: &[(&str, JsValue)]) -> Result<Object, VaultError> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value).map_err(failed)?;
    }
    Ok(object)
}

fn bytes(from: &[u8]) -> Uint8Array {
    Uint8Array::from(from)
}

/// What can be wiped of a copy outside of the module; the browser may have made others.
fn wipe(copy: &Uint8Array) {
    copy.fill(0, 0, copy.length());
}

fn content(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>()).to_vec()
}

fn array(buffer: &JsValue) -> Result<[u8; 32], VaultError> {
    content(buffer).try_into().map_err(|_| VaultError::Crypto("not 32 bytes".to_owned()))
}

/// The name of the exception and no more: its message is the browser's business.
fn failed(thrown: JsValue) -> VaultError {
    let name = Reflect::get(&thrown, &"name".into()).ok().and_then(|name| name.as_string());
    VaultError::Crypto(name.unwrap_or_else(|| "Error".to_owned()))
}
