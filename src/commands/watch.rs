//! Watching over an open notebook: how long it stays open, and putting it behind its PIN or passkey meanwhile.

use std::cell::{Cell, RefCell};

use gloo_events::EventListener;
use leptos::prelude::*;
use model::time::Millis;
use protocol::Role;
use vault::{Due, Watch};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, window};

use super::{Commands, vigil};
use crate::runtime::{Herald, Word, database_of, now, page, watch};
use crate::state::Phase;

/// What leads out of the app and back: a phone number, Mappe.
const CALLS: &str = "a[href^='tel:'], a[href^='geo:'], a[href^='https://maps.apple.com/']";

thread_local! {
    static COMMANDS: Cell<Option<Commands>> = const { Cell::new(None) };
    static WATCHES: Cell<bool> = const { Cell::new(false) };
    /// The last tap led out of the app.
    static CALLING: Cell<bool> = const { Cell::new(false) };
    static DOZE: RefCell<Option<Doze>> = const { RefCell::new(None) };
    /// A tap hid the screen, and nothing was there yet that would open it again.
    static HID: Cell<bool> = const { Cell::new(false) };
}

/// A notebook that its PIN or passkey opens again: of what it knew nothing is in memory but the key, behind the PIN.
struct Doze {
    /// Until then. Taps on the page that asks for the PIN do not make it longer.
    until: Millis,
    /// That time is over, and the page is still there.
    over: ArcRwSignal<bool>,
    /// Hears its person shut another tab.
    _herald: Herald,
}

/// The commands, for who looks when no view does.
pub fn known(commands: Commands) {
    COMMANDS.set(Some(commands));
}

/// The commands, if they are known.
pub(super) fn commands() -> Option<Commands> {
    COMMANDS.get()
}

/// Watches from here on.
pub fn watch_over() {
    if WATCHES.replace(true) {
        return;
    }
    watch::watched_by(look);
    if let Some(window) = window() {
        EventListener::new(&window, "click", |event| {
            vigil::tapped();
            let tapped = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let calls = tapped.is_some_and(|tapped| tapped.closest(CALLS).is_ok_and(|found| found.is_some()));
            // The page may be out of sight before anything else happens.
            if CALLING.replace(calls) != calls {
                look(false);
            }
        })
        .forget();
    }
    look(false);
}

/// Whether the notebook is behind its PIN or passkey.
pub fn is_dozing() -> bool {
    COMMANDS.get().is_some_and(Commands::is_dozing)
}

/// Whether the time is over in which a PIN opens the notebook behind it; tracked.
pub fn is_doze_over() -> bool {
    DOZE.with_borrow(|doze| doze.as_ref().map(|doze| doze.over.clone())).is_some_and(|over| over.get())
}

/// The notebook is being opened: what was wished of the one before is over.
pub(super) fn opens() {
    HID.set(false);
}

/// It is open, and what opens it again is known: who has hidden the screen meanwhile gets it hidden.
pub(super) fn opened() {
    look(HID.take());
}

/// See [`watch::look`].
fn look(hides: bool) -> bool {
    let Some(commands) = COMMANDS.get() else { return false };
    let at = now();
    if commands.is_dozing() {
        if vigil::goes_on(at) {
            // The page of the door says how late it is.
            commands.state.now.set(at);
        }
        if DOZE.with_borrow(|doze| doze.as_ref().is_none_or(|doze| at > doze.until)) {
            commands.wake_no_more();
        }
        return true;
    }
    let state = commands.state;
    if state.phase.with_untracked(|phase| *phase != Phase::Ready) {
        return false;
    }
    let pis = untrack(|| state.has_role(Role::PisOperator));
    if commands.lease_left() == Some(0) {
        // Opened again, it says why it cannot be read.
        leptos::task::spawn_local(commands.lock_here());
        return true;
    }
    commands.keep_vigil();
    let awaits = vigil::goes_on(at);
    let touched = page::touched();
    // By the day on which it was in use: a round that is open at midnight still is.
    let over = Watch { at_work: awaits || state.is_at_work(touched), calls: CALLING.get(), pis };
    let again = commands.has_pin() || untrack(|| commands.has_passkey());
    HID.set(HID.get() || hides && !again);
    page::times(over.keeps(), again.then_some(Watch::GRACE));
    let due = over.due(at, touched, page::left());
    // A page that is loaded anew would watch for nobody.
    let doze = again && (hides || due == Due::Pin) || awaits && due == Due::Shut;
    if doze {
        leptos::task::spawn_local(commands.doze(Millis(touched.0.saturating_add(over.keeps()))));
    }
    doze
}

impl Commands {
    fn is_dozing(self) -> bool {
        self.state.phase.with_untracked(|phase| *phase == Phase::Locked) && DOZE.with_borrow(Option::is_some)
    }

    /// Puts the notebook behind its PIN or passkey: what is being typed is written down, then all goes that it knew. A text
    /// that could not be written down stays on the screen.
    async fn doze(self, until: Millis) {
        let Some(driver) = self.driver() else { return };
        if !self.write_down().await {
            return self.is_open();
        }
        // Asked for twice, or shut meanwhile.
        let Some((id, _)) = self.owner.get_value().filter(|_| !self.is_dozing()) else { return };
        let herald = Herald::new(&database_of(id), move |word| {
            if !self.is_dozing() {
                return;
            }
            match word {
                Word::Shut => {
                    vigil::end();
                    self.wake_no_more();
                }
                // The tab that said it watches.
                Word::Back => vigil::end(),
                Word::Wrote | Word::SendNow => {}
            }
        });
        DOZE.set(Some(Doze { until, over: ArcRwSignal::new(false), _herald: herald }));
        self.state.phase.set(Phase::Locked);
        // The forms go with their pages, and write down once more what they hold.
        leptos::task::tick().await;
        driver.flush().await;
        driver.close();
        self.driver.set_value(None);
        self.state.forget();
        page::times(until.since(page::touched()), None);
        if now() > until {
            self.wake_no_more();
        }
    }

    /// Only the passphrase or the passkey opens it now. What somebody writes on the page of the PIN meanwhile stays, and so
    /// does the watch for who is out.
    fn wake_no_more(self) {
        self.drop_pin();
        if page::is_capturing() || vigil::due_back().is_some() {
            page::times(i64::MAX, None);
            let over = DOZE.with_borrow(|doze| doze.as_ref().map(|doze| doze.over.clone()));
            if let Some(over) = over.filter(|over| !over.get_untracked()) {
                over.set(true);
            }
        } else {
            page::reload();
        }
    }

    /// It is opened again.
    pub(super) fn wake(self) {
        DOZE.set(None);
    }
}
