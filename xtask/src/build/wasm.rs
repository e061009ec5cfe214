//! The app's WebAssembly module and the JavaScript that loads it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::files;
use crate::process;
use crate::tools;
use crate::workspace::{WASM_TARGET, Workspace};

/// Part of every cache key: raise it when a step below changes what it makes of the same input.
const RECIPE: &str = "2";

/// Smallest after brotli, which is what a phone downloads: `-Oz` gives fewer bytes to the same code, but repeats itself
/// less, and inlining into the one caller hides repetition from the compressor.
const PASSES: [&str; 2] = ["-O2", "--one-caller-inline-max-function-size=0"];

/// The proposals that rustc switches on for wasm32: wasm-opt must be told of each.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What the browser loads to run the app.
pub struct Module {
    /// The module that wasm-bindgen wrote.
    pub js: String,
    /// The WebAssembly.
    pub wasm: Vec<u8>,
    /// JavaScript that crates bring along, by the path under `snippets/` that `js` imports it from.
    pub snippets: BTreeMap<String, Vec<u8>>,
}

/// Compiles, binds and (in a release) shrinks the app.
pub fn build(workspace: &Workspace, dev: bool) -> Result<Module> {
    let profile = if dev { "dev" } else { "wasm-release" };
    process::step(&format!("app: compile to WebAssembly ({profile})"), || {
        tools::need_space(&workspace.target, if dev { 1_500 } else { 800 }, "the build")?;
        process::run(workspace.cargo(&[
            "build",
            "--package",
            "taccuino",
            "--bin",
            "taccuino",
            "--target",
            WASM_TARGET,
            "--profile",
            profile,
        ]))
    })?;
    let folder = if dev { "debug" } else { profile };
    let compiled = files::read(&workspace.target.join(WASM_TARGET).join(folder).join("taccuino.wasm"))?;

    let key = files::sha256_hex(&[RECIPE.as_bytes(), profile.as_bytes(), compiled.as_slice()].concat());
    let kept = workspace.cache().join("wasm").join(profile);
    if std::fs::read_to_string(kept.join("key")).is_ok_and(|found| found == key) {
        return read(&kept);
    }
    files::remove_folder(&kept)?;
    process::step("app: write the JavaScript glue", || bind(compiled, &kept, dev))?;
    if !dev {
        process::step("app: shrink the WebAssembly", || shrink(workspace, &kept))?;
    }
    // Last, so that an interrupted build is never taken for a finished one.
    files::write(&kept.join("key"), key.as_bytes())?;
    read(&kept)
}

fn bind(compiled: Vec<u8>, folder: &Path, dev: bool) -> Result<()> {
    let unexpected = |error: anyhow::Error| anyhow!("wasm-bindgen failed: {error:#}");
    Bindgen::new()
        .input_bytes("taccuino", compiled)
        .web(true)
        .map_err(unexpected)?
        .typescript(false)
        .debug(dev)
        .remove_name_section(!dev)
        .remove_producers_section(true)
        .generate(folder)
        .map_err(unexpected)
}

fn shrink(workspace: &Workspace, folder: &Path) -> Result<()> {
    let module = folder.join("taccuino_bg.wasm");
    let mut command = Command::new(workspace.root.join("xtask/npm/node_modules/.bin/wasm-opt"));
    command.args(PASSES).args(FEATURES).arg(&module).arg("-o").arg(&module);
    process::run(command)
}

fn read(folder: &Path) -> Result<Module> {
    let root = folder.join("snippets");
    let mut snippets = BTreeMap::new();
    for file in files::below(&root)? {
        let path = file.strip_prefix(&root).context("a snippet lies in its folder")?;
        snippets.insert(path.to_string_lossy().into_owned(), files::read(&file)?);
    }
    Ok(Module {
        js: files::read_text(&folder.join("taccuino.js"))?,
        wasm: files::read(&folder.join("taccuino_bg.wasm"))?,
        snippets,
    })
}
