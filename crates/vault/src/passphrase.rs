use zeroize::Zeroizing;

use crate::crypto;

/// Fewest characters of a passphrase that is not made of words.
const CHARACTERS: usize = 12;
/// Fewest words.
const WORDS: usize = 4;
/// Fewest characters that differ from each other: `aaaaaaaaaaaa` is no passphrase.
const DIFFERENT: usize = 5;

/// What a person types to unlock. Wiped when dropped.
pub struct Passphrase(Zeroizing<String>);

/// Why a new passphrase is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Shorter than 12 characters and than 4 words.
    Short,
    /// Nearly the same character all along.
    Uniform,
}

impl Passphrase {
    /// As typed to unlock. An accent is the same however the keyboard writes it, spaces count once and not at the ends.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        let letters = Zeroizing::new(crypto::same_letters(text));
        let mut words = letters.split_whitespace();
        let mut joined = Zeroizing::new(String::with_capacity(letters.len()));
        if let Some(first) = words.next() {
            joined.push_str(first);
        }
        for word in words {
            joined.push(' ');
            joined.push_str(word);
        }
        Self(joined)
    }

    /// A new one.
    ///
    /// # Errors
    /// When it would be guessed too soon.
    pub fn chosen(text: &str) -> Result<Self, Weak> {
        let passphrase = Self::typed(text);
        let words = passphrase.0.split(' ').filter(|word| word.chars().count() > 2).count();
        if passphrase.0.chars().count() < CHARACTERS && words < WORDS {
            return Err(Weak::Short);
        }
        let mut different: Vec<char> = Vec::new();
        for letter in passphrase.0.chars() {
            if !different.contains(&letter) {
                different.push(letter);
            }
        }
        if different.len() < DIFFERENT { Err(Weak::Uniform) } else { Ok(passphrase) }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}
