//! Session cookies: one for each device that a browser holds, so that the notebooks of a shared phone sync side by side.
//!
//! Beside them lies that of the device enrolled last, under the name that every cookie once had: an app of before asks for
//! no device and knows no other.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use model::ids::DeviceId;
use model::time::Millis;
use store_sql::{SessionState, SessionTimes, StoreError};

use crate::codes::hash;
use crate::state::App;

/// Name of the cookie of the device that was enrolled last.
pub const LAST: &str = "__Host-taccuino";
/// Devices whose cookies a browser holds at most; the one that it has had longest goes first.
const MOST: usize = 8;

/// The token with which a device asks; `None` for the device that was enrolled last. A phone enrolled by an earlier API has
/// its only cookie under the name of the last, so that the caller must look whose the session is.
pub fn token(headers: &HeaderMap, device: Option<DeviceId>) -> Option<&str> {
    let called = |name: &str| all(headers).find(|(called, _)| *called == name).map(|(_, token)| token);
    device.and_then(|device| called(&name_of(device))).or_else(|| called(LAST))
}

/// `Set-Cookie` for a new session. What the browser held before stays where it still opens something, within bounds, and
/// is taken away where it does not.
pub async fn after_enrolment(
    app: &App,
    headers: &HeaderMap,
    device: DeviceId,
    new: &str,
) -> Result<Vec<HeaderValue>, StoreError> {
    // Looking at the session of a colleague is no use of it.
    let times = SessionTimes { touch: i64::MAX, ..app.options().sessions };
    let mut cookies = vec![set(app, LAST, new), set(app, &name_of(device), new)];
    let mut kept = Vec::new();
    for (name, token) in all(headers).take(2 * MOST) {
        match app.repo().session(&hash(token.as_bytes()), times, app.now()).await? {
            SessionState::Alive { device_id, .. } if name == LAST => {
                let own = name_of(device_id);
                // An earlier API gave it no name of its own, and the last one's goes to the new device.
                if all(headers).all(|(name, _)| name != own) {
                    cookies.push(set(app, &own, token));
                    kept.push(own);
                }
            }
            SessionState::Alive { device_id, .. } if name == name_of(device_id) => kept.push(name.to_owned()),
            // Its person is to hear why.
            SessionState::Revoked { .. } if name != LAST => kept.push(name.to_owned()),
            _ if name != LAST => cookies.push(gone(name)),
            _ => {}
        }
    }
    let over = (kept.len() + 1).saturating_sub(MOST);
    cookies.extend(kept[..over].iter().map(|name| gone(name)));
    Ok(cookies)
}

/// `Set-Cookie` after the end of the session of a device.
pub fn after_end(headers: &HeaderMap, device: DeviceId) -> Vec<HeaderValue> {
    let own = name_of(device);
    let ended = token(headers, Some(device));
    let same = all(headers).filter(|(name, token)| *name == own || (*name == LAST && Some(*token) == ended));
    same.map(|(name, _)| gone(name)).collect()
}

/// The first bytes of the id, which is chance: it names nobody. Where two devices of one browser share them, one asks for
/// another code.
fn name_of(device: DeviceId) -> String {
    let id = device.to_string();
    format!("{LAST}-{}", id.split('-').next().unwrap_or_default())
}

/// The session cookies of a request, with their tokens, the one that the browser has had longest first.
fn all(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let cookies = lines.flat_map(Cookie::split_parse).filter_map(Result::ok);
    cookies.filter_map(|cookie| cookie.name_raw().zip(cookie.value_raw())).filter(|(name, _)| {
        let rest = name.strip_prefix(LAST);
        rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(is_short_id))
    })
}

fn is_short_id(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The page never sees the token, and no other site can make the browser send it.
fn set(app: &App, name: &str, token: &str) -> HeaderValue {
    written(name, token, app.options().sessions.absolute / Millis::SECOND)
}

fn gone(name: &str) -> HeaderValue {
    written(name, "", 0)
}

fn written(name: &str, token: &str, seconds: i64) -> HeaderValue {
    let cookie = Cookie::build((name, token)).path("/").max_age(Duration::seconds(seconds));
    let cookie = cookie.secure(true).http_only(true).same_site(SameSite::Strict).build();
    // Names and tokens came out of a header, or are of letters and digits.
    HeaderValue::try_from(cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}
