//! Every type that the protocol writes is in a sample, with every variant.

use std::path::Path;

/// A type that is written, and its variants where it is an enum.
struct Written {
    name: String,
    variants: Vec<String>,
}

#[test]
fn every_type_and_variant_that_is_written_is_in_a_sample() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let protocol = sources(&root.join("src"));
    let samples = sources(&root.join("tests/wire"));
    let types = written(&protocol);
    assert!(types.len() > 20, "the types are found by how they are written down: {}", types.len());
    let mut missing = Vec::new();
    for Written { name, variants } in types {
        let parts = if variants.is_empty() { vec![name] } else { variants };
        missing.extend(parts.into_iter().filter(|part| !has_word(&samples, part)));
    }
    assert!(missing.is_empty(), "no sample has {}", missing.join(", "));
}

/// Public types whose derive names `Serialize`.
fn written(source: &str) -> Vec<Written> {
    let mut types = Vec::new();
    let mut derives = false;
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        derives |= line.starts_with("#[derive(") && line.contains("Serialize");
        let name = |rest: &str| rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap().to_owned();
        if let Some(rest) = line.strip_prefix("pub enum ").filter(|_| derives) {
            let name = name(rest);
            let body = lines.by_ref().take_while(|line| *line != "}");
            let variants = body.filter_map(|line| variant(line).map(|variant| format!("{name}::{variant}"))).collect();
            types.push(Written { name, variants });
        } else if let Some(rest) = line.strip_prefix("pub struct ").filter(|_| derives) {
            types.push(Written { name: name(rest), variants: Vec::new() });
        }
        // Attributes of a type stand right above it; anything else ends them.
        derives &= line.starts_with('#');
    }
    types
}

/// The name of a variant: four spaces and a capital.
fn variant(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("    ").filter(|rest| rest.starts_with(|letter: char| letter.is_uppercase()))?;
    rest.split(|letter: char| !letter.is_alphanumeric()).next()
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let within = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        !within(text[..at].chars().next_back()) && !within(text[at + word.len()..].chars().next())
    })
}

fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // A line of `use` is no sample, and neither is a line of this file.
        if path.extension().is_some_and(|found| found == "rs") && !path.ends_with("coverage.rs") {
            let source = std::fs::read_to_string(path).unwrap();
            let body = source.split_once("\n\n").map_or(source.as_str(), |(_, body)| body);
            text.push_str(&without_imports(body));
        }
    }
    text
}

fn without_imports(source: &str) -> String {
    let mut inside = false;
    let kept = source.lines().filter(|line| {
        inside |= line.starts_with("use ");
        let import = inside;
        inside &= !line.ends_with(';');
        !import
    });
    kept.map(|line| format!("{line}\n")).collect()
}

#[test]
fn types_are_found_by_how_they_are_written_down() {
    let source = "#[derive(Clone, Serialize)]\n#[serde(x)]\npub struct One {\n    pub a: u8,\n}\n\n\
                  #[derive(Clone)]\npub struct Two {}\n\n\
                  #[derive(Serialize)]\npub enum Three {\n    /// A.\n    Aa(u8),\n    Bb {\n        c: u8,\n    },\n}\n";
    let found: Vec<_> = written(source).into_iter().map(|found| (found.name, found.variants.join(" "))).collect();
    let expected = [("One", ""), ("Three", "Three::Aa Three::Bb")];
    assert_eq!(found, expected.map(|(name, variants)| (name.to_owned(), variants.to_owned())));
    assert!(has_word("x = One {", "One") && !has_word("OneMore", "One") && !has_word("Three::Aab", "Three::Aa"));
}
