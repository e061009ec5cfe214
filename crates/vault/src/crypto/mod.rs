//! The primitives: WebCrypto on the phone, RustCrypto everywhere else, with the same functions and the same bytes.
//!
//! - `Root`: key material of 32 bytes for HKDF-SHA-256 with an empty salt; keys come out of it by a label each, and
//!   as `secret` in bytes.
//! - `Cipher`: AES-256-GCM with a tag of 16 bytes behind the content.
//! - `Mac`: HMAC-SHA-256.
//! - `pbkdf2`: PBKDF2-HMAC-SHA-256 to 32 bytes.
//! - `same_letters`: Unicode NFKC, so that an accent is the same however a keyboard writes it.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub(crate) use native::{Cipher, Mac, Root, pbkdf2, same_letters};
#[cfg(target_family = "wasm")]
pub(crate) use web::{Cipher, Mac, Root, pbkdf2, same_letters};

/// Bytes of a nonce: random for every use of a key.
pub(crate) const NONCE: usize = 12;
