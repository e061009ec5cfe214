//! Where things are, and what cargo knows about the members.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::process;

/// Members that only make sense on wasm32: native commands leave them out.
pub const WASM_ONLY: [&str; 2] = ["taccuino", "store-indexeddb"];

/// The target that the app and its browser tests are built for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The repository and the folders that the commands write to.
pub struct Workspace {
    /// The folder of the root Cargo.toml.
    pub root: PathBuf,
    /// Cargo's target folder, wherever the machine keeps it.
    pub target: PathBuf,
}

impl Workspace {
    /// Finds the repository that this xtask belongs to.
    pub fn find() -> Result<Self> {
        let manifest_dir =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest_dir.parent().context("xtask lies in a folder of the repository")?.to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => env::current_dir()?.join(dir),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// The built app.
    pub fn dist(&self) -> PathBuf {
        self.target.join("dist")
    }

    /// What xtask keeps between two runs.
    pub fn cache(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The cargo that runs this xtask, at the root of the repository.
    pub fn cargo(&self, args: &[&str]) -> Command {
        let mut command = Command::new(cargo());
        command.args(args).current_dir(&self.root);
        command
    }

    /// The compiler's flags of .cargo/config.toml for the app, and one more: the panic messages of dependencies name
    /// files, which lie elsewhere on each machine. So neither the size of a build nor what it says depends on where it
    /// was made.
    pub fn wasm_flags(&self) -> Result<Vec<String>> {
        let config: toml::Table = toml::from_str(&std::fs::read_to_string(self.root.join(".cargo/config.toml"))?)?;
        let flags = config.get("target").and_then(|target| target.get(WASM_TARGET)?.get("rustflags")?.as_array());
        let flags = flags.context("the flags of the app are in .cargo/config.toml")?;
        let mut flags: Vec<String> = flags.iter().filter_map(|flag| flag.as_str().map(str::to_owned)).collect();
        for folder in self.registry_folders() {
            flags.push(format!("--remap-path-prefix={}=", folder.display()));
        }
        Ok(flags)
    }

    /// Where cargo unpacks the sources of dependencies.
    fn registry_folders(&self) -> Vec<PathBuf> {
        let home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
        let found = home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
        let mut folders: Vec<PathBuf> = found.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        folders.sort();
        folders
    }

    /// The API binary that `cargo build -p ambito-api` leaves behind.
    pub fn api_binary(&self) -> PathBuf {
        self.target.join("debug").join(format!("ambito-api{}", env::consts::EXE_SUFFIX))
    }

    /// Builds the API in the dev profile: the native tests need the same artefacts, so that neither a
    /// first start nor continuous integration compiles the server's dependencies twice.
    pub fn build_api(&self) -> Result<PathBuf> {
        process::step("API: compile", || {
            process::run(self.cargo(&["build", "--package", "ambito-api", "--bin", "ambito-api"]))
        })?;
        Ok(self.api_binary())
    }

    /// Builds the program that opens the rows of a phone with its passphrase.
    pub fn build_open_rows(&self) -> Result<PathBuf> {
        process::step("vault: compile the reader of rows", || {
            process::run(self.cargo(&["build", "--package", "vault", "--example", "open_rows"]))
        })?;
        Ok(self.target.join("debug/examples").join(format!("open_rows{}", env::consts::EXE_SUFFIX)))
    }

    /// What `cargo metadata` says of every package in the lock file.
    pub fn metadata(&self) -> Result<Metadata> {
        let text = process::output(self.cargo(&["metadata", "--format-version", "1", "--all-features", "--locked"]))?;
        serde_json::from_str(&text).context("cargo metadata printed something unexpected")
    }
}

fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// The part of `cargo metadata` that the checks read.
#[derive(Deserialize)]
pub struct Metadata {
    /// Every package: members and what they depend on.
    pub packages: Vec<Package>,
    /// The ids of the members.
    pub workspace_members: Vec<String>,
}

impl Metadata {
    /// The members alone.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }
}

/// One package of the lock file.
#[derive(Deserialize)]
pub struct Package {
    /// Cargo's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The SPDX expression that it declares.
    pub license: Option<String>,
    /// Where it comes from; nothing for a member.
    pub source: Option<String>,
    /// Its Cargo.toml.
    pub manifest_path: PathBuf,
    /// What it asks for.
    pub dependencies: Vec<Dependency>,
    /// Its features, and what each brings in.
    pub features: BTreeMap<String, Vec<String>>,
}

impl Package {
    /// The folder of the package.
    pub fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }
}

/// One line of a dependency table.
#[derive(Deserialize)]
pub struct Dependency {
    /// The name of the package asked for.
    pub name: String,
    /// `dev`, `build`, or nothing for a normal dependency.
    pub kind: Option<String>,
}
