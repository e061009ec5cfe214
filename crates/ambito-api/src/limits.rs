//! How often anybody may ask, and how wrong enrolment codes are slowed down.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use protocol::ProblemCode;

use crate::http::ClientAddress;
use crate::problem::ApiError;
use crate::state::App;

/// Requests that one address may make at once, and how many come back each second: an office with fifty phones behind
/// one address stays far below.
const REQUESTS: NonZeroU32 = NonZeroU32::new(1_200).expect("more than none");
const REQUESTS_BACK: NonZeroU32 = NonZeroU32::new(20).expect("more than none");
/// Wrong codes that an address (or one code) may try at once; one more every ten seconds after that.
const WRONG_CODES: NonZeroU32 = NonZeroU32::new(10).expect("more than none");
const WRONG_CODE_BACK: Duration = Duration::from_secs(10);
/// Addresses remembered before those that have been quiet are dropped.
const REMEMBERED: usize = 10_000;

type Informed = StateInformationMiddleware;

/// The limits of one process.
pub struct Limits {
    requests: DefaultKeyedRateLimiter<IpAddr, Informed>,
    wrong: DefaultKeyedRateLimiter<String>,
    blocked: Mutex<HashMap<String, Instant>>,
    clock: DefaultClock,
}

impl Limits {
    pub fn new() -> Self {
        let requests = Quota::per_second(REQUESTS_BACK).allow_burst(REQUESTS);
        // A period of ten seconds is above zero, so the quota exists.
        let wrong = Quota::with_period(WRONG_CODE_BACK).unwrap_or(Quota::per_minute(WRONG_CODES));
        Self {
            requests: RateLimiter::keyed(requests).with_middleware(),
            wrong: RateLimiter::keyed(wrong.allow_burst(WRONG_CODES)),
            blocked: Mutex::default(),
            clock: DefaultClock::default(),
        }
    }

    /// Passes unless one of the keys is slowed down; asked before a code is looked at, so that a right code tells
    /// nothing either.
    pub fn may_try(&self, keys: &[String]) -> Result<(), ApiError> {
        let now = Instant::now();
        let mut blocked = self.blocked.lock().unwrap_or_else(PoisonError::into_inner);
        blocked.retain(|_, until| *until > now);
        match keys.iter().filter_map(|key| blocked.get(key)).max() {
            Some(until) => Err(slow_down((*until - now).as_secs() + 1)),
            None => Ok(()),
        }
    }

    /// Notes a wrong code; past the burst, the keys are slowed down for as long as the quota says.
    pub fn wrong(&self, keys: &[String]) {
        if self.wrong.len() > REMEMBERED {
            self.wrong.retain_recent();
        }
        for key in keys {
            if let Err(not_until) = self.wrong.check_key(key) {
                let until = Instant::now() + not_until.wait_time_from(self.clock.now());
                self.blocked.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), until);
            }
        }
    }
}

fn slow_down(seconds: u64) -> ApiError {
    ApiError::new(ProblemCode::TooManyRequests).retry_after(seconds)
}

/// Limits the requests of one address; every answer says how many are left.
pub async fn limit_requests(State(app): State<App>, request: Request, next: Next) -> Response {
    let limits = app.limits();
    let address = ClientAddress::of(request.extensions()).0;
    if limits.requests.len() > REMEMBERED {
        limits.requests.retain_recent();
    }
    let (mut response, left, reset) = match limits.requests.check_key(&address) {
        Ok(state) => {
            let left = state.remaining_burst_capacity();
            (next.run(request).await, left, u64::from((REQUESTS.get() - left).div_ceil(REQUESTS_BACK.get())))
        }
        Err(not_until) => {
            let wait = not_until.wait_time_from(limits.clock.now()).as_secs() + 1;
            (slow_down(wait).into_response(), 0, wait)
        }
    };
    let headers = response.headers_mut();
    headers.insert("x-ratelimit-limit", HeaderValue::from(REQUESTS.get()));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(left));
    headers.insert("x-ratelimit-reset", HeaderValue::from(reset));
    response
}
