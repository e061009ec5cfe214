//! Several tabs of one browser: one of them syncs, all hear when one has written.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

#[wasm_bindgen]
extern "C" {
    /// Of boot.js: stands in line for a lock, and says whether this tab holds it each time that this changes;
    /// what it answers leaves the line.
    #[wasm_bindgen(js_name = taccuinoLead)]
    fn stand_in_line(lock: &str, on_leader: &Closure<dyn Fn(bool)>) -> Function;
}

/// The place of this tab in the line of those that sync, until this is dropped or the tab is closed.
pub struct Lead {
    leave: Function,
    _on_leader: Closure<dyn Fn(bool)>,
}

impl Drop for Lead {
    fn drop(&mut self) {
        // It gives up what it holds, and calls nothing after that.
        let _ = self.leave.call0(&JsValue::NULL);
    }
}

/// Says `on_leader` true once this tab is the one that syncs, which it is until it is closed; and false when another took
/// over from it, because it was asleep.
pub fn lead(compartment: &str, on_leader: impl Fn(bool) + 'static) -> Lead {
    let on_leader = Closure::new(on_leader);
    let leave = stand_in_line(&format!("{compartment}-sync"), &on_leader);
    Lead { leave, _on_leader: on_leader }
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
    /// Who is out is back, or expected at another time.
    Back,
}

impl Word {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Wrote => "wrote",
            Self::SendNow => "send-now",
            Self::Shut => "shut",
            Self::Back => "back",
        }
    }
}

/// Speaks to the other tabs and hears them, until it is dropped.
pub struct Herald(Option<BroadcastChannel>);

impl Drop for Herald {
    fn drop(&mut self) {
        if let Some(channel) = &self.0 {
            channel.close();
        }
    }
}

impl Herald {
    /// `on_word` runs when another tab says something. What this version does not understand is not heard.
    pub fn new(compartment: &str, on_word: impl Fn(Word) + 'static) -> Self {
        let channel = BroadcastChannel::new(&channel_of(compartment)).ok();
        if let Some(channel) = &channel {
            let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let said = event.data().as_string();
                let known = [Word::Wrote, Word::SendNow, Word::Shut, Word::Back]
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
