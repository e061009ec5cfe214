//! The list of files that the service worker keeps, written by the same pass that names them.

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use crate::files;

/// What service-worker/sw.js must say exactly once; the list takes its place.
const PLACEHOLDER: &str = "self.__PRECACHE__";

/// The files of one build.
#[derive(Serialize, Deserialize)]
pub struct Precache {
    /// Changes whenever a file or the worker itself does.
    pub build: String,
    /// The files.
    pub assets: Vec<Entry>,
}

/// One file that the worker keeps.
#[derive(Serialize, Deserialize, Clone)]
pub struct Entry {
    /// Its address.
    pub url: String,
    /// The hash that the worker checks it against.
    pub integrity: String,
}

impl Entry {
    /// The entry of a file with this content.
    pub fn new(url: &str, bytes: &[u8]) -> Self {
        Self { url: url.to_owned(), integrity: files::integrity(bytes) }
    }
}

impl Precache {
    /// The list of these files for this worker.
    pub fn new(mut assets: Vec<Entry>, worker: &str) -> Self {
        assets.sort_by(|one, other| one.url.cmp(&other.url));
        let facts =
            assets.iter().fold(worker.to_owned(), |text, entry| format!("{text}\n{} {}", entry.url, entry.integrity));
        let build = files::sha256_hex(facts.as_bytes()).chars().take(16).collect();
        Self { build, assets }
    }

    /// The worker with the list in it.
    pub fn inject(&self, worker: &str) -> Result<String> {
        let times = worker.matches(PLACEHOLDER).count();
        if times != 1 {
            bail!("service-worker/sw.js must say `{PLACEHOLDER}` exactly once, and says it {times} times");
        }
        Ok(worker.replace(PLACEHOLDER, &serde_json::to_string(self)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        vec![Entry::new("/b.js", b"b"), Entry::new("/", b"page")]
    }

    #[test]
    fn the_build_follows_every_file_and_the_worker_but_not_their_order() {
        let build = |assets, worker| Precache::new(assets, worker).build;
        let first = build(entries(), "worker");
        assert_eq!(first, build(entries().into_iter().rev().collect(), "worker"));
        assert_ne!(first, build(entries(), "another worker"));
        assert_ne!(first, build(vec![Entry::new("/b.js", b"c"), Entry::new("/", b"page")], "worker"));
    }

    #[test]
    fn the_worker_gets_the_list_as_json() {
        let worker = "const list = self.__PRECACHE__;";
        let injected = Precache::new(entries(), worker).inject(worker).expect("the placeholder is there once");
        let json = injected.trim_start_matches("const list = ").trim_end_matches(';');
        let list: Precache = serde_json::from_str(json).expect("it is JSON");
        let urls: Vec<_> = list.assets.iter().map(|entry| entry.url.as_str()).collect();
        assert_eq!(urls, ["/", "/b.js"]);
        assert_eq!(list.assets[1].integrity, files::integrity(b"b"));
    }

    #[test]
    fn a_worker_without_the_placeholder_stops_the_build() {
        let error = Precache::new(entries(), "").inject("").expect_err("nothing to replace").to_string();
        assert!(error.contains("0 times"), "{error}");
    }
}
