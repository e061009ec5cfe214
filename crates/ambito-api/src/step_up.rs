//! Which sessions are raised: their person has just given the passphrase again (docs/adr/0011-proof-again.md).
//!
//! In the memory of the process, as the limits are: whoever was raised before a restart gives the passphrase once more. A device
//! has one session, so that both are named by the device.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use model::ids::DeviceId;

use crate::limits::Elapsed;

/// How long a session stays raised: long enough for the few records of a phone call, too short to be found open.
pub const RAISED: Duration = Duration::from_secs(5 * 60);
/// How long a challenge waits for its proof: Argon2id on an old phone, and a slow network.
pub const CHALLENGE: Duration = Duration::from_secs(2 * 60);

/// The challenges that wait, and the sessions that are raised.
pub struct StepUps {
    /// One a device, and until when, by the source of time.
    challenges: Mutex<HashMap<DeviceId, (String, Duration)>>,
    raised: Mutex<HashMap<DeviceId, Duration>>,
    elapsed: Elapsed,
}

impl StepUps {
    pub fn new(elapsed: Elapsed) -> Self {
        Self { challenges: Mutex::default(), raised: Mutex::default(), elapsed }
    }

    /// The challenge that the device is to answer, in the place of one before.
    pub fn ask(&self, device: DeviceId, challenge: String) {
        let now = (self.elapsed)();
        let mut challenges = self.challenges.lock().unwrap_or_else(PoisonError::into_inner);
        challenges.retain(|_, (_, until)| *until > now);
        challenges.insert(device, (challenge, now + CHALLENGE));
    }

    /// Whether the device was asked just this, lately. Whatever it answers, it is not asked it again.
    pub fn take(&self, device: DeviceId, challenge: &str) -> bool {
        let asked = self.challenges.lock().unwrap_or_else(PoisonError::into_inner).remove(&device);
        asked.is_some_and(|(asked, until)| asked == challenge && until > (self.elapsed)())
    }

    /// Raises the session of a device.
    pub fn raise(&self, device: DeviceId) {
        let now = (self.elapsed)();
        let mut raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
        raised.retain(|_, until| *until > now);
        raised.insert(device, now + RAISED);
    }

    /// Whether the session of a device is raised.
    pub fn is_raised(&self, device: DeviceId) -> bool {
        let raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
        raised.get(&device).is_some_and(|until| *until > (self.elapsed)())
    }
}
