//! What lies on the phone is sealed: keys, the wraps that open them, and the rows.
//!
//! - A [`DataKey`] is random, one for each person and device. It never lies anywhere in clear: a [`KeyFile`] holds it
//!   wrapped by a passphrase ([`Kdf`]) and, besides, by a passkey.
//! - [`RowKeys`] are made of it for as long as the phone is unlocked; they seal each row for its table, its key, its
//!   version and the batch that wrote it.
//! - What a phone seals to the Ambito, whose API alone opens it, is of the module `carrier`, which no phone needs.
//! - A proof for the API that the passphrase was given again is made of it too, and of nothing that stays open.
//! - A [`PinLock`] holds it in memory, never on the disk: a PIN opens again what was unlocked. [`Watch`] says for how long.
//! - A [`Lease`] ends reading on a phone that does not hear the API any more.
//!
//! In the browser the primitives are those of WebCrypto, with keys that cannot be taken out; elsewhere those of
//! RustCrypto. The formats and the labels are in docs/adr/0007-the-vault.md; vectors of tests/fixtures/vault hold both
//! halves to the same bytes.

#[cfg(not(target_family = "wasm"))]
pub mod carrier;
mod crypto;
mod data_key;
mod error;
mod json;
mod kdf;
mod key_file;
mod lease;
mod passphrase;
mod pin;
mod rows;
mod step_up;
mod watch;

pub use data_key::{DataKey, KeyId, Random, Secret};
pub use error::VaultError;
pub use kdf::{Argon2id, Kdf, calibrate};
pub use key_file::{By, KeyFile, Owner};
pub use lease::Lease;
pub use passphrase::{Passphrase, Weak};
pub use pin::{PIN_TRIES, Pin, PinLock, WrongPin};
pub use rows::{Place, RowKeys};
#[cfg(not(target_family = "wasm"))]
pub use step_up::is_step_up_proof;
pub use watch::{Due, Vigil, Watch};
