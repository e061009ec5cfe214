//! Six digits open again what was unlocked on this page: the key lies in memory behind them, and nowhere else.

use std::cell::RefCell;

use leptos::prelude::GetValue as _;
use uuid::Uuid;
use vault::{DataKey, Pin, PinLock, WrongPin};

use super::{Commands, DoorError};
use crate::runtime::{Compartment, random};

thread_local! {
    /// The key of a compartment behind the PIN of its person.
    static LOCK: RefCell<Option<(Uuid, PinLock)>> = const { RefCell::new(None) };
}

/// Why a PIN does not open.
#[derive(Clone, Debug, PartialEq)]
pub enum NoPin {
    /// Another one; so many tries are left.
    Wrong(u32),
    /// There is nothing left that it could open.
    Over,
    /// What the browser says; no try was lost.
    Failed(DoorError),
}

impl Commands {
    /// Chooses the PIN of the open compartment, in the place of one before, once [`Self::prove`] has its key.
    ///
    /// # Errors
    /// [`DoorError::Wrong`], or what the browser says; nothing has changed then.
    pub async fn choose_pin(self, pin: &Pin) -> Result<(), DoorError> {
        let (compartment, key) = (self.opened().await?, self.proved()?);
        let lock = PinLock::close(&key, pin, &random).await?;
        compartment.keep_pin(&key, pin).await?;
        LOCK.set(Some((compartment.id, lock)));
        Ok(())
    }

    /// Takes the PIN of the open compartment away.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn forget_pin(self) -> Result<(), DoorError> {
        self.opened().await?.forget_pin().await?;
        LOCK.set(None);
        Ok(())
    }

    /// No PIN opens anything any more, until the next unlock.
    pub(super) fn drop_pin(self) {
        LOCK.set(None);
    }

    /// Whether a PIN opens the compartment again that is open, or was a moment ago.
    pub fn has_pin(self) -> bool {
        let open = self.owner.get_value().map(|(id, _)| id);
        LOCK.with_borrow(|lock| lock.as_ref().is_some_and(|(id, _)| Some(*id) == open))
    }

    /// Opens the compartment again that was put behind its PIN.
    ///
    /// # Errors
    /// [`NoPin`].
    pub async fn unlock_by_pin(self, pin: &Pin) -> Result<(), NoPin> {
        // Nobody else tries meanwhile.
        let (id, mut lock) = LOCK.take().ok_or(NoPin::Over)?;
        let opened = lock.open(pin).await;
        if !matches!(opened, Err(WrongPin::Closed)) {
            LOCK.set(Some((id, lock)));
        }
        let key = opened.map_err(|error| match error {
            WrongPin::TriesLeft(left) => NoPin::Wrong(left),
            WrongPin::Closed => NoPin::Over,
            WrongPin::Failed(error) => NoPin::Failed(error.into()),
        })?;
        let compartment = self.compartment(id).await.map_err(NoPin::Failed)?;
        self.go_in(compartment, &key).await;
        Ok(())
    }

    /// Somebody who was let in by a code may have chosen a PIN before.
    pub async fn find_pin(self) {
        if let (Ok(compartment), Ok(key)) = (self.opened().await, self.proved()) {
            self.close_pin(&compartment, &key).await;
        }
    }

    /// Puts the key of a compartment that was unlocked behind the PIN that lies in it.
    pub(super) async fn close_pin(self, compartment: &Compartment, key: &DataKey) {
        // A PIN that cannot be read or used is none: what opens the notebook stays as it is.
        let lock = match compartment.pin(key).await {
            Ok(Some(pin)) => PinLock::close(key, &pin, &random).await.ok(),
            _ => None,
        };
        LOCK.set(lock.map(|lock| (compartment.id, lock)));
    }
}
