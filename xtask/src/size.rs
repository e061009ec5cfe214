//! `cargo xtask size`: what the first load of a field role weighs.
//!
//! The first load is the page, the worker, and every file that the worker keeps so that the app starts with no
//! network; nothing that is loaded later counts.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::build::{self, Precache, compress};
use crate::files;
use crate::workspace::Workspace;

/// The budget of a first load, compressed with brotli.
const BUDGET: usize = 400 * 1024;

/// Prints the table, and fails above the budget.
pub fn command(workspace: &Workspace) -> Result<ExitCode> {
    build::app(workspace, &build::Args::default())?;
    let assets = measure(&workspace.dist())?;
    let total = assets.iter().fold(Asset::named("total"), |sum, asset| sum.plus(asset));
    println!("{:<44} {:>10} {:>10} {:>10}", "first load (bytes)", "raw", "gzip", "brotli");
    for asset in assets.iter().chain([&total]) {
        println!("{:<44} {:>10} {:>10} {:>10}", asset.name, asset.raw, asset.gzip, asset.brotli);
    }
    println!("{}", verdict(total.brotli));
    Ok(if total.brotli > BUDGET { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn verdict(brotli: usize) -> String {
    let part = brotli * 100 / BUDGET;
    if brotli > BUDGET {
        format!("above the budget of {BUDGET} bytes by {} ({part} %)", brotli - BUDGET)
    } else {
        format!("within the budget of {BUDGET} bytes ({part} %)")
    }
}

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

    fn plus(self, other: &Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli, ..self }
    }
}

fn measure(dist: &Path) -> Result<Vec<Asset>> {
    let list = files::read(&dist.join("precache.json")).context("there is no built app: `cargo xtask build` first")?;
    let precache: Precache = serde_json::from_slice(&list)?;
    let kept = precache.assets.iter().map(|entry| match entry.url.as_str() {
        "/" => "index.html",
        url => url.trim_start_matches('/'),
    });
    let mut assets = kept.chain(["sw.js"]).map(|name| weigh(dist, name)).collect::<Result<Vec<_>>>()?;
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
        let sum = Asset::named("total").plus(&asset).plus(&asset);
        assert_eq!((sum.name.as_str(), sum.raw, sum.gzip, sum.brotli), ("total", 6, 4, 2));
    }
}
