use vault::{KeyId, PIN_TRIES, Pin, PinLock, WrongPin};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::*;

fn pin(text: &str) -> Pin {
    Pin::parse(text).unwrap()
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), test)]
fn a_pin_is_six_digits() {
    assert!(Pin::parse("000000").is_some());
    for wrong in ["", "12345", "1234567", "12345a", "１２３４５６"] {
        assert!(Pin::parse(wrong).is_none(), "{wrong}");
    }
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), test)]
fn a_new_pin_is_none_that_is_tried_first() {
    for weak in ["000000", "777777", "123456", "456789", "987654", "12345"] {
        assert!(Pin::chosen(weak).is_none(), "{weak}");
    }
    for good in ["271828", "123457", "112233"] {
        assert_eq!(Pin::chosen(good).map(|pin| pin.digits().to_owned()).as_deref(), Some(good));
    }
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), tokio::test)]
async fn wrong_pins_cost_tries_and_the_last_one_the_key() {
    let mut lock = PinLock::close(&data_key(1), &pin("271828"), &Seeded::new(2)).await.unwrap();
    for round in 0..2 {
        for left in (1..PIN_TRIES).rev() {
            assert_eq!(lock.open(&pin("314159")).await.err(), Some(WrongPin::TriesLeft(left)), "round {round}");
        }
        let opened = lock.open(&pin("271828")).await;
        assert_eq!(opened.map(|key| key.id()).ok(), Some(KeyId(1)), "the right one gives all tries back");
    }
    for _ in 1..PIN_TRIES {
        lock.open(&pin("314159")).await.err().unwrap();
    }
    assert_eq!(lock.open(&pin("314159")).await.err(), Some(WrongPin::Closed));
    assert_eq!(lock.open(&pin("271828")).await.err(), Some(WrongPin::Closed), "for good");
}
