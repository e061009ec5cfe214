//! Opening, and giving way to a newer version of the app.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::{Either, LocalBoxFuture, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::Reflect;
use rexie::{Rexie, Transaction, TransactionMode};
use store::StoreError;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{IdbDatabase, IdbFactory, IdbOpenDbRequest};

use crate::fault::Fault;
use crate::schema;

/// How long opening may take by default before another tab is held responsible.
pub const BLOCKED_AFTER: Duration = Duration::from_secs(10);

/// How long [`OpenOptions::on_superseded`] may hold a newer version of the app up.
const GRACE: Duration = Duration::from_secs(2);

/// What an opener may choose.
#[derive(Clone)]
pub struct OpenOptions {
    version: u32,
    blocked_after: Duration,
    on_superseded: Option<Superseded>,
}

type Superseded = Rc<dyn Fn() -> LocalBoxFuture<'static, ()>>;

impl OpenOptions {
    /// For a database that is to be moved and deleted: at a version of its own, so that every tab of an older app gives
    /// it up first, and none opens it again.
    #[must_use]
    pub fn for_the_last_time(mut self) -> Self {
        self.version = schema::VERSION + 1;
        self
    }

    /// After this long, opening gives up with [`StoreError::Blocked`]. rexie cannot see the `blocked` event, so a slow
    /// device looks the same: leave it seconds, not milliseconds.
    #[must_use]
    pub fn blocked_after(mut self, limit: Duration) -> Self {
        self.blocked_after = limit;
        self
    }

    /// Called when another tab wants to upgrade or delete the database. Commits still work until the future is done
    /// (two seconds at most), loads do not: it is the time to write a draft down. Then the connection closes, and the
    /// next commit answers [`StoreError::Newer`] once the other tab has upgraded.
    #[must_use]
    pub fn on_superseded<F, Fut>(mut self, callback: F) -> Self
    where
        F: Fn() -> Fut + 'static,
        Fut: Future<Output = ()> + 'static,
    {
        self.on_superseded = Some(Rc::new(move || Box::pin(callback())));
        self
    }
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { version: schema::VERSION, blocked_after: BLOCKED_AFTER, on_superseded: None }
    }
}

/// An open database: rexie's connection, which made the stores and reads, and a second one for strict writes, because
/// rexie does not give its own away.
pub(crate) struct Connection {
    rexie: RefCell<Option<Rexie>>,
    raw: IdbDatabase,
    _on_version_change: Closure<dyn FnMut()>,
}

impl Connection {
    /// Opens the database, making or upgrading it where needed.
    pub(crate) async fn open(name: &str, options: &OpenOptions) -> Result<Self, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let attempt = Self::attempt(name.to_owned(), options.version, options.on_superseded.clone());
        // The attempt runs to its end even if nobody waits any more: a connection that arrives late must be closed, or
        // it would block every later upgrade. Dropping it closes it.
        spawn_local(async move {
            let _ = sender.send(attempt.await);
        });
        match select(receiver, timeout(options.blocked_after)).await {
            Either::Left((Ok(opened), _)) => opened.map_err(Fault::into_open_error),
            Either::Left((Err(_), _)) | Either::Right(_) => Err(StoreError::Blocked),
        }
    }

    /// The connection that writes.
    pub(crate) fn raw(&self) -> &IdbDatabase {
        &self.raw
    }

    /// A transaction over all stores on the connection that reads.
    ///
    /// # Errors
    /// As the browser answers on a closed connection, when it was closed.
    pub(crate) fn begin_read(&self) -> Result<Transaction, Fault> {
        let rexie = self.rexie.borrow();
        let rexie = rexie.as_ref().ok_or_else(|| Fault::new("InvalidStateError", "the connection is closed"))?;
        Ok(rexie.transaction(&schema::STORES, TransactionMode::ReadOnly)?)
    }

    /// Closes both connections; transactions under way still end as they would.
    pub(crate) fn close(&self) {
        self.raw.set_onversionchange(None);
        self.raw.close();
        if let Some(rexie) = self.rexie.take() {
            rexie.close();
        }
    }

    async fn attempt(name: String, version: u32, on_superseded: Option<Superseded>) -> Result<Self, Fault> {
        let rexie = schema::builder(&name, version).build().await?;
        let raw = match open_raw(&name, version).await {
            Ok(raw) => raw,
            Err(fault) => {
                rexie.close();
                return Err(fault);
            }
        };
        let on_version_change = {
            let raw = raw.clone();
            Closure::<dyn FnMut()>::new(move || give_way(raw.clone(), on_superseded.as_ref()))
        };
        raw.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
        Ok(Self { rexie: RefCell::new(Some(rexie)), raw, _on_version_change: on_version_change })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.close();
    }
}

/// Lets the app write its drafts down, then closes the connection that writes. The one that reads closed by itself.
fn give_way(raw: IdbDatabase, on_superseded: Option<&Superseded>) {
    let Some(on_superseded) = on_superseded else {
        raw.close();
        return;
    };
    let last_words = on_superseded();
    spawn_local(async move {
        select(last_words, timeout(GRACE)).await;
        raw.close();
    });
}

/// The browser's `indexedDB`.
pub(crate) fn factory() -> Result<IdbFactory, Fault> {
    Reflect::get(&js_sys::global(), &"indexedDB".into())
        .map_err(|thrown| Fault::thrown(&thrown))?
        .dyn_into()
        .map_err(|_| Fault::new("NotSupportedError", "indexedDB is missing"))
}

/// Opens a database that exists at this very version.
async fn open_raw(name: &str, version: u32) -> Result<IdbDatabase, Fault> {
    let thrown = |thrown: JsValue| Fault::thrown(&thrown);
    let request = factory()?.open_with_u32(name, version).map_err(thrown)?;
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(Cell::new(Some(sender)));
    let answer = move |ok: bool| {
        if let Some(sender) = sender.take() {
            // The receiver lives until this request is answered.
            let _ = sender.send(ok);
        }
    };
    let on_success = {
        let answer = answer.clone();
        Closure::<dyn FnMut()>::new(move || answer(true))
    };
    let on_error = Closure::<dyn FnMut()>::new(move || answer(false));
    // Needed only when the database was deleted since rexie opened it. An empty one without stores must not come into
    // being: the upgrade is aborted and the request fails.
    let on_upgrade = {
        let request = request.clone();
        Closure::<dyn FnMut()>::new(move || abort_upgrade(&request))
    };
    request.set_onsuccess(Some(on_success.as_ref().unchecked_ref()));
    request.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
    let opened = receiver.await.unwrap_or(false);
    request.set_onsuccess(None);
    request.set_onerror(None);
    request.set_onupgradeneeded(None);
    if opened {
        return request.result().map_err(thrown)?.dyn_into().map_err(|_| Fault::new("Error", "no database was opened"));
    }
    Err(Fault::aborted(request.error().ok().flatten().as_ref()))
}

fn abort_upgrade(request: &IdbOpenDbRequest) {
    if let Some(transaction) = request.transaction() {
        // It can only fail if the upgrade is aborting already.
        let _ = transaction.abort();
    }
}

fn timeout(limit: Duration) -> TimeoutFuture {
    TimeoutFuture::new(u32::try_from(limit.as_millis()).unwrap_or(u32::MAX))
}
