use model::time::Millis;
use vault::Lease;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test;

const HEARD: Millis = Millis(1_790_000_000_000);
const LASTS: i64 = Lease::USUAL_HOURS * Millis::HOUR;

fn lease(opened: Option<i64>) -> Lease {
    Lease { heard: HEARD, opened: opened.map(|after| HEARD.plus(after)), lasts: LASTS }
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), test)]
fn reading_ends_some_hours_after_the_last_word_of_the_api() {
    assert_eq!(lease(None).left(HEARD), LASTS);
    assert_eq!(lease(None).left(HEARD.plus(LASTS - 1)), 1);
    assert!(!lease(None).is_over(HEARD.plus(LASTS - 1)));
    assert!(lease(None).is_over(HEARD.plus(LASTS)));
    assert!(lease(None).is_over(HEARD.plus(LASTS * 100)));
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), test)]
fn a_clock_that_is_put_back_gives_no_more_time() {
    let opened = LASTS - Millis::HOUR;
    // Back to where it was heard: nobody reads.
    assert!(lease(Some(opened)).is_over(HEARD));
    assert!(lease(None).is_over(HEARD.plus(-Millis::DAY)));
    // A clock that is set right by some minutes is no trick, and gives nothing either.
    let minutes = 20 * Millis::MINUTE;
    assert_eq!(lease(Some(opened)).left(HEARD.plus(opened - minutes)), Millis::HOUR);
    assert_eq!(lease(None).left(HEARD.plus(-minutes)), LASTS);
}
