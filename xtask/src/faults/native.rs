//! Builds the native tests once and runs those that are wanted, each by its exact name.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::rust::SRC;
use super::{Place, Test};
use crate::process;
use crate::tally::{Libtest, Seen};
use crate::workspace::{Metadata, WASM_ONLY, Workspace};

/// The variable that names the guard to switch off, where the feature `mutants` is compiled in.
const MUTANT: &str = "TACCUINO_MUTANT";

/// A test binary.
pub struct Binary {
    package: String,
    target: String,
    program: PathBuf,
    folder: PathBuf,
}

/// Builds the tests of all native members, as `cargo xtask test native` does, so that nothing is compiled twice.
pub fn build(workspace: &Workspace, features: &[String]) -> Result<Vec<Binary>> {
    let mut cargo = workspace.cargo(&["test", "--no-run", "--message-format", "json-render-diagnostics"]);
    cargo.args(["--workspace", "--exclude", "xtask"]);
    for member in WASM_ONLY {
        cargo.args(["--exclude", member]);
    }
    if !features.is_empty() {
        cargo.args(["--features", &features.join(",")]);
    }
    let said = process::step("native tests: compile", || process::output(cargo))?;
    let metadata = workspace.metadata()?;
    said.lines().filter_map(|line| binary(line, &metadata).transpose()).collect()
}

/// The test binary that a line of cargo's speaks of.
fn binary(line: &str, metadata: &Metadata) -> Result<Option<Binary>> {
    #[derive(Deserialize)]
    struct Message {
        package_id: Option<String>,
        target: Option<Target>,
        profile: Option<Profile>,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        kind: Vec<String>,
        name: String,
    }
    #[derive(Deserialize)]
    struct Profile {
        test: bool,
    }
    let message: Message = serde_json::from_str(line).context("cargo printed something unexpected")?;
    let (Some(id), Some(target), Some(Profile { test: true }), Some(program)) =
        (message.package_id, message.target, message.profile, message.executable)
    else {
        return Ok(None);
    };
    let package = metadata.packages.iter().find(|package| package.id == id).context("a package without a name")?;
    let target = if target.kind.iter().any(|kind| kind == "test") { target.name } else { SRC.to_owned() };
    let folder = package.folder().to_path_buf();
    Ok(Some(Binary { package: package.name.clone(), target, program, folder }))
}

/// Runs the native ones among `tests`, with a guard off or none, and says what was seen.
pub fn run(binaries: &[Binary], tests: &[&Test], mutant: Option<&str>) -> Result<Vec<Seen>> {
    let mut seen = Vec::new();
    for binary in binaries {
        let names: BTreeSet<&str> = tests.iter().filter_map(|test| binary.name_of(test)).collect();
        if names.is_empty() {
            continue;
        }
        let mut command = Command::new(&binary.program);
        // As cargo starts it.
        command.arg("--exact").args(names).current_dir(&binary.folder).env("CARGO_MANIFEST_DIR", &binary.folder);
        command.env_remove(MUTANT).envs(mutant.map(|mutant| (MUTANT, mutant)));
        let mut libtest = Libtest::default();
        process::tee(command, |line| libtest.see(line))?;
        if process::interrupted() {
            bail!("interrupted");
        }
        seen.extend(libtest.tally().tests.into_iter().map(|seen| binary.with_its_place(seen)));
    }
    Ok(seen)
}

impl Binary {
    fn name_of<'a>(&self, test: &'a Test) -> Option<&'a str> {
        match &test.place {
            Place::Native { package, target, name } if *package == self.package && *target == self.target => Some(name),
            Place::Native { .. } | Place::Browser { .. } | Place::Spec { .. } => None,
        }
    }

    /// As [`Test::label`] names it.
    fn with_its_place(&self, seen: Seen) -> Seen {
        Seen { name: format!("{} {} {}", self.package, self.target, seen.name), ..seen }
    }
}
