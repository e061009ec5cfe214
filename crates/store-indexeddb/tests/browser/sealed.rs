//! The store with the codec of the vault: the same contract, and nothing readable on the disk.

use std::cell::Cell;

use store::contract::Backend;
use store::{Batch, Generation, Row, Store, Table, Write};
use store_indexeddb::{IndexedDbStore, VaultCodec};
use vault::{DataKey, KeyId};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{fresh_name, open, raw, record_and_operation, row};

type Random = Box<dyn Fn(&mut [u8])>;

/// Bytes that never repeat; what is random about them is not tested here.
fn random(seed: u8) -> Random {
    let count = Cell::new(0_u64);
    Box::new(move |bytes| {
        count.set(count.get() + 1);
        bytes.fill(seed);
        let length = bytes.len().min(8);
        bytes[..length].copy_from_slice(&count.get().to_le_bytes()[..length]);
    })
}

async fn unlocked(name: &str, seed: u8) -> IndexedDbStore<VaultCodec<Random>> {
    let key = DataKey::generate(KeyId(1), &random(seed));
    let codec = VaultCodec::unlocked(&key, random(seed)).await.expect("the browser has WebCrypto");
    IndexedDbStore::open(name, codec).await.expect("it opens")
}

struct Sealed(String);

impl Backend for Sealed {
    type Store = IndexedDbStore<VaultCodec<Random>>;

    async fn fresh() -> Self {
        Self(fresh_name())
    }

    async fn open(&self) -> Self::Store {
        unlocked(&self.0, 7).await
    }
}

macro_rules! declare {
    ($name:ident, $clause:expr) => {
        #[wasm_bindgen_test]
        async fn $name() {
            $clause.await;
        }
    };
}

store::contract_tests!(declare, Sealed);

/// Neither keys nor values lie readable; the control without the vault finds both.
#[wasm_bindgen_test]
async fn nothing_readable_lies_on_the_disk() {
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    for sealed in [true, false] {
        let name = fresh_name();
        let marked = Row { value: b"Samira, via Lamarmora 12".to_vec(), ..row(Table::Records, "chiave") };
        let batch = Batch { expect: Generation(0), writes: vec![Write::Put(marked)] };
        if sealed {
            unlocked(&name, 7).await.commit(batch).await.expect("it commits");
        } else {
            open(&name).await.commit(batch).await.expect("it commits");
        }
        let dump = raw::dump(&name).await.to_string();
        for text in ["Lamarmora", "chiave"] {
            assert_eq!(dump.contains(&hex(text)), !sealed, "{text} {sealed}");
        }
    }
}

/// D15: rows that were sealed with another key, lie in clear or were put back from a later time are listed and kept.
#[wasm_bindgen_test]
async fn d15_what_cannot_be_opened_is_listed_and_kept() {
    let name = fresh_name();
    let mine = unlocked(&name, 7).await;
    mine.commit(record_and_operation(0, "a")).await.expect("it commits");
    let theirs = unlocked(&name, 8).await.load().await.expect("it can be read");
    assert_eq!((theirs.rows.len(), theirs.unreadable.len()), (0, 2));
    open(&name).await.commit(record_and_operation(1, "in clear")).await.expect("it commits");
    let snapshot = mine.load().await.expect("it can be read");
    assert_eq!(snapshot.rows, [row(Table::Records, "a"), row(Table::Outbox, "a")]);
    assert_eq!(snapshot.unreadable.len(), 2);
    mine.commit(Batch { expect: Generation(2), writes: vec![Write::Put(row(Table::Records, "b"))] })
        .await
        .expect("goes on");
    assert_eq!(mine.load().await.expect("it can be read").rows.len(), 3);
}
