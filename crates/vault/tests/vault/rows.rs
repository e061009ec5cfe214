use test_support::Rng;
use vault::{DataKey, KeyId, Place, RowKeys, VaultError};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::*;

const TABLES: [&str; 2] = ["records", "outbox"];
const PLACE: Place<'static> = Place { table: "records", version: 1 };
const LAST: u64 = 9;

async fn keys(seed: u64) -> RowKeys<Seeded> {
    RowKeys::derive(&data_key(seed), &TABLES, Seeded::new(seed + 1)).await.unwrap()
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn a_row_comes_back_as_it_was() {
    let keys = keys(1).await;
    let mut rng = Rng::new(2);
    for length in [0, 1, 247, 248, 249, 4_000] {
        let mut value = vec![0; length];
        rng.fill(&mut value);
        let blob = keys.seal(PLACE, b"r1", LAST, &value).await.unwrap();
        let stored = keys.key("records", b"r1").await.unwrap();
        assert_eq!(keys.open(PLACE, &stored, LAST, &blob).await.unwrap(), (b"r1".to_vec(), value));
    }
}

/// Nothing of a row can be read where it lies, and its length says little.
#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn neither_key_nor_value_nor_length_shows() {
    let keys = keys(1).await;
    let marker = b"Samira, via Lamarmora 12";
    let blob = keys.seal(PLACE, marker, LAST, &[marker.as_slice(), marker].concat()).await.unwrap();
    let stored = keys.key("records", marker).await.unwrap();
    let shows = |bytes: &[u8]| bytes.windows(6).any(|part| marker.windows(6).any(|known| known == part));
    assert!(!shows(&blob) && !shows(&stored));
    assert_ne!(stored, keys.key("outbox", marker).await.unwrap(), "two tables do not show that they hold the same");
    let mut lengths = Vec::new();
    for length in 0..600 {
        lengths.push(keys.seal(PLACE, b"key", LAST, &vec![7; length]).await.unwrap().len());
    }
    lengths.dedup();
    assert_eq!(lengths.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>(), [256, 256]);
}

/// D15: whatever was changed, moved or cut: it does not open, and nothing of it is shown.
#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn d15_a_row_opens_only_where_it_was_put_and_unchanged() {
    let keys = keys(1).await;
    let blob = keys.seal(PLACE, b"r1", LAST, b"value").await.unwrap();
    let stored = keys.key("records", b"r1").await.unwrap();
    let other = keys.key("records", b"r2").await.unwrap();
    let refused = Err(VaultError::Refused);
    assert_eq!(keys.open(PLACE, &other, LAST, &blob).await, refused, "under the key of another row");
    let table = Place { table: "outbox", ..PLACE };
    assert_eq!(keys.open(table, &stored, LAST, &blob).await, refused, "in another table");
    let version = Place { version: 2, ..PLACE };
    assert_eq!(keys.open(version, &stored, LAST, &blob).await, refused, "as another version");
    assert_eq!(keys.open(PLACE, &stored, LAST - 1, &blob).await, Err(VaultError::Ahead), "of a batch that never was");
    for length in 0..blob.len() {
        assert!(keys.open(PLACE, &stored, LAST, &blob[..length]).await.is_err(), "cut to {length} bytes");
    }
    for bit in 0..blob.len() * 8 {
        let mut changed = blob.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(keys.open(PLACE, &stored, LAST, &changed).await.is_err(), "bit {bit}");
    }
    assert!(keys.open(PLACE, &stored, LAST, &blob).await.is_ok());
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn another_key_opens_nothing_and_says_which_it_wants() {
    let (mine, theirs) = (keys(1).await, keys(5).await);
    let blob = mine.seal(PLACE, b"r1", LAST, b"value").await.unwrap();
    let stored = mine.key("records", b"r1").await.unwrap();
    assert_eq!(theirs.open(PLACE, &stored, LAST, &blob).await, Err(VaultError::Refused));
    let next = DataKey::generate(KeyId(2), &Seeded::new(1));
    let next = RowKeys::derive(&next, &TABLES, Seeded::new(2)).await.unwrap();
    let other_key = VaultError::OtherKey { found: 1, expected: 2 };
    assert_eq!(next.open(PLACE, &stored, LAST, &blob).await, Err(other_key));
    let mut newer = blob;
    newer[0] = 0;
    assert_eq!(mine.open(PLACE, &stored, LAST, &newer).await, Err(VaultError::Malformed));
    newer[0] = 2;
    assert_eq!(mine.open(PLACE, &stored, LAST, &newer).await, Err(VaultError::Newer(2)));
    assert!(mine.seal(Place { table: "unknown", version: 1 }, b"r1", LAST, b"").await.is_err());
}

/// A nonce that came twice under one key would give both contents away. With 96 random bits the chance of that in a
/// million writes is one in 10^17; what is proved here is that each write draws anew, and uses all bytes that it drew.
#[cfg(not(target_family = "wasm"))]
#[tokio::test]
async fn a_million_writes_take_a_million_nonces() {
    let keys = keys(1).await;
    let mut nonces = std::collections::HashSet::new();
    for batch in 0..1_000_000_u64 {
        let blob = keys.seal(PLACE, b"r1", batch % 3, b"the same").await.unwrap();
        assert!(nonces.insert(<[u8; 12]>::try_from(&blob[13..25]).unwrap()), "batch {batch}");
    }
    let spread = (0..12).map(|at| nonces.iter().map(|nonce| nonce[at]).collect::<std::collections::HashSet<_>>().len());
    assert_eq!(spread.collect::<Vec<_>>(), [256; 12]);
}
