//! How long a phone that does not hear the API may be read (docs/adr/0009-the-door.md). What is written down and sent goes on.

use std::cell::Cell;

use leptos::prelude::GetValue as _;
use model::time::Millis;
use sync::client::Client;
use uuid::Uuid;
use vault::{DataKey, Lease};

use super::Commands;
use crate::runtime::{Compartment, now};

thread_local! {
    /// The latest that the clock showed when the notebook was opened before, since the API was heard at the first of the two.
    static OPENED: Cell<Option<(Option<Millis>, Millis)>> = const { Cell::new(None) };
}

impl Commands {
    /// Notes that the notebook is opened, and finds when it was before.
    pub(super) async fn begin_lease(self, compartment: &Compartment, key: &DataKey, client: &Client) {
        let contact = client.heard().map(|(contact, _)| contact);
        // Where the disk refuses, the clock alone says how long it is.
        let opened = compartment.opened_at(key, contact, now()).await.ok().flatten();
        OPENED.set(opened.map(|opened| (contact, opened)));
    }

    /// Whether the notebook must hear the API before it is read again.
    pub(super) fn is_over(self, notebook: Uuid, client: &Client) -> bool {
        lease(notebook, client).is_over(now())
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
