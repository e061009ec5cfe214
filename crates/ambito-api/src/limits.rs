//! How often anybody may ask: by address, by device and by account; and how wrong enrolment codes are slowed down.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::Clock;
use governor::middleware::{NoOpMiddleware, StateInformationMiddleware};
use governor::nanos::Nanos;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use protocol::ProblemCode;
use store_sql::Author;
use uuid::Uuid;

use crate::http::ClientAddress;
use crate::problem::ApiError;
use crate::state::App;

/// How often somebody may ask.
#[derive(Clone, Copy, Debug)]
pub struct RequestRate {
    /// Requests at once.
    pub burst: NonZeroU32,
    /// How many come back each second.
    pub per_second: NonZeroU32,
}

impl RequestRate {
    /// An office with fifty phones behind one address stays far below.
    pub const USUAL: Self = Self {
        burst: NonZeroU32::new(1_200).expect("more than none"),
        per_second: NonZeroU32::new(20).expect("more than none"),
    };

    /// The syncs and queries of one device. The longest queue and the whole caseload are a hundred requests.
    pub const OF_A_DEVICE: Self = Self {
        burst: NonZeroU32::new(300).expect("more than none"),
        per_second: NonZeroU32::new(2).expect("more than none"),
    };

    fn quota(self, times: NonZeroU32) -> Quota {
        let many = |rate: NonZeroU32| rate.saturating_mul(times);
        Quota::per_second(many(self.per_second)).allow_burst(many(self.burst))
    }
}

/// A person has a phone, perhaps a second one and a desk: an account may ask as often as so many devices.
const DEVICES_OF_AN_ACCOUNT: NonZeroU32 = NonZeroU32::new(3).expect("more than none");

/// Wrong codes that an address (or one code) may try at once; one more every ten seconds after that.
const WRONG_CODES: NonZeroU32 = NonZeroU32::new(10).expect("more than none");
const WRONG_CODE_BACK: Duration = Duration::from_secs(10);
/// Addresses, and devices, remembered before those that have been quiet are dropped.
pub const REMEMBERED: usize = 10_000;

/// A source of time that only goes on: the wall clock may be put back, and would shut everybody out for as long.
pub type Elapsed = Arc<dyn Fn() -> Duration + Send + Sync>;

type Limiter<Key, Middleware> = RateLimiter<Key, DefaultKeyedStateStore<Key>, Ticks, Middleware>;

/// The source of time as the limiter takes it.
#[derive(Clone)]
struct Ticks(Elapsed);

impl Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        (self.0)().into()
    }
}

/// The limits of one process.
pub struct Limits {
    rate: RequestRate,
    requests: Limiter<IpAddr, StateInformationMiddleware>,
    wrong: Limiter<String, NoOpMiddleware<Nanos>>,
    devices: Limiter<Uuid, NoOpMiddleware<Nanos>>,
    accounts: Limiter<Uuid, NoOpMiddleware<Nanos>>,
    /// Floods that somebody was told of, and until when that is enough.
    told: Mutex<HashMap<Uuid, Duration>>,
    /// Until when, by the source of time.
    blocked: Mutex<HashMap<String, Duration>>,
    ticks: Ticks,
}

impl Limits {
    pub fn new(rate: RequestRate, of_a_device: RequestRate, elapsed: &Elapsed) -> Self {
        let ticks = Ticks(Arc::clone(elapsed));
        let requests = rate.quota(NonZeroU32::MIN);
        // A period of ten seconds is above zero, so the quota exists.
        let wrong = Quota::with_period(WRONG_CODE_BACK).unwrap_or(Quota::per_minute(WRONG_CODES));
        Self {
            rate,
            requests: RateLimiter::dashmap_with_clock(requests, ticks.clone()).with_middleware(),
            wrong: RateLimiter::dashmap_with_clock(wrong.allow_burst(WRONG_CODES), ticks.clone()),
            devices: RateLimiter::dashmap_with_clock(of_a_device.quota(NonZeroU32::MIN), ticks.clone()),
            accounts: RateLimiter::dashmap_with_clock(of_a_device.quota(DEVICES_OF_AN_ACCOUNT), ticks.clone()),
            told: Mutex::default(),
            blocked: Mutex::default(),
            ticks,
        }
    }

    /// Passes unless the device, or all devices of its operator together, ask too often; both hear the same.
    pub fn may_ask(&self, author: Author) -> Result<(), ApiError> {
        for (limiter, key) in [(&self.devices, author.device_id.0), (&self.accounts, author.operator_id.0)] {
            if limiter.len() > REMEMBERED {
                limiter.retain_recent();
            }
            if let Err(not_until) = limiter.check_key(&key) {
                if self.is_news(key) {
                    let device = author.device_id.to_string();
                    tracing::warn!(target: "ambito_api::security", device, "a device floods the API: it is slowed down");
                }
                return Err(slow_down(whole_seconds(not_until.wait_time_from(self.ticks.now()))));
            }
        }
        Ok(())
    }

    /// Whether nobody was told of this one within the hour; a flood of requests is none of lines.
    fn is_news(&self, key: Uuid) -> bool {
        let now = (self.ticks.0)();
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, until| *until > now);
        told.insert(key, now + Duration::from_secs(3_600)).is_none()
    }

    /// Passes unless one of the keys is slowed down; asked before a code is looked at, so that a right code tells
    /// nothing either.
    pub fn may_try(&self, keys: &[String]) -> Result<(), ApiError> {
        let now = (self.ticks.0)();
        let mut blocked = self.blocked.lock().unwrap_or_else(PoisonError::into_inner);
        blocked.retain(|_, until| *until > now);
        match keys.iter().filter_map(|key| blocked.get(key)).max() {
            Some(until) => Err(slow_down(whole_seconds(*until - now))),
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
                let until = (self.ticks.0)() + not_until.wait_time_from(self.ticks.now());
                self.blocked.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), until);
            }
        }
    }
}

/// Who has an address of version 6 has the network that it is in.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Rounded up: who comes back then is not sent away again.
pub fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

fn slow_down(seconds: u64) -> ApiError {
    ApiError::new(ProblemCode::TooManyRequests).retry_after(seconds)
}

/// Limits the requests of one address; every answer says how many are left.
pub async fn limit_requests(State(app): State<App>, request: Request, next: Next) -> Response {
    let limits = app.limits();
    let RequestRate { burst, per_second } = limits.rate;
    let address = network(ClientAddress::of(request.extensions()).0);
    if limits.requests.len() > REMEMBERED {
        limits.requests.retain_recent();
    }
    let (mut response, left, reset) = match limits.requests.check_key(&address) {
        Ok(state) => {
            let left = state.remaining_burst_capacity();
            let missing = burst.get().saturating_sub(left);
            (next.run(request).await, left, u64::from(missing.div_ceil(per_second.get())))
        }
        Err(not_until) => {
            let wait = whole_seconds(not_until.wait_time_from(limits.ticks.now()));
            (slow_down(wait).into_response(), 0, wait)
        }
    };
    let headers = response.headers_mut();
    headers.insert("x-ratelimit-limit", HeaderValue::from(burst.get()));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(left));
    headers.insert("x-ratelimit-reset", HeaderValue::from(reset));
    response
}
