//! What the handlers share.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use chrono::Datelike as _;
use data_encoding::HEXLOWER;
use model::config::AmbitoConfig;
use model::ids::AmbitoId;
use model::rome;
use model::time::Millis;
use store_sql::{Repository, SessionTimes, StoreError, TenantScope};

use crate::budget::{Budgets, PullBudget};
use crate::cursor::LASTS;
use crate::limits::{Elapsed, Limits, RequestRate};
use crate::plans;
use crate::step_up::StepUps;

/// How long a return that ended is kept: long enough for who asks the day after.
const RETURNS_KEPT: i64 = 3 * Millis::DAY;

/// Source of the current instant.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;
/// Source of random bytes.
pub type Entropy = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// The application: cheap to clone, one per process.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    repo: Arc<dyn Repository>,
    /// In the order in which they were asked for.
    tenants: Vec<Arc<Tenant>>,
    limits: Limits,
    budgets: Budgets,
    step_ups: StepUps,
    /// When [`App::tidy_up`] last ran.
    tidied_at: AtomicI64,
    /// The day in Rome, from the common era, for which the plans of visits were last tended.
    tended_on: AtomicI64,
    options: AppOptions,
}

/// What a process is started with.
#[derive(Clone)]
pub struct AppOptions {
    /// Source of the current instant.
    pub clock: Clock,
    /// Source of time that only goes on, for the limits.
    pub elapsed: Elapsed,
    /// Source of random bytes.
    pub entropy: Entropy,
    /// The built app; `None` serves the API alone.
    pub dist: Option<PathBuf>,
    /// Whether phones get, in the place of the service worker, one that ends all of them.
    pub end_workers: bool,
    /// Where a debug build looks for the fault that a test ordered.
    pub faults: Option<PathBuf>,
    /// Whether the address of the client is the last one of `X-Forwarded-For`: only behind a proxy of our own.
    pub trusted_proxy: bool,
    /// Whether browsers are told to insist on HTTPS; not with a certificate of our own making.
    pub hsts: bool,
    /// The life of sessions.
    pub sessions: SessionTimes,
    /// How often one address may ask.
    pub requests: RequestRate,
    /// How often one device may sync and query.
    pub of_a_device: RequestRate,
    /// How much of the feed one device may be given again.
    pub pulls: PullBudget,
}

/// One Ambito that this process serves.
pub struct Tenant {
    /// Its configuration.
    pub config: Arc<AmbitoConfig>,
    /// The configuration as sent.
    pub config_json: String,
    /// Its tenant scope.
    pub scope: TenantScope,
}

impl AppOptions {
    /// The system's clock and randomness, no app, the usual lives.
    #[must_use]
    pub fn system() -> Self {
        let started = Instant::now();
        Self {
            elapsed: Arc::new(move || started.elapsed()),
            requests: RequestRate::USUAL,
            of_a_device: RequestRate::OF_A_DEVICE,
            pulls: PullBudget::USUAL,
            clock: Arc::new(|| Millis(chrono::Utc::now().timestamp_millis())),
            // Without randomness of the system nothing here is safe, so there is no way to go on.
            entropy: Arc::new(|bytes| getrandom::fill(bytes).expect("the system gives random bytes")),
            dist: None,
            end_workers: false,
            faults: None,
            trusted_proxy: false,
            hsts: true,
            sessions: SessionTimes { idle: 7 * Millis::DAY, absolute: 90 * Millis::DAY, touch: 10 * Millis::MINUTE },
        }
    }
}

impl App {
    /// Opens the Ambiti of these configurations in the repository.
    ///
    /// # Errors
    /// When the repository fails.
    pub async fn open(
        repo: Arc<dyn Repository>,
        configs: Vec<AmbitoConfig>,
        options: AppOptions,
    ) -> Result<Self, StoreError> {
        let mut tenants = Vec::new();
        for config in configs {
            let scope = TenantScope::of(config.id.clone());
            repo.ensure_ambito(&scope, &new_epoch(&options.entropy), &hex(&options.entropy, 32)).await?;
            let config_json = serde_json::to_string(&config).unwrap_or_default();
            let tenant = Tenant { scope, config_json, config: Arc::new(config) };
            tenants.push(Arc::new(tenant));
        }
        let (tidied_at, tended_on) = (AtomicI64::new(i64::MIN), AtomicI64::new(i64::MIN));
        let limits = Limits::new(options.requests, options.of_a_device, &options.elapsed);
        let budgets = Budgets::new(options.pulls, Arc::clone(&options.elapsed));
        let step_ups = StepUps::new(Arc::clone(&options.elapsed));
        Ok(Self(Arc::new(Inner { repo, tenants, limits, budgets, step_ups, tidied_at, tended_on, options })))
    }

