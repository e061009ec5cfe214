use store::{CodecError, Generation, RowCodec, Table};
use vault::{DataKey, Place, Random, RowKeys, VaultError};

/// Seals every row under the keys of the person who unlocked the phone.
pub struct VaultCodec<R>(RowKeys<R>);

impl<R: Random> VaultCodec<R> {
    /// The codec for a data key; `random` gives the nonces.
    ///
    /// # Errors
    /// When the browser's cryptography fails.
    pub async fn unlocked(key: &DataKey, random: R) -> Result<Self, VaultError> {
        Ok(Self(RowKeys::derive(key, &Table::ALL.map(Table::name), random).await?))
    }
}

impl<R: Random> RowCodec for VaultCodec<R> {
    async fn key(&self, table: Table, key: &[u8]) -> Result<Vec<u8>, CodecError> {
        Ok(self.0.key(table.name(), key).await.map_err(failed)?.to_vec())
    }

    async fn seal(
        &self,
        table: Table,
        key: &[u8],
        version: u32,
        batch: Generation,
        value: &[u8],
    ) -> Result<Vec<u8>, CodecError> {
        self.0.seal(Place { table: table.name(), version }, key, batch.0, value).await.map_err(failed)
    }

    async fn open(
        &self,
        table: Table,
        stored_key: &[u8],
        version: u32,
        last: Generation,
        blob: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), CodecError> {
        self.0.open(Place { table: table.name(), version }, stored_key, last.0, blob).await.map_err(failed)
    }
}

fn failed(error: VaultError) -> CodecError {
    CodecError(error.to_string())
}
