//! The one way to write: a readwrite transaction with strict durability.
//!
//! The writes are put from inside the callback that read the fence, so nothing is awaited between the comparison and
//! the last write; success is the transaction's `complete` event, never that of a request.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{IdbDatabase, IdbRequest, IdbTransaction};

use crate::fault::Fault;
use crate::fence::{self, Fence};
use crate::schema;
use crate::seal::{SealedBatch, SealedWrite};

/// How a transaction ended that was not aborted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// The batch is durable, by this transaction or by an earlier try; the generation that it made.
    Committed(u64),
    /// Another batch came first; nothing was written.
    Stale(u64),
}

/// Writes `batch` whole or not at all, and waits until it is durable.
pub(crate) async fn write(database: &IdbDatabase, batch: Rc<SealedBatch>) -> Result<Written, Fault> {
    let transaction = begin(database, &batch).map_err(|thrown| Fault::thrown(&thrown))?;
    let fence = match transaction.object_store(schema::FENCE).and_then(|store| store.get(&fence::KEY.into())) {
        Ok(request) => request,
        Err(thrown) => {
            // Nothing was put: if it cannot be aborted, it ends by itself and empty.
            let _ = transaction.abort();
            return Err(Fault::thrown(&thrown));
        }
    };
    let (pending, ended) = Pending::listen(transaction, fence, batch);
    let ended = ended.await.unwrap_or(End::Aborted(None));
    let verdict = pending.verdict.borrow_mut().take();
    match (ended, verdict) {
        (End::Complete, Some(verdict)) => verdict,
        (End::Complete, None) => Err(Fault::new("UnknownError", "the transaction ended before it was asked anything")),
        (End::Aborted(_), Some(Err(own))) => Err(own),
        (End::Aborted(error), _) => Err(error.unwrap_or_else(|| Fault::aborted(None))),
    }
}

enum End {
    Complete,
    Aborted(Option<Fault>),
}

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase` with the argument that web-sys hides behind its unstable flag.
    #[wasm_bindgen(extends = IdbDatabase)]
    type StrictDatabase;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction_with_options(
        this: &StrictDatabase,
        stores: &Array,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;
}

/// Opens the transaction over the fence, which puts all writers of all tabs in a row, and the stores of the batch.
fn begin(database: &IdbDatabase, batch: &SealedBatch) -> Result<IdbTransaction, JsValue> {
    let stores: Array = schema::STORES
        .iter()
        .filter(|store| **store == schema::FENCE || batch.writes.iter().any(|write| write.store == **store))
        .map(|store| JsValue::from(*store))
        .collect();
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    database.unchecked_ref::<StrictDatabase>().transaction_with_options(&stores, "readwrite", &options)
}

type Verdict = Rc<RefCell<Option<Result<Written, Fault>>>>;

/// A transaction under way and the callbacks that it calls.
struct Pending {
    transaction: IdbTransaction,
    fence: IdbRequest,
    verdict: Verdict,
    _callbacks: [Closure<dyn FnMut()>; 3],
}

impl Pending {
    fn listen(
        transaction: IdbTransaction,
        fence: IdbRequest,
        batch: Rc<SealedBatch>,
    ) -> (Self, oneshot::Receiver<End>) {
        let verdict = Verdict::default();
        let (sender, ended) = oneshot::channel();
        let sender = Rc::new(RefCell::new(Some(sender)));
        let end = move |end: End| {
            if let Some(sender) = sender.borrow_mut().take() {
                // Nobody listens when the caller was dropped; the transaction ended all the same.
                let _ = sender.send(end);
            }
        };

        let on_fence = {
            let (transaction, fence, verdict) = (transaction.clone(), fence.clone(), Rc::clone(&verdict));
            Closure::<dyn FnMut()>::new(move || {
                let decided = put_all(&transaction, &fence, &batch);
                if decided.is_err() {
                    // An abort that fails finds a transaction that is aborting already.
                    let _ = transaction.abort();
                }
                *verdict.borrow_mut() = Some(decided);
            })
        };
        let on_complete = {
            let end = end.clone();
            Closure::<dyn FnMut()>::new(move || end(End::Complete))
        };
        let on_abort = {
            let transaction = transaction.clone();
            Closure::<dyn FnMut()>::new(move || {
                end(End::Aborted(transaction.error().as_ref().map(|error| Fault::aborted(Some(error)))));
            })
        };
        fence.set_onsuccess(Some(on_fence.as_ref().unchecked_ref()));
        transaction.set_oncomplete(Some(on_complete.as_ref().unchecked_ref()));
        transaction.set_onabort(Some(on_abort.as_ref().unchecked_ref()));
        (Self { transaction, fence, verdict, _callbacks: [on_fence, on_complete, on_abort] }, ended)
    }
}

impl Drop for Pending {
    /// A caller that goes away leaves a transaction that writes all or nothing, and no callback into freed memory.
    fn drop(&mut self) {
        self.fence.set_onsuccess(None);
        self.transaction.set_oncomplete(None);
        self.transaction.set_onabort(None);
    }
}

/// Compares the fence and puts all writes. Runs inside the fence's callback, where the transaction is active.
fn put_all(transaction: &IdbTransaction, fence: &IdbRequest, batch: &SealedBatch) -> Result<Written, Fault> {
    let fence = Fence::read(&fence.result().map_err(|thrown| Fault::thrown(&thrown))?)?;
    if fence.holds(&batch.id) {
        return Ok(Written::Committed(batch.expect + 1));
    }
    if fence.generation != batch.expect {
        return Ok(Written::Stale(fence.generation));
    }
    let next = fence.bumped(batch.id);
    let value = next.write()?;
    put_rows(transaction, &batch.writes, &value).map_err(|thrown| Fault::thrown(&thrown))?;
    Ok(Written::Committed(next.generation))
}

fn put_rows(transaction: &IdbTransaction, writes: &[SealedWrite], fence: &JsValue) -> Result<(), JsValue> {
    for write in writes {
        let store = transaction.object_store(write.store)?;
        let key = Uint8Array::from(write.key.as_slice());
        match &write.put {
            Some((version, blob)) => {
                let value = Object::new();
                Reflect::set(&value, &"v".into(), &(*version).into())?;
                Reflect::set(&value, &"b".into(), &Uint8Array::from(blob.as_slice()))?;
                store.put_with_key(&value, &key)?;
            }
            None => {
                store.delete(&key)?;
            }
        }
    }
    transaction.object_store(schema::FENCE)?.put_with_key(fence, &fence::KEY.into())?;
    Ok(())
}
