use model::ids::OpId;
use sha2::{Digest, Sha256};

/// Crockford's base 32: no letter that a person takes for a digit on the phone.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols of a receipt: 50 bits.
const LENGTH: usize = 10;

/// The receipt for people: whoever has operation, position and epoch can work it out again.
#[must_use]
pub fn receipt(op: OpId, seq: u64, epoch: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(op.0.as_bytes());
    hash.update(seq.to_be_bytes());
    hash.update(epoch.as_bytes());
    // Five bits of each byte; the bytes of a hash are independent.
    hash.finalize().iter().take(LENGTH).map(|byte| char::from(SYMBOLS[usize::from(byte & 31)])).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_receipt_depends_on_operation_position_and_epoch() {
        let (one, other) = (OpId(Uuid::from_u128(1)), OpId(Uuid::from_u128(2)));
        let code = receipt(one, 7, "a");
        assert_eq!(code.len(), LENGTH);
        assert!(code.bytes().all(|symbol| SYMBOLS.contains(&symbol)), "{code}");
        assert_eq!(code, receipt(one, 7, "a"));
        for differs in [receipt(other, 7, "a"), receipt(one, 8, "a"), receipt(one, 7, "b")] {
            assert_ne!(code, differs);
        }
    }
}
