//! The streams of the devices, as they came in: a detector of loss and of clones, never a gate.

use model::ids::DeviceId;
use model::time::Millis;

/// How the stream of one device came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// The device.
    pub device_id: DeviceId,
    /// The highest position that was decided.
    pub last: u64,
    /// Positions that never came, though later ones did. A position that a phone spent on an operation which it mended
    /// before sending it leaves one too.
    pub holes: Vec<Hole>,
    /// When the last operation came under a position that was taken: the profile of the device was cloned.
    pub forked_at: Option<Millis>,
}

/// A run of positions that never came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// The first.
    pub from: u64,
    /// The last.
    pub to: u64,
}
