//! In and out: how a compartment is made, opened and shut (docs/adr/0009-the-door.md).

use leptos::prelude::{Set as _, SetValue as _, Update as _};
use model::ids::{DeviceId, OperatorId};
use protocol::SessionResponse;
use serde_json::Value;
use store::{Batch, Store as _, StoreError, Write};
use sync::client::{Client, Effect, Event};
use uuid::Uuid;
use vault::{By, DataKey, KeyFile, KeyId, Owner, Passphrase, VaultError, Weak};

use super::Commands;
use crate::runtime::{
    BrowserEntropy, Compartment, Driver, Keyring, OpenOptions, calibrated, in_clear, now, page, random, stretch,
};
use crate::state::Phase;

const SALT: usize = 16;
/// Whose a compartment is when the rows in clear do not say it any more.
const NOBODY: OperatorId = OperatorId(Uuid::nil());

/// Why a compartment does not open, or cannot be made.
#[derive(Clone, Debug, PartialEq)]
pub enum DoorError {
    /// Another passphrase.
    Wrong,
    /// A new passphrase that would be guessed too soon.
    Weak(Weak),
    /// The browser's database.
    Store(StoreError),
    /// The browser's cryptography.
    Vault(VaultError),
}

impl From<StoreError> for DoorError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<VaultError> for DoorError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Refused => Self::Wrong,
            other => Self::Vault(other),
        }
    }
}

/// Somebody whom the API knows by a code, and who has no compartment open here yet.
#[derive(Clone)]
pub struct Admitted {
    pub(super) session: Box<SessionResponse>,
    pub(super) config: Value,
}

impl Commands {
    /// Looks what is on this phone; nothing is opened.
    pub async fn look(self) {
        let found =
            async { Ok::<_, StoreError>((in_clear::is_there().await?, Keyring::open().await?.compartments().await?)) };
        self.state.phase.set(match found.await {
            Ok((true, _)) => Phase::InClear,
            Ok((false, compartments)) if compartments.is_empty() => Phase::NotEnrolled,
            Ok((false, compartments)) => {
                self.state.compartments.set(compartments.iter().map(|compartment| compartment.id).collect());
                Phase::Locked
            }
            Err(error) => Phase::NoStore(error),
        });
    }

    /// Opens a compartment.
    ///
    /// # Errors
    /// [`DoorError::Wrong`], or what the browser says; nothing has changed then.
    pub async fn unlock(self, id: Uuid, passphrase: &str) -> Result<(), DoorError> {
        let compartments = Keyring::open().await?.compartments().await?;
        let compartment = compartments.into_iter().find(|known| known.id == id).ok_or(VaultError::NoWrap)?;
        let key = open(&compartment.file, &Passphrase::typed(passphrase)).await?;
        let started = self.start(&compartment, &key).await;
        if let Err(DoorError::Store(error)) = &started {
            self.state.phase.set(Phase::NoStore(error.clone()));
        }
        started
    }

    /// Makes the compartment of somebody who was admitted, or opens the one that they have here, and lets them in. Where
    /// another one is open, it is shut.
    ///
    /// # Errors
    /// [`DoorError::Weak`], or what the browser says.
    pub async fn let_in(self, admitted: Admitted, passphrase: &str) -> Result<(), DoorError> {
        let passphrase = Passphrase::chosen(passphrase).map_err(DoorError::Weak)?;
        let profile = &admitted.session.profile;
        let (compartment, key) = self.compartment_of(profile.operator_id, profile.device_id, &passphrase).await?;
        let store = compartment.rows(&key, OpenOptions::default()).await?;
        let mut client = Client::open(&store.load().await?, now());
        let Admitted { session, config } = admitted;
        client.handle(Event::Enrolled { session, config }, now(), &mut BrowserEntropy);
        while let Some(effect) = client.poll_effect() {
            if let Effect::Commit { batch, .. } = effect {
                store.commit(batch).await?;
            }
        }
        store.close();
        if self.driver().is_some() {
            self.write_down().await;
            page::open("/");
            return Ok(());
        }
        self.start(&compartment, &key).await
    }

