//! What a fresh machine may lack: installed where that is possible, else said in one sentence.

use std::env;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::files;
use crate::process;
use crate::workspace::{WASM_TARGET, Workspace};

const NODE_AT_LEAST: u32 = 20;

/// The sentence for a failure: the chain of causes on one line, a full disk by its name.
pub fn plain(error: &anyhow::Error) -> String {
    let full = |kind| matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    if error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|cause| full(cause.kind())) {
        return format!("the disk is full: free some space and start again ({error:#})");
    }
    format!("{error:#}")
}

/// Fails with one sentence where a folder's disk has less than `megabytes` left.
pub fn need_space(folder: &Path, megabytes: u64, what: &str) -> Result<()> {
    let existing = folder.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let Ok(disk) = rustix::fs::statvfs(existing) else {
        return Ok(());
    };
    let free = disk.f_bavail * disk.f_frsize / 1_000_000;
    if free < megabytes {
        bail!("the disk is full: {what} needs about {megabytes} MB in {}, and {free} MB are free", existing.display());
    }
    Ok(())
}

/// Fails with one sentence where the port is taken, before anything is built. Browsers try both addresses of
/// localhost, so a stranger on either would be what they show.
pub fn need_port(port: u16) -> Result<()> {
    let addresses: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    for address in addresses {
        match TcpListener::bind((address, port)) {
            Ok(_) => {}
            // A machine without IPv6.
            Err(_) if address.is_ipv6() && TcpListener::bind((address, 0)).is_err() => {}
            Err(error) => bail!("{}", port_sentence(port, error.kind())),
        }
    }
    Ok(())
}

fn port_sentence(port: u16, kind: io::ErrorKind) -> String {
    match kind {
        io::ErrorKind::AddrInUse => format!(
            "port {port} is busy: another program, or another `cargo xtask run`, is using it; end that one or choose another port with --port"
        ),
        io::ErrorKind::PermissionDenied => {
            format!("port {port} is not allowed to this user: choose one above 1023 with --port")
        }
        kind => format!("port {port} cannot be used: {kind}"),
    }
}

/// Adds the WebAssembly target to the toolchain where it is missing.
pub fn ensure_wasm_target(workspace: &Workspace) -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "sysroot"]).current_dir(&workspace.root);
    let sysroot = process::output(rustc)?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).join("lib").exists() {
        return Ok(());
    }
    rustup(workspace, &["target", "add", WASM_TARGET], "the WebAssembly target")
}

