use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::{Zeroize as _, Zeroizing};

use crate::data_key::Secret;
use crate::{Passphrase, VaultError, crypto};

/// How a passphrase becomes a secret. Written beside what it opens, so that a stronger one can take its place later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kdf {
    /// Argon2id, version 1.3, with one lane: the module of the browser has one thread.
    Argon2id {
        /// Memory, KiB.
        memory_kib: u32,
        /// Passes.
        passes: u32,
    },
    /// PBKDF2-HMAC-SHA-256, where the memory for Argon2 is not to be had.
    Pbkdf2 {
        /// Iterations.
        iterations: u32,
    },
}

impl Kdf {
    /// The least that this app makes (OWASP ASVS 5.0, appendix C).
    pub const FLOOR: Self = Self::Argon2id { memory_kib: 19 * 1024, passes: 2 };
    /// Where the memory is not to be had (OWASP ASVS 5.0, appendix C).
    pub const FALLBACK: Self = Self::Pbkdf2 { iterations: 600_000 };

    /// Weakest first; each is tried in its turn by [`calibrate`].
    const LADDER: [Self; 5] = [
        Self::FLOOR,
        Self::Argon2id { memory_kib: 46 * 1024, passes: 1 },
        Self::Argon2id { memory_kib: 46 * 1024, passes: 2 },
        Self::Argon2id { memory_kib: 64 * 1024, passes: 2 },
        Self::Argon2id { memory_kib: 64 * 1024, passes: 3 },
    ];

    /// Whether a new wrap may be made with it.
    #[must_use]
    pub const fn is_enough(self) -> bool {
        match self {
            Self::Argon2id { memory_kib, passes } => {
                (memory_kib >= 19 * 1024 && passes >= 2) || (memory_kib >= 46 * 1024 && passes >= 1)
            }
            Self::Pbkdf2 { iterations } => iterations >= 600_000,
        }
    }

    /// The secret of a passphrase. Takes about a second and, with Argon2, tens of megabytes: never on the thread that
    /// draws.
    ///
    /// # Errors
    /// [`VaultError::NoMemory`] when the memory is not to be had; [`Kdf::FALLBACK`] needs none.
    pub async fn stretch(self, passphrase: &Passphrase, salt: &[u8]) -> Result<Secret, VaultError> {
        self.stretch_by(passphrase, salt, async |work| work.run().map(Secret::from)).await
    }

    /// As [`Self::stretch`], with Argon2 done elsewhere: in the browser that is a worker with a module of its own, whose
    /// memory goes with it.
    ///
    /// # Errors
    /// As [`Self::stretch`], and what `argon2id` says.
    pub async fn stretch_by(
        self,
        passphrase: &Passphrase,
        salt: &[u8],
        argon2id: impl AsyncFnOnce(Argon2id<'_>) -> Result<Secret, VaultError>,
    ) -> Result<Secret, VaultError> {
        match self {
            Self::Argon2id { memory_kib, passes } => {
                argon2id(Argon2id { passphrase: passphrase.bytes(), salt, memory_kib, passes }).await
            }
            Self::Pbkdf2 { iterations } => {
                let bytes = Zeroizing::new(crypto::pbkdf2(passphrase.bytes(), salt, iterations).await?);
                Ok(Secret::from(bytes))
            }
        }
    }
}

/// What Argon2id is to do.
#[derive(Clone, Copy)]
pub struct Argon2id<'a> {
    /// The passphrase, as [`Passphrase`] spells it.
    pub passphrase: &'a [u8],
    /// Random, 16 bytes.
    pub salt: &'a [u8],
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

impl Argon2id<'_> {
    /// Does it, on this thread.
    ///
    /// # Errors
    /// [`VaultError::NoMemory`]; [`VaultError::Malformed`] for parameters that Argon2 does not know.
    pub fn run(self) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32)).map_err(|_| VaultError::Malformed)?;
        let mut blocks: Vec<Block> = Vec::new();
        // A browser that has no room says so here, instead of ending the app.
        blocks.try_reserve_exact(params.block_count()).map_err(|_| VaultError::NoMemory)?;
        blocks.resize(params.block_count(), Block::default());
        let mut secret = Zeroizing::new([0; 32]);
        let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
            self.passphrase,
            self.salt,
            secret.as_mut_slice(),
            &mut blocks,
        );
        blocks.iter_mut().for_each(|block| block.zeroize());
        done.map_err(|_| VaultError::Malformed)?;
        Ok(secret)
    }
}

/// The strongest parameters that this device does in good time: it goes up while they take less than 0.7 seconds, never
/// beyond 1.5, and never below [`Kdf::FLOOR`] however slow the device is. `millis` says how long one takes, or nothing
/// when there was no memory for it.
pub async fn calibrate(millis: impl AsyncFn(Kdf) -> Option<f64>) -> Kdf {
    const SHORT: f64 = 700.0;
    const LONG: f64 = 1_500.0;
    let mut best = None;
    for kdf in Kdf::LADDER {
        let Some(took) = millis(kdf).await else { break };
        if took > LONG && best.is_some() {
            break;
        }
        best = Some(kdf);
        if took >= SHORT {
            break;
        }
    }
    best.unwrap_or(Kdf::FALLBACK)
}
