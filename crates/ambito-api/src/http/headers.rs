//! Response headers.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use protocol::{PROTOCOL, PROTOCOL_HEADER};

use crate::state::App;

/// For the document, the service worker and every file: no script but ours, no other origin, Trusted Types.
pub const PAGE_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    font-src 'self'; img-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types default";

const API_CSP: &str = "default-src 'none'; frame-ancestors 'none'";

/// What the page may ask the browser for: a passkey, a screen that stays on, to hand a sealed file over, where a meeting
/// spot is, and the code on a card (docs/security.md). Nothing else, also for a script that slipped in.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(self), display-capture=(), encrypted-media=(), \
    fullscreen=(), geolocation=(self), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), publickey-credentials-create=(self), publickey-credentials-get=(self), \
    screen-wake-lock=(self), serial=(), usb=(), web-share=(self), xr-spatial-tracking=()";

const EVERYWHERE: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Headers of the app's own files.
pub async fn page_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    common(&app, response.headers_mut());
    set(response.headers_mut(), header::CONTENT_SECURITY_POLICY, PAGE_CSP);
    response
}

/// Marks an answer that is not the API's: a test that plays a captive portal.
#[derive(Clone, Copy)]
pub struct Foreign;

/// Headers of the API: nothing of it is ever kept by a cache, and every answer says which protocol it speaks, so that no
/// other answer is taken for one of ours.
pub async fn api_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    common(&app, response.headers_mut());
    set(response.headers_mut(), header::CONTENT_SECURITY_POLICY, API_CSP);
    set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
    if response.extensions().get::<Foreign>().is_none() {
        let name = HeaderName::from_static(PROTOCOL_HEADER);
        response.headers_mut().insert(name, HeaderValue::from(PROTOCOL));
    }
    response
}

fn common(app: &App, headers: &mut HeaderMap) {
    for (name, value) in EVERYWHERE {
        set(headers, name, value);
    }
    if app.options().hsts {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
