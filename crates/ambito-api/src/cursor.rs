//! Pull cursors: a position that only the operator whom it was given to can use.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use model::ids::{AmbitoId, OperatorId};
use model::time::Millis;
use sha2::{Digest, Sha256};
use store_sql::AmbitoState;

/// 1: without the day.
const VERSION: u8 = 2;
/// Days that a cursor lasts. After them the API has forgotten what it gave to the device, and could not take it back.
pub const LASTS: i64 = 180;
const EPOCH: usize = 8;
const SCOPE: usize = 8;
const MAC: usize = 16;

/// Makes and reads the cursors of one Ambito.
#[derive(Clone)]
pub struct Cursors {
    key: Vec<u8>,
    ambito: AmbitoId,
    epoch: [u8; EPOCH],
}

/// What a cursor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// The feed was read up to here.
    At(u64),
    /// It comes from another incarnation of the server or another version of the program, from before the operator's
    /// teams or roles changed, or it is too old: reading starts from nothing.
    Restart,
    /// Not made here for this operator.
    Forged,
}

impl Cursors {
    /// For an Ambito as its database is now.
    pub fn of(ambito: &AmbitoId, state: &AmbitoState) -> Self {
        Self::new(&state.cursor_key, ambito.clone(), &state.epoch)
    }

    /// For this Ambito in this incarnation, with its secret key.
    fn new(key: &str, ambito: AmbitoId, epoch: &str) -> Self {
        Self { key: key.as_bytes().to_vec(), ambito, epoch: short(epoch) }
    }

    /// The cursor of a position, for one operator in a scope. It is the same all day, so that a phone which got nothing
    /// has nothing to write down.
    pub fn write(&self, operator: OperatorId, scope: &str, seq: u64, now: Millis) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(self.epoch);
        bytes.extend(short::<SCOPE>(scope));
        bytes.extend(seq.to_be_bytes());
        bytes.extend(day(now).to_be_bytes());
        let mac = self.mac(operator, &bytes).finalize().into_bytes();
        bytes.extend(&mac[..MAC]);
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// What a cursor says to this operator, whose scope is this one now.
    pub fn read(&self, operator: OperatorId, scope: &str, cursor: &str, now: Millis) -> Position {
        let Ok(bytes) = BASE64URL_NOPAD.decode(cursor.as_bytes()) else { return Position::Forged };
        let Some((body, mac)) = bytes.split_last_chunk::<MAC>() else { return Position::Forged };
        if self.mac(operator, body).verify_truncated_left(mac).is_err() {
            return Position::Forged;
        }
        let [VERSION, rest @ ..] = body else { return Position::Restart };
        let Some((epoch, rest)) = rest.split_first_chunk::<EPOCH>() else { return Position::Forged };
        let Some((given, seq)) = rest.split_first_chunk::<SCOPE>() else { return Position::Forged };
        let Some((seq, issued)) = seq.split_first_chunk() else { return Position::Forged };
        let Ok(issued) = issued.try_into() else { return Position::Forged };
        let fresh = day(now).saturating_sub(i64::from_be_bytes(issued)) < LASTS;
        let same = *epoch == self.epoch && *given == short::<SCOPE>(scope);
        if same && fresh { Position::At(u64::from_be_bytes(*seq)) } else { Position::Restart }
    }

    fn mac(&self, operator: OperatorId, body: &[u8]) -> Hmac<Sha256> {
        // HMAC takes a key of any length, so the error cannot happen; a MAC under no key at all never verifies one.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).unwrap_or_else(|_| Hmac::new(&Default::default()));
        for part in [b"taccuino cursor", self.ambito.0.as_bytes(), operator.0.as_bytes()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.update(body);
        mac
    }
}

const fn day(at: Millis) -> i64 {
    at.0.div_euclid(Millis::DAY)
}

fn short<const N: usize>(text: &str) -> [u8; N] {
    let mut short = [0; N];
    short.copy_from_slice(&Sha256::digest(text.as_bytes())[..N]);
    short
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: Millis = Millis(1_795_338_000_000);

    fn cursors(ambito: &str, epoch: &str) -> Cursors {
        Cursors::new("key", AmbitoId(ambito.to_owned()), epoch)
    }

    #[test]
    fn a_cursor_is_good_for_its_operator_ambito_epoch_and_scope_alone() {
        let (me, other) = (OperatorId(Uuid::from_u128(1)), OperatorId(Uuid::from_u128(2)));
        let here = cursors("a", "e1");
        let cursor = here.write(me, "s", 77, NOW);
        assert_eq!(here.read(me, "s", &cursor, NOW), Position::At(77));
        assert_eq!(here.read(other, "s", &cursor, NOW), Position::Forged);
        assert_eq!(cursors("b", "e1").read(me, "s", &cursor, NOW), Position::Forged);
        assert_eq!(cursors("a", "e2").read(me, "s", &cursor, NOW), Position::Restart);
        assert_eq!(here.read(me, "another scope", &cursor, NOW), Position::Restart);
        assert_eq!(
            Cursors::new("other key", AmbitoId("a".to_owned()), "e1").read(me, "s", &cursor, NOW),
            Position::Forged
        );
    }

    #[test]
    fn v5_a_cursor_lasts_180_days_and_is_the_same_all_day() {
        let me = OperatorId(Uuid::from_u128(1));
        let here = cursors("a", "e1");
        let midnight = Millis(NOW.0 - NOW.0 % Millis::DAY);
        let cursor = here.write(me, "s", 77, midnight);
        assert_eq!(here.write(me, "s", 77, midnight.plus(Millis::DAY - 1)), cursor);
        assert_ne!(here.write(me, "s", 77, midnight.plus(Millis::DAY)), cursor);
        let after = |days: i64, more: i64| here.read(me, "s", &cursor, midnight.plus(days * Millis::DAY + more));
        assert_eq!(after(180, -1), Position::At(77));
        assert_eq!(after(180, 0), Position::Restart);
        // A clock that was put back makes no cursor old.
        assert_eq!(after(-400, 0), Position::At(77));
    }

    #[test]
    fn v5_a_cursor_of_before_it_had_a_day_starts_from_nothing() {
        let me = OperatorId(Uuid::from_u128(1));
        let here = cursors("a", "e1");
        let mut old = vec![1];
        old.extend(here.epoch);
        old.extend(short::<SCOPE>("s"));
        old.extend(77_u64.to_be_bytes());
        let mac = here.mac(me, &old).finalize().into_bytes();
        old.extend(&mac[..MAC]);
        assert_eq!(here.read(me, "s", &BASE64URL_NOPAD.encode(&old), NOW), Position::Restart);
        old[20] ^= 1;
        assert_eq!(here.read(me, "s", &BASE64URL_NOPAD.encode(&old), NOW), Position::Forged);
    }

    #[test]
    fn a_changed_cursor_is_forged() {
        let me = OperatorId(Uuid::from_u128(1));
        let here = cursors("a", "e1");
        let good = BASE64URL_NOPAD.decode(here.write(me, "s", 77, NOW).as_bytes()).expect("it is base64");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            assert_eq!(here.read(me, "s", &BASE64URL_NOPAD.encode(&bad), NOW), Position::Forged, "byte {at}");
        }
        for text in ["", "x", "AAAA", "é"] {
            assert_eq!(here.read(me, "s", text, NOW), Position::Forged, "{text}");
        }
    }
}