    /// The repository.
    #[must_use]
    pub fn repo(&self) -> &dyn Repository {
        &*self.0.repo
    }

    /// An Ambito that this process serves.
    #[must_use]
    pub fn tenant(&self, id: &AmbitoId) -> Option<&Arc<Tenant>> {
        self.0.tenants.iter().find(|tenant| tenant.config.id == *id)
    }

    /// The Ambiti that this process serves.
    pub fn tenants(&self) -> impl Iterator<Item = &Arc<Tenant>> {
        self.0.tenants.iter()
    }

    /// The current instant.
    #[must_use]
    pub fn now(&self) -> Millis {
        (self.0.options.clock)()
    }

    /// What the process was started with.
    #[must_use]
    pub fn options(&self) -> &AppOptions {
        &self.0.options
    }

    /// The limits of this process.
    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Which sessions are raised.
    pub(crate) fn step_ups(&self) -> &StepUps {
        &self.0.step_ups
    }

    /// What the devices were given by this process.
    pub(crate) fn budgets(&self) -> &Budgets {
        &self.0.budgets
    }

    /// Forgets, once a day, what was given to devices whose cursors are too old by now, and returns that ended days ago.
    pub async fn tidy_up(&self, now: Millis) {
        let last = self.0.tidied_at.load(Ordering::Relaxed);
        let due = last == i64::MIN || now.since(Millis(last)) >= Millis::DAY;
        if !due || self.0.tidied_at.compare_exchange(last, now.0, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        for tenant in &self.0.tenants {
            let quiet = self.0.repo.forget_deliveries(&tenant.scope, now.plus(-LASTS * Millis::DAY)).await;
            if let Err(error) = quiet {
                tracing::warn!(error = %error, "old deliveries stay for another day");
            }
            let ended = self.0.repo.forget_returns(&tenant.scope, now.plus(-RETURNS_KEPT)).await;
            if let Err(error) = ended {
                tracing::warn!(error = %error, "returns that ended stay for another day");
            }
        }
    }

    /// Makes the visits that the plans ask for, once a day and in the first breath of the process. What fails is made by the
    /// next who asks.
    pub async fn tend_plans(&self, now: Millis) {
        let today = i64::from(rome::day_of(now).num_days_from_ce());
        let last = self.0.tended_on.load(Ordering::Relaxed);
        if last == today
            || self.0.tended_on.compare_exchange(last, today, Ordering::Relaxed, Ordering::Relaxed).is_err()
        {
            return;
        }
        for tenant in &self.0.tenants {
            if !self.tend_plans_of(tenant).await {
                self.tend_plans_later();
            }
        }
    }

    /// Has the next who asks make them.
    pub fn tend_plans_later(&self) {
        self.0.tended_on.store(i64::MIN, Ordering::Relaxed);
    }

    /// The same for one Ambito, now: one of its plans changed. Answers whether it could.
    pub async fn tend_plans_of(&self, tenant: &Tenant) -> bool {
        let tended = plans::tend(self, tenant).await;
        if let Err(error) = &tended {
            tracing::warn!(error = %error, "the visits of the plans wait");
        }
        tended.is_ok()
    }

    /// The name of another incarnation of the server.
    pub(crate) fn new_epoch(&self) -> String {
        new_epoch(&self.0.options.entropy)
    }

    /// Random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0.options.entropy)(&mut bytes);
        bytes
    }
}

/// A name that no incarnation had before.
pub fn new_epoch(entropy: &Entropy) -> String {
    hex(entropy, 8)
}

fn hex(entropy: &Entropy, bytes: usize) -> String {
    let mut random = vec![0; bytes];
    entropy(&mut random);
    HEXLOWER.encode(&random)
}
