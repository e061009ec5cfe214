//! The rows of tests/faults.toml.

use std::fmt;

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Deserializer};

use super::ids;

/// Where the catalogue lies.
pub const PATH: &str = "tests/faults.toml";

/// A row.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Letter of the group and number.
    pub id: String,
    /// What goes wrong.
    pub fault: String,
    /// What app and API do then.
    pub expected: String,
    /// The sorts of test that prove it, each of which must be there.
    pub kinds: Vec<Kind>,
    /// The row is not due yet: why, and with what it comes.
    pub later: Option<String>,
    /// The part of a due row that is not due yet.
    pub rest: Option<String>,
    /// The guards each of whose loss the native tests of the row must notice; one alone is written without brackets.
    #[serde(default, deserialize_with = "one_or_more")]
    pub mutant: Vec<String>,
}

fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Named {
        One(String),
        More(Vec<String>),
    }
    Ok(match Named::deserialize(deserializer)? {
        Named::One(name) => vec![name],
        Named::More(names) => names,
    })
}

/// Sorts of test.
#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Engine, decisions and simulator, native.
    S,
    /// The API.
    A,
    /// End to end in Chromium.
    E,
    /// In the browser: its database, and the vault.
    W,
    /// By hand.
    R,
}

impl Kind {
    /// The sort of the Rust tests of a member.
    pub fn of_member(name: &str) -> Option<Self> {
        match name {
            "model" | "protocol" | "store" | "sync" | "sim" => Some(Self::S),
            "ambito-api" | "store-sql" => Some(Self::A),
            "store-indexeddb" | "vault" => Some(Self::W),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Reads the rows. Ids are unique, and the numbers of a group have no gap: a row that got lost would be missed by no
/// test.
pub fn read(text: &str) -> Result<Vec<Row>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Catalogue {
        row: Vec<Row>,
    }
    let Catalogue { row: rows } = toml::from_str(text).context(PATH)?;
    for (before, row) in std::iter::once(None).chain(rows.iter().map(Some)).zip(&rows) {
        check(row).with_context(|| format!("{PATH}: {}", row.id))?;
        let (group, number) = row.id.split_at(1);
        let follows = match before {
            Some(before) if before.id.starts_with(group) => before.id[1..].parse::<u32>()? + 1,
            _ => 1,
        };
        ensure!(number.parse::<u32>()? == follows, "{PATH}: {} stands where {group}{follows} is expected", row.id);
        let others = rows.iter().filter(|other| other.id == row.id).count();
        ensure!(others == 1, "{PATH}: {} is there twice", row.id);
    }
    Ok(rows)
}

fn check(row: &Row) -> Result<()> {
    ensure!(ids::is_id(&row.id), "it is no id");
    ensure!(!row.kinds.is_empty(), "a row without a kind of test is never proved");
    for text in [Some(&row.fault), Some(&row.expected), row.later.as_ref(), row.rest.as_ref()].into_iter().flatten() {
        if !text.ends_with('.') {
            bail!("`{text}` is no sentence");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, more: &str) -> String {
        format!("[[row]]\nid = \"{id}\"\nfault = \"It breaks.\"\nexpected = \"It holds.\"\nkinds = [\"S\"]\n{more}\n")
    }

    #[test]
    fn the_catalogue_is_whole() {
        let rows = read(include_str!("../../../tests/faults.toml")).expect("it is a catalogue");
        let of = |group: &str| rows.iter().filter(|row| row.id.starts_with(group)).count();
        let groups = ["N", "H", "C", "T", "D", "W", "V", "P"].map(of);
        assert_eq!(groups, [15, 15, 14, 10, 22, 10, 10, 9]);
        assert_eq!(rows.len(), groups.iter().sum::<usize>());
    }

    #[test]
    fn a_gap_a_twin_and_a_word_that_is_unknown_are_errors() {
        assert_eq!(read(&(row("N1", "") + &row("N2", "later = \"With a store.\""))).expect("two rows").len(), 2);
        let named = |mutant: &str| read(&row("N1", mutant)).expect("a row").remove(0).mutant;
        assert_eq!(named(""), [""; 0]);
        assert_eq!(named("mutant = \"A\""), ["A"]);
        assert_eq!(named("mutant = [\"A\", \"B\"]"), ["A", "B"]);
        for text in [
            row("N2", ""),
            row("N1", "") + &row("N3", ""),
            row("N1", "") + &row("H1", "") + &row("N1", ""),
            row("X1", ""),
            row("N1", "mutent = \"A\""),
            row("N1", "later = \"no sentence\""),
        ] {
            assert!(read(&text).is_err(), "{text}");
        }
    }
}
