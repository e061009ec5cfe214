use model::ids::{DeviceId, OperatorId};
use serde::{Deserialize, Serialize};

use crate::crypto::{Cipher, NONCE, Root};
use crate::data_key::{DataKey, KeyId, Random, Secret, nonce};
use crate::{Kdf, VaultError, text};

/// Version of the format that this build writes.
const VERSION: u32 = 1;

/// Whose key it is, and where it holds. Every wrap is bound to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Owner {
    /// Origin of the app, such as `https://taccuino.example.it`.
    pub origin: String,
    /// The operator, by an id that says nothing.
    pub operator_id: OperatorId,
    /// The device.
    pub device_id: DeviceId,
}

/// A way to open a wrap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum By {
    /// A passphrase.
    Passphrase {
        /// How it becomes a secret.
        #[serde(flatten)]
        kdf: Kdf,
        /// Random, 16 bytes.
        #[serde(with = "text")]
        salt: Vec<u8>,
    },
    /// A passkey whose authenticator gives a secret of its own (WebAuthn PRF).
    Passkey {
        /// The credential.
        #[serde(with = "text")]
        credential: Vec<u8>,
        /// What the authenticator is asked for, random, 32 bytes.
        #[serde(with = "text")]
        salt: Vec<u8>,
    },
}

impl By {
    const fn label(&self) -> &'static str {
        match self {
            Self::Passphrase { .. } => "pass",
            Self::Passkey { .. } => "prf",
        }
    }

    /// Whether a new wrap of this kind takes the place of the other.
    fn replaces(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Passphrase { .. }, Self::Passphrase { .. }) => true,
            (Self::Passkey { credential: new, .. }, Self::Passkey { credential: old, .. }) => new == old,
            _ => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wrap {
    #[serde(flatten)]
    by: By,
    #[serde(with = "text")]
    nonce: Vec<u8>,
    #[serde(with = "text")]
    sealed: Vec<u8>,
}

/// The wraps of one data key: all of the vault that lies in clear. It says how to open it and to whom it belongs, and
/// nothing of what it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyFile {
    v: u32,
    kid: KeyId,
    /// Tells the key of this file from any other, and says nothing of it.
    #[serde(with = "text")]
    check: Vec<u8>,
    owner: Owner,
    wraps: Vec<Wrap>,
}

impl KeyFile {
    /// The file of a new key, which a passphrase opens.
    ///
    /// # Errors
    /// [`VaultError::BelowFloor`] for parameters that are too cheap, or what the primitives say.
    pub async fn new(
        owner: Owner,
        key: &DataKey,
        kdf: Kdf,
        salt: Vec<u8>,
        secret: &Secret,
        random: &impl Random,
    ) -> Result<Self, VaultError> {
        let mut file = Self { v: VERSION, kid: key.id(), check: check_of(key).await?, owner, wraps: Vec::new() };
        file.add(key, By::Passphrase { kdf, salt }, secret, random).await?;
        Ok(file)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`VaultError::Newer`] for one of a newer app, which is to be left as it is; [`VaultError::Malformed`].
    pub fn from_json(json: &[u8]) -> Result<Self, VaultError> {
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        let Version { v } = serde_json::from_slice(json).map_err(|_| VaultError::Malformed)?;
        if v > VERSION {
            return Err(VaultError::Newer(v));
        }
        serde_json::from_slice(json).map_err(|_| VaultError::Malformed)
    }

    /// The file as it lies on the disk.
    ///
    /// # Errors
    /// None that is known: it holds only numbers and text.
    pub fn to_json(&self) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec(self).map_err(|_| VaultError::Malformed)
    }

    /// Whose it is.
    #[must_use]
    pub const fn owner(&self) -> &Owner {
        &self.owner
    }

    /// The ways in.
    pub fn ways(&self) -> impl Iterator<Item = &By> {
        self.wraps.iter().map(|wrap| &wrap.by)
    }

    /// One more way in, or a new one in the place of the old: a passphrase replaces the passphrase, a passkey itself.
    ///
    /// # Errors
    /// [`VaultError::BelowFloor`], [`VaultError::PasskeyAlone`], or [`VaultError::ForeignKey`] for the key of another file:
    /// whoever added that would shut the rows for good.
    pub async fn add(
        &mut self,
        key: &DataKey,
        by: By,
        secret: &Secret,
        random: &impl Random,
    ) -> Result<(), VaultError> {
        if key.id() != self.kid || check_of(key).await? != self.check {
            return Err(VaultError::ForeignKey);
        }
        match &by {
            By::Passphrase { kdf, .. } if !kdf.is_enough() => return Err(VaultError::BelowFloor),
            By::Passkey { .. } if !self.ways().any(|way| matches!(way, By::Passphrase { .. })) => {
                return Err(VaultError::PasskeyAlone);
            }
            By::Passphrase { .. } | By::Passkey { .. } => {}
        }
        let nonce = nonce(random);
        let sealed = self.cipher(&by, secret).await?.seal(&nonce, &self.bound(&by)?, key.bytes()).await?;
        let new = Wrap { by, nonce: nonce.to_vec(), sealed };
        // A way in that does not open must not take the place of one that does.
        self.unwrap(&new, secret).await?;
        self.wraps.retain(|wrap| !new.by.replaces(&wrap.by));
        self.wraps.push(new);
        Ok(())
    }

    /// Takes a passkey away, which the person deleted or does not want any more.
    pub fn forget_passkey(&mut self, credential: &[u8]) {
        let is = |wrap: &Wrap| matches!(&wrap.by, By::Passkey { credential: known, .. } if known == credential);
        self.wraps.retain(|wrap| !is(wrap));
    }

    /// The key, by one of the [`Self::ways`].
    ///
    /// # Errors
    /// [`VaultError::Refused`] for a wrong secret or a file that was changed; nothing tells the two apart.
    pub async fn open(&self, by: &By, secret: &Secret) -> Result<DataKey, VaultError> {
        let wrap = self.wraps.iter().find(|wrap| wrap.by == *by).ok_or(VaultError::NoWrap)?;
        self.unwrap(wrap, secret).await
    }

    async fn unwrap(&self, wrap: &Wrap, secret: &Secret) -> Result<DataKey, VaultError> {
        let nonce: &[u8; NONCE] = wrap.nonce.as_slice().try_into().map_err(|_| VaultError::Malformed)?;
        let clear = self.cipher(&wrap.by, secret).await?.open(nonce, &self.bound(&wrap.by)?, &wrap.sealed).await?;
        let key = DataKey::from_sealed(self.kid, clear)?;
        if check_of(&key).await? == self.check { Ok(key) } else { Err(VaultError::ForeignKey) }
    }

    async fn cipher(&self, by: &By, secret: &Secret) -> Result<Cipher, VaultError> {
        let Owner { origin, operator_id, device_id } = &self.owner;
        let label = format!("v1|{}|{origin}|{operator_id}|{device_id}", by.label());
        Root::import(secret.bytes()).await?.cipher(&label).await
    }

    /// What a wrap is bound to: all that the file says of it.
    fn bound(&self, by: &By) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec(&(self.v, self.kid, &self.owner, by)).map_err(|_| VaultError::Malformed)
    }
}

async fn check_of(key: &DataKey) -> Result<Vec<u8>, VaultError> {
    Ok(key.root().await?.mac("v1|check").await?.sign(b"taccuino").await?[..8].to_vec())
}
