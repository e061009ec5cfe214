use model::order;
use model::time::Millis;
use protocol::json;
use serde_json::Value;
use store::{Batch, Row, Store as _, StoreError, Table, Write};
use store_indexeddb::{OpenOptions, VaultCodec, delete, exists};
use uuid::Uuid;
use vault::{By, DataKey, KeyFile, Pin, VaultError};

use super::PhoneStore;

/// Its own database, because it is read before anything can be opened.
const DATABASE: &str = "taccuino-keys";
const ROW_VERSION: u32 = 1;
const PIN: &[u8] = b"pin";
/// When the API was heard last, on its clock, and the latest that the clock of the phone showed since.
const OPENED: &[u8] = b"opened";

type Codec = VaultCodec<fn(&mut [u8])>;

/// The notebook of one person on this phone: a database of its own, under a key of its own.
#[derive(Clone)]
pub struct Compartment {
    /// Names the database; says nothing of the person.
    pub id: Uuid,
    /// The wraps of its key.
    pub file: KeyFile,
}

/// Name of the database of a compartment.
pub fn database_of(compartment: Uuid) -> String {
    format!("taccuino-{}", compartment.simple())
}

/// A compartment as the door knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notebook {
    /// Of its compartment.
    pub id: Uuid,
    /// A passkey opens it too.
    pub passkey: bool,
}

impl Compartment {
    /// What may be known of it while it is shut.
    pub fn notebook(&self) -> Notebook {
        let passkey = self.file.ways().any(|way| matches!(way, By::Passkey { .. }));
        Notebook { id: self.id, passkey }
    }

    /// Name of its database.
    pub fn database(&self) -> String {
        database_of(self.id)
    }

    /// Its rows, sealed under its key.
    pub async fn rows(&self, key: &DataKey, options: OpenOptions) -> Result<PhoneStore, StoreError> {
        open(&self.database(), key, options).await
    }

    /// The PIN of its person, where they chose one.
    pub async fn pin(&self, key: &DataKey) -> Result<Option<Pin>, StoreError> {
        if exists(&self.beside()).await == Some(false) {
            return Ok(None);
        }
        let store = open(&self.beside(), key, OpenOptions::default()).await?;
        let found = store.load().await;
        store.close();
        let digits = |row: &Row| Pin::parse(std::str::from_utf8(&row.value).ok()?);
        Ok(found?.rows.first().and_then(digits))
    }

    /// The latest that the clock showed when somebody opened it since the API was heard at `contact`; from now on at least
    /// `now`.
    pub async fn opened_at(
        &self,
        key: &DataKey,
        contact: Option<Millis>,
        now: Millis,
    ) -> Result<Option<Millis>, StoreError> {
        // Not with the PIN, which may be taken away.
        let store = open(&format!("{}-seen", self.database()), key, OpenOptions::default()).await?;
        let done = note(&store, contact, now).await;
        store.close();
        done
    }

    /// Keeps a PIN, in the place of one before.
    pub async fn keep_pin(&self, key: &DataKey, pin: &Pin) -> Result<(), StoreError> {
        let store = open(&self.beside(), key, OpenOptions::default()).await?;
        let kept = put(&store, PIN, pin.digits().as_bytes()).await;
        store.close();
        kept
    }

    /// Keeps none.
    pub async fn forget_pin(&self) -> Result<(), StoreError> {
        delete(&self.beside()).await
    }

    /// What is of the door and not of the engine lies in a database of its own, under the same key: the engine hears of each
    /// write to its own, and counts them.
    fn beside(&self) -> String {
        format!("{}-pin", self.database())
    }
}

async fn open(database: &str, key: &DataKey, options: OpenOptions) -> Result<PhoneStore, StoreError> {
    let codec = codec(key).await.map_err(|error| StoreError::Codec(error.to_string()))?;
    PhoneStore::open_with(database, codec, options).await
}

async fn note(store: &PhoneStore, contact: Option<Millis>, now: Millis) -> Result<Option<Millis>, StoreError> {
    let rows = store.load().await?.rows;
    let noted = rows.iter().find(|row| row.key == OPENED).and_then(|row| json::from_slice(&row.value).ok());
    // What was noted before the API was heard may be of another clock.
    let noted = noted.filter(|(since, _): &(Option<Millis>, Millis)| *since == contact).map(|(_, opened)| opened);
    if noted.is_none_or(|opened| now > opened)
        && let Ok(value) = json::to_vec(&(contact, now))
    {
        put(store, OPENED, &value).await?;
    }
    Ok(noted)
}

/// Writes one row down, whatever another tab wrote meanwhile.
async fn put(store: &PhoneStore, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
    loop {
        let expect = store.load().await?.generation;
        let row = Row { table: Table::Meta, key: key.to_vec(), version: ROW_VERSION, value: value.to_vec() };
        match store.commit(Batch { expect, writes: vec![Write::Put(row)] }).await {
            // Another tab was quicker: look again.
            Err(StoreError::Stale { .. }) => {}
            done => return done.map(drop),
        }
    }
}

/// What seals the rows of a notebook.
#[cfg(not(feature = "unsealed"))]
async fn codec(key: &DataKey) -> Result<Codec, VaultError> {
    Codec::unlocked(key, super::random).await
}

/// Nothing does: the search of `cargo xtask audit canary` must find what lies in clear.
#[cfg(feature = "unsealed")]
async fn codec(_: &DataKey) -> Result<Codec, VaultError> {
    std::future::ready(Ok(Codec::in_clear())).await
}

#[cfg(all(feature = "unsealed", not(debug_assertions)))]
compile_error!("`unsealed` is for the control of an audit; nobody is served an app that seals nothing");

/// The key files of this phone. They lie in clear: they say how a compartment opens, never what is in it.
pub struct Keyring(PhoneStore);

impl Keyring {
    /// Opens it, making it on a new phone.
    pub async fn open() -> Result<Self, StoreError> {
        PhoneStore::open(DATABASE, VaultCodec::in_clear()).await.map(Self)
    }

    /// All of them, the oldest first. One that cannot be read stays where it is.
    pub async fn compartments(&self) -> Result<Vec<Compartment>, StoreError> {
        let mut found = Vec::new();
        let all = self.0.load().await?;
        let mut damaged = all.unreadable.len();
        for row in all.rows {
            let file = json::from_slice(&row.value).unwrap_or(Value::Null);
            match (Uuid::from_slice(&row.key), KeyFile::from_value(&file)) {
                (Ok(id), Ok(file)) => found.push(Compartment { id, file }),
                (_, Err(VaultError::Newer(_))) => return Err(StoreError::Newer),
                _ => damaged += 1,
            }
        }
        // A phone with a notebook that nothing opens any more is no new phone.
        if found.is_empty() && damaged > 0 {
            return Err(StoreError::Codec("key file".to_owned()));
        }
        order::by_key(&mut found, |compartment| compartment.id);
        Ok(found)
    }

    /// Writes one down; durable once it is done.
    pub async fn put(&self, compartment: &Compartment) -> Result<(), StoreError> {
        let value = compartment.file.to_value().to_string().into_bytes();
        put(&self.0, compartment.id.as_bytes(), &value).await
    }
}