/// Adds clippy and rustfmt to the toolchain where they are missing.
pub fn ensure_lint_tools(workspace: &Workspace) -> Result<()> {
    for (component, probe) in [("clippy", "clippy"), ("rustfmt", "fmt")] {
        let mut command = workspace.cargo(&[probe, "--version"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        if !process::status(command)?.success() {
            rustup(workspace, &["component", "add", component], component)?;
        }
    }
    Ok(())
}

fn rustup(workspace: &Workspace, args: &[&str], what: &str) -> Result<()> {
    if find("rustup").is_none() {
        bail!("{what} is missing, and so is rustup: install Rust from https://rustup.rs, then start again");
    }
    process::step(&format!("Rust: install {what}"), || {
        let mut command = Command::new("rustup");
        command.args(args).current_dir(&workspace.root);
        process::run(command)
    })
    .with_context(|| format!("{what} is missing and rustup could not install it"))
}

/// Installs the npm packages of a folder that has a lock file, unless that very lock file is installed.
pub fn ensure_npm(folder: &Path) -> Result<()> {
    let node = need_node()?;
    let lock = folder.join("package-lock.json");
    let wanted = files::sha256_hex(&[&files::read(&lock)?, node.as_bytes()].concat());
    let stamp = folder.join("node_modules/.installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if find("npm").is_none() {
        bail!("npm is missing: install Node.js {NODE_AT_LEAST} or later with npm, then start again");
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    process::step(&format!("npm: install the packages of {name}"), || {
        let mut command = Command::new("npm");
        command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
        process::run(command)
    })?;
    files::write(&stamp, wanted.as_bytes())
}

/// The major version of Node, when it is recent enough.
pub fn need_node() -> Result<String> {
    if find("node").is_none() {
        bail!("Node.js is missing: install version {NODE_AT_LEAST} or later with npm, then start again");
    }
    let mut command = Command::new("node");
    command.arg("--version");
    let version = process::output(command)?;
    let major = version.trim().trim_start_matches('v').split('.').next().unwrap_or_default().to_owned();
    if major.parse::<u32>().unwrap_or(0) < NODE_AT_LEAST {
        bail!("Node.js {} is too old: install version {NODE_AT_LEAST} or later, then start again", version.trim());
    }
    Ok(major)
}

/// Chromium and its driver.
pub struct Browser {
    /// The browser.
    pub chrome: PathBuf,
    /// Its WebDriver program.
    pub driver: PathBuf,
}

/// Finds Chromium (CHROME, else in PATH) and its driver (CHROMEDRIVER, else in PATH), or installs both.
pub fn ensure_browser() -> Result<Browser> {
    if let Some(browser) = find_browser()? {
        return Ok(browser);
    }
    install_browser()?;
    find_browser()?.context("Chromium was installed, but neither chromium nor chromedriver is in PATH")
}

fn find_browser() -> Result<Option<Browser>> {
    let chrome = named_or_found("CHROME", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])?;
    let driver = named_or_found("CHROMEDRIVER", &["chromedriver"])?;
    Ok(chrome.zip(driver).map(|(chrome, driver)| Browser { chrome, driver }))
}

fn named_or_found(variable: &str, names: &[&str]) -> Result<Option<PathBuf>> {
    if let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from) {
        if !path.exists() {
            bail!("{variable} names {}, which does not exist", path.display());
        }
        return Ok(Some(path));
    }
    Ok(names.iter().find_map(|name| find(name)))
}

fn install_browser() -> Result<()> {
    const BY_HAND: &str =
        "Chromium and chromedriver are missing: install them, or name them with CHROME and CHROMEDRIVER";
    if find("apt-get").is_none() {
        bail!("{BY_HAND}");
    }
    let prefix: &[&str] = if rustix::process::geteuid().is_root() {
        &[]
    } else if sudo_asks_nothing()? {
        &["sudo", "-n"]
    } else {
        bail!("{BY_HAND} (`apt-get install chromium chromium-driver` needs root, or a sudo that asks no password)");
    };
    process::step("apt-get: install Chromium and its driver", || {
        process::run(apt(prefix, &["update", "-qq"]))?;
        process::run(apt(prefix, &["install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver"]))
    })
    .context(BY_HAND)
}

fn apt(prefix: &[&str], args: &[&str]) -> Command {
    // Through env, because sudo drops the caller's environment.
    let words: Vec<&str> = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], args].concat();
    let mut command = Command::new(words.first().copied().unwrap_or("apt-get"));
    command.args(words.iter().skip(1));
    command
}

fn sudo_asks_nothing() -> Result<bool> {
    if find("sudo").is_none() {
        return Ok(false);
    }
    let mut command = Command::new("sudo");
    command.args(["-n", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(process::status(command)?.success())
}

fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_port_is_one_sentence_that_names_it_and_the_way_out() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port exists");
        let port = taken.local_addr().expect("it is bound").port();
        let sentence = need_port(port).expect_err("the port is taken").to_string();
        assert!(sentence.starts_with(&format!("port {port} is busy")), "{sentence}");
        assert!(sentence.contains("--port") && !sentence.contains('\n'), "{sentence}");
        drop(taken);
        need_port(port).expect("the port is free again");
    }

    #[test]
    fn a_port_taken_on_the_other_localhost_is_busy_too() {
        // Without IPv6 there is no other one.
        let Ok(taken) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else { return };
        let port = taken.local_addr().expect("it is bound").port();
        let sentence = need_port(port).expect_err("the port is taken").to_string();
        assert!(sentence.starts_with(&format!("port {port} is busy")), "{sentence}");
    }

    #[test]
    fn a_full_disk_is_named_wherever_it_lies_in_the_chain() {
        let error = anyhow::Error::from(io::Error::from(io::ErrorKind::StorageFull)).context("cannot write x");
        assert!(plain(&error).starts_with("the disk is full"), "{}", plain(&error));
        let error = anyhow::Error::from(io::Error::from(io::ErrorKind::NotFound)).context("cannot read x");
        assert!(plain(&error).starts_with("cannot read x"), "{}", plain(&error));
    }

    #[test]
    fn too_little_space_is_one_sentence() {
        let folder = env::temp_dir().join("not/yet/there");
        need_space(&folder, 0, "nothing").expect("nothing always fits");
        let sentence = need_space(&folder, u64::MAX, "the build").expect_err("no disk is that large").to_string();
        assert!(sentence.starts_with("the disk is full: the build needs"), "{sentence}");
    }
}
