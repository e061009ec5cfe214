use std::collections::BTreeMap;

use serde::Serialize;

/// Longest label of a chip, in characters.
pub const CHIP_LABEL_MAX: usize = 22;

/// One code with its labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CodelistEntry {
    /// Never renamed, never reused.
    pub code: String,
    /// Exact, as published where a source has it.
    pub label: String,
    /// At most [`CHIP_LABEL_MAX`] characters.
    pub chip_label: String,
    /// For one and for many, where a report prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_label: Option<(String, String)>,
    /// Shown where it stands, not offered any more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// A code of another Ambito or of a national list, for comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_code: Option<String>,
}

/// Codelists by name, each in the order of the forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Codelists(pub BTreeMap<String, Vec<CodelistEntry>>);

impl Codelists {
    /// Every entry of a list, retired ones included; empty for a list that is not configured.
    #[must_use]
    pub fn list(&self, list: &str) -> &[CodelistEntry] {
        self.0.get(list).map_or(&[], Vec::as_slice)
    }

    /// The entries that a form offers.
    pub fn offered(&self, list: &str) -> impl Iterator<Item = &CodelistEntry> {
        self.list(list).iter().filter(|entry| !entry.retired)
    }

    /// One entry; "Non so" and "Non rilevato" are found in every list.
    #[must_use]
    pub fn get(&self, list: &str, code: &str) -> Option<&CodelistEntry> {
        let find = |list: &str| self.list(list).iter().find(|entry| entry.code == code);
        find(list).or_else(|| find("unknowns"))
    }

    /// The label, or the code itself where it is not known: never nothing.
    #[must_use]
    pub fn label<'a>(&'a self, list: &str, code: &'a str) -> &'a str {
        self.get(list, code).map_or(code, |entry| &entry.label)
    }

    /// The label of a chip, or the code itself where it is not known.
    #[must_use]
    pub fn chip<'a>(&'a self, list: &str, code: &'a str) -> &'a str {
        self.get(list, code).map_or(code, |entry| &entry.chip_label)
    }
}
