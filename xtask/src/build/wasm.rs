//! The app's WebAssembly module and the JavaScript that loads it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::binaryen::Binaryen;
use super::flavour::Flavour;
use super::names;
use super::split::{self, Part};
use crate::files;
use crate::process;
use crate::tools;
use crate::workspace::{WASM_TARGET, Workspace};

/// Part of every cache key: raise it when a step below changes what it makes of the same input.
const RECIPE: &str = "12";

/// The module that loads the parts, as the program imports it; the build puts public/parts.js in its place.
pub const LINK_MODULE: &str = "./__wasm_split.js";

/// The core, as wasm-bindgen names it.
const CORE: &str = "taccuino_bg.wasm";

/// The module that loads it, as wasm-bindgen names it.
const GLUE: &str = "taccuino.js";

/// Which parts need which others.
const NEEDS: &str = "needs.json";

/// What the browser loads to run the app.
pub struct Module {
    /// The module that wasm-bindgen wrote.
    pub js: String,
    /// The WebAssembly that every phone loads first.
    pub wasm: Vec<u8>,
    /// The parts that arrive when they are needed, by name.
    pub parts: BTreeMap<String, Part>,
    /// JavaScript that crates bring along, by the path under `snippets/` that `js` imports it from.
    pub snippets: BTreeMap<String, Vec<u8>>,
}

/// Compiles, binds and (in a release) shrinks the app.
pub fn build(workspace: &Workspace, flavour: Flavour) -> Result<Module> {
    let (dev, profile, name) = (flavour.dev(), flavour.profile(), flavour.name());
    process::step(&format!("app: compile to WebAssembly ({name})"), || {
        tools::need_space(&workspace.target, if dev { 1_500 } else { 800 }, "the build")?;
        let mut command =
            workspace.cargo(&["build", "--package", "taccuino", "--bin", "taccuino", "--target", WASM_TARGET]);
        command.args(["--profile", profile]).args(flavour.features());
        if !dev {
            command.env("CARGO_ENCODED_RUSTFLAGS", workspace.wasm_flags()?.join("\u{1f}"));
        }
        process::run(command)
    })?;
    let folder = if dev { "debug" } else { profile };
    let compiled = files::read(&workspace.target.join(WASM_TARGET).join(folder).join("taccuino.wasm"))?;

    let key = files::sha256_hex(&[RECIPE.as_bytes(), name.as_bytes(), compiled.as_slice()].concat());
    let kept = workspace.cache().join("wasm").join(name);
    if std::fs::read_to_string(kept.join("key")).is_ok_and(|found| found == key) {
        return read(&kept);
    }
    files::remove_folder(&kept)?;
    let binaryen = Binaryen::of(workspace);
    let pieces = kept.join("pieces");
    let (core, pieces) = process::step("app: take the program apart", || split::split(&compiled, &pieces))?;
    process::step("app: write the JavaScript glue", || bind(core, &kept, dev))?;
    process::step("app: join what belongs together", || join(&pieces, &binaryen, &kept))?;
    if !dev {
        process::step("app: shrink the WebAssembly", || shrink(&binaryen, &kept))?;
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
        // The parts put their functions into the table of the core.
        .keep_lld_exports(true)
        .generate(folder)
        .map_err(unexpected)
}

fn join(pieces: &split::Pieces, binaryen: &Binaryen, folder: &Path) -> Result<()> {
    let parts = pieces.join(binaryen, &folder.join(CORE))?;
    split::check(&parts)?;
    let mut needs = BTreeMap::new();
    for (name, part) in parts {
        files::write(&part_file(folder, &name), &part.wasm)?;
        needs.insert(name, part.needs);
    }
    files::write(&folder.join(NEEDS), &serde_json::to_vec_pretty(&needs)?)
}

fn shrink(binaryen: &Binaryen, folder: &Path) -> Result<()> {
    let (core, glue) = (folder.join(CORE), folder.join(GLUE));
    let (wasm, text) = names::shorten(&files::read(&core)?, &files::read_text(&glue)?)?;
    files::write(&core, &wasm)?;
    files::write(&glue, text.as_bytes())?;
    binaryen.shrink(&folder.join(CORE))?;
    for part in files::below(&folder.join("parts"))? {
        binaryen.shrink(&part)?;
    }
    Ok(())
}

fn part_file(folder: &Path, name: &str) -> PathBuf {
    folder.join("parts").join(format!("{name}.wasm"))
}

fn read(folder: &Path) -> Result<Module> {
    let root = folder.join("snippets");
    let mut snippets = BTreeMap::new();
    for file in files::below(&root)? {
        let path = file.strip_prefix(&root).context("a snippet lies in its folder")?;
        snippets.insert(path.to_string_lossy().into_owned(), files::read(&file)?);
    }
    let needs: BTreeMap<String, Vec<String>> = serde_json::from_slice(&files::read(&folder.join(NEEDS))?)?;
    let mut parts = BTreeMap::new();
    for (name, needs) in needs {
        let wasm = files::read(&part_file(folder, &name))?;
        parts.insert(name, Part { wasm, needs });
    }
    Ok(Module { js: files::read_text(&folder.join(GLUE))?, wasm: files::read(&folder.join(CORE))?, parts, snippets })
}
