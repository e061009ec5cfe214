//! `cargo xtask audit canary`: words that were typed into the app, looked for on the whole disk of the phone.
//!
//! Once with the app that is served, where nothing may be found; once with one that seals nothing, where each word must
//! be found. What is typed and where it is looked for is in tests/e2e/canary.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};

use crate::build;
use crate::process;
use crate::tools;
use crate::workspace::Workspace;

/// Builds what is needed, then lets the canary sing.
pub(super) fn run(workspace: &Workspace, seed: Option<u64>) -> Result<ExitCode> {
    let folder = workspace.root.join("tests/e2e");
    let browser = tools::ensure_browser()?;
    tools::ensure_npm(&folder)?;
    build::app(workspace, &build::Args::default())?;
    let unsealed = build::unsealed(workspace)?;
    let api = workspace.build_api()?;
    let open_rows = workspace.build_open_rows()?;

    let seed = seed.unwrap_or_else(chance);
    println!("seed {seed}: the same words again with --seed {seed}");
    let audit = |what: &str, dist: PathBuf| {
        process::step(&format!("canary: {what}"), || {
            let mut node = Command::new("node");
            node.arg(Path::new("canary").join("audit.mjs"))
                .args([what, &seed.to_string()])
                .current_dir(&folder)
                .env("TACCUINO_DIST", dist)
                .env("TACCUINO_API_BIN", &api)
                .env("TACCUINO_E2E_OUT", workspace.target.join("e2e"))
                .env("OPEN_ROWS", &open_rows)
                .env("CHROME", &browser.chrome);
            Ok(process::status(node)?.success())
        })
    };
    let control = audit("control", unsealed)?;
    let sealed = audit("sealed", workspace.dist())?;
    match (control, sealed) {
        (true, true) => Ok(ExitCode::SUCCESS),
        (false, _) => bail!("the control failed: a search that does not find what lies in clear proves nothing"),
        (true, false) => bail!("the audit of the app that is served failed"),
    }
}

/// Other words each time, for who names none.
fn chance() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Short enough to be typed again.
    u64::from(now.subsec_nanos()) ^ (now.as_secs() & 0xffff)
}
