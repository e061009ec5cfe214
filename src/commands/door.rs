//! In and out: how a compartment is made, opened and shut (docs/adr/0009-the-door.md).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{GetUntracked as _, GetValue as _, Set as _, SetValue as _, Update as _};
use model::ids::{DeviceId, OperatorId};
use protocol::SessionResponse;
use serde_json::Value;
use store::{Batch, Generation, Snapshot, Store as _, StoreError, Write};
use sync::client::{Client, Event};
use uuid::Uuid;
use vault::{By, DataKey, Kdf, KeyFile, KeyId, Owner, Passphrase, Secret, VaultError, Weak};

use super::watch::{opened, opens};
use super::{Commands, vigil};
use crate::runtime::{
    Compartment, Driver, Keyring, NoPasskey, OpenOptions, calibrated, database_of, in_clear, now, page, random,
    shut_tabs, stretch,
};
use crate::state::Phase;

const SALT: usize = 16;
/// Whose a compartment is when the rows in clear do not say it any more.
const NOBODY: OperatorId = OperatorId(Uuid::nil());

thread_local! {
    /// The key of somebody who has just given the passphrase, until they have said what else is to open the notebook.
    static PROVED: RefCell<Option<Rc<DataKey>>> = const { RefCell::new(None) };
}

/// Why a compartment does not open, or cannot be made.
#[derive(Clone, Debug, PartialEq)]
pub enum DoorError {
    /// Another passphrase.
    Wrong,
    /// The passkey gave no secret.
    Passkey(NoPasskey),
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
                self.state.compartments.set(compartments.iter().map(Compartment::notebook).collect());
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
        let compartment = self.compartment(id).await?;
        let key = open(&compartment.file, &Passphrase::typed(passphrase)).await?;
        self.go_in(compartment, &key).await;
        Ok(())
    }

    /// Opens the compartment again that is behind its PIN or passkey.
    ///
    /// # Errors
    /// As [`Self::unlock`].
    pub async fn unlock_last(self, passphrase: &str) -> Result<(), DoorError> {
        self.unlock(self.opened().await?.id, passphrase).await
    }

    pub(super) async fn compartment(self, id: Uuid) -> Result<Compartment, DoorError> {
        let compartments = Keyring::open().await?.compartments().await?;
        Ok(compartments.into_iter().find(|known| known.id == id).ok_or(VaultError::NoWrap)?)
    }

    /// Lets the person in whose key this is, once the phone has heard the API lately; or says why the rows cannot be read.
    pub(super) async fn go_in(self, compartment: Compartment, key: &DataKey) {
        let shown = Rc::new(Cell::new(false));
        match self.driver_of(&compartment, key, &shown).await {
            // The passphrase was right, and somebody had begun to write without it: that goes first.
            Ok(driver) if page::is_capturing() => driver.close(),
            Ok(driver) => {
                self.wake();
                opens();
                self.enter(compartment.clone(), driver);
                self.begin_lease(&compartment, key, shown).await;
                self.close_pin(&compartment, key).await;
                opened();
            }
            Err(error) => self.state.phase.set(Phase::NoStore(error)),
        }
    }

    /// Makes the compartment of somebody who was admitted, or opens the one that they have here, and lets them in. Where
    /// another one is open, it is shut.
    ///
    /// # Errors
    /// [`DoorError::Weak`], or what the browser says.
    pub async fn let_in(self, admitted: Admitted, passphrase: &str) -> Result<(), DoorError> {
        let passphrase = Passphrase::chosen(passphrase).map_err(DoorError::Weak)?;
        let Admitted { session, config } = admitted;
        let (operator, device) = (session.profile.operator_id, session.profile.device_id);
        let (compartment, key) = match self.find(operator, &passphrase).await? {
            Some(found) => found,
            None => self.make(operator, device, &passphrase).await?,
        };
        let key = Rc::new(key);
        self.tell_proof_key(&key, device);
        let in_use = self.driver().is_some();
        let driver = self.driver_of(&compartment, &key, &Rc::new(Cell::new(!in_use))).await?;
        driver.say(Event::Enrolled { session, config });
        driver.flush().await;
        let is_in = |client: &Client| {
            let known = client.identity().is_some_and(|known| known.profile.device_id == device);
            known && client.status(now()).storage_fault.is_none()
        };
        if !driver.look(is_in) {
            return Err(StoreError::Failed { name: "NotWritten".to_owned(), message: String::new() }.into());
        }
        if in_use {
            self.shut_all().await;
            page::open("/");
            return Ok(());
        }
        self.enter(compartment, driver);
        PROVED.set(Some(key));
        Ok(())
    }

    /// Whether the passphrase has just been given, so that something else may be made that opens the notebook too.
    pub fn is_proved(self) -> bool {
        PROVED.with_borrow(Option::is_some)
    }

    /// Gives the passphrase of the open compartment. Its key is not kept in a form that could be wrapped, but for what is
    /// made until [`Self::has_proved`].
    ///
    /// # Errors
    /// [`DoorError::Wrong`], or what the browser says.
    pub async fn prove(self, passphrase: &str) -> Result<(), DoorError> {
        let file = self.opened().await?.file;
        self.keep_proved(open(&file, &Passphrase::typed(passphrase)).await?);
        Ok(())
    }

    pub(super) fn keep_proved(self, key: DataKey) {
        PROVED.set(Some(Rc::new(key)));
    }

    /// Nothing more is to be made.
    pub fn has_proved(self) {
        PROVED.set(None);
    }

    pub(super) fn proved(self) -> Result<Rc<DataKey>, DoorError> {
        PROVED.with_borrow(Clone::clone).ok_or(DoorError::Wrong)
    }

    /// The compartment that is open, as its key file is at this moment.
    pub(super) async fn opened(self) -> Result<Compartment, DoorError> {
        let (id, _) = self.owner.get_value().ok_or(VaultError::NoWrap)?;
        self.compartment(id).await
    }

    /// Seals what version 0.1 left in clear, under a passphrase of the person: every row, then the clear ones go.
    ///
    /// # Errors
    /// [`DoorError::Weak`], or what the browser says; the clear rows stay until all of them are sealed.
    pub async fn seal_what_is_clear(self, passphrase: &str) -> Result<(), DoorError> {
        let passphrase = Passphrase::chosen(passphrase).map_err(DoorError::Weak)?;
        let clear = in_clear::rows().await?;
        if in_clear::is_empty(&clear) {
            // Another tab was quicker.
            in_clear::delete().await?;
            self.look().await;
            return Ok(());
        }
        let client = Client::open(&clear, now());
        let (operator, device) = client
            .identity()
            .map_or((NOBODY, DeviceId(Uuid::nil())), |known| (known.profile.operator_id, known.profile.device_id));
        // A try before this one may have come as far as here.
        let (compartment, key) = match self.find(operator, &passphrase).await? {
            Some((found, key)) if sealed_as(&found, &key, &clear).await?.is_none_or(|same| same) => (found, key),
            _ => self.make(operator, device, &passphrase).await?,
        };
        if sealed_as(&compartment, &key, &clear).await?.is_none() {
            let store = compartment.rows(&key, OpenOptions::default()).await?;
            let writes = clear.rows.iter().cloned().map(Write::Put).collect();
            store.commit(Batch { expect: Generation(0), writes }).await?;
            store.close();
        }
        if sealed_as(&compartment, &key, &clear).await? != Some(true) {
            return Err(StoreError::Failed { name: "NotTheSame".to_owned(), message: String::new() }.into());
        }
        in_clear::delete().await?;
        let driver = self.driver_of(&compartment, &key, &Rc::new(Cell::new(true))).await?;
        self.enter(compartment, driver);
        Ok(())
    }

    /// Shuts the compartment, in every tab: what is being typed is written down, then the page with all that it knew goes.
    /// A text that could not be written down stays on the screen.
    pub async fn lock(self) {
        if self.shut_all().await {
            page::reload();
        } else {
            self.is_open();
        }
    }

    /// As [`Self::lock`], in this tab alone: nobody has touched it for long, or its person shut another.
    pub async fn lock_here(self) {
        if page::is_capturing() {
            return self.let_go().await;
        }
        if self.write_down().await {
            page::reload();
        } else {
            self.is_open();
        }
    }

    /// Shuts the compartment and leaves the page, on which somebody writes what lies nowhere yet; once that is put away the page
    /// goes too (boot.rs).
    async fn let_go(self) {
        let Some(driver) = self.driver() else { return };
        driver.flush().await;
        driver.close();
        self.driver.set_value(None);
        self.drop_pin();
        self.state.forget();
    }

    /// Shuts the compartment in every tab and stays on the page, which shows that of a shut notebook from here on.
    pub(super) async fn shut_and_stay(self) {
        if let Some(driver) = self.driver() {
            driver.shut_elsewhere();
        }
        PROVED.set(None);
        self.admitted.set_value(None);
        // Somebody else has the phone in hand.
        vigil::end();
        self.state.phase.set(Phase::Locked);
        // The forms go with their pages, and write down once more what they hold.
        leptos::task::tick().await;
        self.let_go().await;
    }

    /// The compartment of this person that the passphrase opens. One that another passphrase opens stays as it is.
    async fn find(
        self,
        operator: OperatorId,
        passphrase: &Passphrase,
    ) -> Result<Option<(Compartment, DataKey)>, DoorError> {
        for known in Keyring::open().await?.compartments().await? {
            if known.file.owner().operator_id != operator {
                continue;
            }
            match open(&known.file, passphrase).await {
                Ok(key) => return Ok(Some((known, key))),
                Err(VaultError::Refused) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(None)
    }

    async fn make(
        self,
        operator_id: OperatorId,
        device_id: DeviceId,
        passphrase: &Passphrase,
    ) -> Result<(Compartment, DataKey), DoorError> {
        let mut salt = vec![0; SALT];
        random(&mut salt);
        let (kdf, secret) = strongest(passphrase, &salt).await?;
        let key = DataKey::generate(KeyId(1), &random);
        let owner = Owner { origin: page::origin(), operator_id, device_id };
        let file = KeyFile::new(owner, &key, kdf, salt, &secret, &random).await?;
        let compartment = Compartment { id: Uuid::now_v7(), file };
        Keyring::open().await?.put(&compartment).await?;
        self.state.compartments.update(|all| all.push(compartment.notebook()));
        Ok((compartment, key))
    }

    /// The engine of a compartment; what it knows is shown while `shown` says so.
    async fn driver_of(
        self,
        compartment: &Compartment,
        key: &DataKey,
        shown: &Rc<Cell<bool>>,
    ) -> Result<Driver, StoreError> {
        let options = OpenOptions::default().on_superseded(move || self.give_way());
        let store = compartment.rows(key, options).await?;
        let client = Client::open(&store.load().await?, now());
        let (state, shown) = (self.state, Rc::clone(shown));
        let show = move |client: &Client| {
            if shown.get() {
                state.refresh(client, now());
            }
        };
        Ok(Driver::start(client, store, compartment.database(), show, move || {
            leptos::task::spawn_local(self.lock_here());
        }))
    }

    /// The compartment is open from here on.
    fn enter(self, compartment: Compartment, driver: Driver) {
        self.owner.set_value(Some((compartment.id, compartment.file.owner().operator_id)));
        // What somebody else left open in another tab is theirs.
        for other in self.state.compartments.get_untracked().iter().filter(|other| other.id != compartment.id) {
            shut_tabs(&database_of(other.id));
        }
        self.driver.set_value(Some(driver));
        self.is_open();
    }

    /// The notebook is open from here on, and somebody has just touched it.
    pub(super) fn is_open(self) {
        let notebook = self.owner.get_value().map(|(id, _)| id.to_string());
        page::opened(self.device().map(|device| device.to_string()), notebook);
    }

    /// What is being typed is written down, here and in the other tabs; false when the phone does not take it.
    async fn shut_all(self) -> bool {
        let written = self.write_down().await;
        if let Some(driver) = self.driver().filter(|_| written) {
            driver.shut_elsewhere();
        }
        written
    }

    /// A tab with a newer version waits for the database: what is being typed is written down, then this tab says so.
    async fn give_way(self) {
        self.write_down().await;
        self.state.phase.set(Phase::NoStore(StoreError::Newer));
    }

    /// What is being typed, and all else that is on its way to the disk; false when the phone does not take it.
    pub(super) async fn write_down(self) -> bool {
        match self.driver() {
            Some(driver) => driver.takes(page::write_drafts_down).await,
            None => true,
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

/// The secret of a new passphrase, by the strongest way that this phone has the memory for.
async fn strongest(passphrase: &Passphrase, salt: &[u8]) -> Result<(Kdf, Secret), VaultError> {
    for kdf in [calibrated().await, Kdf::FLOOR] {
        match stretch(kdf, passphrase, salt).await {
            Ok(secret) => return Ok((kdf, secret)),
            Err(VaultError::NoMemory) => {}
            Err(other) => return Err(other),
        }
    }
    Ok((Kdf::FALLBACK, stretch(Kdf::FALLBACK, passphrase, salt).await?))
}

/// Whether a compartment holds just these rows; nothing when it holds none.
async fn sealed_as(compartment: &Compartment, key: &DataKey, clear: &Snapshot) -> Result<Option<bool>, StoreError> {
    let store = compartment.rows(key, OpenOptions::default()).await?;
    let there = store.load().await;
    store.close();
    let there = there?;
    Ok((there.generation != Generation(0)).then(|| there.rows == clear.rows))
}
