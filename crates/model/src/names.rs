//! Whether two names may be of one person, as people hear and write them: accents, other alphabets in Latin letters, first and
//! last name swapped, particles in one word or two. It asks, it never decides.

/// Words that stand in a family name or not, by who writes it.
const PARTICLES: [&str; 24] = [
    "al", "ben", "bin", "d", "da", "dal", "de", "dei", "del", "della", "dello", "di", "e", "el", "famiglia", "ibn",
    "l", "la", "le", "lo", "van", "von", "y", "fam",
];
/// Fewer digits are no phone number.
const PHONE_DIGITS: usize = 6;

/// What is known of a person, ready to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The words of the name without particles.
    words: Vec<String>,
    /// First and last name, each in one word with its particles.
    joined: [String; 2],
    /// The words of the family name alone.
    last: Vec<String>,
    address: String,
    phone: String,
}

impl Known {
    /// Of a card. The texts come in small letters: whoever has a browser has it make them.
    #[must_use]
    pub fn of(first: &str, last: &str, address: &str, phone: &str) -> Self {
        let (first, last) = (words_of(first), words_of(last));
        let heard = |words: &[String]| words.iter().map(|word| sound(word)).collect::<Vec<_>>();
        let (first_heard, last_heard) = (heard(&first), heard(&last));
        let joined = [first_heard.concat(), last_heard.concat()];
        let without = |words: &[String]| -> Vec<String> {
            let bare = words.iter().filter(|word| !PARTICLES.contains(&word.as_str()));
            let bare: Vec<String> = bare.map(|word| sound(word)).collect();
            if bare.is_empty() { heard(words) } else { bare }
        };
        let last = without(&last);
        let mut all = if first.is_empty() { Vec::new() } else { without(&first) };
        all.extend(last.iter().cloned());
        Self {
            words: all,
            joined,
            last,
            address: words_of(address).concat(),
            phone: phone.chars().filter(char::is_ascii_digit).collect(),
        }
    }

    /// What cards of one person have in common for sure, one of these at least: to look among many.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.words.iter().map(|word| skeleton(word)).collect();
        keys.extend(self.joined.iter().filter(|part| !part.is_empty()).map(|part| skeleton(part)));
        keys.extend((!self.address.is_empty()).then(|| format!("@{}", self.address)));
        keys.extend(self.has_phone().then(|| format!("+{}", self.phone)));
        keys
    }

    /// Whether both may be of one person.
    #[must_use]
    pub fn may_be(&self, other: &Self) -> bool {
        if self.words.is_empty() || other.words.is_empty() {
            return false;
        }
        let common = common(&self.words, &other.words);
        let fewest = self.words.len().min(other.words.len());
        // One word alone is a name of its own only on both sides.
        let same_words = common == fewest && (fewest > 1 || self.words.len() == other.words.len());
        let ([first, last], [first2, last2]) = (&self.joined, &other.joined);
        let same_joined = (alike(first, first2) && alike(last, last2)) || (alike(first, last2) && alike(last, first2));
        let near = (!self.address.is_empty() && self.address == other.address)
            || (self.has_phone() && self.phone == other.phone);
        same_words || same_joined || (near && common_word(&self.last, &other.last))
    }

    /// Whether each word of this name is one of that one's, or begins one: what somebody types who looks for a person.
    #[must_use]
    pub fn is_in(&self, other: &Self) -> bool {
        let begins = |word: &String, longer: &String| longer.starts_with(word.as_str()) || alike(word, longer);
        !self.words.is_empty() && self.words.iter().all(|word| other.words.iter().any(|longer| begins(word, longer)))
    }

    fn has_phone(&self) -> bool {
        self.phone.len() >= PHONE_DIGITS
    }
}

fn common_word(one: &[String], other: &[String]) -> bool {
    common(one, other) > 0
}

/// How many words of the shorter list have their own like in the longer one.
fn common(one: &[String], other: &[String]) -> usize {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let mut free: Vec<&String> = long.iter().collect();
    let mut found = 0;
    for word in short {
        if let Some(at) = free.iter().position(|candidate| alike(word, candidate)) {
            free.remove(at);
            found += 1;
        }
    }
    found
}

/// Two words that sound alike: the same consonants, and few letters apart. Mario is not Maria.
fn alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let ends = (one.as_bytes().last(), other.as_bytes().last());
    if matches!(ends, (Some(b'a'), Some(b'o')) | (Some(b'o'), Some(b'a'))) || skeleton(one) != skeleton(other) {
        return false;
    }
    let allowed = if one.len().min(other.len()) >= 5 { 2 } else { 1 };
    distance(one, other) <= allowed
}

/// How many letters must be put, taken or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (place, wanted) in other.iter().enumerate() {
            let changed = before + usize::from(letter != *wanted);
            before = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(before + 1);
        }
    }
    row[other.len()]
}

/// The consonants of a word as it sounds.
fn skeleton(word: &str) -> String {
    word.chars().filter(|letter| !"aeiou".contains(*letter)).collect()
}

/// How a word sounds, whoever put it into Latin letters: `Muhammad`, `Mohamed`; `Iwan`, `Ivan`; `Youssef`, `Jusuf`.
fn sound(word: &str) -> String {
    const SPELLINGS: [(&str, &str); 15] = [
        ("sch", "s"),
        ("ph", "f"),
        ("kh", "c"),
        ("ck", "c"),
        ("ts", "s"),
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("x", "cs"),
        ("k", "c"),
        ("q", "c"),
        ("w", "v"),
        ("y", "i"),
        ("j", "i"),
        ("z", "s"),
    ];
    let mut heard = word.to_owned();
    for (written, said) in SPELLINGS {
        if heard.contains(written) {
            heard = heard.replace(written, said);
        }
    }
    let mut plain = String::with_capacity(heard.len());
    for letter in heard.chars().filter(|letter| *letter != 'h') {
        if !plain.ends_with(letter) {
            plain.push(letter);
        }
    }
    // A word of h alone is still a word.
    if plain.is_empty() { heard } else { plain }
}

/// The words of a text without accents.
fn words_of(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !is_combining(*letter)) {
        match without_accent(letter) {
            Some(letters) => plain.push_str(letters),
            None if letter.is_alphanumeric() => plain.push(letter),
            None => plain.push(' '),
        }
    }
    plain.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// An accent that stands after its letter, as some keyboards write it.
const fn is_combining(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

const fn without_accent(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ă' | 'ą' | 'ā' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' | 'ē' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ı' | 'ī' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' | 'ō' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ű' | 'ū' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}
