//! Reads everything in one transaction, through rexie.

use futures::future::{try_join, try_join_all};
use js_sys::{Reflect, Uint8Array};
use store::Table;
use wasm_bindgen::{JsCast, JsValue};

use crate::connection::Connection;
use crate::fault::Fault;
use crate::fence::{self, Fence};
use crate::schema;

/// All rows as they lie on the disk.
pub(crate) struct StoredRows {
    pub(crate) generation: u64,
    pub(crate) rows: Vec<StoredRow>,
}

/// One row as it lies on the disk.
pub(crate) struct StoredRow {
    pub(crate) table: Table,
    pub(crate) key: Vec<u8>,
    /// Version and blob; nothing when the value has another shape.
    pub(crate) content: Option<(u32, Vec<u8>)>,
}

/// Reads the fence and all rows as of one moment. All requests are made before the first answer is awaited, so that
/// the transaction cannot end between two of them.
pub(crate) async fn read_all(connection: &Connection) -> Result<StoredRows, Fault> {
    let transaction = connection.begin_read()?;
    let fence = transaction.store(schema::FENCE)?;
    let stores = Table::ALL
        .into_iter()
        .map(|table| Ok((table, transaction.store(table.name())?)))
        .collect::<Result<Vec<_>, rexie::Error>>()?;

    let tables = stores.iter().map(|(table, store)| async move {
        let (keys, values) = try_join(store.get_all_keys(None, None), store.get_all(None, None)).await?;
        Ok::<_, rexie::Error>((*table, keys, values))
    });
    let (fence, tables) = try_join(fence.get(fence::KEY.into()), try_join_all(tables)).await?;

    let generation = Fence::read(&fence.unwrap_or(JsValue::UNDEFINED))?.generation;
    let rows = tables
        .into_iter()
        .flat_map(|(table, keys, values)| {
            keys.into_iter().zip(values).map(move |(key, value)| row(table, &key, &value))
        })
        .collect();
    Ok(StoredRows { generation, rows })
}

fn row(table: Table, key: &JsValue, value: &JsValue) -> StoredRow {
    // Binary keys come back as an ArrayBuffer, whatever they were put as. A key of another kind was not written here;
    // its text keeps the row listed.
    let key = if key.is_instance_of::<js_sys::ArrayBuffer>() {
        Uint8Array::new(key).to_vec()
    } else {
        format!("{key:?}").into_bytes()
    };
    StoredRow { table, key, content: content(value) }
}

fn content(value: &JsValue) -> Option<(u32, Vec<u8>)> {
    let version = Reflect::get(value, &"v".into()).ok()?.as_f64()?;
    let blob = Reflect::get(value, &"b".into()).ok()?.dyn_into::<Uint8Array>().ok()?;
    if version.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&version) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    Some((version as u32, blob.to_vec()))
}
