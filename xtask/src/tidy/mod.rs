//! `cargo xtask tidy`: what a compiler does not check. The rules are data, in xtask/tidy.toml and deny.toml.

mod arrows;
mod length;
mod licences;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::files;
use crate::process;
use crate::workspace::Workspace;

/// The rules, as xtask/tidy.toml has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    length: length::Rules,
    arrows: BTreeMap<String, BTreeSet<String>>,
    only: BTreeMap<String, BTreeSet<String>>,
    without: BTreeMap<String, BTreeSet<String>>,
    words: Vec<words::Rule>,
}

/// A text file that git knows or would take.
struct Source {
    path: String,
    text: String,
}

/// Runs the checks alone.
pub fn command(workspace: &Workspace) -> Result<ExitCode> {
    check(workspace)?;
    println!("tidy");
    Ok(ExitCode::SUCCESS)
}

/// Prints each problem on a line of its own, and fails when there is one.
pub fn check(workspace: &Workspace) -> Result<()> {
    const RULES: &str = "xtask/tidy.toml";
    let rules: Rules = toml::from_str(&files::read_text(&workspace.root.join(RULES))?).context(RULES)?;
    let sources = sources(workspace)?;
    let metadata = workspace.metadata()?;
    let mut problems = length::check(&rules.length, &sources);
    problems.extend(words::check(&rules.words, &sources));
    problems.extend(arrows::check(&rules, &metadata));
    problems.extend(licences::check(workspace, &metadata)?);
    for problem in &problems {
        eprintln!("tidy: {problem}");
    }
    if !problems.is_empty() {
        bail!("{} problems", problems.len());
    }
    Ok(())
}

fn sources(workspace: &Workspace) -> Result<Vec<Source>> {
    let mut git = std::process::Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&workspace.root);
    let mut sources = Vec::new();
    for path in process::output(git)?.split('\0').map(str::trim).filter(|path| !path.is_empty()) {
        // What is no text (fonts, pictures) or was deleted and not yet committed has no lines.
        if let Ok(text) = std::fs::read_to_string(workspace.root.join(path)) {
            sources.push(Source { path: path.to_owned(), text });
        }
    }
    Ok(sources)
}
