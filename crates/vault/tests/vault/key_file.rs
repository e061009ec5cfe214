use std::cell::RefCell;

use vault::{By, DataKey, Kdf, KeyFile, KeyId, Owner, Passphrase, VaultError, calibrate};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::*;

fn passkey(id: u8) -> By {
    By::Passkey { credential: vec![id; 16], salt: vec![3; 32] }
}

fn passphrase(salt: u8) -> By {
    By::Passphrase { kdf: Kdf::FLOOR, salt: vec![salt; 16] }
}

/// A file that `secret(1)` opens in the place of a passphrase: what is tested here is not how it is stretched.
async fn file(key: &DataKey) -> KeyFile {
    KeyFile::new(owner(), key, Kdf::FLOOR, vec![9; 16], &secret(1), &Seeded::new(4)).await.unwrap()
}

async fn opens(file: &KeyFile, by: &By, byte: u8) -> Result<KeyId, VaultError> {
    file.open(by, &secret(byte)).await.map(|key| key.id())
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn each_way_opens_the_same_key_and_no_other_secret_does() {
    let key = data_key(1);
    let mut file = file(&key).await;
    file.add(&key, passkey(7), &secret(2), &Seeded::new(5)).await.unwrap();
    let file = KeyFile::from_value(&file.to_value()).unwrap();
    assert_eq!((file.owner(), file.ways().count()), (&owner(), 2));
    let mut sealed = Vec::new();
    for (by, right) in [(passphrase(9), 1), (passkey(7), 2)] {
        let opened = file.open(&by, &secret(right)).await.unwrap();
        // The same key seals the same bytes with the same randomness.
        let rows = vault::RowKeys::derive(&opened, &["records"], Seeded::new(6)).await.unwrap();
        let place = vault::Place { table: "records", version: 1 };
        sealed.push(rows.seal(place, b"r1", 1, b"value").await.unwrap());
        assert_eq!(opens(&file, &by, 9).await, Err(VaultError::Refused));
        assert_eq!(opens(&file, &by, 3 - right).await, Err(VaultError::Refused), "the secret of the other way");
    }
    assert_eq!(sealed[0], sealed[1]);
    assert_eq!(opens(&file, &passkey(8), 2).await, Err(VaultError::NoWrap));
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn a_new_passphrase_shuts_out_the_old_one_and_a_passkey_is_never_alone() {
    let key = data_key(1);
    let mut file = file(&key).await;
    file.add(&key, passkey(7), &secret(2), &Seeded::new(5)).await.unwrap();
    file.add(&key, passphrase(8), &secret(3), &Seeded::new(6)).await.unwrap();
    assert_eq!(opens(&file, &passphrase(9), 1).await, Err(VaultError::NoWrap));
    assert_eq!(opens(&file, &passphrase(8), 1).await, Err(VaultError::Refused));
    assert_eq!(opens(&file, &passphrase(8), 3).await, Ok(KeyId(1)));
    file.add(&key, passkey(6), &secret(4), &Seeded::new(7)).await.unwrap();
    assert_eq!(file.ways().count(), 3, "a second passkey stands beside the first");
    file.forget_passkey(&[7; 16]);
    assert_eq!(opens(&file, &passkey(7), 2).await, Err(VaultError::NoWrap));
    assert_eq!(opens(&file, &passkey(6), 4).await, Ok(KeyId(1)));
    file.forget_passkey(&[6; 16]);
    assert_eq!(opens(&file, &passphrase(8), 3).await, Ok(KeyId(1)));

    let bare = br#"{"v":1,"kid":1,"check":"AAAAAAAAAAA","owner":{"origin":"o","operatorId":"00000000-0000-0000-0000-000000000a01","deviceId":"00000000-0000-0000-0000-000000000d01"},"wraps":[]}"#;
    let mut bare = KeyFile::from_json(bare).unwrap();
    assert_eq!(bare.add(&key, passkey(7), &secret(2), &Seeded::new(5)).await, Err(VaultError::ForeignKey));
    let check = file.to_value()["check"].clone();
    let mut bare = bare.to_value();
    bare["check"] = check;
    let mut bare = KeyFile::from_json(bare.to_string().as_bytes()).unwrap();
    let alone = bare.add(&key, passkey(7), &secret(2), &Seeded::new(5)).await;
    assert_eq!(alone, Err(VaultError::PasskeyAlone));
}

/// The key of another file, of the same generation or not, takes nobody's place.
#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn a_foreign_key_is_not_added() {
    let mut file = file(&data_key(1)).await;
    let before = file.clone();
    for foreign in [DataKey::generate(KeyId(2), &Seeded::new(1)), data_key(2)] {
        let added = file.add(&foreign, passphrase(8), &secret(2), &Seeded::new(5)).await;
        assert_eq!(added, Err(VaultError::ForeignKey));
    }
    assert_eq!(file, before);
    assert_eq!(opens(&file, &passphrase(9), 1).await, Ok(KeyId(1)));
}

/// Whatever the file says of itself is bound to what it holds: nobody can make it cheaper to guess, or give it to
/// somebody else.
#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn a_file_that_was_changed_does_not_open() {
    let written = file(&data_key(1)).await.to_value().to_string();
    for (from, to) in [
        (r#""memoryKib":19456"#, r#""memoryKib":1945"#),
        (r#""passes":2"#, r#""passes":1"#),
        ("taccuino.example.it", "taccuino.example.com"),
        ("000000000a01", "000000000a02"),
        ("000000000d01", "000000000d02"),
        (r#""kid":1"#, r#""kid":2"#),
        (r#""salt":"CQ"#, r#""salt":"CA"#),
    ] {
        assert!(written.contains(from), "{from} in {written}");
        let changed = KeyFile::from_json(written.replace(from, to).as_bytes()).unwrap();
        let by = changed.ways().next().unwrap().clone();
        assert_eq!(opens(&changed, &by, 1).await, Err(VaultError::Refused), "{to}");
    }
    let newer = written.replace(r#""v":1"#, r#""v":2"#);
    assert_eq!(KeyFile::from_json(newer.as_bytes()), Err(VaultError::Newer(2)));
    assert_eq!(KeyFile::from_json(b"{}"), Err(VaultError::Malformed));
    assert_eq!(KeyFile::from_json(&written.as_bytes()[..40]), Err(VaultError::Malformed));
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn no_wrap_is_made_below_the_floor() {
    let key = data_key(1);
    for kdf in [
        Kdf::Argon2id { memory_kib: 19 * 1024, passes: 1 },
        Kdf::Argon2id { memory_kib: 8 * 1024, passes: 20 },
        Kdf::Pbkdf2 { iterations: 599_999 },
    ] {
        let made = KeyFile::new(owner(), &key, kdf, vec![9; 16], &secret(1), &Seeded::new(4)).await;
        assert_eq!(made, Err(VaultError::BelowFloor), "{kdf:?}");
    }
    assert!(Kdf::FLOOR.is_enough() && Kdf::FALLBACK.is_enough());
}

/// A file of an earlier time, with cheaper parameters, still opens: then its passphrase gets a wrap as of today.
#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn an_old_wrap_is_replaced_once_it_is_open() {
    let key = data_key(1);
    let mut file = KeyFile::new(owner(), &key, Kdf::FALLBACK, vec![9; 16], &secret(1), &Seeded::new(4)).await.unwrap();
    let old = file.ways().next().unwrap().clone();
    let opened = file.open(&old, &secret(1)).await.unwrap();
    file.add(&opened, passphrase(8), &secret(2), &Seeded::new(5)).await.unwrap();
    assert_eq!(file.ways().collect::<Vec<_>>(), [&passphrase(8)]);
    assert_eq!(opens(&file, &passphrase(8), 2).await, Ok(KeyId(1)));
    assert!(Owner { origin: "https://altro.example.it".to_owned(), ..owner() } != *file.owner());
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn a_passphrase_is_stretched_as_the_file_says() {
    let typed = Passphrase::typed("quattro cavalli verdi a Corsico");
    let one = Kdf::FLOOR.stretch(&typed, &[1; 16]).await.unwrap();
    let key = data_key(1);
    let file = KeyFile::new(owner(), &key, Kdf::FLOOR, vec![1; 16], &one, &Seeded::new(4)).await.unwrap();
    let by = file.ways().next().unwrap().clone();
    for (text, salt, kdf, right) in [
        ("quattro cavalli verdi a Corsico", 1, Kdf::FLOOR, true),
        ("quattro cavalli verdi a corsico", 1, Kdf::FLOOR, false),
        ("quattro cavalli verdi a Corsico", 2, Kdf::FLOOR, false),
        ("quattro cavalli verdi a Corsico", 1, Kdf::FALLBACK, false),
    ] {
        let secret = kdf.stretch(&Passphrase::typed(text), &[salt; 16]).await.unwrap();
        assert_eq!(file.open(&by, &secret).await.is_ok(), right, "{text} {salt} {kdf:?}");
    }
}

/// D20: memory that is not to be had is an answer, never the end of the app.
#[cfg(target_family = "wasm")]
#[wasm_bindgen_test]
async fn d20_no_memory_for_argon2_is_said_and_the_fallback_needs_none() {
    // Nearly all that a module can have: the browser cannot give that much more.
    let greedy = Kdf::Argon2id { memory_kib: 4 * 1024 * 1024 - 1024, passes: 1 };
    let typed = Passphrase::typed("quattro cavalli verdi a Corsico");
    assert_eq!(greedy.stretch(&typed, &[1; 16]).await.err(), Some(VaultError::NoMemory));
    assert!(Kdf::FALLBACK.stretch(&typed, &[1; 16]).await.is_ok());
}

/// D20: the parameters follow the device, never below the floor, and what has no memory is passed by.
#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn d20_the_parameters_follow_the_device() {
    let argon = |memory: u32, passes| Kdf::Argon2id { memory_kib: memory * 1024, passes };
    // Milliseconds for each MiB and pass, the MiB that there are, and what is chosen.
    for (speed, room, chosen) in [
        (1.0, 4_000, argon(64, 3)),
        (6.0, 4_000, argon(64, 2)),
        (10.0, 4_000, argon(46, 2)),
        (20.0, 4_000, argon(19, 2)),
        (17.0, 4_000, argon(46, 1)),
        (500.0, 4_000, argon(19, 2)),
        (1.0, 50, argon(46, 2)),
        (1.0, 30, argon(19, 2)),
        (1.0, 8, Kdf::FALLBACK),
    ] {
        let asked = RefCell::new(0);
        let millis = async |kdf| {
            *asked.borrow_mut() += 1;
            let Kdf::Argon2id { memory_kib, passes } = kdf else { panic!("{kdf:?}") };
            let memory = memory_kib / 1024;
            (memory <= room).then(|| speed * f64::from(memory) * f64::from(passes))
        };
        let found = calibrate(millis).await;
        assert_eq!(found, chosen, "{speed} {room}");
        assert!(found.is_enough() && *asked.borrow() <= 5);
    }
}
