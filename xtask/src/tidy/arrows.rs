//! Who may depend on whom.

use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use crate::workspace::{Metadata, Package};

type Table = BTreeMap<String, BTreeSet<String>>;

/// Every dependency that the tables of xtask/tidy.toml do not allow.
pub(super) fn check(rules: &Rules, metadata: &Metadata) -> Vec<String> {
    let members: Vec<_> = metadata.members().map(Member::of).collect();
    problems(&members, &rules.arrows, &rules.only, &rules.without)
}

/// A member and what its code (tests apart) depends on.
struct Member<'a> {
    name: &'a str,
    needs: Vec<&'a str>,
}

impl<'a> Member<'a> {
    fn of(package: &'a Package) -> Self {
        let needs = package.dependencies.iter().filter(|need| need.kind.as_deref() != Some("dev"));
        Self { name: &package.name, needs: needs.map(|need| need.name.as_str()).collect() }
    }
}

fn problems(members: &[Member], arrows: &Table, only: &Table, without: &Table) -> Vec<String> {
    let names: BTreeSet<_> = members.iter().map(|member| member.name).collect();
    let mut problems = Vec::new();
    for member in members {
        let name = member.name;
        let Some(allowed) = arrows.get(name) else {
            problems.push(format!("{name} is not in the arrows of xtask/tidy.toml: say what it may depend on"));
            continue;
        };
        for need in &member.needs {
            if names.contains(need) && !allowed.contains(*need) {
                problems.push(format!("{name} depends on {need}, and the arrows of xtask/tidy.toml do not allow it"));
            }
            if only.get(*need).is_some_and(|owners| !owners.contains(name)) {
                problems.push(format!("{name} depends on {need}, which another member keeps to itself"));
            }
            if without.get(name).is_some_and(|banned| banned.contains(*need)) {
                problems.push(format!("{name} depends on {need}, and must do without it"));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, needs: &[&str]) -> Vec<String> {
        let table = |text: &str| -> Table { toml::from_str(text).expect("it is a table") };
        let model = Member { name: "model", needs: vec![] };
        let members = [model, Member { name, needs: needs.to_vec() }];
        problems(
            &members,
            &table("model = []\nsync = [\"model\"]\napi = []"),
            &table("rexie = [\"store\"]"),
            &table("sync = [\"tokio\"]"),
        )
    }

    #[test]
    fn only_the_arrows_that_are_drawn_may_be_followed() {
        assert!(found("sync", &["model", "serde"]).is_empty());
        assert_eq!(
            found("api", &["model"]),
            ["api depends on model, and the arrows of xtask/tidy.toml do not allow it"]
        );
        assert!(found("new", &[])[0].starts_with("new is not in the arrows"));
    }

    #[test]
    fn a_library_may_belong_to_one_member_or_be_refused_by_one() {
        assert!(found("sync", &["rexie"])[0].contains("keeps to itself"));
        assert!(found("sync", &["tokio"])[0].contains("must do without"));
        assert!(found("api", &["tokio"]).is_empty());
    }
}
