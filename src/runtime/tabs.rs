//! Several tabs of one browser: one of them syncs, all hear when one has written.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent, window};

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
pub fn lead(compartment: &str, on_leader: impl Fn() + 'static) {
    let Some(locks) = lock_manager() else { return on_leader() };
    let callback = Closure::<dyn FnMut(JsValue) -> Promise>::new(move |_lock| {
        on_leader();
        Promise::new(&mut |_resolve, _reject| {})
    });
    // The promise settles only when the tab goes: nothing waits for it.
    let _ = locks.request(&format!("{compartment}-sync"), callback.as_ref().unchecked_ref());
    callback.forget();
}

/// What tabs tell each other. Facts and wishes alone, never a value that a person typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The store has changed. A tab that misses it finds out at its next write, by the generation.
    Wrote,
    /// A person asked to send now, in a tab that may not be the one that sends.
    SendNow,
    /// A person shut the notebook.
    Shut,
}

impl Word {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Wrote => "wrote",
            Self::SendNow => "send-now",
            Self::Shut => "shut",
        }
    }
}

/// Speaks to the other tabs and hears them.
#[derive(Clone)]
pub struct Herald(Option<BroadcastChannel>);

impl Herald {
    /// `on_word` runs when another tab says something. What this version does not understand is not heard.
    pub fn new(compartment: &str, on_word: impl Fn(Word) + 'static) -> Self {
        let channel = BroadcastChannel::new(&channel_of(compartment)).ok();
        if let Some(channel) = &channel {
            let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let said = event.data().as_string();
                let known = [Word::Wrote, Word::SendNow, Word::Shut]
                    .into_iter()
                    .find(|word| said.as_deref() == Some(word.as_str()));
                if let Some(word) = known {
                    on_word(word);
                }
            });
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            heard.forget();
        }
        Self(channel)
    }

    /// Says it to every other tab.
    pub fn say(&self, word: Word) {
        if let Some(channel) = &self.0 {
            // A channel refuses only once it is closed, and this one never is.
            let _ = channel.post_message(&JsValue::from_str(word.as_str()));
        }
    }
}

/// Tells every tab where this compartment is open to shut it.
pub fn shut_tabs(compartment: &str) {
    Herald(BroadcastChannel::new(&channel_of(compartment)).ok()).say(Word::Shut);
}

fn channel_of(compartment: &str) -> String {
    format!("{compartment}-store")
}

fn lock_manager() -> Option<LockManager> {
    let navigator = window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!locks.is_undefined() && !locks.is_null()).then(|| locks.unchecked_into())
}
