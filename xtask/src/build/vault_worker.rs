//! The module of the worker that stretches passphrases, apart from the app's: it comes and goes with its memory.

use anyhow::{Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::binaryen::Binaryen;
use super::names;
use crate::files;
use crate::process;
use crate::workspace::{WASM_TARGET, Workspace};

/// Part of every cache key: raise it when a step below changes what it makes of the same input.
const RECIPE: &str = "2";

/// What the worker loads.
pub struct VaultWorker {
    /// The module that wasm-bindgen wrote; public/kdf.js goes behind it.
    pub glue: String,
    /// The WebAssembly.
    pub wasm: Vec<u8>,
}

/// Compiles, binds and (in a release) shrinks the module.
pub fn build(workspace: &Workspace, dev: bool) -> Result<VaultWorker> {
    // Argon2 without optimisation takes a minute.
    let profile = "wasm-release";
    process::step("vault worker: compile to WebAssembly", || {
        let mut command =
            workspace.cargo(&["build", "--package", "vault-worker", "--target", WASM_TARGET, "--profile", profile]);
        command.env("CARGO_ENCODED_RUSTFLAGS", workspace.wasm_flags()?.join("\u{1f}"));
        process::run(command)
    })?;
    let compiled = files::read(&workspace.target.join(WASM_TARGET).join(profile).join("vault_worker.wasm"))?;
    let key = files::sha256_hex(&[RECIPE.as_bytes(), &[u8::from(dev)], compiled.as_slice()].concat());
    let folder = workspace.cache().join("wasm").join("vault-worker");
    let (glue, wasm) = (folder.join("vault_worker.js"), folder.join("vault_worker_bg.wasm"));
    if std::fs::read_to_string(folder.join("key")).is_ok_and(|found| found == key) {
        return Ok(VaultWorker { glue: files::read_text(&glue)?, wasm: files::read(&wasm)? });
    }
    files::remove_folder(&folder)?;
    process::step("vault worker: write the JavaScript glue, shrink", || {
        let unexpected = |error: anyhow::Error| anyhow!("wasm-bindgen failed: {error:#}");
        let mut bindgen = Bindgen::new();
        bindgen.input_bytes("vault_worker", compiled).web(true).map_err(unexpected)?.typescript(false);
        bindgen.remove_name_section(true).remove_producers_section(true).generate(&folder).map_err(unexpected)?;
        if dev {
            return Ok(());
        }
        let (short, text) = names::shorten(&files::read(&wasm)?, &files::read_text(&glue)?)?;
        files::write(&wasm, &short)?;
        files::write(&glue, text.as_bytes())?;
        Binaryen::of(workspace).shrink(&wasm)
    })?;
    // Last, so that an interrupted build is never taken for a finished one.
    files::write(&folder.join("key"), key.as_bytes())?;
    Ok(VaultWorker { glue: files::read_text(&glue)?, wasm: files::read(&wasm)? })
}
