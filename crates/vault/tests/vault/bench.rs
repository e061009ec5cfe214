//! What the tests share.

use std::cell::RefCell;

use model::ids::{DeviceId, OperatorId};
use test_support::Rng;
use uuid::Uuid;
use vault::{DataKey, KeyId, Owner, Random, Secret};

/// Randomness from a seed.
pub struct Seeded(RefCell<Rng>);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self(RefCell::new(Rng::new(seed)))
    }
}

impl Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.borrow_mut().fill(bytes);
    }
}

pub fn owner() -> Owner {
    Owner {
        origin: "https://taccuino.example.it".to_owned(),
        operator_id: OperatorId(Uuid::from_u128(0xa01)),
        device_id: DeviceId(Uuid::from_u128(0xd01)),
    }
}

pub fn data_key(seed: u64) -> DataKey {
    DataKey::generate(KeyId(1), &Seeded::new(seed))
}

/// A secret as a passkey gives it.
pub fn secret(byte: u8) -> Secret {
    Secret::new([byte; 32])
}
