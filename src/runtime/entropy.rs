use std::cell::RefCell;

use model::ids::{IdMint, RecordId};
use sync::client::Entropy;
use web_sys::window;

/// Random bytes from `crypto.getRandomValues`.
#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserEntropy;

impl Entropy for BrowserEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        random(bytes);
    }
}

/// Fills `bytes` from `crypto.getRandomValues`.
pub fn random(bytes: &mut [u8]) {
    let filled = window().and_then(|window| window.crypto().ok()).map(|crypto| {
        // The browser refuses more than 65,536 bytes at once; the engine asks for a few dozen.
        crypto.get_random_values_with_u8_array(bytes).is_ok()
    });
    assert_eq!(filled, Some(true), "a browser that runs WebAssembly has crypto.getRandomValues");
}

/// A new record id: UUIDv7 that never goes backwards on this page.
pub fn mint_id() -> RecordId {
    thread_local! {
        static MINT: RefCell<IdMint> = RefCell::default();
    }
    let mut random = [0; 10];
    BrowserEntropy.fill(&mut random);
    RecordId(MINT.with_borrow_mut(|mint| mint.mint(super::now(), random)))
}
