use leptos::prelude::*;
use model::time::Millis;

use super::AppState;
use crate::runtime;

/// A clock that is off by less is believed: so much an answer may take on its way.
const BELIEVED: i64 = 2 * Millis::MINUTE;

impl AppState {
    /// Now, by a clock that is put right where it is known to be wrong: for what has a deadline of the law. What was written
    /// down when stays by the clock of the phone.
    pub fn true_now(&self) -> Millis {
        self.put_right(runtime::now())
    }

    /// The same every 10 seconds, tracked.
    pub fn ticks(&self) -> Millis {
        self.put_right(self.now.get())
    }

    /// By how much the clock of the phone is wrong, as the API saw it last: more than nothing where it is behind.
    pub fn clock_skew(&self) -> Option<i64> {
        let skew = self.status.with_untracked(|status| status.as_ref()?.clock_skew)?;
        (skew.abs() >= BELIEVED).then_some(skew)
    }

    fn put_right(&self, at: Millis) -> Millis {
        let heard = self.status.with_untracked(|status| status.as_ref()?.last_contact);
        let right = self.clock_skew().map(|skew| at.plus(skew));
        // Before the API was last heard it cannot be: somebody has put the clock right meanwhile.
        right.filter(|right| heard.is_none_or(|heard| heard <= right.plus(BELIEVED))).unwrap_or(at)
    }
}
