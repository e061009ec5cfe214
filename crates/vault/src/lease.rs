//! How long a phone that does not hear the API may be read. Capture never ends: only reading does.

use model::time::Millis;

/// What is known of the last word of the API, on the clock of the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// When the API was heard last.
    pub heard: Millis,
    /// The latest that the clock showed since, when somebody opened the notebook. A clock that is put back does not make the
    /// lease longer.
    pub opened: Option<Millis>,
    /// How long it lasts, milliseconds.
    pub lasts: i64,
}

impl Lease {
    /// Where the Ambito says nothing: three days, so that a weekend in the mountains ends no round.
    pub const USUAL_HOURS: i64 = 72;
    /// A clock that is set right goes back by less than this and nobody means anything by it.
    const SLACK: i64 = Millis::HOUR;

    /// How much is left of it, milliseconds; 0 when it is over.
    #[must_use]
    pub fn left(self, now: Millis) -> i64 {
        let latest = self.opened.map_or(self.heard, |opened| opened.max(self.heard));
        if latest.since(now) > Self::SLACK {
            return 0;
        }
        (self.lasts - now.max(latest).since(self.heard)).max(0)
    }

    /// Whether the notebook must hear the API before it is read again.
    #[must_use]
    pub fn is_over(self, now: Millis) -> bool {
        self.left(now) == 0
    }
}
