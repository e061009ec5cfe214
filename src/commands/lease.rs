//! How long a phone that does not hear the API may be read (docs/adr/0009-the-door.md). What is written down and sent goes on.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{GetValue as _, Set as _};
use model::time::Millis;
use sync::client::Client;
use uuid::Uuid;
use vault::{DataKey, Lease};

use super::Commands;
use super::watch::commands;
use crate::runtime::{Compartment, now, page};
use crate::state::{Phase, status_of};

thread_local! {
    /// The latest that the clock showed when the notebook was opened before, since the API was heard at the first of the two.
    static OPENED: Cell<Option<(Option<Millis>, Millis)>> = const { Cell::new(None) };
    /// What shows the notebook once the API is heard.
    static WAITS: RefCell<Option<Rc<Cell<bool>>>> = const { RefCell::new(None) };
}

/// The engine knows something new: what waits for the API may be shown.
pub fn tend_lease(client: &Client) {
    let Some(commands) = commands().filter(|_| WAITS.with_borrow(Option::is_some)) else { return };
    let notebook = commands.owner.get_value().map(|(notebook, _)| notebook);
    // What somebody writes while it cannot be read is put away first.
    if notebook.is_none_or(|notebook| lease(notebook, client).is_over(now())) || page::is_capturing() {
        return commands.state.status.set(Some(status_of(client, now())));
    }
    if let Some(shown) = WAITS.take() {
        shown.set(true);
        commands.state.refresh(client, now());
    }
}

impl Commands {
    /// Notes that the notebook is opened, and shows it, now or once the API is heard.
    pub(super) async fn begin_lease(self, compartment: &Compartment, key: &DataKey, shown: Rc<Cell<bool>>) {
        let Some(driver) = self.driver() else { return };
        let contact = driver.look(|client| client.heard().map(|(contact, _)| contact));
        // Where the disk refuses, the clock alone says how long it is.
        let opened = compartment.opened_at(key, contact, now()).await.ok().flatten();
        OPENED.set(opened.map(|opened| (contact, opened)));
        WAITS.set(Some(shown));
        driver.look(tend_lease);
        if WAITS.with_borrow(Option::is_some) {
            self.state.phase.set(Phase::Lapsed);
        }
    }

    /// After how many hours without a word of the API the open notebook is not read any more.
    pub fn lease_hours(self) -> i64 {
        self.driver().map_or(Lease::USUAL_HOURS, |driver| driver.look(hours))
    }

    /// How long the open notebook may still be read without a word of the API, milliseconds.
    pub fn lease_left(self) -> Option<i64> {
        let (notebook, _) = self.owner.get_value()?;
        Some(self.driver()?.look(|client| lease(notebook, client).left(now())))
    }
}

fn lease(notebook: Uuid, client: &Client) -> Lease {
    let heard = client.heard();
    let opened = OPENED.get().filter(|(contact, _)| *contact == heard.map(|(contact, _)| contact));
    Lease {
        // Of an API that was never heard since: when the notebook was made.
        heard: heard.map_or_else(|| made_at(notebook), |(_, here)| here),
        opened: opened.map(|(_, opened)| opened),
        lasts: hours(client) * Millis::HOUR,
    }
}

/// As the configuration of the Ambito says.
fn hours(client: &Client) -> i64 {
    let set = client.identity().and_then(|known| known.config.get("offlineReadHours")?.as_i64());
    set.unwrap_or(Lease::USUAL_HOURS)
}

/// The ids of notebooks say it.
fn made_at(notebook: Uuid) -> Millis {
    let made = notebook.get_timestamp().map(|at| at.to_unix());
    Millis(made.map_or(0, |(seconds, _)| i64::try_from(seconds).unwrap_or_default() * Millis::SECOND))
}
