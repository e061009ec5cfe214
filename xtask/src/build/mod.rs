//! `cargo xtask build`: from the sources to the folder that the API serves.
//!
//! compile -> wasm-bindgen -> wasm-opt -> hash every asset -> fill the page and the worker. Each costly
//! result is kept under the hash of its input, so a second build with nothing changed takes seconds.

mod assets;
mod binaryen;
pub mod compress;
mod css;
pub mod dist;
mod first_load;
mod flavour;
mod names;
mod order;
mod precache;
mod script;
mod split;
mod start;
mod vault_worker;
mod wasm;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use self::flavour::Flavour;
use crate::process;
use crate::tools;
use crate::workspace::Workspace;

pub use first_load::Loads;
pub use precache::Precache;

/// Flags of `cargo xtask build`.
#[derive(clap::Args, Default)]
pub struct Args {
    /// Unoptimised and quick to compile; never for measuring or serving
    #[arg(long)]
    dev: bool,
}

/// Builds and says where.
pub fn command(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    app(workspace, args)?;
    println!("{}", workspace.dist().display());
    Ok(ExitCode::SUCCESS)
}

/// Builds the app into target/dist.
pub fn app(workspace: &Workspace, args: &Args) -> Result<()> {
    let flavour = if args.dev { Flavour::Dev } else { Flavour::Release };
    write(workspace, flavour, &workspace.dist())
}

/// Builds the app that seals nothing, into a folder of its own: nobody is served that.
pub fn unsealed(workspace: &Workspace) -> Result<PathBuf> {
    let dist = workspace.cache().join("unsealed");
    write(workspace, Flavour::Unsealed, &dist)?;
    Ok(dist)
}

/// Builds the unoptimised app, which has the page of the components, into a folder of its own.
pub fn unoptimised(workspace: &Workspace) -> Result<PathBuf> {
    let dist = workspace.cache().join("unoptimised");
    write(workspace, Flavour::Dev, &dist)?;
    Ok(dist)
}

fn write(workspace: &Workspace, flavour: Flavour, dist: &Path) -> Result<()> {
    tools::ensure_wasm_target(workspace)?;
    tools::ensure_npm(&workspace.root.join("xtask/npm"))?;
    let dev = flavour.dev();
    let module = wasm::build(workspace, flavour)?;
    let vault_worker = vault_worker::build(workspace, dev)?;
    let style = process::step("app: bundle the style", || css::bundle(workspace, dev))?;
    let title = format!("app: write target/{}", dist.strip_prefix(&workspace.target).unwrap_or(dist).display());
    process::step(&title, || dist::write(workspace, &module, &vault_worker, &style, dev, dist))
}