    /// Seals what version 0.1 left in clear, under a passphrase of the person: every row, then the clear ones go.
    ///
    /// # Errors
    /// [`DoorError::Weak`], or what the browser says; the clear rows stay until all of them are sealed.
    pub async fn seal_what_is_clear(self, passphrase: &str) -> Result<(), DoorError> {
        let passphrase = Passphrase::chosen(passphrase).map_err(DoorError::Weak)?;
        let clear = in_clear::rows().await?;
        let client = Client::open(&clear, now());
        let (operator, device) = client
            .identity()
            .map_or((NOBODY, DeviceId(Uuid::nil())), |known| (known.profile.operator_id, known.profile.device_id));
        let (compartment, key) = self.compartment_of(operator, device, &passphrase).await?;
        let store = compartment.rows(&key, OpenOptions::default()).await?;
        let mut there = store.load().await?;
        if there.rows.is_empty() {
            let writes = clear.rows.iter().cloned().map(Write::Put).collect();
            store.commit(Batch { expect: there.generation, writes }).await?;
            there = store.load().await?;
        }
        if there.rows != clear.rows {
            let message = "the sealed rows are not those in clear".to_owned();
            return Err(StoreError::Failed { name: "NotTheSame".to_owned(), message }.into());
        }
        store.close();
        in_clear::delete().await?;
        self.start(&compartment, &key).await
    }

    /// Shuts the compartment: what is being typed is written down, then the page with all that it knew goes.
    pub async fn lock(self) {
        self.write_down().await;
        page::reload();
    }

    /// The compartment of this person that the passphrase opens, or a new one. One that another passphrase opens stays: what
    /// is in it is not lost.
    async fn compartment_of(
        self,
        operator_id: OperatorId,
        device_id: DeviceId,
        passphrase: &Passphrase,
    ) -> Result<(Compartment, DataKey), DoorError> {
        let keyring = Keyring::open().await?;
        for known in keyring.compartments().await? {
            let of = known.file.owner().operator_id;
            // Rows in clear whose identity was damaged were sealed for nobody.
            if of != operator_id && of != NOBODY {
                continue;
            }
            match open(&known.file, passphrase).await {
                Ok(key) => return Ok((known, key)),
                Err(VaultError::Refused) => {}
                Err(other) => return Err(other.into()),
            }
        }
        let kdf = calibrated().await;
        let mut salt = vec![0; SALT];
        random(&mut salt);
        let secret = stretch(kdf, passphrase, &salt).await?;
        let key = DataKey::generate(KeyId(1), &random);
        let owner = Owner { origin: page::origin(), operator_id, device_id };
        let file = KeyFile::new(owner, &key, kdf, salt, &secret, &random).await?;
        let compartment = Compartment { id: Uuid::now_v7(), file };
        keyring.put(&compartment).await?;
        self.state.compartments.update(|all| all.push(compartment.id));
        Ok((compartment, key))
    }

    async fn start(self, compartment: &Compartment, key: &DataKey) -> Result<(), DoorError> {
        let options = OpenOptions::default().on_superseded(move || self.give_way());
        let store = compartment.rows(key, options).await?;
        let client = Client::open(&store.load().await?, now());
        let state = self.state;
        let driver = Driver::start(client, store, compartment.database(), move |client| state.refresh(client, now()));
        self.driver.set_value(Some(driver));
        Ok(())
    }

    /// A tab with a newer version waits for the database: what is being typed is written down, then this tab says so.
    async fn give_way(self) {
        self.write_down().await;
        self.state.phase.set(Phase::NoStore(StoreError::Newer));
    }

    /// What is being typed, and all else that is on its way to the disk.
    async fn write_down(self) {
        page::write_drafts_down();
        if let Some(driver) = self.driver() {
            driver.flush().await;
        }
    }
}

async fn open(file: &KeyFile, passphrase: &Passphrase) -> Result<DataKey, VaultError> {
    for way in file.ways() {
        if let By::Passphrase { kdf, salt } = way {
            return file.open(way, &stretch(*kdf, passphrase, salt).await?).await;
        }
    }
    Err(VaultError::NoWrap)
}
