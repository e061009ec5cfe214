//! How long what was opened stays open by itself. The clock is whoever asks; the numbers are all here.

use model::time::Millis;

/// What is known of the person who has the notebook open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// An activation, an outing or a round is open, or they are expected back: they come back to it all the time.
    pub at_work: bool,
    /// Their last tap was on a phone number or on Mappe: the phone is in their hand.
    pub calls: bool,
    /// They work in the Pronto Intervento Sociale, whose records harm most where others read them.
    pub pis: bool,
}

/// What is due about an open notebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing: it is in use.
    Nothing,
    /// Its key goes behind the PIN.
    Pin,
    /// Its key goes: the passphrase or the passkey.
    Shut,
}

impl Watch {
    /// How long a page may be out of sight and come back as it was. A look at who rings, a photo, a slip of the thumb on
    /// the bar take less, and the phone does not leave the hand meanwhile; a call takes more.
    pub const GRACE: i64 = 15 * Millis::SECOND;
    /// The longest that a key stays in memory while nobody touches the notebook: with work open, or after a tap that
    /// leads to a call or to Mappe.
    pub const AT_WORK: i64 = 15 * Millis::MINUTE;
    /// Else.
    pub const USUAL: i64 = 5 * Millis::MINUTE;
    /// Else, in the Pronto Intervento Sociale.
    pub const PIS: i64 = Millis::MINUTE;
    /// The longest that a page in sight is left to whoever picks it up, where a PIN opens it again. Half of the time that
    /// the key stays is the most, so that there is time left to give the PIN.
    pub const IDLE: i64 = 2 * Millis::MINUTE;

    /// How long the key stays in memory while nobody touches the notebook.
    #[must_use]
    pub const fn keeps(self) -> i64 {
        if self.at_work || self.calls {
            Self::AT_WORK
        } else if self.pis {
            Self::PIS
        } else {
            Self::USUAL
        }
    }

    /// What is due of a notebook that was touched last at `touched` and is out of sight since `left`.
    #[must_use]
    pub fn due(self, now: Millis, touched: Millis, left: Option<Millis>) -> Due {
        let (keeps, untouched) = (self.keeps(), now.since(touched));
        if untouched > keeps {
            Due::Shut
        } else if untouched > Self::IDLE.min(keeps / 2) || left.is_some_and(|left| now.since(left) > Self::GRACE) {
            Due::Pin
        } else {
            Due::Nothing
        }
    }
}

/// What a phone does while somebody who went out alone is expected back, the notebook open or behind the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vigil {
    /// The screen stays awake.
    Waits,
    /// The time is over, and it says so aloud.
    Rings,
    /// Nobody will hear it any more.
    Ends,
}

impl Vigil {
    /// How long it rings.
    pub const RINGS: i64 = 30 * Millis::MINUTE;

    /// Of somebody who is expected back at `due`.
    #[must_use]
    pub fn at(now: Millis, due: Millis) -> Self {
        match now.since(due) {
            late if late < 0 => Self::Waits,
            late if late <= Self::RINGS => Self::Rings,
            _ => Self::Ends,
        }
    }
}
