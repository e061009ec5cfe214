use model::ids::{DeviceId, OperatorId};
use serde_json::Value;

use crate::crypto::{Cipher, NONCE, Root};
use crate::data_key::{DataKey, KeyId, Random, Secret, nonce};
use crate::rows::put;
use crate::{Kdf, VaultError, json};

/// Version of the format that this build writes.
const VERSION: u32 = 1;

/// Whose key it is, and where it holds. Every wrap is bound to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Origin of the app, such as `https://taccuino.example.it`.
    pub origin: String,
    /// The operator, by an id that says nothing.
    pub operator_id: OperatorId,
    /// The device.
    pub device_id: DeviceId,
}

/// A way to open a wrap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A passphrase.
    Passphrase {
        /// How it becomes a secret.
        kdf: Kdf,
        /// Random, 16 bytes.
        salt: Vec<u8>,
    },
    /// A passkey whose authenticator gives a secret of its own (WebAuthn PRF).
    Passkey {
        /// The credential.
        credential: Vec<u8>,
        /// What the authenticator is asked for, random, 32 bytes.
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrap {
    pub(crate) by: By,
    pub(crate) nonce: Vec<u8>,
    pub(crate) sealed: Vec<u8>,
}

/// The wraps of one data key: all of the vault that lies in clear. It says how to open it and to whom it belongs, and
/// nothing of what it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    pub(crate) v: u32,
    pub(crate) kid: KeyId,
    /// Tells the key of this file from any other, and says nothing of it.
    pub(crate) check: Vec<u8>,
    pub(crate) owner: Owner,
    pub(crate) wraps: Vec<Wrap>,
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
        Self::from_value(&serde_json::from_slice(json).map_err(|_| VaultError::Malformed)?)
    }

    /// Reads a file whose JSON was read already.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(file: &Value) -> Result<Self, VaultError> {
        match json::number(file, "v") {
            Some(newer) if newer > VERSION => Err(VaultError::Newer(newer)),
            _ => json::read(file).ok_or(VaultError::Malformed),
        }
    }

    /// The file as it lies on the disk.
    #[must_use]
    pub fn to_value(&self) -> Value {
        json::write(self)
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
        let sealed = self.cipher(&by, secret).await?.seal(&nonce, &self.bound(&by), key.bytes()).await?;
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
        let clear = self.cipher(&wrap.by, secret).await?.open(nonce, &self.bound(&wrap.by), &wrap.sealed).await?;
        let key = DataKey::from_sealed(self.kid, clear)?;
        if check_of(&key).await? == self.check { Ok(key) } else { Err(VaultError::ForeignKey) }
    }

    async fn cipher(&self, by: &By, secret: &Secret) -> Result<Cipher, VaultError> {
        let Owner { origin, operator_id, device_id } = &self.owner;
        let label = format!("v1|{}|{origin}|{operator_id}|{device_id}", by.label());
        Root::import(secret.bytes()).await?.cipher(&label).await
    }

    /// What a wrap is bound to: all that the file says of it, each part with its length before it.
    fn bound(&self, by: &By) -> Vec<u8> {
        let Owner { origin, operator_id, device_id } = &self.owner;
        let mut bound = Vec::with_capacity(192);
        for part in
            [b"taccuino key file".as_slice(), origin.as_bytes(), operator_id.0.as_bytes(), device_id.0.as_bytes()]
        {
            put(&mut bound, part);
        }
        for number in [self.v, self.kid.0] {
            bound.extend(number.to_be_bytes());
        }
        put(&mut bound, by.label().as_bytes());
        match by {
            By::Passphrase { kdf, salt } => {
                let (name, cost, passes) = match *kdf {
                    Kdf::Argon2id { memory_kib, passes } => ("argon2id", memory_kib, passes),
                    Kdf::Pbkdf2 { iterations } => ("pbkdf2", iterations, 0),
                };
                put(&mut bound, name.as_bytes());
                for number in [cost, passes] {
                    bound.extend(number.to_be_bytes());
                }
                put(&mut bound, salt);
            }
            By::Passkey { credential, salt } => {
                put(&mut bound, credential);
                put(&mut bound, salt);
            }
        }
        bound
    }
}

async fn check_of(key: &DataKey) -> Result<Vec<u8>, VaultError> {
    Ok(key.root().await?.mac("v1|check").await?.sign(b"taccuino").await?[..8].to_vec())
}
