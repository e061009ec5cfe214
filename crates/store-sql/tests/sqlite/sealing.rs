//! What lies encrypted: the raw files say nothing of a person, and nothing else than the right key opens them.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use model::ids::{DeviceId, OpId, OperatorId, RecordId};
use model::record::{Fields, RecordType};
use protocol::{Sibling, Snapshot};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Row as _};
use store_sql::{Author, Repository, Sealer, StoreError, is_sealed};
use uuid::Uuid;

use crate::{Base, NOW};

fn sealer(byte: u8) -> Sealer {
    let count = AtomicU64::new(1);
    Sealer::new(&[byte; 32], move |bytes| {
        bytes.fill(0);
        bytes[..8].copy_from_slice(&count.fetch_add(1, Ordering::SeqCst).to_le_bytes());
    })
}

/// A record of each type, every field of which says whether it may be read.
fn records() -> Vec<Snapshot> {
    let of = |(n, record_type): (u128, &RecordType)| {
        let info = record_type.info().unwrap();
        let value = |name: &str| {
            let sort = if is_sealed(record_type, name) { "segreto" } else { "chiaro" };
            (name.to_owned(), Value::from(format!("{sort}-{record_type}-{name}")))
        };
        let mut fields: Fields = info.fields.iter().map(|spec| value(spec.name)).collect();
        fields.insert("ofALaterApp".to_owned(), json!("segreto-later"));
        let sibling = Sibling {
            field: "notes".to_owned(),
            value: json!("segreto-sibling"),
            op_id: OpId(Uuid::from_u128(n)),
            operator_id: OperatorId(Uuid::from_u128(1)),
            received_at: NOW,
            base_hash: None,
            base_rev: 0,
            settled: None,
        };
        Snapshot {
            id: RecordId(Uuid::from_u128(n)),
            record_type: record_type.clone(),
            schema_version: 1,
            rev: 1,
            fields,
            siblings: vec![sibling],
        }
    };
    (1..).zip(RecordType::ALL).map(of).collect()
}

/// How often a text lies in the files of the database.
fn found(dir: &Path, text: &str) -> usize {
    let files = ["db", "db-wal", "copy"].map(|name| fs::read(dir.join(name)).unwrap_or_default());
    files.iter().map(|bytes| bytes.windows(text.len()).filter(|part| *part == text.as_bytes()).count()).sum()
}

async fn fill(base: &Base) -> Vec<Snapshot> {
    let records = records();
    for record in &records {
        base.repo.put_reference(&base.scope, record, NOW).await.unwrap();
    }
    records
}

async fn read(base: &Base) -> Result<Vec<Snapshot>, StoreError> {
    let mut found: Vec<Snapshot> = Vec::new();
    for record_type in RecordType::ALL {
        let some = base.repo.records_of(&base.scope, std::slice::from_ref(record_type)).await?;
        found.extend(some.into_iter().map(|stored| stored.record.snapshot));
    }
    found.sort_by_key(|snapshot| snapshot.id);
    Ok(found)
}

async fn with_key(mut base: Base, byte: u8) -> Result<Base, StoreError> {
    base.repo = base.repo.clone().with_key(sealer(byte), NOW).await?;
    Ok(base)
}

/// In the raw files, the log and a backup: nothing that the model classes as personal; codes and what is normal stay
/// clear, for those who count.
#[tokio::test]
async fn a_raw_dump_says_nothing_of_a_person() {
    let base = with_key(Base::new().await, 7).await.unwrap();
    let records = fill(&base).await;
    base.repo.backup(&base.dir.path().join("copy"), NOW).await.unwrap();
    assert_eq!(found(base.dir.path(), "segreto"), 0);
    assert!(found(base.dir.path(), "chiaro-pis_activation-") > 0 && found(base.dir.path(), "chiaro-beneficiary-") > 0);
    assert_eq!(read(&base).await.unwrap(), records, "with the key all is as it was");
    for (record_type, field, hidden) in [
        ("beneficiary", "lastName", true),
        ("beneficiary", "address", true),
        ("beneficiary", "phone", true),
        ("beneficiary", "accessNotes", true),
        ("proximity_visit", "shoppingList", true),
        ("note", "text", true),
        ("capture", "text", true),
        ("pis_activation", "municipalityCode", false),
        ("street_outing", "outcome", false),
    ] {
        assert_eq!(is_sealed(&RecordType(record_type.into()), field), hidden, "{record_type}.{field}");
    }
}

