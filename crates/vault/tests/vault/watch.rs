use model::time::Millis;
use vault::{Due, Vigil, Watch};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test;

const OPENED: Millis = Millis(1_790_000_000_000);

fn after(watch: Watch, untouched: i64, hidden: Option<i64>) -> Due {
    let now = Millis(OPENED.0 + untouched);
    watch.due(now, OPENED, hidden.map(|hidden| Millis(now.0 - hidden)))
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), test)]
fn the_key_stays_as_long_as_the_work_needs_it() {
    let (idle, pis) = (Watch::default(), Watch { pis: true, ..Watch::default() });
    let minutes = |watch: Watch| watch.keeps() / Millis::MINUTE;
    assert_eq!((minutes(idle), minutes(pis)), (5, 1));
    for busy in [Watch { at_work: true, ..idle }, Watch { calls: true, ..idle }] {
        assert_eq!((minutes(busy), minutes(Watch { pis: true, ..busy })), (15, 15));
    }
    for watch in [idle, pis, Watch { at_work: true, ..pis }] {
        assert_ne!(after(watch, watch.keeps(), None), Due::Shut);
        assert_eq!(after(watch, watch.keeps() + 1, None), Due::Shut);
        assert_eq!(after(watch, watch.keeps() + 1, Some(1)), Due::Shut);
    }
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), test)]
fn the_pin_is_asked_for_after_a_while_out_of_sight_or_untouched() {
    let watch = Watch { at_work: true, ..Watch::default() };
    assert_eq!(after(watch, Watch::GRACE, Some(Watch::GRACE)), Due::Nothing);
    assert_eq!(after(watch, Watch::GRACE + 1, Some(Watch::GRACE + 1)), Due::Pin);
    assert_eq!(after(watch, Watch::IDLE, None), Due::Nothing);
    assert_eq!(after(watch, Watch::IDLE + 1, None), Due::Pin);
    let pis = Watch { pis: true, ..Watch::default() };
    assert_eq!(after(pis, Watch::PIS / 2, None), Due::Nothing);
    assert_eq!(after(pis, Watch::PIS / 2 + 1, None), Due::Pin, "while there is time left to give it");
}

#[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
#[cfg_attr(not(target_family = "wasm"), test)]
fn who_is_expected_back_is_waited_for_and_rung_for_but_not_for_ever() {
    let late = |by: i64| Vigil::at(OPENED.plus(by), OPENED);
    assert_eq!(late(-90 * Millis::MINUTE), Vigil::Waits);
    assert_eq!(late(-1), Vigil::Waits);
    assert_eq!(late(0), Vigil::Rings);
    assert_eq!(late(Vigil::RINGS), Vigil::Rings);
    assert_eq!(late(Vigil::RINGS + 1), Vigil::Ends, "a phone left on a table does not ring all night");
}
