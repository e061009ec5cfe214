//! What lies encrypted in the database: whoever gets the file, or a backup of it, reads no name, address or note.
//!
//! A record keeps in clear what the model classes as normal and what is a code of a codelist: indicators are counted from
//! those. All else, with every value that clashed, goes into one blob, bound to its Ambito, record and revision. What the
//! model does not know (a field of a later app) is not clear either. The key by which a device proves itself is sealed too, bound
//! to its Ambito and device.

use std::fmt;
use std::sync::Arc;

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use data_encoding::{BASE64, HEXLOWER};
use hkdf::Hkdf;
use model::ids::DeviceId;
use model::record::{DataClass, Fields, RecordType, field_spec};
use protocol::{Sibling, Snapshot};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::error::StoreError;
use crate::scope::TenantScope;

/// Where the blob stands among the clear fields; no field of the model has such a name.
const SEALED: &str = "~";
/// Layout of the blobs.
const LAYOUT: u8 = 1;
const NONCE: usize = 12;

/// Where nonces come from.
type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// The key of an Ambito API's columns, from outside of the database.
#[derive(Clone)]
pub struct Sealer {
    cipher: Aes256Gcm,
    carrier: [u8; 32],
    id: String,
    random: Random,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").field("id", &self.id).finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Content {
    fields: Fields,
    siblings: Vec<Sibling>,
}

impl Sealer {
    /// The columns' key out of the key of the installation, which is random; `random` gives the nonces.
    #[must_use]
    pub fn new(key: &[u8; 32], random: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        let (mut columns, mut carrier, mut id) = ([0; 32], [0; 32], [0; 8]);
        let root = Hkdf::<Sha256>::new(None, key);
        // A key that was not filled would seal as well: there is no way to go on.
        root.expand(b"v1|columns", &mut columns).expect("HKDF gives up to 8,160 bytes");
        root.expand(b"v1|carrier", &mut carrier).expect("HKDF gives up to 8,160 bytes");
        root.expand(b"v1|key-id", &mut id).expect("HKDF gives up to 8,160 bytes");
        Self { cipher: Aes256Gcm::new(&columns.into()), carrier, id: HEXLOWER.encode(&id), random: Arc::new(random) }
    }

    /// Names the key and says nothing of it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the keys of the sealed carrier hang on.
    #[must_use]
    pub const fn carrier(&self) -> &[u8; 32] {
        &self.carrier
    }

    fn seal(&self, bound: &str, clear: &[u8]) -> Result<String, StoreError> {
        let mut nonce = [0; NONCE];
        (self.random)(&mut nonce);
        let payload = Payload { msg: clear, aad: bound.as_bytes() };
        let sealed = self.cipher.encrypt(&nonce.into(), payload).map_err(|_| StoreError::Sealed)?;
        Ok(BASE64.encode(&[&[LAYOUT], nonce.as_slice(), &sealed].concat()))
    }

    fn open(&self, bound: &str, text: &str) -> Result<Vec<u8>, StoreError> {
        let blob = BASE64.decode(text.as_bytes()).map_err(|_| StoreError::Sealed)?;
        let Some((&[LAYOUT], rest)) = blob.split_first_chunk::<1>() else { return Err(StoreError::Sealed) };
        let Some((nonce, sealed)) = rest.split_first_chunk::<NONCE>() else { return Err(StoreError::Sealed) };
        let payload = Payload { msg: sealed, aad: bound.as_bytes() };
        self.cipher.decrypt(&(*nonce).into(), payload).map_err(|_| StoreError::Sealed)
    }
}

/// Whether a field lies encrypted.
#[must_use]
pub fn is_sealed(record_type: &RecordType, field: &str) -> bool {
    field_spec(record_type, field).is_none_or(|spec| spec.class != DataClass::Normal && spec.codelist.is_none())
}

/// Fields and siblings as they are stored. Without a key all is in clear.
pub fn seal(
    sealer: Option<&Sealer>,
    scope: &TenantScope,
    snapshot: &Snapshot,
) -> Result<(Fields, Vec<Sibling>), StoreError> {
    let Some(sealer) = sealer else { return Ok((snapshot.fields.clone(), snapshot.siblings.clone())) };
    let hidden = |name: &String| is_sealed(&snapshot.record_type, name);
    let (sealed, mut clear): (Fields, Fields) = snapshot.fields.clone().into_iter().partition(|(name, _)| hidden(name));
    if sealed.is_empty() && snapshot.siblings.is_empty() {
        return Ok((clear, Vec::new()));
    }
    let content = Content { fields: sealed, siblings: snapshot.siblings.clone() };
    let content = serde_json::to_vec(&content).map_err(|error| StoreError::Database(Box::new(error)))?;
    clear.insert(SEALED.to_owned(), sealer.seal(&bound(scope, snapshot), &content)?.into());
    Ok((clear, Vec::new()))
}

/// The record as it is, out of what is stored.
pub fn open(sealer: Option<&Sealer>, scope: &TenantScope, snapshot: &mut Snapshot) -> Result<(), StoreError> {
    let Some(blob) = snapshot.fields.remove(SEALED) else { return Ok(()) };
    let text = blob.as_str().ok_or(StoreError::Sealed)?;
    let clear = sealer.ok_or(StoreError::Sealed)?.open(&bound(scope, snapshot), text)?;
    let Content { fields, siblings } = serde_json::from_slice(&clear).map_err(|_| StoreError::Sealed)?;
    snapshot.fields.extend(fields);
    snapshot.siblings = siblings;
    Ok(())
}

/// The proof key of a device as it is stored. Without a key of the installation it lies in clear.
pub fn seal_proof_key(
    sealer: Option<&Sealer>,
    scope: &TenantScope,
    device: DeviceId,
    key: &[u8],
) -> Result<String, StoreError> {
    match sealer {
        Some(sealer) => sealer.seal(&bound_to_device(scope, device), key),
        None => Ok(BASE64.encode(key)),
    }
}

/// The proof key of a device, out of what is stored.
pub fn open_proof_key(
    sealer: Option<&Sealer>,
    scope: &TenantScope,
    device: DeviceId,
    stored: &str,
) -> Result<Vec<u8>, StoreError> {
    match sealer {
        Some(sealer) => sealer.open(&bound_to_device(scope, device), stored),
        None => BASE64.decode(stored.as_bytes()).map_err(|_| StoreError::Sealed),
    }
}

fn bound_to_device(scope: &TenantScope, device: DeviceId) -> String {
    format!("taccuino|{LAYOUT}|{}|{device}|proof-key", scope.key())
}

fn bound(scope: &TenantScope, snapshot: &Snapshot) -> String {
    format!("taccuino|{LAYOUT}|{}|{}|{}", scope.key(), snapshot.id, snapshot.rev)
}
