//! The proof that somebody has just given the passphrase, or the passkey: a key of its own, which an open notebook does not
//! have. The API gets it once, for each phone. Reasons: docs/adr/0011-proof-again.md.

use model::ids::DeviceId;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::data_key::DataKey;
use crate::rows::put;

/// What a proof is for.
const DOMAIN: &[u8] = b"taccuino step-up 1";

impl DataKey {
    /// The key that the API keeps to check the proofs of this device.
    ///
    /// # Errors
    /// What the primitives say.
    pub async fn step_up_key(&self, device: DeviceId) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        self.root().await?.secret(&label(device)).await
    }

    /// The proof for a challenge of the API.
    ///
    /// # Errors
    /// What the primitives say.
    pub async fn step_up_proof(&self, device: DeviceId, challenge: &[u8]) -> Result<[u8; 32], VaultError> {
        self.root().await?.mac(&label(device)).await?.sign(&signed(device, challenge)).await
    }
}

/// Whether `proof` was made for this device and challenge by who has `key`; takes as long whatever is wrong with it.
#[cfg(not(target_family = "wasm"))]
#[must_use]
pub fn is_step_up_proof(key: &[u8], device: DeviceId, challenge: &[u8], proof: &[u8]) -> bool {
    use hmac::{Hmac, KeyInit as _, Mac as _};

    Hmac::<sha2::Sha256>::new_from_slice(key)
        .is_ok_and(|mac| mac.chain_update(signed(device, challenge)).verify_slice(proof).is_ok())
}

fn label(device: DeviceId) -> String {
    format!("v1|step-up|{device}")
}

/// Each part with its length before it.
fn signed(device: DeviceId, challenge: &[u8]) -> Vec<u8> {
    let mut signed = Vec::with_capacity(96);
    for part in [DOMAIN, device.0.as_bytes().as_slice(), challenge] {
        put(&mut signed, part);
    }
    signed
}
