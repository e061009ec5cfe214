//! Which versions of the protocol can talk to each other.
//!
//! The API takes clients from [`MIN_CLIENT`] on and later ones too; an app takes an API from [`MIN_SERVER`] on. Both
//! speak [`common`]: what the older one does not know stays in the queue of the phone until it does. No version ever
//! stops capture.

/// The protocol version that this build speaks.
///
/// 1. the first;
/// 2. `resolve`, erasure, `backedUpSeq`, compressed requests, the heartbeat.
pub const PROTOCOL: u32 = 2;
/// The oldest client that the API takes: two versions back, once there are so many.
pub const MIN_CLIENT: u32 = if PROTOCOL > 2 { PROTOCOL - 2 } else { 1 };
/// The oldest API that the app talks to: one version back.
pub const MIN_SERVER: u32 = if PROTOCOL > 1 { PROTOCOL - 1 } else { 1 };
/// First version that settles conflicts by `resolve`.
pub const RESOLVE_SINCE: u32 = 2;
/// First version that takes compressed requests.
pub const ZIPPED_SINCE: u32 = 2;

/// First version whose pages name the request that they answer.
pub const PULL_ID_SINCE: u32 = 2;

/// What this build speaks with a partner of version `other`.
#[must_use]
pub const fn common(other: u32) -> u32 {
    if other < PROTOCOL { other } else { PROTOCOL }
}
