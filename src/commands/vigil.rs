//! Who went out alone is watched for on every page, and on those of the door: the screen stays awake, and a sound says that the
//! time is over. Of it all nothing lies outside of the notebook but the time.

use std::cell::RefCell;

use leptos::prelude::untrack;
use model::order;
use model::time::Millis;
use vault::Vigil;

use super::Commands;
use super::returns::Told;
use crate::runtime::{Awake, may_sound, now, sound};

thread_local! {
    /// Gone with the page.
    static VIGIL: RefCell<Option<Watched>> = const { RefCell::new(None) };
}

struct Watched {
    due: DueBack,
    _awake: Awake,
}

/// When somebody is expected back. No name, no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueBack {
    /// The time, as it is shown.
    pub at: Millis,
    /// The same by the clock of the phone, which may be wrong.
    pub by_phone: Millis,
}

/// When somebody is expected back whom this page watches for.
pub fn due_back() -> Option<DueBack> {
    VIGIL.with_borrow(|vigil| vigil.as_ref().map(|watched| watched.due))
}

/// Whether it goes on; it rings where the time is over.
pub(super) fn goes_on(at: Millis) -> bool {
    match due_back().map(|due| Vigil::at(at, due.by_phone)) {
        Some(Vigil::Waits) => true,
        Some(Vigil::Rings) => {
            sound();
            true
        }
        Some(Vigil::Ends) => {
            end();
            false
        }
        None => false,
    }
}

/// A tap has come: a page that was loaded anew may be heard from here on.
pub(super) fn tapped() {
    if due_back().is_some() {
        may_sound();
    }
}

/// Nobody is watched for.
pub(super) fn end() {
    drop(VIGIL.take());
}

impl Commands {
    /// Watches for whoever is out by what the open notebook says.
    pub(super) fn keep_vigil(self) {
        let mut out = self.expected();
        out.retain(|one| one.told != Told::Back);
        order::by_key(&mut out, |one| one.id);
        let Some(one) = out.pop() else { return end() };
        let at = now();
        let left = one.due_at.since(untrack(|| self.state.true_now()));
        let due = DueBack { at: one.due_at, by_phone: at.plus(left) };
        if Vigil::at(at, due.by_phone) == Vigil::Ends {
            return end();
        }
        VIGIL.with_borrow_mut(|vigil| match vigil {
            Some(watched) => watched.due = due,
            None => *vigil = Some(Watched { due, _awake: Awake::new() }),
        });
    }
}
