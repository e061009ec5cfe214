//! What every store must do, as tests: each backend runs them by [`contract_tests!`](crate::contract_tests).

use std::collections::BTreeMap;

use crate::{Batch, Generation, Row, Snapshot, Store, StoreError, Table, Write};

/// A place for data that several stores can be opened on, as several tabs open one database.
#[allow(async_fn_in_trait, reason = "one thread in the browser: the futures need not be Send")]
pub trait Backend {
    /// The store under test.
    type Store: Store;

    /// An empty place.
    async fn fresh() -> Self;

    /// One more store on the same place.
    async fn open(&self) -> Self::Store;
}

/// Declares one test for each clause of the contract. `$declare!` gets a name and a future, and makes a test of them in
/// the backend's own way.
#[macro_export]
macro_rules! contract_tests {
    ($declare:ident, $backend:ty) => {
        $crate::contract_tests!(
            @each $declare, $backend,
            an_empty_store_is_at_generation_zero
            a_batch_is_read_back_by_another_opener
            keys_and_values_are_any_bytes
            one_key_in_two_tables_is_two_rows
            rows_come_by_table_and_key
            a_put_replaces_and_a_delete_removes
            a_later_write_of_the_same_key_wins
            an_empty_batch_counts
            a_stale_batch_changes_nothing
            a_batch_from_the_future_changes_nothing
            the_second_of_two_writers_is_refused_until_it_loads_again
            random_batches_agree_with_a_map
        );
    };
    (@each $declare:ident, $backend:ty, $($clause:ident)*) => {
        $($declare! { $clause, $crate::contract::$clause::<$backend>() })*
    };
}

/// Nothing is there before the first batch.
pub async fn an_empty_store_is_at_generation_zero<B: Backend>() {
    let store = B::fresh().await.open().await;
    assert_eq!(store.load().await, Ok(Snapshot::default()));
}

/// What was committed is there for a store that is opened afterwards.
pub async fn a_batch_is_read_back_by_another_opener<B: Backend>() {
    let backend = B::fresh().await;
    let rows = Table::ALL.map(|table| row(table, b"one", 7, b"value"));
    let writer = backend.open().await;
    assert_eq!(writer.commit(batch(0, rows.clone().map(Write::Put))).await, Ok(Generation(1)));
    drop(writer);
    assert_eq!(backend.open().await.load().await, Ok(snapshot(1, rows)));
}

/// Stores take keys and values for bytes, neither for text nor for anything that ends at a zero.
pub async fn keys_and_values_are_any_bytes<B: Backend>() {
    let store = B::fresh().await.open().await;
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let long = vec![0xA5; 1 << 20];
    let rows = [
        row(Table::Records, b"", 0, b"empty key"),
        row(Table::Records, b"\0", 1, b""),
        row(Table::Records, b"\0\0", u32::MAX, &every_byte),
        row(Table::Records, &every_byte, 2, &long),
        row(Table::Records, b"\xFF\xFE", 3, "città".as_bytes()),
    ];
    assert_eq!(store.commit(batch(0, rows.clone().map(Write::Put))).await, Ok(Generation(1)));
    assert_eq!(store.load().await, Ok(snapshot(1, rows)));
}

/// Tables do not share their keys.
pub async fn one_key_in_two_tables_is_two_rows<B: Backend>() {
    let store = B::fresh().await.open().await;
    let record = row(Table::Records, b"same", 1, b"record");
    let operation = row(Table::Outbox, b"same", 1, b"operation");
    let both = batch(0, [Write::Put(record.clone()), Write::Put(operation)]);
    assert_eq!(store.commit(both).await, Ok(Generation(1)));
    assert_eq!(store.commit(batch(1, [delete(Table::Outbox, b"same")])).await, Ok(Generation(2)));
    assert_eq!(store.load().await, Ok(snapshot(2, [record])));
}

/// The order of a snapshot does not depend on the order of the writes.
pub async fn rows_come_by_table_and_key<B: Backend>() {
    let store = B::fresh().await.open().await;
    let [first, second, third] =
        [row(Table::Meta, b"z", 1, b"1"), row(Table::Drafts, b"a", 1, b"2"), row(Table::Drafts, b"ab", 1, b"3")];
    let shuffled = [&third, &first, &second].map(|row| Write::Put(row.clone()));
    assert_eq!(store.commit(batch(0, shuffled)).await, Ok(Generation(1)));
    assert_eq!(store.load().await, Ok(snapshot(1, [first, second, third])));
}

/// Rows are replaced whole, with their version; removing a missing row is no error.
pub async fn a_put_replaces_and_a_delete_removes<B: Backend>() {
    let store = B::fresh().await.open().await;
    let old = [row(Table::Drafts, b"a", 1, b"old"), row(Table::Drafts, b"b", 1, b"old")];
    let new = row(Table::Drafts, b"a", 2, b"new");
    let second = [Write::Put(new.clone()), delete(Table::Drafts, b"b"), delete(Table::Drafts, b"missing")];
    assert_eq!(store.commit(batch(0, old.map(Write::Put))).await, Ok(Generation(1)));
    assert_eq!(store.commit(batch(1, second)).await, Ok(Generation(2)));
    assert_eq!(store.load().await, Ok(snapshot(2, [new])));
}

/// The writes of a batch happen in their order.
pub async fn a_later_write_of_the_same_key_wins<B: Backend>() {
    let store = B::fresh().await.open().await;
    let [put_twice, put_again] =
        [row(Table::Meta, b"put twice", 2, b"second"), row(Table::Meta, b"removed, put", 1, b"there")];
    let writes = [
        Write::Put(row(Table::Meta, b"put twice", 1, b"first")),
        Write::Put(put_twice.clone()),
        Write::Put(row(Table::Meta, b"put, removed", 1, b"gone")),
        delete(Table::Meta, b"put, removed"),
        delete(Table::Meta, b"removed, put"),
        Write::Put(put_again.clone()),
    ];
    assert_eq!(store.commit(batch(0, writes)).await, Ok(Generation(1)));
    assert_eq!(store.load().await, Ok(snapshot(1, [put_twice, put_again])));
}

