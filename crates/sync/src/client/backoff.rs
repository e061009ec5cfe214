//! How long to wait: full jitter, and what `Retry-After` asks for.

use model::time::{Millis, parse_http_date};

use super::Entropy;
use crate::mutants::{Mutant, off};

/// First step of the back-off.
const BASE: i64 = 2 * Millis::SECOND;
/// Longest wait of our own making.
const CAP: i64 = 15 * Millis::MINUTE;
/// Longest wait that the API can ask for.
const ASKED_CAP: i64 = Millis::DAY;

/// A random wait after the `failures`th failure in a row: between 0 and min(15 min, 2 s · 2^failures).
pub(super) fn full_jitter(failures: u32, entropy: &mut dyn Entropy) -> i64 {
    if off(Mutant::FullJitter) { ceiling(failures) } else { uniform(ceiling(failures), entropy) }
}

/// The longest wait that [`full_jitter`] can give.
pub(super) fn ceiling(failures: u32) -> i64 {
    BASE.saturating_mul(1_i64 << failures.min(20)).min(CAP)
}

/// What the API asked for, plus up to 20 %, at most 24 h.
pub(super) fn asked(wait: i64, entropy: &mut dyn Entropy) -> i64 {
    let cap = if off(Mutant::AskedCap) { i64::MAX } else { ASKED_CAP };
    let wait = wait.clamp(0, cap);
    wait.saturating_add(uniform(wait / 5, entropy)).min(cap)
}

/// `value` give or take a fifth.
pub(super) fn about(value: i64, entropy: &mut dyn Entropy) -> i64 {
    value - value / 5 + uniform(value / 5 * 2, entropy)
}

/// The wait that a `Retry-After` means, in seconds or as an HTTP date on the clock of the API; `None` for garbage.
pub(super) fn retry_after(text: &str, api_now: Millis) -> Option<i64> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number too long for an i64 is a wish to wait very long: the cap says how long.
        return Some(text.parse::<i64>().unwrap_or(i64::MAX).saturating_mul(Millis::SECOND));
    }
    Some(parse_http_date(text)?.since(api_now).max(0))
}

/// A number of 0..=max, as even as 64 random bits make it.
fn uniform(max: i64, entropy: &mut dyn Entropy) -> i64 {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    let span = u128::from(max.max(0).unsigned_abs()) + 1;
    let drawn = (u128::from(u64::from_le_bytes(bytes)) * span) >> 64;
    i64::try_from(drawn).unwrap_or(max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same byte for ever: 0x00 draws the lowest number, 0xFF the highest.
    struct Always(u8);

    impl Entropy for Always {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn full_jitter_reaches_from_zero_to_its_cap() {
        assert_eq!(full_jitter(3, &mut Always(0)), 0);
        assert_eq!(full_jitter(0, &mut Always(0xFF)), 2_000);
        assert_eq!(full_jitter(3, &mut Always(0xFF)), 16_000);
        assert_eq!(full_jitter(4_000_000, &mut Always(0xFF)), CAP);
    }

    /// H9: seconds, an HTTP date, garbage, ten years.
    #[test]
    fn h9_retry_after_in_every_form() {
        let now = Millis::parse_rfc3339("1994-11-06T08:49:07Z").unwrap();
        assert_eq!(retry_after("120", now), Some(120_000));
        assert_eq!(retry_after(" Sun, 06 Nov 1994 08:49:37 GMT ", now), Some(30_000));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:40:00 GMT", now), Some(0));
        for garbage in ["", "soon", "-5", "1e9", "12 s"] {
            assert_eq!(retry_after(garbage, now), None, "{garbage}");
        }
        let ten_years = retry_after("315360000", now).unwrap();
        assert_eq!(asked(ten_years, &mut Always(0xFF)), ASKED_CAP);
        assert_eq!(asked(retry_after("99999999999999999999", now).unwrap(), &mut Always(0)), ASKED_CAP);
        assert_eq!(asked(100_000, &mut Always(0)), 100_000, "never less than asked");
        assert_eq!(asked(100_000, &mut Always(0xFF)), 120_000);
    }
}
