use thiserror::Error;

use crate::Table;

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

    /// The blob as stored, for a row whose own key is `key`.
    ///
    /// # Errors
    /// When the row cannot be sealed; nothing may be written then.
    async fn seal(&self, table: Table, key: &[u8], version: u32, value: &[u8]) -> Result<Vec<u8>, CodecError>;

    /// Key and value of a stored row.
    ///
    /// # Errors
    /// When the row is damaged or of another key.
    async fn open(
        &self,
        table: Table,
        stored_key: &[u8],
        version: u32,
        blob: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), CodecError>;
}

/// Stores rows as they are. The vault takes its place; until then the app says that data are not yet sealed.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdentityCodec;

impl RowCodec for IdentityCodec {
    async fn key(&self, _table: Table, key: &[u8]) -> Result<Vec<u8>, CodecError> {
        Ok(key.to_vec())
    }

    async fn seal(&self, _table: Table, _key: &[u8], _version: u32, value: &[u8]) -> Result<Vec<u8>, CodecError> {
        Ok(value.to_vec())
    }

    async fn open(
        &self,
        _table: Table,
        stored_key: &[u8],
        _version: u32,
        blob: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), CodecError> {
        Ok((stored_key.to_vec(), blob.to_vec()))
    }
}
