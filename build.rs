//! Turns `src/i18n/locales/it/*.json` into Rust: a constant per text, a struct with named arguments per text with
//! `{{ argument }}`. A key or an argument that does not exist does not compile.
//!
//! `name_one` and `name_other` are one text `name` that chooses by its argument `count`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const LOCALE: &str = "src/i18n/locales/it";

/// Words that cannot name an item.
const KEYWORDS: [&str; 24] = [
    "as", "break", "const", "continue", "else", "enum", "false", "for", "if", "in", "let", "loop", "match", "mod",
    "move", "ref", "return", "self", "static", "true", "type", "use", "where", "while",
];

type Texts = BTreeMap<String, String>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The build takes the linked program apart (xtask/src/build/split.rs), and needs to know what refers to what.
    println!("cargo::rustc-link-arg-bins=--emit-relocs");
    println!("cargo::rerun-if-changed={LOCALE}");
    let mut code = String::new();
    let mut files: Vec<_> = fs::read_dir(LOCALE)?.collect::<Result<_, _>>()?;
    files.sort_by_key(fs::DirEntry::path);
    for file in files {
        let path = file.path();
        let texts: Texts = serde_json::from_str(&fs::read_to_string(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        if let Some(key) = texts.keys().find(|key| KEYWORDS.contains(&key.as_str())) {
            return Err(format!("{}: the key `{key}` is a word of Rust: choose another", path.display()).into());
        }
        let namespace = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a locale file has a plain name")?;
        writeln!(code, "pub mod {namespace} {{\n{}}}", module(&texts)?)?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), code)?;
    Ok(())
}

fn module(texts: &Texts) -> Result<String, std::fmt::Error> {
    let mut code = String::new();
    for (key, text) in texts {
        if let Some(name) = key.strip_suffix("_one")
            && let Some(other) = texts.get(&format!("{name}_other"))
        {
            with_arguments(&mut code, name, &arguments(&[text, other], true), Some(text), other)?;
        } else if key.strip_suffix("_other").is_some_and(|name| texts.contains_key(&format!("{name}_one"))) {
            continue;
        } else if text.contains("{{") {
            with_arguments(&mut code, key, &arguments(&[text], false), None, text)?;
        } else {
            writeln!(code, "#[allow(dead_code, non_upper_case_globals, reason = \"named as its key\")]")?;
            writeln!(code, "pub const {key}: &str = {text:?};")?;
        }
    }
    Ok(code)
}

fn with_arguments(
    code: &mut String,
    name: &str,
    arguments: &[String],
    one: Option<&String>,
    other: &str,
) -> std::fmt::Result {
    writeln!(
        code,
        "#[allow(dead_code, non_camel_case_types, reason = \"named as its key\")]\npub struct {name}<'a> {{"
    )?;
    for argument in arguments {
        let kind = if one.is_some() && argument == "count" { "&'a usize" } else { "&'a dyn std::fmt::Display" };
        writeln!(code, "pub {argument}: {kind},")?;
    }
    // Bound under other names: a text may be called as an argument is.
    let bindings: Vec<String> = arguments.iter().map(|argument| format!("{argument}: with_{argument}")).collect();
    writeln!(code, "}}\nimpl {name}<'_> {{\n#[allow(dead_code, reason = \"not every text is in use\")]")?;
    writeln!(code, "pub fn text(&self) -> String {{\nlet Self {{ {} }} = self;", bindings.join(", "))?;
    if let Some(one) = one {
        writeln!(code, "if **with_count == 1 {{ return {}; }}", format_call(one))?;
    }
    writeln!(code, "{}\n}}\n}}", format_call(other))
}

/// The names between the braces, each once, in order of the alphabet.
fn arguments(texts: &[&String], plural: bool) -> Vec<String> {
    let mut names: Vec<String> = texts
        .iter()
        .flat_map(|text| text.split("{{").skip(1))
        .filter_map(|rest| rest.split("}}").next())
        .map(|name| name.trim().to_owned())
        .collect();
    if plural {
        names.push("count".to_owned());
    }
    names.sort();
    names.dedup();
    names
}

fn format_call(text: &str) -> String {
    let mut format = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, tail) = after.split_once("}}").unwrap_or((after, ""));
        format.push_str(before);
        format.push_str("{with_");
        format.push_str(name.trim());
        format.push('}');
        rest = tail;
    }
    format.push_str(rest);
    format!("format!({format:?})")
}
