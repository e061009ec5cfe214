use store::{CodecError, Generation, IdentityCodec, RowCodec, Table};
use vault::{DataKey, Place, Random, RowKeys, VaultError};

/// Seals every row under the keys of the person who unlocked the phone; or none, for what has to lie in clear. One type
/// for both, so that what is built on it is compiled once.
pub struct VaultCodec<R>(Option<RowKeys<R>>);

impl<R: Random> VaultCodec<R> {
    /// The codec for a data key; `random` gives the nonces.
    ///
    /// # Errors
    /// When the browser's cryptography fails.
    pub async fn unlocked(key: &DataKey, random: R) -> Result<Self, VaultError> {
        Ok(Self(Some(RowKeys::derive(key, &Table::ALL.map(Table::name), random).await?)))
    }

    /// The codec that seals nothing.
    #[must_use]
    pub const fn in_clear() -> Self {
        Self(None)
    }
}

impl<R: Random> RowCodec for VaultCodec<R> {
    async fn key(&self, table: Table, key: &[u8]) -> Result<Vec<u8>, CodecError> {
        match &self.0 {
            Some(keys) => Ok(keys.key(table.name(), key).await.map_err(failed)?.to_vec()),
            None => IdentityCodec.key(table, key).await,
        }
    }

    async fn seal(
        &self,
        table: Table,
        key: &[u8],
        version: u32,
        batch: Generation,
        value: &[u8],
    ) -> Result<Vec<u8>, CodecError> {
        match &self.0 {
            Some(keys) => keys.seal(Place { table: table.name(), version }, key, batch.0, value).await.map_err(failed),
            None => IdentityCodec.seal(table, key, version, batch, value).await,
        }
    }

    async fn open(
        &self,
        table: Table,
        stored_key: &[u8],
        version: u32,
        last: Generation,
        blob: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), CodecError> {
        match &self.0 {
            Some(keys) => {
                keys.open(Place { table: table.name(), version }, stored_key, last.0, blob).await.map_err(failed)
            }
            None => IdentityCodec.open(table, stored_key, version, last, blob).await,
        }
    }
}

fn failed(error: VaultError) -> CodecError {
    CodecError(error.to_string())
}
