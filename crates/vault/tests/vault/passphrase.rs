use vault::{By, Kdf, KeyFile, Passphrase, Weak};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::*;

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), test)]
fn a_new_passphrase_is_long_or_made_of_words() {
    for good in ["quattro cavalli verdi Corsico", "Perché-12-no!", "più giù così però", "lungaunafila"] {
        assert!(Passphrase::chosen(good).is_ok(), "{good}");
    }
    for (weak, why) in [
        ("", Weak::Short),
        ("corto", Weak::Short),
        ("a b c d", Weak::Short),
        ("     spazi     ", Weak::Short),
        ("aaaaaaaaaaaaaaaa", Weak::Uniform),
        ("121212121212121212", Weak::Uniform),
    ] {
        assert_eq!(Passphrase::chosen(weak).err(), Some(why), "{weak}");
    }
}

/// Phones write an accent as one sign or as two; a thumb leaves a space behind.
#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn accents_and_spaces_are_the_same_however_they_are_typed() {
    let secret = async |text: &str| Kdf::FALLBACK.stretch(&Passphrase::typed(text), &[1; 16]).await.unwrap();
    let first = secret("perch\u{e9} pi\u{f9} citt\u{e0} cos\u{ec}").await;
    let file = KeyFile::new(owner(), &data_key(1), Kdf::FALLBACK, vec![1; 16], &first, &Seeded::new(2)).await.unwrap();
    let by: By = file.ways().next().unwrap().clone();
    for same in
        ["perche\u{301} piu\u{300} citta\u{300} cosi\u{300}", "  perch\u{e9}  pi\u{f9}\u{a0}citt\u{e0} cos\u{ec} "]
    {
        assert!(file.open(&by, &secret(same).await).await.is_ok(), "{same}");
    }
    for other in
        ["perche piu citta cosi", "Perch\u{e9} pi\u{f9} citt\u{e0} cos\u{ec}", "perch\u{e9}pi\u{f9}citt\u{e0}cos\u{ec}"]
    {
        assert!(file.open(&by, &secret(other).await).await.is_err(), "{other}");
    }
}
