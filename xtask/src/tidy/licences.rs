//! Every crate and npm package has a licence that deny.toml allows, comes from a registry, and is not banned.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use spdx::{Expression, LicenseReq, ParseMode};

use crate::files;
use crate::workspace::{Metadata, Workspace};

/// Folders with an npm lock file.
const NPM: [&str; 2] = ["xtask/npm", "tests/e2e"];

/// The part of deny.toml that is checked here.
#[derive(Deserialize)]
struct Deny {
    licenses: Licences,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licences {
    allow: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

/// Every package that deny.toml refuses.
pub(super) fn check(workspace: &Workspace, metadata: &Metadata) -> Result<Vec<String>> {
    let deny: Deny = toml::from_str(&files::read_text(&workspace.root.join("deny.toml"))?).context("deny.toml")?;
    let mut problems = Vec::new();
    for package in &metadata.packages {
        let name = format!("{} {}", package.name, package.version);
        problems.extend(refused(&name, package.license.as_deref(), &deny.licenses.allow));
        if let Some(ban) = deny.bans.deny.iter().find(|ban| ban.name == package.name) {
            problems.push(format!("{name} is banned: {}", ban.reason));
        }
        if package.source.as_deref().is_some_and(|source| !source.starts_with("registry+")) {
            problems.push(format!("{name} does not come from the registry"));
        }
    }
    for folder in NPM {
        let lock = workspace.root.join(folder).join("package-lock.json");
        let lock: NpmLock = serde_json::from_slice(&files::read(&lock)?).with_context(|| format!("{folder}'s lock"))?;
        for (path, package) in lock.packages {
            let name = format!("{folder}/{path}");
            problems.extend(refused(&name, package.license.as_deref(), &deny.licenses.allow));
        }
    }
    Ok(problems)
}

#[derive(Deserialize)]
struct NpmLock {
    packages: BTreeMap<String, NpmPackage>,
}

#[derive(Deserialize)]
struct NpmPackage {
    license: Option<String>,
}

fn refused(name: &str, licence: Option<&str>, allow: &BTreeSet<String>) -> Option<String> {
    let Some(licence) = licence else {
        return Some(format!("{name} names no licence"));
    };
    // Lax, because old crates write `MIT/Apache-2.0`.
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return Some(format!("{name} has a licence that is no SPDX expression: {licence}"));
    };
    let allowed = expression.evaluate(|requirement: &LicenseReq| allow.contains(&requirement.to_string()));
    (!allowed).then(|| format!("{name} has a licence that deny.toml does not allow: {licence}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(licence: Option<&str>) -> bool {
        let allow = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "AGPL-3.0-or-later"];
        refused("it", licence, &allow.map(ToOwned::to_owned).into()).is_some()
    }

    #[test]
    fn an_expression_is_evaluated_and_not_compared() {
        assert!(!is_refused(Some("MIT OR GPL-3.0-only")));
        assert!(!is_refused(Some("MIT/Apache-2.0")));
        assert!(!is_refused(Some("Apache-2.0 WITH LLVM-exception")));
        assert!(!is_refused(Some("AGPL-3.0-or-later")));
        assert!(is_refused(Some("MIT AND GPL-3.0-only")));
        assert!(is_refused(Some("(MIT OR Apache-2.0) AND OpenSSL")));
    }

    #[test]
    fn no_licence_and_no_expression_are_refused() {
        assert!(is_refused(None));
        assert!(is_refused(Some("see the file")));
    }
}
