//! Where the phone's own map looks for a place. The name of a person is never among what it is asked.

use web_sys::window;

/// The address that has the map look for these words.
pub fn map_of(words: &str) -> String {
    let words = String::from(js_sys::encode_uri_component(words));
    if is_apple() { format!("https://maps.apple.com/?q={words}") } else { format!("geo:0,0?q={words}") }
}

/// The address that has the map show a position, `45.386,9.148`.
pub fn map_at(position: &str) -> String {
    if is_apple() {
        format!("https://maps.apple.com/?ll={position}&q={position}")
    } else {
        format!("geo:{position}?q={position}")
    }
}

/// An iPhone, an iPad or a Mac: nothing there answers to `geo:`, and this address opens their Maps.
fn is_apple() -> bool {
    let platform = window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    platform.starts_with("iP") || platform.starts_with("Mac")
}
