//! The passphrase again, for what the API does not do for an open page alone (docs/adr/0011-proof-again.md).

use std::rc::Rc;

use data_encoding::BASE64URL_NOPAD;
use model::ids::{DeviceId, RecordId};
use protocol::{ProofKeyRequest, Snapshot, StepUpChallenge, StepUpRequest, StepUpResponse};
use serde_json::Value;
use vault::{DataKey, VaultError};

use super::{Commands, DoorError};
use crate::runtime::{FetchError, post_and_forget, post_json};

/// Why the API does not believe that the passphrase was given again.
#[derive(Debug)]
pub enum NotProved {
    /// What the browser says.
    Door(DoorError),
    /// What the API said, or that it said nothing.
    Api(FetchError),
}

impl From<DoorError> for NotProved {
    fn from(error: DoorError) -> Self {
        Self::Door(error)
    }
}

impl From<VaultError> for NotProved {
    fn from(error: VaultError) -> Self {
        Self::Door(error.into())
    }
}

impl From<FetchError> for NotProved {
    fn from(error: FetchError) -> Self {
        Self::Api(error)
    }
}

impl Commands {
    /// One record of the API, with what a query leaves out. It is given to who has just proved that it is them.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn reveal(self, record: RecordId) -> Result<Snapshot, FetchError> {
        post_json(&format!("/v1/records/{record}/reveal"), self.device(), &Value::Null).await
    }

    /// Proves to the API what [`Self::prove`] or [`Self::prove_by_passkey`] has just proved to this phone: for some minutes it
    /// does what asks for that.
    ///
    /// # Errors
    /// [`NotProved`].
    pub async fn step_up(self) -> Result<(), NotProved> {
        let key = self.proved();
        self.has_proved();
        let (key, device) = (key?, self.device().ok_or(VaultError::NoWrap)?);
        let asked: StepUpChallenge = post_json("/v1/session/step-up/challenge", Some(device), &Value::Null).await?;
        if !asked.known {
            // Enrolled by an app of before, or with a network that was gone at that moment.
            register(&key, device).await;
        }
        let proof = key.step_up_proof(device, asked.challenge.as_bytes()).await?;
        let request = StepUpRequest { challenge: asked.challenge, proof: BASE64URL_NOPAD.encode(&proof) };
        post_json::<_, StepUpResponse>("/v1/session/step-up", Some(device), &request).await?;
        Ok(())
    }

    /// Tells the API by which key this phone proves from here on that the passphrase was given. Nobody waits for it: what does
    /// not arrive is told at the first proof.
    pub(super) fn tell_proof_key(self, key: &Rc<DataKey>, device: DeviceId) {
        let key = Rc::clone(key);
        leptos::task::spawn_local(async move { register(&key, device).await });
    }
}

async fn register(key: &DataKey, device: DeviceId) {
    if let Ok(key) = key.step_up_key(device).await {
        let request = ProofKeyRequest { key: BASE64URL_NOPAD.encode(key.as_slice()) };
        post_and_forget("/v1/session/proof-key", Some(device), &request).await;
    }
}
