use thiserror::Error;

use crate::{Generation, Table};

/// A row could not be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct CodecError(pub String);

/// Turns rows into what lies on the disk and back. It works before and after a transaction, never inside.
#[allow(async_fn_in_trait, reason = "one thread in the browser: the futures need not be Send")]
pub trait RowCodec {
    /// The key as stored.
    ///
    /// # Errors
    /// When the key cannot be derived.
    async fn key(&self, table: Table, key: &[u8]) -> Result<Vec<u8>, CodecError>;

    /// The blob as stored, for a row whose own key is `key`, written by the batch that makes the generation `batch`.
    ///
    /// # Errors
    /// When the row cannot be sealed; nothing may be written then.
    async fn seal(
        &self,
        table: Table,
        key: &[u8],
        version: u32,
        batch: Generation,
        value: &[u8],
    ) -> Result<Vec<u8>, CodecError>;

    /// Key and value of a stored row, in a store that is at the generation `last`.
    ///
    /// # Errors
    /// When the row is damaged, of another key or of a later batch.
    async fn open(
        &self,
        table: Table,
        stored_key: &[u8],
        version: u32,
        last: Generation,
        blob: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), CodecError>;
}

/// Stores rows as they are. The codec of the vault takes its place; until then the app says that data are not yet sealed.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdentityCodec;

impl RowCodec for IdentityCodec {
    async fn key(&self, _table: Table, key: &[u8]) -> Result<Vec<u8>, CodecError> {
        Ok(key.to_vec())
    }

    async fn seal(
        &self,
        _table: Table,
        _key: &[u8],
        _version: u32,
        _batch: Generation,
        value: &[u8],
    ) -> Result<Vec<u8>, CodecError> {
        Ok(value.to_vec())
    }

    async fn open(
        &self,
        _table: Table,
        stored_key: &[u8],
        _version: u32,
        _last: Generation,
        blob: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), CodecError> {
        Ok((stored_key.to_vec(), blob.to_vec()))
    }
}
