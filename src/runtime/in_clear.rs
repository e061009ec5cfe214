//! What version 0.1 kept: one database for the whole phone, in clear.

use store::{Snapshot, Store as _, StoreError};
use store_indexeddb::{OpenOptions, VaultCodec, exists};

use super::PhoneStore;

const DATABASE: &str = "taccuino";

/// Whether there is something of it on this phone. What is empty goes.
pub async fn is_there() -> Result<bool, StoreError> {
    if exists(DATABASE).await == Some(false) {
        return Ok(false);
    }
    let empty = is_empty(&rows().await?);
    if empty {
        delete().await?;
    }
    Ok(!empty)
}

/// Whether nothing is in it, readable or not.
pub fn is_empty(rows: &Snapshot) -> bool {
    rows.rows.is_empty() && rows.unreadable.is_empty()
}

/// All of it. From here on no tab of the older app writes there.
pub async fn rows() -> Result<Snapshot, StoreError> {
    let options = OpenOptions::default().for_the_last_time();
    let store = PhoneStore::open_with(DATABASE, VaultCodec::in_clear(), options).await?;
    let rows = store.load().await;
    store.close();
    rows
}

/// Takes it away.
pub async fn delete() -> Result<(), StoreError> {
    store_indexeddb::delete(DATABASE).await
}
