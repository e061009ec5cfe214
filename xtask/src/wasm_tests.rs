//! The tests that need a browser, through wasm-bindgen's runner and chromedriver.

use anyhow::Result;
use serde_json::json;

use crate::files;
use crate::native;
use crate::process;
use crate::tally::Tally;
use crate::tools::{self, Browser};
use crate::workspace::{WASM_TARGET, Workspace};

/// Runs the tests of every member that has some.
pub fn run(workspace: &Workspace) -> Result<Tally> {
    tools::ensure_wasm_target(workspace)?;
    let members = members_with_browser_tests(workspace)?;
    if members.is_empty() {
        return Ok(Tally::default());
    }
    let browser = tools::ensure_browser()?;
    process::step("wasm tests: build the runner", || {
        process::run(workspace.cargo(&[
            "build",
            "--quiet",
            "--package",
            "xtask",
            "--features",
            "wasm-test-runner",
            "--bin",
            "wasm-test-runner",
        ]))
    })?;
    let settings = workspace.cache().join("webdriver.json");
    files::write(&settings, capabilities(&browser).to_string().as_bytes())?;

    let mut tests = workspace.cargo(&["test", "--target", WASM_TARGET, "--no-fail-fast"]);
    for member in &members {
        tests.args(["--package", member]);
    }
    tests
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", workspace.target.join("debug/wasm-test-runner"))
        .env("CHROMEDRIVER", &browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &settings)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    native::cargo_test(tests)
}

/// A member has browser tests when its sources say so: nobody keeps a list.
fn members_with_browser_tests(workspace: &Workspace) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for member in workspace.metadata()?.members().filter(|member| member.name != "xtask") {
        let mut sources = files::below(&member.folder().join("src"))?;
        sources.extend(files::below(&member.folder().join("tests"))?);
        for source in sources.iter().filter(|source| source.extension().is_some_and(|found| found == "rs")) {
            if files::read_text(source)?.contains("wasm_bindgen_test") {
                found.push(member.name.clone());
                break;
            }
        }
    }
    Ok(found)
}

fn capabilities(browser: &Browser) -> serde_json::Value {
    json!({
        "goog:chromeOptions": {
            "binary": browser.chrome,
            "args": [
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        },
    })
}
