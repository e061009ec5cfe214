//! The JavaScript and the page, without what only people read.

use std::process::Command;

use anyhow::Result;

use crate::files;
use crate::process;
use crate::workspace::Workspace;

/// How a browser runs a script.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Imported.
    Module,
    /// In a `<script>`, or as a worker.
    Script,
}

/// Makes a script small (in a release).
pub fn minified(workspace: &Workspace, text: &str, kind: Kind, dev: bool) -> Result<String> {
    if dev {
        return Ok(text.to_owned());
    }
    let (input, output) = (workspace.cache().join("script.in.js"), workspace.cache().join("script.out.js"));
    files::write(&input, text.as_bytes())?;
    let mut command = Command::new("node");
    command.arg(workspace.root.join("xtask/npm/minify-js.mjs")).arg(&input).arg(&output);
    command.arg(match kind {
        Kind::Module => "module",
        Kind::Script => "script",
    });
    process::run(command)?;
    files::read_text(&output)
}

/// The page without its comments and the empty ends of its lines.
pub fn page(html: &str) -> String {
    let mut page = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<!--") {
        page.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    page.push_str(rest);
    page.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn a_page_loses_its_comments_alone() {
        let html = "<!doctype html>\n<body>\n  <!-- why\n  so -->\n  <p>a\n</p>\n</body>";
        assert_eq!(page(html), "<!doctype html>\n<body>\n<p>a\n</p>\n</body>");
    }
}
