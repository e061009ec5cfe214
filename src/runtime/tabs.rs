//! Several tabs of one browser: one of them syncs, all hear when one has written.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, window};

const SYNC_LOCK: &str = "taccuino-sync";
const CHANNEL: &str = "taccuino-store";

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, callback: &Function) -> Result<Promise, JsValue>;
}

/// Says `on_leader` once this tab holds the lock of the one that syncs; keeps it until the tab is closed.
///
/// A browser without Web Locks has no second tab to fear more than one that never syncs: it leads at once, and the
/// generation of the store and the operation ids keep two leaders harmless.
pub fn lead(on_leader: impl Fn() + 'static) {
    let Some(locks) = lock_manager() else { return on_leader() };
    let callback = Closure::<dyn FnMut(JsValue) -> Promise>::new(move |_lock| {
        on_leader();
        Promise::new(&mut |_resolve, _reject| {})
    });
    // The promise settles only when the tab goes: nothing waits for it.
    let _ = locks.request(SYNC_LOCK, callback.as_ref().unchecked_ref());
    callback.forget();
}

/// Tells the other tabs that the store has changed, and hears it from them.
#[derive(Clone)]
pub struct Herald(Option<BroadcastChannel>);

impl Herald {
    /// `on_foreign_write` runs when another tab wrote. The message carries nothing but the fact.
    pub fn new(on_foreign_write: impl Fn() + 'static) -> Self {
        let channel = BroadcastChannel::new(CHANNEL).ok();
        if let Some(channel) = &channel {
            let heard = Closure::<dyn Fn(JsValue)>::new(move |_| on_foreign_write());
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            heard.forget();
        }
        Self(channel)
    }

    /// Call after each commit.
    pub fn wrote(&self) {
        if let Some(channel) = &self.0 {
            // A tab that misses it finds out at its next write, by the generation.
            let _ = channel.post_message(&JsValue::TRUE);
        }
    }
}

fn lock_manager() -> Option<LockManager> {
    let navigator = window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!locks.is_undefined() && !locks.is_null()).then(|| locks.unchecked_into())
}
