//! Words that do not belong where they stand.

use serde::Deserialize;

use super::Source;

/// The files that hold the words themselves.
const OWN: [&str; 2] = ["xtask/tidy.toml", "xtask/src/tidy/words.rs"];

/// One word.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    word: String,
    #[serde(default)]
    r#in: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    why: String,
}

impl Rule {
    fn covers(&self, path: &str) -> bool {
        let under = |starts: &[String]| starts.iter().any(|start| path.starts_with(start.as_str()));
        (self.r#in.is_empty() || under(&self.r#in)) && !under(&self.except) && !OWN.contains(&path)
    }
}

/// Each line that says such a word.
pub(super) fn check(rules: &[Rule], sources: &[Source]) -> Vec<String> {
    let mut problems = Vec::new();
    for source in sources {
        let rules: Vec<_> = rules.iter().filter(|rule| rule.covers(&source.path)).collect();
        for (number, line) in source.text.lines().enumerate() {
            for rule in rules.iter().filter(|rule| line.contains(&rule.word)) {
                problems.push(format!("{}:{}: `{}`: {}", source.path, number + 1, rule.word, rule.why));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_where_it_does_not_belong_and_only_there() {
        let rule = Rule {
            word: "inner_html".to_owned(),
            r#in: vec!["src/".to_owned()],
            except: vec!["src/print/".to_owned()],
            why: "no markup".to_owned(),
        };
        let source = |path: &str| Source { path: path.to_owned(), text: "a\nlet inner_html = 1;".to_owned() };
        let sources = ["src/a.rs", "src/print/b.rs", "crates/c.rs", "xtask/tidy.toml"].map(source);
        assert_eq!(check(&[rule], &sources), ["src/a.rs:2: `inner_html`: no markup"]);
    }
}
