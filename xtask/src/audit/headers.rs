//! `cargo xtask audit headers`: the answers of the running program, from outside, against what docs/threat-model.md asks.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

use crate::build;
use crate::files;
use crate::workspace::Workspace;

/// What a header must say.
enum Rule {
    /// Just this.
    Is(&'static str),
    /// All of these, among others.
    Has(&'static [&'static str]),
    /// Nothing: it must not be there.
    Absent,
}

/// Headers and what they must say.
type Rules = [(&'static str, Rule)];

const EVERYWHERE: [(&str, Rule); 9] = [
    ("strict-transport-security", Rule::Has(&["max-age=31536000", "includeSubDomains"])),
    ("x-content-type-options", Rule::Is("nosniff")),
    ("referrer-policy", Rule::Is("no-referrer")),
    ("x-frame-options", Rule::Is("DENY")),
    ("cross-origin-opener-policy", Rule::Is("same-origin")),
    ("cross-origin-embedder-policy", Rule::Is("require-corp")),
    ("cross-origin-resource-policy", Rule::Is("same-origin")),
    (
        "permissions-policy",
        Rule::Has(&["camera=(self)", "microphone=()", "geolocation=(self)", "usb=()", "payment=()"]),
    ),
    ("server", Rule::Absent),
];

const PAGE: [(&str, Rule); 2] = [
    (
        "content-security-policy",
        Rule::Has(&[
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types default",
        ]),
    ),
    ("service-worker-allowed", Rule::Absent),
];

const KEPT: [(&str, Rule); 1] = [("cache-control", Rule::Is("public, max-age=31536000, immutable"))];
const ASKED_AGAIN: [(&str, Rule); 1] = [("cache-control", Rule::Is("no-cache"))];

const API: [(&str, Rule); 3] = [
    ("content-security-policy", Rule::Has(&["default-src 'none'", "frame-ancestors 'none'"])),
    ("cache-control", Rule::Is("no-store")),
    ("x-sync-protocol", Rule::Has(&[])),
];

/// Builds app and API, starts them, asks, and prints each header with what it should be.
pub(super) fn run(workspace: &Workspace) -> Result<ExitCode> {
    build::app(workspace, &build::Args::default())?;
    let api = Api::start(&workspace.build_api()?, workspace)?;
    let asset = asset(&workspace.dist())?;
    let paths: [(&str, u16, &[&Rules]); 7] = [
        ("/", 200, &[&EVERYWHERE, &PAGE, &ASKED_AGAIN]),
        ("/scheda/0190", 200, &[&EVERYWHERE, &PAGE, &ASKED_AGAIN]),
        ("/sw.js", 200, &[&EVERYWHERE, &PAGE, &ASKED_AGAIN]),
        (&asset, 200, &[&EVERYWHERE, &PAGE, &KEPT]),
        ("/assets/none.js", 404, &[&EVERYWHERE, &PAGE, &ASKED_AGAIN]),
        ("/v1/session", 401, &[&EVERYWHERE, &API]),
        ("/v1/none", 404, &[&EVERYWHERE, &API]),
    ];
    let mut wrong = 0;
    let mut shown = BTreeSet::new();
    for (path, status, groups) in paths {
        let answer = api.get(path)?;
        println!("{path} {}", answer.status);
        ensure!(answer.status == status, "{path} answered {}, and {status} is expected", answer.status);
        for (name, rule) in groups.iter().copied().flatten() {
            let found = answer.headers.get(*name).map(String::as_str);
            let fits = rule.fits(found);
            wrong += usize::from(!fits);
            let value = found.unwrap_or("(none)");
            let again = value.len() > 60 && !shown.insert((*name, value.to_owned()));
            let (verdict, value) = (if fits { "ok    " } else { "WRONG " }, if again { "(as above)" } else { value });
            println!("  {verdict} {name}: {value}");
        }
    }
    if wrong > 0 {
        bail!("{wrong} headers are not what docs/threat-model.md asks for");
    }
    println!("all as docs/threat-model.md asks");
    Ok(ExitCode::SUCCESS)
}

impl Rule {
    fn fits(&self, found: Option<&str>) -> bool {
        match (self, found) {
            (Self::Is(wanted), Some(found)) => found == *wanted,
            (Self::Has(wanted), Some(found)) => {
                let parts: Vec<&str> = found.split([';', ',']).map(str::trim).collect();
                wanted.iter().all(|part| parts.contains(part))
            }
            (Self::Absent, None) => true,
            _ => false,
        }
    }
}

/// A file of the build that is named by its hash.
fn asset(dist: &Path) -> Result<String> {
    let found =
        files::below(&dist.join("assets"))?.into_iter().find(|file| file.extension().is_some_and(|it| it == "js"));
    let found = found.context("the build has no script")?;
    Ok(format!("/assets/{}", found.file_name().unwrap_or_default().to_string_lossy()))
}

/// The program, with an empty database that goes when it ends.
struct Api {
    child: Child,
    port: u16,
    data_dir: std::path::PathBuf,
}

impl Api {
    fn start(binary: &Path, workspace: &Workspace) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let data_dir = workspace.cache().join(format!("audit-{}", std::process::id()));
        let mut child = Command::new(binary)
            .args(["serve", "--ready-json", "--port", &port.to_string()])
            .arg("--data-dir")
            .arg(&data_dir)
            .arg("--dist")
            .arg(workspace.dist())
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("the API does not start")?;
        let stdout = child.stdout.take().context("the API says nothing")?;
        let api = Self { child, port, data_dir };
        let ready = BufReader::new(stdout).lines().map_while(Result::ok).any(|line| line.starts_with('{'));
        ensure!(ready, "the API ended before it listened");
        Ok(api)
    }

    fn get(&self, path: &str) -> Result<Answer> {
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Answer::read(&String::from_utf8_lossy(&answer)).with_context(|| format!("the answer of {path}"))
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        // It may have ended by itself, and a folder that stays is in target.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.data_dir);
    }
}

struct Answer {
    status: u16,
    /// By their name in small letters.
    headers: BTreeMap<String, String>,
}

impl Answer {
    fn read(text: &str) -> Result<Self> {
        let mut lines = text.split("\r\n").take_while(|line| !line.is_empty());
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status line")?;
        let headers = lines.filter_map(|line| line.split_once(':'));
        Ok(Self {
            status: status.parse().context("the status is no number")?,
            headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_and_its_body_is_not() {
        let text = "HTTP/1.1 404 Not Found\r\nCache-Control: no-store\r\nX-A: b: c\r\n\r\nX-Not: there\r\n";
        let answer = Answer::read(text).expect("it is an answer");
        let headers: Vec<_> = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!((answer.status, headers), (404, vec![("cache-control", "no-store"), ("x-a", "b: c")]));
        assert!(Answer::read("").is_err() && Answer::read("HTTP/1.1 yes\r\n\r\n").is_err());
    }

    #[test]
    fn a_rule_wants_the_whole_of_each_part() {
        let csp = Rule::Has(&["default-src 'none'", "base-uri 'none'"]);
        assert!(csp.fits(Some("default-src 'none'; base-uri 'none'; img-src 'self'")));
        assert!(!csp.fits(Some("default-src 'none' https:; base-uri 'none'")));
        assert!(!csp.fits(None));
        assert!(Rule::Absent.fits(None) && !Rule::Absent.fits(Some("axum")));
        assert!(Rule::Is("DENY").fits(Some("DENY")) && !Rule::Is("DENY").fits(Some("SAMEORIGIN")));
    }
}
