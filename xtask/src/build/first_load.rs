//! What a phone loads before the home of its operator can be used.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::assets::Assets;
use super::split::{PAGES, Part, homes};

/// The part with the pages that every role has besides its home.
const COMMON: &str = "common";

/// The script for passkeys comes when a page of [`COMMON`] asks for it.
pub const PASSKEY: &str = "passkey";

/// The script for cards before the camera, likewise.
pub const SCAN: &str = "scan";

/// What seals to the Ambito comes once a notebook is open.
pub const SEALING: &str = "sealing";

/// What a page looks after beside the app comes once the app has started.
pub const LIFE: &str = "life";

/// The addresses of what one role loads.
#[derive(Serialize, Deserialize)]
pub struct Loads {
    /// What its home needs.
    pub home: Vec<String>,
    /// What it needs in all: the home, the pages behind it and those that every role has.
    pub all: Vec<String>,
}

/// By role, named after the part that holds its home. The page and the worker belong to each.
pub fn of_roles(assets: &Assets, parts: &BTreeMap<String, Part>) -> BTreeMap<String, Loads> {
    let mut loads = BTreeMap::new();
    for home in homes(parts) {
        let pages = format!("{home}{PAGES}");
        let addresses = |roots: &[&str]| addresses(assets, parts, roots);
        let role = Loads { home: addresses(&[home]), all: addresses(&[home, &pages, COMMON]) };
        loads.insert(home.to_owned(), role);
    }
    loads
}

fn addresses(assets: &Assets, parts: &BTreeMap<String, Part>, roots: &[&str]) -> Vec<String> {
    let mut wanted = BTreeSet::new();
    for root in roots {
        with_needs(root, parts, &mut wanted);
    }
    let in_load = |key: &str| match key.strip_prefix("part:") {
        Some(part) => wanted.contains(part),
        None => ![PASSKEY, SCAN, SEALING, LIFE].contains(&key) || wanted.contains(COMMON),
    };
    let urls = assets.iter().filter(|(key, _)| in_load(key)).map(|(_, asset)| asset.url.clone());
    let page = ["/", "/manifest.webmanifest", "/icons/sprite.svg", "/icons/icon.svg", "/sw.js"].map(str::to_owned);
    urls.chain(page).collect()
}

fn with_needs<'a>(part: &'a str, parts: &'a BTreeMap<String, Part>, wanted: &mut BTreeSet<&'a str>) {
    if wanted.insert(part) {
        for need in parts.get(part).into_iter().flat_map(|part| &part.needs) {
            with_needs(need, parts, wanted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_loads_its_own_home_and_what_that_needs() {
        let part =
            |needs: &[&str]| Part { wasm: Vec::new(), needs: needs.iter().map(|&need| need.to_owned()).collect() };
        let parts = BTreeMap::from([
            ("pis".to_owned(), part(&["pis_shared"])),
            ("pis_shared".to_owned(), part(&[])),
            ("pis_pages".to_owned(), part(&["later", "pis"])),
            ("later".to_owned(), part(&[])),
        ]);
        let mut assets = Assets::default();
        assets.add("wasm", "core.wasm", b"core".to_vec());
        for name in parts.keys() {
            assets.add(&format!("part:{name}"), &format!("{name}.wasm"), name.clone().into_bytes());
        }
        let loads = of_roles(&assets, &parts);
        assert_eq!(loads.keys().collect::<Vec<_>>(), ["pis"]);
        let has = |urls: &[String], name: &str| urls.iter().any(|url| url.starts_with(&format!("/assets/{name}-")));
        let Loads { home, all } = &loads["pis"];
        assert!(["core", "pis", "pis_shared"].iter().all(|name| has(home, name) && has(all, name)));
        assert!(["later", "pis_pages"].iter().all(|name| !has(home, name) && has(all, name)));
    }
}
