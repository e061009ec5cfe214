//! `cargo xtask size`: what the first load of each field role weighs.
//!
//! The first load is what a phone needs before the home of its operator can be used: the page, its fonts and pictures,
//! the core of the program, the role's home, and the service worker. The forms behind the home, the lists and the other
//! roles follow by themselves, and the worker keeps all of it for the time without a network; its weight is printed too.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};

use crate::build::{self, Loads, Precache, compress};
use crate::files;
use crate::workspace::Workspace;

/// Said when there is nothing to weigh.
const NO_BUILD: &str = "there is no built app: `cargo xtask build` first";

/// The budget of a first load, compressed with brotli.
const BUDGET: usize = 400 * 1024;

/// Builds the app, prints a table a role, and fails when one is above the budget.
pub fn command(workspace: &Workspace) -> Result<ExitCode> {
    build::app(workspace, &build::Args::default())?;
    let dist = workspace.dist();
    let mut heaviest = 0;
    for (role, loads) in first_loads(&dist)? {
        let assets = weigh_all(&dist, &loads.home)?;
        let total = Asset::sum("total", &assets);
        println!("{:<44} {:>10} {:>10} {:>10}", format!("first load, {role} (bytes)"), "raw", "gzip", "brotli");
        for asset in assets.iter().chain([&total]) {
            println!("{:<44} {:>10} {:>10} {:>10}", asset.name, asset.raw, asset.gzip, asset.brotli);
        }
        println!("{}", verdict(total.brotli));
        let all = Asset::sum("with the pages behind the home and the lists", &weigh_all(&dist, &loads.all)?);
        println!("{:<44} {:>10} {:>10} {:>10}\n", all.name, all.raw, all.gzip, all.brotli);
        heaviest = heaviest.max(total.brotli);
    }
    let kept = Asset::sum("all that is kept for the time offline", &weigh_all(&dist, &kept(&dist)?)?);
    println!("{:<44} {:>10} {:>10} {:>10}", kept.name, kept.raw, kept.gzip, kept.brotli);
    Ok(if heaviest > BUDGET { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// As [`command`], one line a role.
pub fn check(workspace: &Workspace) -> Result<()> {
    build::app(workspace, &build::Args::default())?;
    let dist = workspace.dist();
    let mut above = Vec::new();
    for (role, loads) in first_loads(&dist)? {
        let total = Asset::sum("total", &weigh_all(&dist, &loads.home)?);
        println!("first load, {role}: {} bytes, {}", total.brotli, verdict(total.brotli));
        if total.brotli > BUDGET {
            above.push(role);
        }
    }
    ensure!(above.is_empty(), "the first load is above its budget for {}", above.join(", "));
    Ok(())
}

fn verdict(brotli: usize) -> String {
    let part = brotli * 100 / BUDGET;
    if brotli > BUDGET {
        format!("above the budget of {BUDGET} bytes by {} ({part} %)", brotli - BUDGET)
    } else {
        format!("within the budget of {BUDGET} bytes ({part} %)")
    }
}

#[derive(Clone)]
struct Asset {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Asset {
    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), raw: 0, gzip: 0, brotli: 0 }
    }

    fn sum(name: &str, assets: &[Self]) -> Self {
        assets.iter().fold(Self::named(name), |sum, asset| sum.plus(asset))
    }

    fn plus(self, other: &Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli, ..self }
    }
}

fn first_loads(dist: &Path) -> Result<BTreeMap<String, Loads>> {
    let list = files::read(&dist.join(build::dist::FIRST_LOAD)).context(NO_BUILD)?;
    Ok(serde_json::from_slice(&list)?)
}

fn kept(dist: &Path) -> Result<Vec<String>> {
    let list = files::read(&dist.join("precache.json")).context(NO_BUILD)?;
    let precache: Precache = serde_json::from_slice(&list)?;
    Ok(precache.assets.into_iter().map(|entry| entry.url).chain(["/sw.js".to_owned()]).collect())
}

/// The files behind some addresses, the heaviest first.
fn weigh_all(dist: &Path, urls: &[String]) -> Result<Vec<Asset>> {
    let names = urls.iter().map(|url| match url.as_str() {
        "/" => "index.html",
        url => url.trim_start_matches('/'),
    });
    let mut assets = names.map(|name| weigh(dist, name)).collect::<Result<Vec<_>>>()?;
    assets.sort_by(|one, other| other.brotli.cmp(&one.brotli).then_with(|| one.name.cmp(&other.name)));
    Ok(assets)
}

fn weigh(dist: &Path, name: &str) -> Result<Asset> {
    let file = dist.join(name);
    let raw = files::read(&file)?.len();
    if !compress::is_compressible(&file) {
        return Ok(Asset { name: name.to_owned(), raw, gzip: raw, brotli: raw });
    }
    let gzip = files::read(&dist.join(format!("{name}.gz")))?.len();
    let brotli = files::read(&dist.join(format!("{name}.br")))?.len();
    Ok(Asset { name: name.to_owned(), raw, gzip, brotli })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_a_limit_that_may_be_reached() {
        assert!(verdict(BUDGET).starts_with("within") && verdict(BUDGET).ends_with("(100 %)"));
        assert_eq!(verdict(BUDGET + 1), "above the budget of 409600 bytes by 1 (100 %)");
    }

    #[test]
    fn a_total_adds_every_column() {
        let asset = Asset { name: "a".to_owned(), raw: 3, gzip: 2, brotli: 1 };
        let sum = Asset::sum("total", &[asset.clone(), asset]);
        assert_eq!((sum.name.as_str(), sum.raw, sum.gzip, sum.brotli), ("total", 6, 4, 2));
    }
}
