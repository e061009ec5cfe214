//! Files stay short; the longer ones of today are listed and may only shrink.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::Source;

/// The limits.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    limit: usize,
    extensions: Vec<String>,
    #[serde(default)]
    folders: BTreeMap<String, usize>,
    #[serde(default)]
    longer: BTreeMap<String, usize>,
}

/// Files above their limit, and lines of the ratchet that say more than they must.
pub(super) fn check(rules: &Rules, sources: &[Source]) -> Vec<String> {
    let mut problems: Vec<_> = sources.iter().filter_map(|source| too_long(rules, source)).collect();
    for (path, allowed) in &rules.longer {
        let lines = sources.iter().find(|source| source.path == *path).map_or(0, |source| source.text.lines().count());
        if lines < *allowed {
            problems.push(format!("{path} has {lines} lines: lower its line in xtask/tidy.toml, which says {allowed}"));
        }
    }
    problems
}

fn too_long(rules: &Rules, source: &Source) -> Option<String> {
    let extension = Path::new(&source.path).extension()?.to_str()?;
    if !rules.extensions.iter().any(|counted| counted == extension) {
        return None;
    }
    let folder = rules.folders.iter().find(|(folder, _)| source.path.starts_with(folder.as_str()));
    let limit = folder.map_or(rules.limit, |(_, limit)| *limit);
    let limit = rules.longer.get(&source.path).copied().unwrap_or(limit);
    let lines = source.text.lines().count();
    (lines > limit).then(|| format!("{} has {lines} lines, and {limit} are allowed: split it", source.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(path: &str, lines: usize) -> Vec<String> {
        let rules = toml::from_str(
            "limit = 6\nextensions = [\"rs\"]\n[folders]\n\"crates/sync\" = 4\n[longer]\n\"old.rs\" = 9",
        );
        let source = |path: &str, lines| Source { path: path.to_owned(), text: "x\n".repeat(lines) };
        let mut sources = vec![source(path, lines)];
        if path != "old.rs" {
            sources.push(source("old.rs", 9));
        }
        check(&rules.expect("they are rules"), &sources)
    }

    #[test]
    fn a_file_is_held_to_the_limit_of_its_folder() {
        assert!(problems("src/a.rs", 6).is_empty());
        assert_eq!(problems("src/a.rs", 7), ["src/a.rs has 7 lines, and 6 are allowed: split it"]);
        assert!(problems("crates/sync/src/a.rs", 4).is_empty());
        assert_eq!(problems("crates/sync/src/a.rs", 5).len(), 1);
        assert!(problems("Cargo.lock", 900).is_empty());
    }

    #[test]
    fn a_listed_file_may_only_shrink() {
        assert!(problems("old.rs", 9).is_empty());
        assert!(problems("old.rs", 10)[0].contains("9 are allowed"));
        assert!(problems("old.rs", 8)[0].contains("lower its line"));
    }
}