/// The control: without a key the same search finds it. A database of before gets its key once, and then says nothing.
#[tokio::test]
async fn a_database_of_before_is_sealed_when_it_gets_its_key() {
    let base = Base::new().await;
    let records = fill(&base).await;
    assert!(found(base.dir.path(), "segreto") > records.len());
    assert_eq!(base.repo.key_id().await.unwrap(), None);
    let base = with_key(base, 7).await.unwrap();
    assert_eq!(base.repo.key_id().await.unwrap().as_deref(), Some(sealer(7).id()));
    assert_eq!(read(&base).await.unwrap(), records);
    base.repo.close().await;
    assert_eq!(found(base.dir.path(), "segreto"), 0);

    let other = Base::open(base.dir, None).await;
    assert!(matches!(read(&other).await, Err(StoreError::Sealed)), "without its key it cannot be read");
    let refused = other.repo.clone().with_key(sealer(8), NOW).await;
    assert!(matches!(refused, Err(StoreError::OtherKey(id)) if id == sealer(7).id()));
    let again = with_key(other, 7).await.unwrap();
    assert_eq!(read(&again).await.unwrap(), records);
}

/// A blob opens only where it was written: whoever swaps two in the file, or puts one under another revision, is found out.
/// The key by which a phone proves itself is sealed with the rest, and opens for that phone alone.
#[tokio::test]
async fn proof_keys_are_sealed_when_a_database_gets_its_key() {
    let base = Base::new().await;
    let author = |device| Author { operator_id: base.actor.operator, device_id: DeviceId(Uuid::from_u128(device)) };
    for device in [4, 5] {
        let device = author(device).device_id;
        let columns = "ambito_id, device_id, operator_id, enrolled_at";
        let values = format!("'{}', '{device}', '{}', 1", base.actor.ambito.0, base.actor.operator);
        base.run(&format!("INSERT INTO devices ({columns}) VALUES ({values})")).await;
    }
    let key = [0x5e; 32];
    let in_clear = data_encoding::BASE64.encode(&key);
    assert!(base.repo.set_proof_key(&base.scope, author(4), &key, NOW).await.unwrap());
    assert!(found(base.dir.path(), &in_clear) > 0);
    let (first, second) = (author(4), author(5));
    let base = with_key(base, 7).await.unwrap();
    assert_eq!(found(base.dir.path(), &in_clear), 0);
    let known = async |of: Author| base.repo.proof_key(&base.scope, of.device_id).await;
    assert_eq!(known(first).await.unwrap().as_deref(), Some(key.as_slice()));
    assert_eq!(known(second).await.unwrap(), None);
    base.run(&format!(
        "UPDATE devices SET proof_key = (SELECT proof_key FROM devices WHERE proof_key IS NOT NULL) WHERE device_id = '{}'",
        second.device_id
    ))
    .await;
    assert!(matches!(known(second).await, Err(StoreError::Sealed)), "one of another phone");
}

#[tokio::test]
async fn a_blob_that_was_moved_or_changed_does_not_open() {
    let base = with_key(Base::new().await, 7).await.unwrap();
    fill(&base).await;
    let mut conn = base.connect().await;
    let rows =
        sqlx::query("SELECT record_id, fields FROM records ORDER BY record_id LIMIT 2").fetch_all(&mut conn).await;
    let rows: Vec<(String, String)> = rows.unwrap().iter().map(|row| (row.get(0), row.get(1))).collect();
    let blob = |text: &str| serde_json::from_str::<Value>(text).unwrap()["~"].as_str().unwrap().to_owned();
    let (first, second) = (blob(&rows[0].1), blob(&rows[1].1));
    let mut flipped = first.clone().into_bytes();
    flipped[40] = if flipped[40] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    for (set, blob) in [("fields", &second), ("fields", &flipped), ("fields", &"AA==".to_owned()), ("rev", &first)] {
        let sql = match set {
            "rev" => "UPDATE records SET rev = 2, fields = json_set(fields, '$.~', ?) WHERE record_id = ?",
            _ => "UPDATE records SET fields = json_set(fields, '$.~', ?) WHERE record_id = ?",
        };
        sqlx::query(AssertSqlSafe(sql.to_owned())).bind(blob).bind(&rows[0].0).execute(&mut conn).await.unwrap();
        assert!(matches!(read(&base).await, Err(StoreError::Sealed)), "{set} {blob}");
    }
    let sql = "UPDATE records SET rev = 1 WHERE record_id = ?";
    sqlx::query(sql).bind(&rows[0].0).execute(&mut conn).await.unwrap();
    assert!(read(&base).await.is_ok());
}

#[test]
fn the_id_of_a_key_says_nothing_of_it_and_tells_two_apart() {
    let (one, other) = (sealer(7), sealer(8));
    assert_ne!(one.id(), other.id());
    assert_eq!(one.id(), sealer(7).id());
    assert_eq!(format!("{one:?}"), format!("Sealer {{ id: {:?}, .. }}", one.id()));
}
