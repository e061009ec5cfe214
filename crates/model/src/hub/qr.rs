//! The code of a path as a QR code for its card: version 1, correction H, alphanumeric, which is all that five symbols need.
//! One mask serves: choosing among the eight makes a code a little easier to read, and this one has a third of its words to spare.

/// Modules a side.
pub const QR_SIDE: usize = 21;
/// Words of content, and words that correct it.
const CONTENT: usize = 9;
const CORRECTION: usize = 17;
/// Correction H and mask 0 with their own correction, as the standard prints it.
const FORMAT: u32 = 0b001_0110_1000_1001;
/// The alphabet of the mode, in which a symbol is its place.
const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Dark modules are true, by row; `None` for a text that is not short and of capital letters and digits.
#[must_use]
pub fn qr(text: &str) -> Option<[[bool; QR_SIDE]; QR_SIDE]> {
    let words = corrected(&content(text)?);
    let mut dark = [[false; QR_SIDE]; QR_SIDE];
    let mut taken = [[false; QR_SIDE]; QR_SIDE];
    draw_frame(&mut dark, &mut taken);
    let mut bits = words.iter().flat_map(|word| (0..8).rev().map(move |bit| word >> bit & 1 == 1));
    // Two columns at a time from the right, up and down in turn, past the column of the timing.
    for (turn, right) in [20, 18, 16, 14, 12, 10, 8, 5, 3, 1].into_iter().enumerate() {
        for step in 0..QR_SIDE {
            let row = if turn % 2 == 0 { QR_SIDE - 1 - step } else { step };
            for column in [right, right - 1] {
                if !taken[row][column] {
                    dark[row][column] = bits.next().unwrap_or_default() ^ ((row + column) % 2 == 0);
                }
            }
        }
    }
    Some(dark)
}

/// The text in words: mode, length, pairs of symbols, filled up.
fn content(text: &str) -> Option<[u8; CONTENT]> {
    let symbols: Option<Vec<u32>> =
        text.bytes().map(|byte| ALPHABET.iter().position(|known| *known == byte).map(|place| place as u32)).collect();
    let symbols = symbols.filter(|symbols| symbols.len() <= 10)?;
    let mut bits: Vec<bool> = Vec::new();
    let mut put = |value: u32, count: u32| bits.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
    put(0b0010, 4);
    put(symbols.len() as u32, 9);
    for pair in symbols.chunks(2) {
        match pair {
            [one, other] => put(one * 45 + other, 11),
            _ => put(pair[0], 6),
        }
    }
    put(0, 4);
    let mut words = [0u8; CONTENT];
    let used = bits.len().div_ceil(8);
    for (place, bit) in bits.iter().take(CONTENT * 8).enumerate() {
        words[place / 8] |= u8::from(*bit) << (7 - place % 8);
    }
    for (place, word) in words.iter_mut().enumerate().skip(used) {
        *word = if (place - used).is_multiple_of(2) { 0xec } else { 0x11 };
    }
    Some(words)
}

/// The words with those that correct them (Reed-Solomon).
fn corrected(content: &[u8; CONTENT]) -> [u8; CONTENT + CORRECTION] {
    let mut divisor = [0u8; CORRECTION];
    divisor[CORRECTION - 1] = 1;
    let mut root = 1;
    for _ in 0..CORRECTION {
        for place in 0..CORRECTION {
            divisor[place] = product(divisor[place], root);
            if let Some(next) = divisor.get(place + 1).copied() {
                divisor[place] ^= next;
            }
        }
        root = product(root, 2);
    }
    let mut rest = [0u8; CORRECTION];
    for word in content {
        let factor = word ^ rest[0];
        rest.rotate_left(1);
        rest[CORRECTION - 1] = 0;
        for (one, by) in rest.iter_mut().zip(divisor) {
            *one ^= product(by, factor);
        }
    }
    let mut words = [0; CONTENT + CORRECTION];
    words[..CONTENT].copy_from_slice(content);
    words[CONTENT..].copy_from_slice(&rest);
    words
}

/// In the field of 256 of the standard.
fn product(one: u8, other: u8) -> u8 {
    (0..8).rev().fold(0, |sum: u8, bit| {
        let doubled = sum << 1 ^ if sum & 0x80 == 0 { 0 } else { 0x1d };
        doubled ^ if other >> bit & 1 == 1 { one } else { 0 }
    })
}

/// The three corners, the timing and the format, and which modules they take.
fn draw_frame(dark: &mut [[bool; QR_SIDE]; QR_SIDE], taken: &mut [[bool; QR_SIDE]; QR_SIDE]) {
    let mut set = |row: usize, column: usize, value: bool| {
        dark[row][column] = value;
        taken[row][column] = true;
    };
    for at in 8..QR_SIDE - 8 {
        set(6, at, at % 2 == 0);
        set(at, 6, at % 2 == 0);
    }
    for (top, left) in [(0, 0), (0, QR_SIDE - 8), (QR_SIDE - 8, 0)] {
        for row in 0..8 {
            for column in 0..8 {
                // Of the eight by eight, the corner itself is the seven at the outer edge.
                let (inner_row, inner_column) = (row + usize::from(top == 0), column + usize::from(left == 0));
                let ring = inner_row.abs_diff(4).max(inner_column.abs_diff(4));
                set(top + row, left + column, ring != 2 && ring <= 3);
            }
        }
    }
    let bit = |place: usize| FORMAT >> place & 1 == 1;
    for place in 0..15 {
        let (row, column) = match place {
            0..=5 => (place, 8),
            6 | 7 => (place + 1, 8),
            8 => (8, 7),
            _ => (8, 14 - place),
        };
        set(row, column, bit(place));
        let (row, column) = if place < 8 { (8, QR_SIDE - 1 - place) } else { (QR_SIDE - 15 + place, 8) };
        set(row, column, bit(place));
    }
    set(QR_SIDE - 8, 8, true);
}