/// Every commit is a generation of its own.
pub async fn an_empty_batch_counts<B: Backend>() {
    let store = B::fresh().await.open().await;
    assert_eq!(store.commit(batch(0, [])).await, Ok(Generation(1)));
    assert_eq!(store.load().await, Ok(snapshot(1, [])));
}

/// A batch that was planned on old rows is refused whole, with the generation to load.
pub async fn a_stale_batch_changes_nothing<B: Backend>() {
    let store = B::fresh().await.open().await;
    let kept = row(Table::Records, b"kept", 1, b"value");
    let stale = [delete(Table::Records, b"kept"), Write::Put(row(Table::Records, b"new", 1, b"value"))];
    assert_eq!(store.commit(batch(0, [Write::Put(kept.clone())])).await, Ok(Generation(1)));
    assert_eq!(store.commit(batch(0, stale)).await, Err(StoreError::Stale { actual: Generation(1) }));
    assert_eq!(store.load().await, Ok(snapshot(1, [kept])));
}

/// A batch that names a generation that never was is refused as well.
pub async fn a_batch_from_the_future_changes_nothing<B: Backend>() {
    let store = B::fresh().await.open().await;
    let write = [Write::Put(row(Table::Records, b"a", 1, b"value"))];
    assert_eq!(store.commit(batch(1, write)).await, Err(StoreError::Stale { actual: Generation(0) }));
    assert_eq!(store.load().await, Ok(Snapshot::default()));
}

/// D16: two tabs that read the same generation cannot both write next, and none of the two writes is lost.
pub async fn the_second_of_two_writers_is_refused_until_it_loads_again<B: Backend>() {
    let backend = B::fresh().await;
    let (one, two) = (backend.open().await, backend.open().await);
    let [first, second] = [row(Table::Outbox, b"1", 1, b"first tab"), row(Table::Outbox, b"2", 1, b"second tab")];
    let read = two.load().await.expect("the store can be read").generation;

    assert_eq!(one.commit(batch(read.0, [Write::Put(first.clone())])).await, Ok(Generation(1)));
    let again = || [Write::Put(second.clone())];
    assert_eq!(two.commit(batch(read.0, again())).await, Err(StoreError::Stale { actual: Generation(1) }));

    let read = two.load().await.expect("the store can be read");
    assert_eq!(read, snapshot(1, [first.clone()]));
    assert_eq!(two.commit(batch(read.generation.0, again())).await, Ok(Generation(2)));
    assert_eq!(one.load().await, Ok(snapshot(2, [first, second])));
}

/// Two hundred batches, some of them stale, against a map: same answers, same rows.
pub async fn random_batches_agree_with_a_map<B: Backend>() {
    let backend = B::fresh().await;
    let stores = [backend.open().await, backend.open().await];
    let mut dice = Dice(0x7ACC_0170);
    let mut generation = 0;
    let mut map: BTreeMap<(Table, Vec<u8>), Row> = BTreeMap::new();

    for step in 0..200 {
        let stale = dice.roll(5) == 0;
        let expect = if stale { generation + 1 + dice.roll(3) } else { generation };
        let writes: Vec<Write> = (0..dice.roll(6)).map(|_| dice.write()).collect();
        let store = &stores[usize::from(dice.roll(2) == 0)];

        let answer = store.commit(Batch { expect: Generation(expect), writes: writes.clone() }).await;
        if stale {
            assert_eq!(answer, Err(StoreError::Stale { actual: Generation(generation) }), "step {step}");
            continue;
        }
        generation += 1;
        assert_eq!(answer, Ok(Generation(generation)), "step {step}");
        for write in writes {
            match write {
                Write::Put(row) => map.insert((row.table, row.key.clone()), row),
                Write::Delete { table, key } => map.remove(&(table, key)),
            };
        }
        if step % 20 == 0 {
            let rows: Vec<Row> = map.values().cloned().collect();
            assert_eq!(stores[0].load().await, Ok(snapshot(generation, rows)), "step {step}");
        }
    }
    let rows: Vec<Row> = map.into_values().collect();
    assert_eq!(backend.open().await.load().await, Ok(snapshot(generation, rows)));
}

fn row(table: Table, key: &[u8], version: u32, value: &[u8]) -> Row {
    Row { table, key: key.to_vec(), version, value: value.to_vec() }
}

fn delete(table: Table, key: &[u8]) -> Write {
    Write::Delete { table, key: key.to_vec() }
}

fn batch(expect: u64, writes: impl IntoIterator<Item = Write>) -> Batch {
    Batch { expect: Generation(expect), writes: writes.into_iter().collect() }
}

fn snapshot(generation: u64, rows: impl IntoIterator<Item = Row>) -> Snapshot {
    Snapshot { generation: Generation(generation), rows: rows.into_iter().collect(), unreadable: Vec::new() }
}

/// A small generator (splitmix64): the same throws on every backend.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    /// Few keys, so that writes meet.
    fn write(&mut self) -> Write {
        let table = Table::ALL[usize::from(self.roll(4) as u8)];
        let key = vec![self.roll(5) as u8];
        if self.roll(3) == 0 {
            return Write::Delete { table, key };
        }
        let length = self.roll(40);
        let value = (0..length).map(|_| self.roll(256) as u8).collect();
        Write::Put(Row { table, key, version: self.roll(4) as u32, value })
    }
}
