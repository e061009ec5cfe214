//! How a test names rows: at the start of its name or title, or anywhere in the comment right above it.

use std::collections::BTreeSet;

/// The letters of the groups.
const GROUPS: &str = "NHCTDWVP";

/// Whether a word is an id: a letter of a group and one or two digits.
pub fn is_id(word: &str) -> bool {
    let digits = word.strip_prefix(|letter| GROUPS.contains(letter)).unwrap_or_default();
    matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
}

/// The ids that a function's name starts with: `n5_n6_only_ours_counts`. Further on, `v1` may be any version.
pub fn of_function(name: &str) -> BTreeSet<String> {
    name.split('_').map(str::to_ascii_uppercase).take_while(|word| is_id(word)).collect()
}

/// The ids that a title starts with, followed by what happens: `N5, N6: an answer …`.
pub fn of_title(title: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for word in title.split([' ', ',', '/', '+']).filter(|word| !word.is_empty()) {
        let id = word.trim_end_matches(':');
        if !is_id(id) {
            return ids;
        }
        ids.insert(id.to_owned());
        if id != word {
            return ids;
        }
    }
    // Nothing but ids is no title: a list of headings looks like that.
    BTreeSet::new()
}

/// The ids that a comment names.
pub fn of_comment(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| is_id(word)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(ids: BTreeSet<String>) -> Vec<String> {
        ids.into_iter().collect()
    }

    #[test]
    fn an_id_is_a_whole_word() {
        assert!(is_id("N1") && is_id("N11") && is_id("P8"));
        for word in ["N", "N0", "N01", "N111", "n1", "E1", "R1", "N1a", "", "Ñ1", "1"] {
            assert!(!is_id(word), "{word}");
        }
    }

    #[test]
    fn a_function_names_ids_at_the_start_of_its_name() {
        assert_eq!(list(of_function("n11_a_late_ack_is_ignored")), ["N11"]);
        assert_eq!(list(of_function("n5_n6_n7_only_a_whole_answer")), ["N5", "N6", "N7"]);
        assert!(of_function("rows_of_v1_are_read").is_empty());
        assert!(of_function("n1lost").is_empty());
        assert_eq!(list(of_function("t6")), ["T6"]);
    }

    #[test]
    fn a_title_names_ids_before_what_happens() {
        assert_eq!(list(of_title("N6: a sign-in page")), ["N6"]);
        assert_eq!(list(of_title("V1/N2: it aborts")), ["N2", "V1"]);
        assert_eq!(list(of_title("D10, D12: the old tab")), ["D10", "D12"]);
        assert_eq!(list(of_title("N6 a captive portal, not N7: that is a proxy")), ["N6"]);
        assert!(of_title("the H1 is focused").is_empty());
        assert!(of_title("H1").is_empty());
    }

    #[test]
    fn a_comment_names_ids_anywhere() {
        assert_eq!(list(of_comment(" N1 N2 under chance; not told that it exists (T1).")), ["N1", "N2", "T1"]);
        assert_eq!(list(of_comment("H4 (up to here), N11's twin, M1, HTTP/2, base32, N1x")), ["H4", "N11"]);
    }
}
