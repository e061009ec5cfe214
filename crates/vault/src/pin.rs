use zeroize::{Zeroize as _, Zeroizing};

use crate::VaultError;
use crate::crypto::{self, NONCE, Root};
use crate::data_key::{DataKey, KeyId, Random, Secret, nonce};

/// Wrong PINs in a row after which the passphrase or the passkey is needed.
pub const PIN_TRIES: u32 = 5;
/// Slows a guess down a little; what holds is that the lock dies with the page and after [`PIN_TRIES`].
const ITERATIONS: u32 = 100_000;
const LABEL: &str = "v1|pin";

/// Six digits. Wiped when dropped.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Of six digits; nothing else is a PIN.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// A new one: neither the same digit six times nor six in a row, which a curious colleague tries first.
    #[must_use]
    pub fn chosen(text: &str) -> Option<Self> {
        let row = |step: i16| text.as_bytes().windows(2).all(|two| i16::from(two[1]) - i16::from(two[0]) == step);
        Self::parse(text).filter(|_| ![-1, 0, 1].into_iter().any(row))
    }

    /// Its digits, to be kept where only the notebook's key opens them.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// Why a PIN did not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongPin {
    /// Another one; so many tries are left.
    TriesLeft(u32),
    /// It is over: the key is gone from the memory.
    Closed,
    /// The browser failed; no try was lost.
    Failed(VaultError),
}

/// The data key in memory, behind a PIN. It is never written: a PIN of six digits protects nothing that lies on a disk.
pub struct PinLock {
    kid: KeyId,
    salt: [u8; 16],
    nonce: [u8; NONCE],
    sealed: Option<Vec<u8>>,
    tries: u32,
}

impl PinLock {
    /// Puts a key behind a PIN.
    ///
    /// # Errors
    /// What the primitives say.
    pub async fn close(key: &DataKey, pin: &Pin, random: &impl Random) -> Result<Self, VaultError> {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        let nonce = nonce(random);
        let sealed = cipher(pin, &salt).await?.seal(&nonce, &salt, key.bytes()).await?;
        Ok(Self { kid: key.id(), salt, nonce, sealed: Some(sealed), tries: PIN_TRIES })
    }

    /// The key again. Each wrong PIN costs a try, the right one gives all back; the last takes the key away.
    ///
    /// # Errors
    /// [`WrongPin`].
    pub async fn open(&mut self, pin: &Pin) -> Result<DataKey, WrongPin> {
        let Some(sealed) = &self.sealed else { return Err(WrongPin::Closed) };
        let cipher = cipher(pin, &self.salt).await.map_err(WrongPin::Failed)?;
        match cipher.open(&self.nonce, &self.salt, sealed).await {
            Ok(clear) => {
                self.tries = PIN_TRIES;
                DataKey::from_sealed(self.kid, clear).map_err(WrongPin::Failed)
            }
            Err(VaultError::Refused) => {
                self.tries -= 1;
                if self.tries > 0 {
                    return Err(WrongPin::TriesLeft(self.tries));
                }
                // Six digits would open what is left of it.
                if let Some(mut sealed) = self.sealed.take() {
                    sealed.zeroize();
                }
                Err(WrongPin::Closed)
            }
            Err(error) => Err(WrongPin::Failed(error)),
        }
    }
}

async fn cipher(pin: &Pin, salt: &[u8]) -> Result<crypto::Cipher, VaultError> {
    let secret = Secret::new(crypto::pbkdf2(pin.0.as_bytes(), salt, ITERATIONS).await?);
    Root::import(secret.bytes()).await?.cipher(LABEL).await
}
