//! What happens when the code breaks: the saved data are safe, the page says so and offers to open again.

use web_sys::{CustomEvent, window};

/// Shows the recovery screen of boot.js on a panic. The message goes to the console; it names a place in the code
/// and never holds a value that a person typed.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        if let (Some(window), Ok(event)) = (window(), CustomEvent::new("taccuino:panic")) {
            // Nothing is left to do if even this fails: the console has the message.
            let _ = window.dispatch_event(&event);
        }
    }));
}
