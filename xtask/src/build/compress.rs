//! What is served ready compressed, and how.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::files;
use crate::process;
use crate::workspace::Workspace;

/// What is worth compressing: fonts and PNG pictures are compressed already.
const COMPRESSIBLE: [&str; 9] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];

/// Writes the `.br` and `.gz` files beside those of the folder.
pub fn beside(workspace: &Workspace, folder: &Path) -> Result<()> {
    let mut command = Command::new("node");
    command.arg(workspace.root.join("xtask/js/compress.mjs")).arg(folder).arg(workspace.cache().join("compressed"));
    for file in files::below(folder)?.iter().filter(|file| is_compressible(file)) {
        command.arg(file.strip_prefix(folder).context("the file lies in its folder")?);
    }
    process::run(command)
}

/// Whether a compressed form of the file is worth having.
pub fn is_compressible(file: &Path) -> bool {
    file.extension().is_some_and(|found| COMPRESSIBLE.iter().any(|extension| found == *extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_and_pictures_are_left_alone() {
        assert!(is_compressible(Path::new("a/b.wasm")));
        assert!(!is_compressible(Path::new("a/b.woff2")));
        assert!(!is_compressible(Path::new("a/b.png")));
    }
}
