//! One style sheet out of style/index.css and everything that it imports.

use std::process::Command;

use anyhow::Result;

use crate::files;
use crate::process;
use crate::workspace::Workspace;

/// Joins and (in a release) minifies the style; an `@import` that leads nowhere is an error.
pub fn bundle(workspace: &Workspace, dev: bool) -> Result<String> {
    let bundled = workspace.cache().join("app.css");
    let mut command = Command::new("node");
    command.arg(workspace.root.join("xtask/npm/bundle-css.mjs"));
    command.arg(workspace.root.join("style/index.css")).arg(&bundled).arg(if dev { "readable" } else { "minified" });
    command.current_dir(&workspace.root);
    files::write(&bundled, b"")?;
    process::run(command)?;
    files::read_text(&bundled)
}
