//! Where the phone keeps its rows: the [`Store`] trait, batches as data, and a store in memory.
//!
//! Rows are opaque to a store: a key of bytes, a version and a blob that a [`RowCodec`] made. No key holds a domain
//! value. A batch is written whole or not at all, and only if nobody else wrote since the caller read.

mod batch;
mod codec;
pub mod contract;
mod memory;

use std::rc::Rc;

pub use batch::{Batch, Generation, Row, Snapshot, StoreError, Table, Write};
pub use codec::{CodecError, IdentityCodec, RowCodec};
pub use memory::MemoryStore;

/// A place for rows that survives the end of the app.
#[allow(async_fn_in_trait, reason = "one thread in the browser: the futures need not be Send")]
pub trait Store {
    /// Everything that is stored, decoded, with the generation that the next batch must name.
    ///
    /// # Errors
    /// When the store cannot be opened or read. A row that cannot be decoded is no error: it is listed in
    /// [`Snapshot::unreadable`] and stays where it is.
    async fn load(&self) -> Result<Snapshot, StoreError>;

    /// Writes `batch` in one durable transaction and returns the new generation.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when another tab wrote meanwhile. That, [`StoreError::Quota`] and [`StoreError::Codec`]
    /// leave the store as it was. After another error the batch is in whole or not at all, and the browser does not say
    /// which: the next commit finds out, because it is `Stale` if the batch was in.
    async fn commit(&self, batch: Batch) -> Result<Generation, StoreError>;
}

impl<S: Store> Store for Rc<S> {
    async fn load(&self) -> Result<Snapshot, StoreError> {
        (**self).load().await
    }

    async fn commit(&self, batch: Batch) -> Result<Generation, StoreError> {
        (**self).commit(batch).await
    }
}
