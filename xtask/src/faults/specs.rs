//! The end-to-end tests that name rows.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use anyhow::Result;

use super::catalogue::Kind;
use super::{Place, Test, ids};
use crate::files;
use crate::node;

/// What introduces a title. A row of a table of tests starts with its title.
const OPENERS: [&str; 3] = ["it(", "test(", "["];

/// The title of a test as its source has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Title {
    /// The whole of it.
    Whole(String),
    /// How it starts: the rest is made at run time.
    Start(String),
}

impl Title {
    /// Whether a test that ran has this title.
    pub fn fits(&self, ran: &str) -> bool {
        match self {
            Self::Whole(title) => ran == title,
            Self::Start(start) => ran.starts_with(start.as_str()),
        }
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(title) => f.write_str(title),
            Self::Start(start) => write!(f, "{start}…"),
        }
    }
}

/// Reads every test file.
pub fn tests(folder: &Path) -> Result<Vec<Test>> {
    let mut tests = Vec::new();
    for path in files::below(folder)?.into_iter().filter(|file| node::is_test(file)) {
        let file = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        if file.contains("node_modules/") {
            continue;
        }
        for (title, ids) in titles(&files::read_text(&path)?) {
            tests.push(Test { ids, kind: Kind::E, place: Place::Spec { file: file.clone(), title } });
        }
    }
    Ok(tests)
}

fn titles(source: &str) -> Vec<(Title, BTreeSet<String>)> {
    let mut found = Vec::new();
    for opener in OPENERS {
        for (at, _) in source.match_indices(opener) {
            let is_part_of_a_word = source[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_');
            let Some(text) = literal(source[at + opener.len()..].trim_start()) else { continue };
            let mut ids = ids::of_title(text);
            if opener != "[" {
                ids.extend(ids::of_comment(comment_above(source, at)));
            }
            if is_part_of_a_word || ids.is_empty() {
                continue;
            }
            let title = match text.split_once("${") {
                Some((start, _)) => Title::Start(start.to_owned()),
                None if opener == "[" => Title::Start(text.to_owned()),
                None => Title::Whole(text.to_owned()),
            };
            found.push((title, ids));
        }
    }
    found
}

/// The text between the quotes that `source` starts with. A title has no quote of its own kind in it.
fn literal(source: &str) -> Option<&str> {
    let quote = source.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'))?;
    source[1..].split_once(quote).map(|(text, _)| text)
}

/// The line above, where it is a comment.
fn comment_above(source: &str, at: usize) -> &str {
    let above = source[..at].rsplit_once('\n').map(|(above, _)| above).unwrap_or_default();
    let line = above.rsplit('\n').next().unwrap_or_default().trim_start();
    if line.starts_with("//") || line.starts_with("/*") || line.starts_with('*') { line } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<String> {
        titles(source).into_iter().map(|(title, ids)| format!("{title} {ids:?}")).collect()
    }

    #[test]
    fn titles_are_found_in_calls_and_in_tables() {
        let source = r#"
            describe("D1: drafts", () => {});
            it("N11: a late answer", async () => {});
            await t.test(
              'N6 a captive portal', () => {});
            for (const [what] of all) it(`W8: ${what} is refused`, () => {});
            const faults = [
              ["N8: a redirect", answer(302)],
              ["H1", "H2"],
            ];
            it("the H1 is focused", () => {});
            submit("N7: no test of ours");
        "#;
        let expected = [
            r#"N11: a late answer {"N11"}"#,
            r#"W8: … {"W8"}"#,
            r#"N6 a captive portal {"N6"}"#,
            r#"N8: a redirect… {"N8"}"#,
        ];
        assert_eq!(found(source), expected);
    }

    #[test]
    fn a_comment_right_above_names_rows_too() {
        let source = "  // N9: whatever the browser believes.\n  it(\"saves at once\", () => {});\n";
        assert_eq!(found(source), [r#"saves at once {"N9"}"#]);
        assert!(found("// N9: too far.\n\nit(\"saves at once\", () => {});").is_empty());
    }

    #[test]
    fn a_title_fits_whole_or_from_its_start() {
        let whole = Title::Whole("N1: lost".to_owned());
        assert!(whole.fits("N1: lost") && !whole.fits("N1: lost twice"));
        let start = Title::Start("N1: lost".to_owned());
        assert!(start.fits("N1: lost: the record stays") && !start.fits("N11: lost"));
    }
}
