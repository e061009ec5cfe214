//! D11, D13: databases that older versions of the app left behind, or half made; and what may lie on the disk.

use store::{Generation, IdentityCodec, Row, Snapshot, Store, Table, Write};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{Plain, fresh_name, open, raw, record_and_operation};

/// Every database version ever shipped, as it lay on a phone. A new version adds a line and a file; none is removed.
const HISTORY: [&str; 1] = [include_str!("../fixtures/v1.json")];

/// D13: every store and row of every version is there.
#[wasm_bindgen_test]
async fn databases_of_old_versions_keep_all_their_rows() {
    for fixture in HISTORY {
        let name = fresh_name();
        raw::build(fixture, &name).await.expect("the fixture can be built");
        let then: serde_json::Value = serde_json::from_str(fixture).expect("it is JSON");

        let store = open(&name).await;
        let snapshot = store.load().await.expect("it can be read");
        assert_eq!(Some(snapshot.generation.0), then["stores"]["fence"][0]["value"]["g"].as_u64());
        assert_eq!(snapshot.unreadable, []);
        for table in Table::ALL {
            let rows = snapshot.rows.iter().filter(|row| row.table == table).count();
            assert!(rows > 0, "the fixture has rows in every table");
            assert_eq!(Some(rows), then["stores"][table.name()].as_array().map(Vec::len), "{table:?}");
        }
        let next = record_and_operation(snapshot.generation.0, "new");
        assert_eq!(store.commit(next).await, Ok(Generation(snapshot.generation.0 + 1)));
        let now = raw::dump(&name).await;
        for (store, rows) in then["stores"].as_object().expect("it has stores") {
            for row in rows.as_array().expect("it has rows").iter().filter(|_| store != "fence") {
                assert!(now["stores"][store].as_array().is_some_and(|rows| rows.contains(row)), "{store}: {row}");
            }
        }
    }
}

/// The making of the database is broken off: nothing of it is there, and the next opening makes it whole.
#[wasm_bindgen_test]
async fn d11_a_database_half_made_is_made_anew() {
    let name = fresh_name();
    raw::abort_at_store("drafts");
    let opened = Plain::open(&name, IdentityCodec).await;
    raw::restore();
    opened.err().expect("it is broken off");
    let store = open(&name).await;
    assert_eq!(store.load().await, Ok(Snapshot::default()));
    assert_eq!(store.commit(record_and_operation(0, "a")).await, Ok(Generation(1)));
}

/// An upgrade is broken off: the database is as it was, and each row still says of which version it is, so that rows are
/// brought up to date one by one when they are read, never by an upgrade.
#[wasm_bindgen_test]
async fn d11_an_upgrade_that_dies_changes_nothing() {
    let name = fresh_name();
    let store = open(&name).await;
    let old = |key: &str, version| Write::Put(Row { version, ..crate::row(Table::Records, key) });
    let mut batch = record_and_operation(0, "a");
    batch.writes.extend([old("b", 2), old("c", 7)]);
    store.commit(batch).await.expect("it commits");
    store.close();
    let before = raw::dump(&name).await;

    assert!(raw::upgrade_that_dies(&name).await);
    assert_eq!(raw::dump(&name).await, before);
    let store = open(&name).await;
    let snapshot = store.load().await.expect("it can be read");
    let mut versions: Vec<_> = snapshot.rows.iter().map(|row| row.version).collect();
    versions.sort_unstable();
    assert_eq!((snapshot.generation, versions), (Generation(1), vec![1, 1, 2, 7]));
}

/// Nothing but key bytes, version and blob: no index, no key path, no further field.
#[wasm_bindgen_test]
async fn only_opaque_rows_lie_on_the_disk() {
    let name = fresh_name();
    let store = open(&name).await;
    let row = Row { table: Table::Records, key: vec![0, 255], version: 9, value: vec![1, 2] };
    let batch = store::Batch { expect: Generation(0), writes: vec![Write::Put(row)] };
    store.commit(batch).await.expect("it commits");

    let dump = raw::dump(&name).await;
    let records = serde_json::json!([{ "key": { "hex": "00ff" }, "value": { "v": 9, "b": { "hex": "0102" } } }]);
    assert_eq!(dump["stores"]["records"], records);
    assert_eq!(dump["stores"]["fence"][0]["key"], "fence");
    assert_eq!(dump["stores"]["fence"][0]["value"]["g"], 1);
}
