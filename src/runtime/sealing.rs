//! What is sealed to the Ambito (public/sealing.js): a file with what this phone could not send, and bringing one.

use std::cell::{Cell, RefCell};

use js_sys::{Array, JSON, Object, Reflect};
use model::ids::{DeviceId, OpId};
use model::order;
use model::time::Millis;
use protocol::json;
use sync::client::{Client, Network};
use uuid::Uuid;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

#[wasm_bindgen]
extern "C" {
    /// Of boot.js: brings the script and has it do its work.
    #[wasm_bindgen(catch, js_name = taccuinoSealing)]
    async fn work(work: &Object) -> Result<JsValue, JsValue>;
}

/// What became of a file with what is unsent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rescued {
    /// The phone handed it to another app.
    Shared,
    /// It is among the downloads.
    Saved,
    /// The person left the phone's sheet.
    Left,
    /// The browser is too old to seal.
    Unsupported,
}

/// What became of a file that was brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brought {
    /// The API has them.
    pub received: u32,
    /// The API keeps them; somebody has to look.
    pub held: u32,
    /// Of nobody here.
    pub refused: u32,
    /// To be brought again.
    pub later: u32,
}

/// Why a file could not be brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotBrought {
    /// It is no file of a phone, or was cut.
    Unreadable,
    /// No answer, or none of the API.
    Network,
}

/// Whose it is, what is brought, and what waits for a person to mend it.
type Shelf = (DeviceId, Vec<OpId>, Vec<OpId>);

thread_local! {
    /// What lies on the shelf already, as far as this page knows.
    static SHELVED: RefCell<Option<Shelf>> = const { RefCell::new(None) };
    /// The order for a phone that is shut out was asked for.
    static OBEYS: Cell<bool> = const { Cell::new(false) };
}

/// Looks after what lies outside of the notebook at each change: the shelf, and the order that a phone hears which is shut out.
pub fn look_after(client: &Client) {
    shelve(client);
    obey(client);
}

fn obey(client: &Client) {
    let revoked = client.network() == Network::Revoked;
    if OBEYS.replace(revoked) == revoked || !revoked {
        return;
    }
    spawn_local(async {
        // What failed is asked for again when the engine has looked again.
        if work(&object([("task", "obey".into())])).await.is_err() {
            OBEYS.set(false);
        }
    });
}

/// Has what is unsent lie sealed where the worker finds it while the notebook is shut, and no longer what is not.
fn shelve(client: &Client) {
    let Some(identity) = client.identity() else { return };
    let (ops, epoch) = client.unsent(true);
    let goes = order::set(client.unsent(false).0.into_iter().map(|op| op.op_id));
    let device = identity.profile.device_id;
    let ids = |parked: bool| ops.iter().map(|op| op.op_id).filter(|id| goes.contains(id) != parked).collect::<Vec<_>>();
    let parked: Array = ids(true).iter().map(|id| JsValue::from(id.to_string())).collect();
    // A new code makes another device of the phone, which seals with another secret.
    let shelved = Some((device, ids(false), ids(true)));
    if SHELVED.with_borrow(|known| *known == shelved) {
        return;
    }
    SHELVED.set(shelved);
    let ops: Array = ops.into_iter().filter_map(|op| json::to_string(op).ok()).map(JsValue::from).collect();
    let device = device.to_string();
    let asked = object([
        ("task", "shelve".into()),
        ("deviceId", device.as_str().into()),
        ("epoch", epoch.into()),
        ("ops", ops.into()),
        ("parked", parked.into()),
    ]);
    spawn_local(async move {
        // Where this phone was never told what to seal with, or has no room, the next change tries again.
        let done = work(&asked).await.ok().and_then(|answer| answer.as_string());
        if done.as_deref() != Some("ready") {
            SHELVED.take();
        }
    });
}

/// How many operations lie there, as far as this page knows.
pub fn shelved() -> usize {
    SHELVED.with_borrow(|known| known.as_ref().map_or(0, |(_, going, parked)| going.len() + parked.len()))
}

/// Why lines that were written on a shut phone could not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCaptured {
    /// This phone was never told what to seal with, and there is no network now.
    Untold,
    /// The browser is too old to seal.
    Unsupported,
    /// It has no room, or no storage.
    Failed,
}

/// Puts an operation that no notebook knows, as its text, on the shelf: in the name of the phone that this notebook is now,
/// which was `device` when it was made.
pub async fn capture(notebook: Uuid, device: DeviceId, op: &str) -> Result<(), NotCaptured> {
    capture_task("capture", notebook, device, op).await
}

async fn capture_task(task: &str, notebook: Uuid, device: DeviceId, op: &str) -> Result<(), NotCaptured> {
    let (notebook, device) = (notebook.to_string(), device.to_string());
    let asked = [
        ("task", task.into()),
        ("notebook", notebook.as_str().into()),
        ("deviceId", device.as_str().into()),
        ("op", op.into()),
    ];
    let done = work(&object(asked)).await.map_err(|_| NotCaptured::Failed)?;
    match done.as_string().as_deref() {
        Some("ready") => Ok(()),
        Some("untold") => Err(NotCaptured::Untold),
        Some("unsupported") => Err(NotCaptured::Unsupported),
        _ => Err(NotCaptured::Failed),
    }
}

/// Whether [`capture`] would keep something now.
pub async fn can_capture(notebook: Uuid, device: DeviceId) -> Result<(), NotCaptured> {
    capture_task("canCapture", notebook, device, "").await
}

/// Makes a file named `name` of these operations, each as its text; `None` when the phone cannot.
pub async fn rescue(device: DeviceId, epoch: &str, ops: &[String], name: &str, now: Millis) -> Option<Rescued> {
    let listed: Array = ops.iter().map(|op| JsValue::from_str(op)).collect();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of the epoch fit a double")]
    let now = JsValue::from_f64(now.0 as f64);
    let device = device.to_string();
    let asked = [
        ("task", "save".into()),
        ("deviceId", device.as_str().into()),
        ("epoch", epoch.into()),
        ("name", name.into()),
        ("ops", listed.into()),
        ("now", now),
    ];
    match work(&object(asked)).await.ok()?.as_string()?.as_str() {
        "shared" => Some(Rescued::Shared),
        "saved" => Some(Rescued::Saved),
        "left" => Some(Rescued::Left),
        "unsupported" => Some(Rescued::Unsupported),
        _ => None,
    }
}

/// Hands a file with this text to the phone's share sheet or its downloads; false where neither takes it.
pub async fn give_file(name: &str, kind: &str, text: &str) -> bool {
    let asked = [("task", "give".into()), ("name", name.into()), ("kind", kind.into()), ("text", text.into())];
    work(&object(asked)).await.is_ok()
}

/// Brings a file to the API.
pub async fn bring(file: &File) -> Result<Brought, NotBrought> {
    let asked = [("task", "bring".into()), ("file", file.into())];
    let answer = work(&object(asked)).await.map_err(|_| NotBrought::Network)?;
    let counts = answer.as_string().and_then(|text| JSON::parse(&text).ok()).ok_or(NotBrought::Unreadable)?;
    let count = |name: &str| -> u32 {
        let count = Reflect::get(&counts, &name.into()).ok().and_then(|count| count.as_f64());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
        count.map_or(0, |count| count as u32)
    };
    Ok(Brought { received: count("received"), held: count("held"), refused: count("refused"), later: count("later") })
}

/// An object of JavaScript with these properties.
pub(super) fn object<const N: usize>(parts: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in parts {
        // A fresh object takes any property.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object
}
