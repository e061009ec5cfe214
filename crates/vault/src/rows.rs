use crate::VaultError;
use crate::crypto::{Cipher, Mac, NONCE};
use crate::data_key::{DataKey, KeyId, Random, nonce};

/// Layout of the blobs that this build writes.
const LAYOUT: u8 = 1;
/// Layout, generation of the key, batch, nonce.
const HEAD: usize = 1 + 4 + 8 + NONCE;
/// The clear content is filled up to a multiple of this, so that its length says little.
const STEP: usize = 256;

/// Where a row lies: what its blob is bound to besides its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Name of the table.
    pub table: &'a str,
    /// Schema version of the value.
    pub version: u32,
}

/// The keys of the rows while the phone is unlocked. The cipher and the key of the row keys cannot be taken out of the
/// browser.
pub struct RowKeys<R> {
    kid: KeyId,
    ciphers: Vec<(&'static str, Cipher)>,
    names: Mac,
    random: R,
}

impl<R: Random> RowKeys<R> {
    /// The keys for these tables.
    ///
    /// # Errors
    /// What the primitives say.
    pub async fn derive(key: &DataKey, tables: &[&'static str], random: R) -> Result<Self, VaultError> {
        let root = key.root().await?;
        let mut ciphers = Vec::with_capacity(tables.len());
        for table in tables {
            ciphers.push((*table, root.cipher(&format!("v1|{table}")).await?));
        }
        Ok(Self { kid: key.id(), ciphers, names: root.mac("v1|rowkey-hmac").await?, random })
    }

    /// The key under which a row lies: it says neither the record nor that two tables hold the same one.
    ///
    /// # Errors
    /// What the primitives say.
    pub async fn key(&self, table: &str, key: &[u8]) -> Result<[u8; 32], VaultError> {
        let mut named = Vec::with_capacity(table.len() + 4 + key.len());
        put(&mut named, table.as_bytes());
        named.extend(key);
        self.names.sign(&named).await
    }

    /// The blob of a row that the batch number `batch` writes. Every call takes a new nonce.
    ///
    /// # Errors
    /// What the primitives say; nothing may be written then.
    pub async fn seal(&self, place: Place<'_>, key: &[u8], batch: u64, value: &[u8]) -> Result<Vec<u8>, VaultError> {
        let stored_key = self.key(place.table, key).await?;
        let nonce = nonce(&self.random);
        let bound = bound(place, &stored_key, self.kid, batch);
        let sealed = self.cipher(place.table)?.seal(&nonce, &bound, &pad(key, value)).await?;
        let mut blob = Vec::with_capacity(HEAD + sealed.len());
        blob.push(LAYOUT);
        blob.extend(self.kid.0.to_be_bytes());
        blob.extend(batch.to_be_bytes());
        blob.extend(nonce);
        blob.extend(sealed);
        Ok(blob)
    }

    /// Key and value of a row, as long as it lies where it was put, unchanged, in a database that is at batch `last`.
    ///
    /// # Errors
    /// [`VaultError::Refused`] for a row that was changed or moved, [`VaultError::OtherKey`], [`VaultError::Ahead`] for
    /// one of a later batch, [`VaultError::Newer`], [`VaultError::Malformed`].
    pub async fn open(
        &self,
        place: Place<'_>,
        stored_key: &[u8],
        last: u64,
        blob: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), VaultError> {
        let (head, sealed) = blob.split_at_checked(HEAD).ok_or(VaultError::Malformed)?;
        let mut head = head;
        let [layout] = take(&mut head)?;
        match layout {
            LAYOUT => {}
            0 => return Err(VaultError::Malformed),
            newer => return Err(VaultError::Newer(u32::from(newer))),
        }
        let kid = KeyId(u32::from_be_bytes(take(&mut head)?));
        if kid != self.kid {
            return Err(VaultError::OtherKey { found: kid.0, expected: self.kid.0 });
        }
        let batch = u64::from_be_bytes(take(&mut head)?);
        let nonce: [u8; NONCE] = take(&mut head)?;
        let bound = bound(place, stored_key, kid, batch);
        let clear = self.cipher(place.table)?.open(&nonce, &bound, sealed).await?;
        // Asked last: a number that somebody changed is a change, not a later batch.
        if batch > last {
            return Err(VaultError::Ahead);
        }
        unpad(&clear).ok_or(VaultError::Malformed)
    }

    fn cipher(&self, table: &str) -> Result<&Cipher, VaultError> {
        self.ciphers.iter().find(|(name, _)| *name == table).map(|(_, cipher)| cipher).ok_or(VaultError::Malformed)
    }
}

/// All that a row is bound to, each part with its length before it.
fn bound(place: Place<'_>, stored_key: &[u8], kid: KeyId, batch: u64) -> Vec<u8> {
    let mut bound = Vec::with_capacity(96);
    for part in [b"taccuino".as_slice(), &[LAYOUT], place.table.as_bytes(), stored_key] {
        put(&mut bound, part);
    }
    bound.extend(kid.0.to_be_bytes());
    bound.extend(place.version.to_be_bytes());
    bound.extend(batch.to_be_bytes());
    bound
}

fn pad(key: &[u8], value: &[u8]) -> Vec<u8> {
    let length = (4 + key.len() + 4 + value.len()).next_multiple_of(STEP);
    let mut clear = Vec::with_capacity(length);
    put(&mut clear, key);
    put(&mut clear, value);
    clear.resize(length, 0);
    clear
}

fn unpad(mut clear: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut part = || {
        let length = u32::from_be_bytes(take(&mut clear).ok()?);
        let (part, rest) = clear.split_at_checked(usize::try_from(length).ok()?)?;
        clear = rest;
        Some(part.to_vec())
    };
    Some((part()?, part()?))
}

/// A part with its length before it.
pub(crate) fn put(to: &mut Vec<u8>, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    to.extend(length.to_be_bytes());
    to.extend(part);
}

fn take<const N: usize>(from: &mut &[u8]) -> Result<[u8; N], VaultError> {
    let (taken, rest) = from.split_first_chunk::<N>().ok_or(VaultError::Malformed)?;
    *from = rest;
    Ok(*taken)
}
