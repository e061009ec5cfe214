use model::time::Millis;

/// A clock that moves only when a test moves it.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    now: Millis,
}

impl Clock {
    /// A clock that stands at an RFC 3339 time.
    ///
    /// # Panics
    /// When the text is not RFC 3339.
    #[must_use]
    pub fn at(text: &str) -> Self {
        Self { now: Millis::parse_rfc3339(text).expect("a test names a time in RFC 3339") }
    }

    /// The time.
    #[must_use]
    pub const fn now(&self) -> Millis {
        self.now
    }

    /// Moves on, or back where `millis` is negative.
    pub const fn advance(&mut self, millis: i64) -> Millis {
        self.now = self.now.plus(millis);
        self.now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_only_when_told() {
        let mut clock = Clock::at("2026-11-22T22:14:00+01:00");
        let before = clock.now();
        assert_eq!(clock.advance(Millis::MINUTE).since(before), Millis::MINUTE);
        assert_eq!(clock.advance(-Millis::HOUR).since(before), Millis::MINUTE - Millis::HOUR);
        assert_eq!(before.to_rfc3339(), "2026-11-22T21:14:00.000Z");
    }
}
