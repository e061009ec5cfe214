//! Identifiers made on the device or given by the API.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Millis;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

uuid_ids! {
    /// A record: UUIDv7, made on the device, never reused.
    RecordId
    /// One operation of the outbox.
    OpId
    /// One push request; the answer echoes it.
    BatchId
    /// An enrolled device, as one operator uses it.
    DeviceId
    /// A person who works for the Ambito or for one of its providers.
    OperatorId
    /// An organisation that runs a service (ente gestore, cooperativa).
    ProviderId
    /// A team of operators of one service.
    TeamId
    /// A project that pays for the work.
    ProjectId
}

/// The tenant: the id of an Ambito as its configuration names it, such as `visconteo_sud_milano`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AmbitoId(pub String);

impl fmt::Display for AmbitoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Mints UUIDv7 that never go backwards, even when the device clock does.
#[derive(Clone, Debug, Default)]
pub struct IdMint {
    last: i64,
}

impl IdMint {
    /// A new UUIDv7 for the instant `now` with 10 random bytes.
    ///
    /// A clock that jumps back does not break the order: the time part stays at the highest instant seen.
    pub fn mint(&mut self, now: Millis, random: [u8; 10]) -> Uuid {
        self.last = self.last.max(now.0).max(0);
        uuid::Builder::from_unix_timestamp_millis(self.last.unsigned_abs(), &random).into_uuid()
    }
}
