//! One gesture instead of the passphrase: a passkey is one more way into a notebook, never the only one.

use leptos::prelude::{GetValue as _, Update as _, With as _};
use uuid::Uuid;
use vault::{By, DataKey, KeyFile, VaultError};

use super::Commands;
use super::DoorError;
use crate::runtime::{Compartment, Keyring, NoPasskey, passkey, random};

const SALT: usize = 32;

impl Commands {
    /// Opens a compartment by the passkey that was made for it.
    ///
    /// # Errors
    /// [`DoorError::Passkey`], or what the browser says; nothing has changed then.
    pub async fn unlock_by_passkey(self, id: Uuid) -> Result<(), DoorError> {
        let compartment = self.compartment(id).await?;
        let key = touched(&compartment).await?;
        self.go_in(compartment, &key).await;
        Ok(())
    }

    /// As [`Self::prove`], by the passkey of the open compartment.
    ///
    /// # Errors
    /// As [`Self::unlock_by_passkey`].
    pub async fn prove_by_passkey(self) -> Result<(), DoorError> {
        self.keep_proved(touched(&self.opened().await?).await?);
        Ok(())
    }

    /// Opens the compartment again that is behind its PIN or passkey.
    ///
    /// # Errors
    /// As [`Self::unlock_by_passkey`].
    pub async fn unlock_last_by_passkey(self) -> Result<(), DoorError> {
        self.unlock_by_passkey(self.opened().await?.id).await
    }

    /// Makes a passkey for the open compartment, in the place of one before, once [`Self::prove`] has its key.
    ///
    /// # Errors
    /// [`DoorError::Wrong`], [`DoorError::Passkey`], or what the browser says; nothing has changed then.
    pub async fn add_passkey(self) -> Result<(), DoorError> {
        let key = self.proved()?;
        let mut salt = vec![0; SALT];
        random(&mut salt);
        let made = passkey(None, &salt).await.map_err(DoorError::Passkey)?;
        // As it is now: another tab may have changed it while the phone asked for the gesture.
        let mut compartment = self.opened().await?;
        forget(&mut compartment.file);
        compartment.file.add(&key, By::Passkey { credential: made.credential, salt }, &made.secret, &random).await?;
        self.keep(&compartment).await
    }

    /// Takes the passkey of the open compartment away: it does not open this phone any more. The key stays the same, so
    /// that whoever copied the key file before, and has the passkey, has it still.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn forget_passkey(self) -> Result<(), DoorError> {
        let mut compartment = self.opened().await?;
        forget(&mut compartment.file);
        self.keep(&compartment).await
    }

    /// Whether a passkey opens the open compartment.
    pub fn has_passkey(self) -> bool {
        let open = self.owner.get_value().map(|(id, _)| id);
        self.state.compartments.with(|all| all.iter().any(|known| Some(known.id) == open && known.passkey))
    }

    async fn keep(self, compartment: &Compartment) -> Result<(), DoorError> {
        Keyring::open().await?.put(compartment).await?;
        let kept = compartment.notebook();
        self.state.compartments.update(|all| {
            if let Some(known) = all.iter_mut().find(|known| known.id == kept.id) {
                *known = kept;
            }
        });
        Ok(())
    }
}

/// The key of a compartment, by the passkey that was made for it.
async fn touched(compartment: &Compartment) -> Result<DataKey, DoorError> {
    for way in compartment.file.ways() {
        if let By::Passkey { credential, salt } = way {
            let given = passkey(Some(credential), salt).await.map_err(DoorError::Passkey)?;
            return compartment.file.open(way, &given.secret).await.map_err(|error| match error {
                VaultError::Refused => DoorError::Passkey(NoPasskey::Refused),
                other => other.into(),
            });
        }
    }
    Err(VaultError::NoWrap.into())
}

fn forget(file: &mut KeyFile) {
    let credential = |way: &By| match way {
        By::Passkey { credential, .. } => Some(credential.clone()),
        By::Passphrase { .. } => None,
    };
    let credentials: Vec<Vec<u8>> = file.ways().filter_map(credential).collect();
    for credential in &credentials {
        file.forget_passkey(credential);
    }
}
