//! The tools of binaryen that the build runs.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::order;
use crate::files;
use crate::process;
use crate::workspace::Workspace;

/// The proposals that rustc switches on for wasm32: each tool must be told of them.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Smallest after brotli, which is what a phone downloads: `-Oz` gives fewer bytes to the same code, but repeats itself
/// less, and inlining into the one caller hides repetition from the compressor.
const PASSES: [&str; 9] = [
    "-O2",
    "--one-caller-inline-max-function-size=0",
    "--simplify-locals-nostructure",
    "--vacuum",
    "--remove-unused-brs",
    "--merge-blocks",
    "--reorder-locals",
    "--strip-debug",
    "--strip-producers",
];

/// Name under which pieces import what the core exports.
const IMPORTED_AS: &str = "__wasm_split";

/// Where the tools are.
pub struct Binaryen {
    folder: PathBuf,
}

impl Binaryen {
    /// The tools that npm installed for the build.
    pub fn of(workspace: &Workspace) -> Self {
        Self { folder: workspace.root.join("xtask/npm/node_modules/.bin") }
    }

    /// Shrinks a module in place.
    pub fn shrink(&self, module: &Path) -> Result<()> {
        let mut command = self.tool("wasm-opt");
        command.args(PASSES).arg(module).arg("-o").arg(module);
        process::run_quietly(command)?;
        files::write(module, &order::named(&files::read(module)?)?)?;
        let mut command = self.tool("wasm-opt");
        command.args(["--reorder-functions-by-name", "--strip-debug"]).arg(module).arg("-o").arg(module);
        process::run_quietly(command)
    }

    /// Joins pieces with the module that they import from.
    pub fn merge(&self, first: &Path, pieces: &[PathBuf], out: &Path) -> Result<()> {
        let mut command = self.tool("wasm-merge");
        command.arg(first).arg(IMPORTED_AS);
        for (index, piece) in pieces.iter().enumerate() {
            command.arg(piece).arg(format!("piece{index}"));
        }
        command.arg("-o").arg(out);
        process::run_quietly(command)
    }

    /// Text to WebAssembly.
    pub fn assemble(&self, text: &Path, out: &Path) -> Result<()> {
        let mut command = self.tool("wasm-as");
        command.arg(text).arg("-o").arg(out);
        process::run_quietly(command)
    }

    /// WebAssembly to text.
    pub fn text(&self, module: &Path) -> Result<String> {
        let mut command = self.tool("wasm-dis");
        command.arg(module);
        process::output(command)
    }

    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder.join(name));
        command.args(FEATURES);
        command
    }
}
