//! Both sides of the codec: what a batch becomes before its transaction, what rows become after theirs.

use model::order;
use store::{Batch, CodecError, Generation, Row, RowCodec, Snapshot, StoreError, Table, Write};

use crate::fence::BatchId;
use crate::read::{StoredRow, StoredRows};

/// A batch as it lies on the disk.
pub(crate) struct SealedBatch {
    pub(crate) id: BatchId,
    pub(crate) expect: u64,
    pub(crate) writes: Vec<SealedWrite>,
}

/// One write as it lies on the disk.
pub(crate) struct SealedWrite {
    pub(crate) store: &'static str,
    pub(crate) key: Vec<u8>,
    /// Version and blob; nothing for a removal.
    pub(crate) put: Option<(u32, Vec<u8>)>,
}

/// Seals all of `batch`, or nothing.
pub(crate) async fn seal<C: RowCodec>(codec: &C, batch: Batch, id: BatchId) -> Result<SealedBatch, StoreError> {
    let mut writes = Vec::with_capacity(batch.writes.len());
    let next = Generation(batch.expect.0 + 1);
    for write in batch.writes {
        writes.push(seal_write(codec, write, next).await.map_err(|error| StoreError::Codec(error.0))?);
    }
    Ok(SealedBatch { id, expect: batch.expect.0, writes })
}

/// Opens all rows; what cannot be opened is listed and stays on the disk.
pub(crate) async fn open<C: RowCodec>(codec: &C, stored: StoredRows) -> Snapshot {
    let mut snapshot = Snapshot { generation: Generation(stored.generation), ..Snapshot::default() };
    for StoredRow { table, key, content } in stored.rows {
        let Some((version, blob)) = content else {
            snapshot.unreadable.push((table, key));
            continue;
        };
        match codec.open(table, &key, version, snapshot.generation, &blob).await {
            Ok((key, value)) => snapshot.rows.push(Row { table, key, version, value }),
            Err(_) => snapshot.unreadable.push((table, key)),
        }
    }
    order::by(&mut snapshot.rows, |a, b| (a.table, &a.key).cmp(&(b.table, &b.key)));
    snapshot
}

async fn seal_write<C: RowCodec>(codec: &C, write: Write, batch: Generation) -> Result<SealedWrite, CodecError> {
    let (table, key, put): (Table, Vec<u8>, _) = match write {
        Write::Put(row) => {
            let blob = codec.seal(row.table, &row.key, row.version, batch, &row.value).await?;
            (row.table, row.key, Some((row.version, blob)))
        }
        Write::Delete { table, key } => (table, key, None),
    };
    Ok(SealedWrite { store: table.name(), key: codec.key(table, &key).await?, put })
}
