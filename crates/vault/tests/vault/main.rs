//! The vault, natively and in a browser: one suite for both halves, and vectors that hold them to the same bytes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod bench;
#[cfg(not(target_family = "wasm"))]
mod carrier;
mod key_file;
mod lease;
mod passphrase;
mod pin;
mod rows;
mod step_up;
mod vectors;
mod watch;
