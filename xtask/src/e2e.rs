//! The end-to-end tests: the built app and a real API process in headless Chromium, under node's own test runner.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::build;
use crate::files;
use crate::node;
use crate::tally::Tally;
use crate::test::Part;
use crate::tools;
use crate::workspace::Workspace;

/// The spec that looks at the components one by one, which only an unoptimised build shows.
const COMPONENTS: &str = "acceptance/components.test.mjs";
/// Where the specs lie below tests/e2e.
const FOLDERS: [&str; 4] = ["acceptance", "offline", "faults", "bugs"];

/// Words of `cargo xtask e2e`.
#[derive(clap::Args, Default)]
pub struct Args {
    /// Only the files whose path has one of these words, for instance `proximity`
    words: Vec<String>,
}

/// Runs the end-to-end tests alone.
pub fn command(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    crate::test::run_parts(workspace, &[Part::E2e], &args.words)
}

/// Builds what the tests need, runs them and counts.
pub fn run(workspace: &Workspace, words: &[String]) -> Result<Tally> {
    let folder = workspace.root.join("tests/e2e");
    let specs = choose(specs(&folder)?, &folder, words)?;
    let browser = tools::ensure_browser()?;
    tools::ensure_npm(&folder)?;
    build::app(workspace, &build::Args::default())?;
    let api = workspace.build_api()?;
    let open_rows = workspace.build_open_rows()?;
    // Only the test of the components needs it.
    let unoptimised = specs.iter().any(|spec| spec.ends_with(COMPONENTS)).then(|| build::unoptimised(workspace));

    let environment = [
        ("TACCUINO_DIST", workspace.dist()),
        ("TACCUINO_API_BIN", api),
        ("TACCUINO_E2E_OUT", workspace.target.join("e2e")),
        ("OPEN_ROWS", open_rows),
        ("CHROME", browser.chrome),
        ("TACCUINO_DIST_UNOPTIMISED", unoptimised.transpose()?.unwrap_or_default()),
    ];
    node::run(workspace, "e2e", &folder, &specs, &environment)
}

fn specs(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut specs = Vec::new();
    for name in FOLDERS {
        let found = files::below(&folder.join(name))?;
        specs.extend(found.into_iter().filter(|file| node::is_test(file)));
    }
    Ok(specs)
}

fn choose(specs: Vec<PathBuf>, folder: &Path, words: &[String]) -> Result<Vec<PathBuf>> {
    let path = |spec: &Path| spec.strip_prefix(folder).unwrap_or(spec).to_string_lossy().into_owned();
    if specs.is_empty() {
        bail!("there is no end-to-end test: tests/e2e/{{{}}}/*.test.mjs are none", FOLDERS.join(","));
    }
    let known = specs.iter().map(|spec| path(spec)).collect::<Vec<_>>().join(", ");
    let chosen: Vec<_> = specs
        .into_iter()
        .filter(|spec| words.is_empty() || words.iter().any(|word| path(spec).contains(word.as_str())))
        .collect();
    if chosen.is_empty() {
        bail!("no end-to-end test has `{}` in its path; there are {known}", words.join("` or `"));
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(words: &[&str]) -> Result<Vec<PathBuf>> {
        let specs = ["/r/proximity/acceptance/hub.test.mjs", "/r/proximity/offline/proximity.test.mjs"];
        let words: Vec<_> = words.iter().map(ToString::to_string).collect();
        choose(specs.map(PathBuf::from).to_vec(), Path::new("/r/proximity"), &words)
    }

    #[test]
    fn words_narrow_by_the_path_below_the_folder() {
        assert_eq!(chosen(&[]).expect("all").len(), 2);
        let proximity = chosen(&["proximity"]).expect("one");
        assert_eq!(proximity, [PathBuf::from("/r/proximity/offline/proximity.test.mjs")]);
    }

    #[test]
    fn a_word_that_fits_nothing_is_an_error_that_names_what_there_is() {
        let error = chosen(&["proximty"]).expect_err("a typo").to_string();
        assert!(error.contains("`proximty`") && error.contains("acceptance/hub.test.mjs"), "{error}");
        let error = choose(vec![], Path::new("/r"), &[]).expect_err("nothing is there").to_string();
        assert!(error.starts_with("there is no end-to-end test"), "{error}");
    }
}
