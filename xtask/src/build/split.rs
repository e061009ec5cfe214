//! Takes the linked program apart: a core that every phone loads first, the home of each field role, and what may
//! arrive later.
//!
//! The app names its parts with `#[wasm_split(name, …)]`. The splitter gives each part a module and, besides, one
//! small module to every set of parts that share something: dozens of files, which compress badly and cost a request
//! each. They are joined here, by who needs them (docs/adr/0005-first-load.md).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use wasm_split_cli_support::Options;

use super::binaryen::Binaryen;
use crate::files;

/// What a home part's other pages are called after it.
pub const PAGES: &str = "_pages";

/// The linked program in pieces, in a folder.
pub struct Pieces {
    folder: PathBuf,
    /// For each part, the pieces that it is made of besides the core.
    parts: BTreeMap<String, Vec<String>>,
}

/// The module of a part, or of what several parts share.
pub struct Part {
    /// The WebAssembly.
    pub wasm: Vec<u8>,
    /// The modules that must be there before it.
    pub needs: Vec<String>,
}

/// Splits the program that the compiler linked; the core is for wasm-bindgen to read.
pub fn split(linked: &[u8], folder: &Path) -> Result<(Vec<u8>, Pieces)> {
    fs::create_dir_all(folder)?;
    let core = folder.join("core.wasm");
    let mut options = Options::new(linked);
    options.output_dir = folder;
    options.main_out_path = &core;
    options.link_name = super::wasm::LINK_MODULE;
    let split = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("cannot split: {error:#}"))?;
    let parts = split.prefetch_map.into_iter().collect();
    Ok((files::read(&core)?, Pieces { folder: folder.to_path_buf(), parts }))
}

impl Pieces {
    /// Joins the pieces into few modules; what several homes share goes into the core, which wasm-bindgen has been
    /// through by now.
    pub fn join(&self, binaryen: &Binaryen, core: &Path) -> Result<BTreeMap<String, Part>> {
        let groups = groups(&self.parts);
        let head = self.head(binaryen, core)?;
        let mut modules = BTreeMap::new();
        for (name, pieces) in &groups {
            let paths: Vec<PathBuf> = pieces.iter().map(|piece| self.path(piece)).collect();
            if name == CORE {
                binaryen.merge(core, &paths, core)?;
                continue;
            }
            let joined = self.folder.join(format!("{name}.joined.wasm"));
            binaryen.merge(&head, &paths, &joined)?;
            modules.insert(name.clone(), files::read(&joined)?);
        }
        let needs = |name: &str| -> Vec<String> {
            let pieces = self.parts.get(name).into_iter().flatten();
            let of = |piece: &String| groups.iter().find(|(_, pieces)| pieces.contains(piece)).map(|(name, _)| name);
            let needed: BTreeSet<&String> =
                pieces.filter_map(of).filter(|group| *group != name && *group != CORE).collect();
            needed.into_iter().cloned().collect()
        };
        Ok(modules.into_iter().map(|(name, wasm)| (name.clone(), Part { wasm, needs: needs(&name) })).collect())
    }

    fn path(&self, piece: &str) -> PathBuf {
        self.folder.join(format!("{piece}.wasm"))
    }

    /// The pieces import one memory, one table and one stack pointer, each for itself; a module that imports the
    /// three once and hands them on lets the joined module do with one import of each.
    fn head(&self, binaryen: &Binaryen, core: &Path) -> Result<PathBuf> {
        let text = binaryen.text(core)?;
        let limit = |pattern: &str| -> Result<String> {
            let line = text.lines().find(|line| line.trim_start().starts_with(pattern));
            let limits = line.and_then(|line| line.split([' ', ')']).find(|word| word.parse::<u32>().is_ok()));
            limits.map(str::to_owned).with_context(|| format!("the core has no `{pattern}`"))
        };
        let (memory, table) = (limit("(memory ")?, limit("(table ")?);
        let wat = format!(
            r#"(module
                (import "core" "memory" (memory {memory}))
                (import "core" "__indirect_function_table" (table {table} funcref))
                (import "core" "__wasm_split_shared0" (global (mut i32)))
                (export "memory" (memory 0))
                (export "__indirect_function_table" (table 0))
                (export "__wasm_split_shared0" (global 0)))"#
        );
        let head = self.folder.join("head.wasm");
        let source = self.folder.join("head.wat");
        files::write(&source, wat.as_bytes())?;
        binaryen.assemble(&source, &head)?;
        Ok(head)
    }
}

