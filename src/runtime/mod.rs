//! The only place with effects of the browser: clock, entropy, network, tabs, timers, and the driver of the engine.

mod driver;
mod entropy;
mod heartbeat;
pub mod in_clear;
mod keyring;
mod location;
mod maps;
pub mod page;
pub mod panic;
mod passkey;
mod place;
mod scan;
mod sealing;
mod share;
mod stretch;
mod tabs;
mod transport;
mod wake;
pub mod watch;
pub mod worker;

pub use driver::{Driver, PhoneStore, heed};
pub use entropy::{BrowserEntropy, mint_id, random};
pub use keyring::{Compartment, Keyring, Notebook, database_of};
pub use location::{Location, use_location};
pub use maps::{map_at, map_of};
pub use passkey::{NoPasskey, can_make_passkey, passkey};
pub use place::{NoPlace, place_of_phone};
pub use scan::{NoScan, can_scan, scan};
pub use sealing::{
    Brought, NotBrought, NotCaptured, Rescued, bring, can_capture, capture, give_file, look_after, rescue, shelved,
};
pub use share::{can_share, can_share_file, share_file, share_text};
pub use stretch::{calibrated, stretch};
pub use tabs::{Herald, Word, shut_tabs};
pub use transport::{FetchError, get_json, post_and_forget, post_json};
pub use wake::{Awake, may_sound, sound};

use model::time::Millis;

/// Whether the browser promises to keep the data; nothing where it does not say.
pub use store_indexeddb::{OpenOptions, persisted, request_persist};

/// Offset of the device from UTC at this moment, in minutes, east positive.
pub fn utc_offset_minutes() -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "an offset is less than a day")]
    let minutes = js_sys::Date::new_0().get_timezone_offset() as i32;
    -minutes
}

/// The device clock.
pub fn now() -> Millis {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of the epoch fit an i64 with room to spare")]
    Millis(js_sys::Date::now() as i64)
}
