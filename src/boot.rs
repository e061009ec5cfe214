//! The composition root: opens the database, loads the engine, starts the driver.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use store::{IdentityCodec, Store as _, StoreError};
use store_indexeddb::{IndexedDbStore, OpenOptions};
use sync::client::Client;
use wasm_bindgen_futures::spawn_local;

use crate::commands::Commands;
use crate::runtime::{Driver, now, page, worker};
use crate::state::{AppState, Phase};

/// Name of the database on the phone.
const DATABASE: &str = "taccuino";
const CLOCK_STEP_MS: u32 = 10_000;

/// Gives the contexts that the views live on, and opens the database behind them.
pub fn start() -> AppState {
    let state = AppState::new(now());
    let driver = StoredValue::new_local(None::<Driver>);
    provide_context(state);
    provide_context(Commands(driver));
    worker::watch_update(move || state.update_ready.set(true));
    Interval::new(CLOCK_STEP_MS, move || tick(state, driver)).forget();
    spawn_local(async move {
        match open(state, driver).await {
            Ok((client, store)) => {
                let started = Driver::start(client, store, move |client| state.refresh(client, now()));
                driver.set_value(Some(started));
            }
            Err(error) => state.phase.set(Phase::NoStore(error)),
        }
    });
    state
}

/// The time goes by: what waits grows older although nothing happens.
fn tick(state: AppState, driver: StoredValue<Option<Driver>, LocalStorage>) {
    let at = now();
    state.now.set(at);
    let status = driver.with_value(|driver| driver.as_ref().map(|driver| driver.look(|client| client.status(at))));
    if status.is_some() && state.status.with_untracked(|known| *known != status) {
        state.status.set(status);
    }
}

async fn open(
    state: AppState,
    driver: StoredValue<Option<Driver>, LocalStorage>,
) -> Result<(Client, IndexedDbStore<IdentityCodec>), StoreError> {
    let options = OpenOptions::default().on_superseded(move || give_way(state, driver));
    let store = IndexedDbStore::open_with(DATABASE, IdentityCodec, options).await?;
    let snapshot = store.load().await?;
    Ok((Client::open(&snapshot, now()), store))
}

/// A tab with a newer version waits for the database: what is being typed is written down, then this tab says so.
async fn give_way(state: AppState, driver: StoredValue<Option<Driver>, LocalStorage>) {
    page::write_drafts_down();
    if let Some(driver) = driver.try_get_value().flatten() {
        driver.flush().await;
    }
    state.phase.set(Phase::NoStore(StoreError::Newer));
}
