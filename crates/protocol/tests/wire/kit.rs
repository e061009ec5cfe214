//! A value, its file, and the ids and instants that the values are made of.

use std::fmt::Debug;
use std::path::PathBuf;

use model::ids::{BatchId, DeviceId, OpId, OperatorId, ProviderId, RecordId, TeamId};
use model::time::Millis;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

/// The evening on which everything happens: 23 November 2026, 18:40 in Italy.
pub const EVENING: Millis = Millis(1_795_455_600_000);

/// Reads the file and says what is wrong.
type Reader = Box<dyn Fn(&Value) -> Result<(), String>>;

/// A message and the file that it must be.
pub struct Sample {
    pub name: &'static str,
    written: Value,
    reads_back: Reader,
}

impl Sample {
    pub fn of<T: Serialize + DeserializeOwned + PartialEq + Debug + 'static>(name: &'static str, value: T) -> Self {
        let written = serde_json::to_value(&value).unwrap();
        let reads_back = Box::new(move |file: &Value| match T::deserialize(file) {
            Ok(read) if read == value => Ok(()),
            Ok(read) => Err(format!("{name} is read as {read:?}")),
            Err(error) => Err(format!("{name} cannot be read: {error}")),
        });
        Self { name, written, reads_back }
    }

    /// Compares with the file, or writes it when that was asked for.
    pub fn check(&self) -> Result<(), String> {
        let path = folder().join(format!("{}.json", self.name));
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&path, format!("{:#}\n", self.written)).unwrap();
        }
        let text = std::fs::read_to_string(&path).map_err(|_| format!("{} has no file", self.name))?;
        let file: Value = serde_json::from_str(&text).map_err(|error| format!("{} is no JSON: {error}", self.name))?;
        if file != self.written {
            return Err(format!("{} is written as {:#}", self.name, self.written));
        }
        (self.reads_back)(&file)
    }
}

/// Where the files lie.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/wire")
}

/// An id as a phone makes it, with a number that can be told from the others.
fn uuid(group: u128, n: u128) -> Uuid {
    Uuid::from_u128(0x019a_c1f0_8a80_7000_8000_0000_0000_0000 + (group << 16) + n)
}

pub fn record(n: u128) -> RecordId {
    RecordId(uuid(1, n))
}

pub fn op(n: u128) -> OpId {
    OpId(uuid(2, n))
}

pub fn batch(n: u128) -> BatchId {
    BatchId(uuid(3, n))
}

pub fn device() -> DeviceId {
    DeviceId(uuid(4, 1))
}

pub fn operator(n: u128) -> OperatorId {
    OperatorId(uuid(5, n))
}

pub fn team(n: u128) -> TeamId {
    TeamId(uuid(6, n))
}

pub fn provider() -> ProviderId {
    ProviderId(uuid(7, 1))
}
