//! What this build seals is what every later one has to open, on a phone and elsewhere. `UPDATE_FIXTURES=1` writes the
//! file anew; what a release has sealed stays, a change of format is a file beside it.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use vault::{By, DataKey, Kdf, KeyFile, KeyId, Passphrase, Place, RowKeys, Secret};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::*;

const TABLES: [&str; 4] = ["meta", "records", "outbox", "drafts"];

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    passphrase: String,
    /// Secret of a passkey, hexadecimal.
    passkey: String,
    key_file: serde_json::Value,
    rows: Vec<Row>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    table: String,
    version: u32,
    batch: u64,
    key: String,
    value: String,
    /// Hexadecimal.
    stored_key: String,
    /// Hexadecimal.
    blob: String,
}

async fn seal_all() -> Vectors {
    let passphrase = "Perché no? Corsico 1986";
    let random = Seeded::new(7);
    let key = DataKey::generate(KeyId(1), &random);
    let stretched = Kdf::FLOOR.stretch(&Passphrase::typed(passphrase), &[5; 16]).await.unwrap();
    let mut file = KeyFile::new(owner(), &key, Kdf::FLOOR, vec![5; 16], &stretched, &random).await.unwrap();
    let passkey = By::Passkey { credential: vec![6; 16], salt: vec![7; 32] };
    file.add(&key, passkey, &secret(0xa5), &random).await.unwrap();
    let keys = RowKeys::derive(&key, &TABLES, random).await.unwrap();
    let mut rows = Vec::new();
    for (batch, table) in (1..).zip(TABLES) {
        let (row_key, value) = (format!("chiave {table}"), "è già così ".repeat(usize::try_from(batch).unwrap() * 9));
        let place = Place { table, version: 1 };
        let blob = keys.seal(place, row_key.as_bytes(), batch, value.as_bytes()).await.unwrap();
        let stored_key = HEXLOWER.encode(&keys.key(table, row_key.as_bytes()).await.unwrap());
        let blob = HEXLOWER.encode(&blob);
        rows.push(Row { table: table.to_owned(), version: 1, batch, key: row_key, value, stored_key, blob });
    }
    let key_file = file.to_value();
    Vectors { passphrase: passphrase.to_owned(), passkey: HEXLOWER.encode(&[0xa5; 32]), key_file, rows }
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn both_halves_seal_the_same_bytes() {
    let sealed = seal_all().await;
    #[cfg(not(target_family = "wasm"))]
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vault/v1.json");
        std::fs::write(path, format!("{}\n", serde_json::to_string_pretty(&sealed).unwrap())).unwrap();
    }
    assert_eq!(sealed, read());
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn both_halves_open_what_was_sealed() {
    let vectors = read();
    let file = KeyFile::from_json(vectors.key_file.to_string().as_bytes()).unwrap();
    for by in file.ways() {
        let secret = match by {
            By::Passphrase { kdf, salt } => kdf.stretch(&Passphrase::typed(&vectors.passphrase), salt).await.unwrap(),
            By::Passkey { .. } => Secret::new(hex(&vectors.passkey).try_into().unwrap()),
        };
        let key = file.open(by, &secret).await.unwrap();
        let keys = RowKeys::derive(&key, &TABLES, Seeded::new(1)).await.unwrap();
        for row in &vectors.rows {
            let place = Place { table: &row.table, version: row.version };
            let opened = keys.open(place, &hex(&row.stored_key), 4, &hex(&row.blob)).await.unwrap();
            assert_eq!(opened, (row.key.clone().into_bytes(), row.value.clone().into_bytes()));
        }
    }
}

fn read() -> Vectors {
    serde_json::from_str(include_str!("../../../../tests/fixtures/vault/v1.json")).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).unwrap()
}
