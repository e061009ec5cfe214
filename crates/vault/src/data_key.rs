use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::VaultError;
use crate::crypto::{NONCE, Root};

/// Random bytes of a cryptographic generator; a test gives its own.
pub trait Random {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

impl<F: Fn(&mut [u8])> Random for F {
    fn fill(&self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// A nonce, random for every use.
pub(crate) fn nonce(random: &impl Random) -> [u8; NONCE] {
    let mut nonce = [0; NONCE];
    random.fill(&mut nonce);
    nonce
}

/// Generation of a data key: 1, and one more at each rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyId(pub u32);

/// A secret of 32 bytes that opens a wrap: what [`crate::Kdf::stretch`] made of a passphrase, or what a passkey gave
/// (WebAuthn PRF). Wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Of bytes that only the person can give.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<Zeroizing<[u8; 32]>> for Secret {
    fn from(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(*bytes)
    }
}

/// The key of one person on one device. All that is sealed there hangs on it. Wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DataKey {
    #[zeroize(skip)]
    id: KeyId,
    bytes: [u8; 32],
}

impl DataKey {
    /// A new key.
    #[must_use]
    pub fn generate(id: KeyId, random: &impl Random) -> Self {
        let mut key = Self { id, bytes: [0; 32] };
        random.fill(&mut key.bytes);
        key
    }

    pub(crate) fn from_sealed(id: KeyId, clear: Vec<u8>) -> Result<Self, VaultError> {
        let clear = Zeroizing::new(clear);
        let bytes = clear.as_slice().try_into().map_err(|_| VaultError::Malformed)?;
        Ok(Self { id, bytes })
    }

    /// Its generation.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub(crate) async fn root(&self) -> Result<Root, VaultError> {
        Root::import(&self.bytes).await
    }
}
