//! The one row that every write reads and bumps.
//!
//! It holds the generation and the ids of the last batches. The ids answer a question that the generation alone cannot:
//! when a connection dies between a commit and its `complete` event, did *our* batch get in, or another tab's?

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::fault::Fault;

/// Key of the row in its store.
pub(crate) const KEY: &str = "fence";

/// Random, one per commit: a retry carries the id of its first try.
pub(crate) type BatchId = [u8; 16];

/// How many batches are remembered. Other tabs may write between a try and its retry, though hardly this often.
const REMEMBERED: usize = 32;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fence {
    /// How many batches were committed.
    pub(crate) generation: u64,
    /// Newest first.
    recent: Vec<BatchId>,
}

impl Fence {
    /// From the stored value; a missing one is the fence of an empty database.
    pub(crate) fn read(value: &JsValue) -> Result<Self, Fault> {
        if value.is_undefined() || value.is_null() {
            return Ok(Self::default());
        }
        let damaged = || Fault::new("DataError", "the generation of the database cannot be read");
        let field = |name: &str| Reflect::get(value, &name.into()).map_err(|_| damaged());
        let generation = field("g")?.as_f64().filter(|g| g.fract() == 0.0 && (0.0..MAX_SAFE).contains(g));
        let recent = field("r")?.dyn_into::<Uint8Array>().map_err(|_| damaged())?.to_vec();
        let (ids, rest) = recent.as_chunks::<16>();
        match generation {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
            Some(generation) if rest.is_empty() => Ok(Self { generation: generation as u64, recent: ids.to_vec() }),
            _ => Err(damaged()),
        }
    }

    /// The value to store.
    pub(crate) fn write(&self) -> Result<JsValue, Fault> {
        let value = Object::new();
        #[expect(clippy::cast_precision_loss, reason = "a batch a millisecond takes 285,000 years to get there")]
        let generation = JsValue::from_f64(self.generation as f64);
        let recent = Uint8Array::from(self.recent.as_flattened());
        Reflect::set(&value, &"g".into(), &generation).map_err(|thrown| Fault::thrown(&thrown))?;
        Reflect::set(&value, &"r".into(), &recent).map_err(|thrown| Fault::thrown(&thrown))?;
        Ok(value.into())
    }

    /// Whether the batch is in already.
    pub(crate) fn holds(&self, batch: &BatchId) -> bool {
        self.recent.contains(batch)
    }

    /// After one more batch.
    pub(crate) fn bumped(&self, batch: BatchId) -> Self {
        let older = self.recent.iter().copied().take(REMEMBERED - 1);
        Self { generation: self.generation + 1, recent: std::iter::once(batch).chain(older).collect() }
    }
}

/// Above it a JavaScript number skips integers.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;
