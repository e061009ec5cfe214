//! The proof that the passphrase was given again: the same bytes by both halves, and good for one device and one challenge.
//! `UPDATE_FIXTURES=1` writes the vectors anew.

use data_encoding::HEXLOWER;
use model::ids::DeviceId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::*;

/// All of it hexadecimal.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Proved {
    device: DeviceId,
    challenge: String,
    key: String,
    proof: String,
}

async fn prove_all() -> Vec<Proved> {
    let data_key = data_key(7);
    let mut all = Vec::new();
    for (device, challenge) in [(0xd01, vec![0; 32]), (0xd02, vec![0; 32]), (0xd01, (0..32).collect())] {
        let device = DeviceId(Uuid::from_u128(device));
        let key = HEXLOWER.encode(data_key.step_up_key(device).await.unwrap().as_slice());
        let proof = HEXLOWER.encode(&data_key.step_up_proof(device, &challenge).await.unwrap());
        all.push(Proved { device, challenge: HEXLOWER.encode(&challenge), key, proof });
    }
    all
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn both_halves_prove_by_the_same_bytes() {
    let proved = prove_all().await;
    #[cfg(not(target_family = "wasm"))]
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vault/step-up.json");
        std::fs::write(path, format!("{}\n", serde_json::to_string_pretty(&proved).unwrap())).unwrap();
    }
    assert_eq!(proved, read());
}

#[cfg(not(target_family = "wasm"))]
#[test]
fn a_proof_is_good_for_its_device_and_its_challenge() {
    let hex = |text: &str| HEXLOWER.decode(text.as_bytes()).unwrap();
    let vectors = read();
    for (one, other) in vectors.iter().flat_map(|one| vectors.iter().map(move |other| (one, other))) {
        let good = vault::is_step_up_proof(&hex(&one.key), one.device, &hex(&one.challenge), &hex(&other.proof));
        assert_eq!(good, one == other, "{one:?} by the proof of {other:?}");
    }
    let [first, ..] = vectors.as_slice() else { panic!("there are vectors") };
    let (key, challenge, proof) = (hex(&first.key), hex(&first.challenge), hex(&first.proof));
    assert!(!vault::is_step_up_proof(&key, first.device, &challenge, &proof[..31]), "the whole of it or nothing");
    assert!(!vault::is_step_up_proof(&key, first.device, &challenge, &[]));
    assert!(!vault::is_step_up_proof(&[0; 32], first.device, &challenge, &proof));
}

fn read() -> Vec<Proved> {
    serde_json::from_str(include_str!("../../../../tests/fixtures/vault/step-up.json")).unwrap()
}
