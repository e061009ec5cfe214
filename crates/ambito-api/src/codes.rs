//! Enrolment codes: eight Crockford base32 symbols, shown in groups of four, kept only as a hash.

use data_encoding::HEXLOWER;
use model::ids::OperatorId;
use sha2::{Digest, Sha256};
use store_sql::{NewCode, StoreError, TenantScope};

use crate::state::App;

/// Crockford's alphabet: no I, L, O, U, so that a code read aloud is typed as it was meant.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 40 bits: at the pace that wrong codes are slowed down to, a day is far too short to find one.
const SYMBOLS: usize = 8;
const GROUP: usize = 4;

/// An enrolment code in its normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code(String);

/// The text is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeError;

impl Code {
    /// A code from random bytes; five bits of each count.
    #[must_use]
    pub fn from_random(bytes: [u8; SYMBOLS]) -> Self {
        Self(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())
    }

    /// Reads a code as people type it: case, spaces and dashes do not count, and the letters that Crockford left out
    /// are the digits that they look like.
    ///
    /// # Errors
    /// When the text has another length or other symbols.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let mut code = String::with_capacity(SYMBOLS);
        for symbol in typed.chars().filter(|symbol| !symbol.is_whitespace() && !"-–—.".contains(*symbol)) {
            let symbol = match symbol.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if !symbol.is_ascii() || !ALPHABET.contains(&(symbol as u8)) || code.len() == SYMBOLS {
                return Err(CodeError);
            }
            code.push(symbol);
        }
        if code.len() == SYMBOLS { Ok(Self(code)) } else { Err(CodeError) }
    }

    /// As people read it, in groups.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at(GROUP);
        format!("{first}-{second}")
    }

    /// What the database keeps.
    #[must_use]
    pub fn hash(&self) -> String {
        hash(self.0.as_bytes())
    }
}

/// Makes a code for an operator, good for `life` milliseconds, and keeps its hash.
///
/// # Errors
/// When the repository fails.
pub async fn issue(app: &App, scope: &TenantScope, operator_id: OperatorId, life: i64) -> Result<Code, StoreError> {
    let code = Code::from_random(app.random());
    let now = app.now();
    let new = NewCode { hash: code.hash(), operator_id, expires_at: now.plus(life) };
    app.repo().add_code(scope, &new, now).await?;
    Ok(code)
}

/// SHA-256 in hex. The secrets hashed here live for a day or have 256 bits: no slow hash is needed.
pub fn hash(secret: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        let code = Code::from_random([1, 0, 31, 10, 17, 18, 40, 255]);
        assert_eq!(code.grouped(), "10ZA-HJ8Z");
        for typed in ["10ZA-HJ8Z", " io za hj8z ", "LOZAHJ8Z", "l0za—hj8z"] {
            assert_eq!(Code::parse(typed), Ok(code.clone()), "{typed}");
        }
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for typed in ["", "10ZA-HJ8", "10ZA-HJ8ZZ", "10ZA-HJ8U", "10ZA-HJ8é", "💥"] {
            assert_eq!(Code::parse(typed), Err(CodeError), "{typed}");
        }
    }
}
