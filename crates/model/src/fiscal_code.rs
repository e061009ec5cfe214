//! The codice fiscale: validated if ever asked for, never collected in field records.

/// Why a text is no codice fiscale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FiscalCodeError {
    /// Not 16 characters of the right kind in the right places.
    Shape,
    /// The check letter is another one.
    CheckLetter,
}

/// What a codice fiscale says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiscalCode {
    /// As issued, in capital letters; omocodia included.
    pub code: String,
    /// With digits where omocodia put letters.
    pub plain: String,
    /// Two digits.
    pub birth_year: u8,
    /// 1 to 12.
    pub birth_month: u8,
    /// Day of the month.
    pub birth_day: u8,
    /// The day was written plus 40.
    pub female: bool,
    /// Cadastral code of the place of birth.
    pub place: String,
}

/// Letters that stand for the digits 0 to 9 where two people would have one code.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";
/// Positions of digits, from 0.
const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
/// Letters of the months.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// Values of 0-9 and A-Z at odd positions, counted from 1.
const ODD: [u8; 26] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// Reads a codice fiscale; case and spaces around do not matter.
///
/// # Errors
/// When the shape or the check letter is wrong. A person may have none at all: "non disponibile" is another answer.
pub fn parse(text: &str) -> Result<FiscalCode, FiscalCodeError> {
    let code = text.trim().to_ascii_uppercase();
    let bytes = code.as_bytes();
    if bytes.len() != 16 || !bytes.iter().enumerate().all(|(position, byte)| fits(position, *byte)) {
        return Err(FiscalCodeError::Shape);
    }
    let plain: String = bytes.iter().enumerate().map(|(position, byte)| char::from(plain(position, *byte))).collect();
    let number = |at: usize| plain[at..at + 2].parse::<u8>().unwrap_or(0);
    let (day, female) = match number(9) {
        day @ 1..=31 => (day, false),
        day @ 41..=71 => (day - 40, true),
        _ => return Err(FiscalCodeError::Shape),
    };
    if check_letter(&bytes[..15]) != bytes[15] {
        return Err(FiscalCodeError::CheckLetter);
    }
    let month = MONTHS.iter().position(|letter| *letter == bytes[8]).unwrap_or(0);
    Ok(FiscalCode {
        birth_year: number(6),
        birth_month: u8::try_from(month).unwrap_or(0) + 1,
        birth_day: day,
        female,
        place: plain[11..15].to_owned(),
        plain,
        code,
    })
}

fn fits(position: usize, byte: u8) -> bool {
    match position {
        8 => MONTHS.contains(&byte),
        _ if DIGITS.contains(&position) => byte.is_ascii_digit() || OMOCODIA.contains(&byte),
        _ => byte.is_ascii_uppercase(),
    }
}

fn plain(position: usize, byte: u8) -> u8 {
    let digit = OMOCODIA.iter().position(|letter| *letter == byte).filter(|_| DIGITS.contains(&position));
    digit.and_then(|digit| u8::try_from(digit).ok()).map_or(byte, |digit| b'0' + digit)
}

fn check_letter(bytes: &[u8]) -> u8 {
    let value = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' };
    let sum: u32 = bytes
        .iter()
        .enumerate()
        .map(|(index, byte)| u32::from(if index % 2 == 0 { ODD[usize::from(value(*byte))] } else { value(*byte) }))
        .sum();
    b'A' + u8::try_from(sum % 26).unwrap_or(0)
}
