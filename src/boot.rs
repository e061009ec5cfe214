//! The composition root: gives the contexts, and looks what is on this phone.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::commands::{self, Commands};
use crate::runtime::{Driver, now, page, watch, worker};
use crate::state::{AppState, Phase, status_of};

const CLOCK_STEP_MS: u32 = 10_000;

/// Gives the contexts that the views live on, and looks at the compartments behind them.
pub fn start() -> AppState {
    let state = AppState::new(now());
    let driver = StoredValue::new_local(None::<Driver>);
    let (owner, admitted) = (StoredValue::new(None), StoredValue::new(None));
    let commands = Commands { driver, owner, admitted, state };
    provide_context(state);
    provide_context(commands);
    commands::known(commands);
    worker::watch_update(move || state.update_ready.set(true));
    Interval::new(CLOCK_STEP_MS, move || tick(commands)).forget();
    if let Some(listener) = page::watch_visible(move || tick(commands)) {
        listener.forget();
    }
    spawn_local(commands.look());
    state
}

/// The time goes by: what waits grows older although nothing happens, and a notebook that nobody touches is shut.
fn tick(commands: Commands) {
    let Commands { driver, state, .. } = commands;
    // First, for it says how long a notebook may be left untouched.
    if watch::look(false) {
        return;
    }
    if state.phase.with_untracked(|phase| *phase == Phase::Lapsed) && driver.with_value(Option::is_none) {
        // It was shut while somebody wrote something on its page.
        if !page::is_capturing() {
            page::reload();
        }
        return;
    }
    if state.phase.with_untracked(|phase| matches!(phase, Phase::Ready | Phase::Lapsed)) && page::is_idle() {
        return spawn_local(commands.lock_here());
    }
    let at = now();
    state.now.set(at);
    let status = driver.with_value(|driver| driver.as_ref().map(|driver| driver.look(|client| status_of(client, at))));
    if status.is_some() && state.status.with_untracked(|known| *known != status) {
        state.status.set(status);
    }
}