/// The module that every part builds on.
const CORE: &str = "core";

/// The home whose first load is the largest. A module to each set of homes would spare every home what it does not need,
/// but small modules compress so badly that nothing is gained.
const FULLEST: &str = "pis";

/// Which pieces go into one module. A piece that
/// - one part needs: that part's;
/// - a home needs, and at most its own other pages: the home's, which is there before they are;
/// - one home needs, and others besides: a module of its own, so that the other homes do without it;
/// - two homes need, and the fullest is neither: a module of its own, so that the fullest does without it;
/// - several homes need otherwise: the core's;
/// - no home needs: the module of all that comes later.
fn groups(parts: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<String>> {
    let mut users: BTreeMap<&String, BTreeSet<&str>> = BTreeMap::new();
    for (part, pieces) in parts {
        for piece in pieces {
            users.entry(piece).or_default().insert(part);
        }
    }
    let is_home = |part: &str| parts.contains_key(&format!("{part}{PAGES}"));
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (piece, users) in users {
        let homes: Vec<&str> = users.iter().copied().filter(|part| is_home(part)).collect();
        let group = match (users.len(), homes.as_slice()) {
            (1, _) => users.iter().copied().collect(),
            (2, [home]) if users.contains(format!("{home}{PAGES}").as_str()) => (*home).to_owned(),
            (_, [home]) => format!("{home}_shared"),
            (_, []) => "later".to_owned(),
            (_, [one, other]) if ![*one, *other].contains(&FULLEST) => format!("homes_but_{FULLEST}"),
            _ => CORE.to_owned(),
        };
        groups.entry(group).or_default().push(piece.clone());
    }
    groups
}

/// The parts that hold the home of a role: those with other pages behind them.
pub fn homes(parts: &BTreeMap<String, Part>) -> impl Iterator<Item = &str> {
    parts.keys().filter_map(|name| name.strip_suffix(PAGES))
}

/// Fails where a part has a module whose needs have none: the page would ask for what is not there.
pub fn check(parts: &BTreeMap<String, Part>) -> Result<()> {
    for (name, part) in parts {
        if let Some(missing) = part.needs.iter().find(|need| !parts.contains_key(*need)) {
            bail!("the part {name} needs {missing}, which was not built");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(list: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        let owned = |pieces: &[&str]| pieces.iter().map(|piece| (*piece).to_owned()).collect();
        list.iter().map(|(part, pieces)| ((*part).to_owned(), owned(pieces))).collect()
    }

    #[test]
    fn pieces_are_joined_by_who_needs_them() {
        let groups = groups(&parts(&[
            ("pis", &["split_pis", "both_homes", "pis_and_its_pages", "pis_and_lists"]),
            ("pis_pages", &["split_pis_pages", "pis_and_its_pages", "forms"]),
            ("hub", &["split_hub", "both_homes", "other_homes"]),
            ("hub_pages", &["split_hub_pages", "forms"]),
            ("street", &["split_street", "other_homes"]),
            ("street_pages", &["split_street_pages", "forms"]),
            ("common", &["split_common", "pis_and_lists"]),
        ]));
        let found = |group: &str| groups[group].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(found("core"), ["both_homes"]);
        assert_eq!(found("homes_but_pis"), ["other_homes"]);
        assert_eq!(found("pis"), ["pis_and_its_pages", "split_pis"]);
        assert_eq!(found("pis_shared"), ["pis_and_lists"]);
        assert_eq!(found("later"), ["forms"]);
        assert_eq!(found("common"), ["split_common"]);
        assert_eq!(groups.values().map(Vec::len).sum::<usize>(), 12, "each piece once");
    }
}
