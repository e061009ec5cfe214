#![allow(clippy::unused_async, reason = "the half in the browser waits")]

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::NONCE;
use crate::VaultError;

pub(crate) struct Root(Hkdf<Sha256>);

impl Root {
    pub(crate) async fn import(material: &[u8; 32]) -> Result<Self, VaultError> {
        Ok(Self(Hkdf::new(None, material)))
    }

    pub(crate) async fn cipher(&self, label: &str) -> Result<Cipher, VaultError> {
        Ok(Cipher(Aes256Gcm::new(&(*self.expand(label)?).into())))
    }

    pub(crate) async fn mac(&self, label: &str) -> Result<Mac, VaultError> {
        let key = self.expand(label)?;
        Ok(Mac(Hmac::new_from_slice(key.as_slice()).map_err(failed)?))
    }

    pub(crate) async fn secret(&self, label: &str) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        self.expand(label)
    }

    fn expand(&self, label: &str) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let mut key = Zeroizing::new([0; 32]);
        self.0.expand(label.as_bytes(), key.as_mut_slice()).map_err(failed)?;
        Ok(key)
    }
}

pub(crate) struct Cipher(Aes256Gcm);

impl Cipher {
    pub(crate) async fn seal(&self, nonce: &[u8; NONCE], bound: &[u8], clear: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.0.encrypt(&(*nonce).into(), Payload { msg: clear, aad: bound }).map_err(failed)
    }

    pub(crate) async fn open(&self, nonce: &[u8; NONCE], bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.0.decrypt(&(*nonce).into(), Payload { msg: sealed, aad: bound }).map_err(|_| VaultError::Refused)
    }
}

pub(crate) struct Mac(Hmac<Sha256>);

impl Mac {
    pub(crate) async fn sign(&self, data: &[u8]) -> Result<[u8; 32], VaultError> {
        Ok(self.0.clone().chain_update(data).finalize().into_bytes().into())
    }
}

pub(crate) async fn pbkdf2(secret: &[u8], salt: &[u8], iterations: u32) -> Result<[u8; 32], VaultError> {
    Ok(pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(secret, salt, iterations))
}

pub(crate) fn same_letters(text: &str) -> String {
    text.nfkc().collect()
}

fn failed(error: impl ToString) -> VaultError {
    VaultError::Crypto(error.to_string())
}
