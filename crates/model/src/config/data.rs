//! The data files that all Ambiti share.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::read::{DataFiles, Faults};
use super::{CHIP_LABEL_MAX, CodelistEntry, Municipality, Population};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MunicipalityRow {
    name: String,
    istat: String,
    catastale: String,
    ambito_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CodeRow {
    code: String,
    label: String,
    chip_label: String,
    report_label: Option<(String, String)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PopulationFile {
    source: String,
    years: Vec<i32>,
    residents: BTreeMap<String, Vec<u32>>,
}

/// The Comuni of an Ambito, in the order of the alphabet.
pub(super) fn municipalities(data: &DataFiles<'_>, ambito: &str, faults: &mut Faults<'_>) -> Vec<Municipality> {
    let text = data.municipalities_json;
    let Some(rows) = json::<Vec<MunicipalityRow>>("municipalities", text, faults) else { return Vec::new() };
    let mut seen = BTreeSet::new();
    for row in &rows {
        let digits = row.istat.len() == 6 && row.istat.bytes().all(|byte| byte.is_ascii_digit());
        if !digits {
            let reason = format!("`{}` is not an ISTAT code of six digits", row.istat);
            faults.push("municipalities", line_of(text, &quoted(&row.istat), 0), reason);
        }
        if !seen.insert(row.istat.clone()) {
            let reason = format!("the ISTAT code `{}` stands twice", row.istat);
            faults.push("municipalities", line_of(text, &quoted(&row.istat), 1), reason);
        }
    }
    let mut own: Vec<_> = rows
        .into_iter()
        .filter(|row| row.ambito_id == ambito)
        .map(|row| Municipality { istat: row.istat, catastale: row.catastale, name: row.name, aliases: Vec::new() })
        .collect();
    own.sort_by(|one, other| one.name.cmp(&other.name));
    own
}

/// Every codelist of the data file, checked.
pub(super) fn codelists(data: &DataFiles<'_>, faults: &mut Faults<'_>) -> BTreeMap<String, Vec<CodelistEntry>> {
    let text = data.codelists_json;
    let lists = json::<BTreeMap<String, Vec<CodeRow>>>("codelists", text, faults).unwrap_or_default();
    for (list, entries) in &lists {
        let mut seen = BTreeSet::new();
        for entry in entries {
            if entry.chip_label.chars().count() > CHIP_LABEL_MAX {
                let line = line_of(text, &quoted(&entry.chip_label), 0);
                faults.push("codelists", line, long_chip(list, &entry.code));
            }
            if !seen.insert(&entry.code) {
                let line = line_of_code(text, list, &entry.code);
                faults.push("codelists", line, double_code(list, &entry.code));
            }
        }
    }
    lists.into_iter().map(|(list, rows)| (list, rows.into_iter().map(CodeRow::entry).collect())).collect()
}

impl CodeRow {
    fn entry(self) -> CodelistEntry {
        CodelistEntry {
            code: self.code,
            label: self.label,
            chip_label: self.chip_label,
            report_label: self.report_label,
            retired: false,
            parent_code: None,
        }
    }
}

/// Residents, where the file has them for every Comune of the Ambito.
pub(super) fn population(
    data: &DataFiles<'_>,
    municipalities: &[Municipality],
    faults: &mut Faults<'_>,
) -> Option<Population> {
    let file = json::<PopulationFile>("population", data.population_json, faults)?;
    for (istat, residents) in &file.residents {
        if residents.len() != file.years.len() {
            let reason = format!("`{istat}` has {} numbers for {} years", residents.len(), file.years.len());
            faults.push("population", line_of(data.population_json, &quoted(istat), 0), reason);
        }
    }
    let of = |comune: &Municipality| Some((comune.istat.clone(), file.residents.get(&comune.istat)?.clone()));
    let residents: BTreeMap<_, _> = municipalities.iter().filter_map(of).collect();
    let complete = !municipalities.is_empty() && residents.len() == municipalities.len();
    complete.then_some(Population { source: file.source, years: file.years, residents })
}

pub(super) fn long_chip(list: &str, code: &str) -> String {
    format!("the chip label of `{code}` in `{list}` has more than {CHIP_LABEL_MAX} characters")
}

pub(super) fn double_code(list: &str, code: &str) -> String {
    format!("the code `{code}` stands twice in `{list}`")
}

fn json<T: serde::de::DeserializeOwned>(file: &'static str, text: &str, faults: &mut Faults<'_>) -> Option<T> {
    match serde_json::from_str(text) {
        Ok(read) => Some(read),
        Err(error) => {
            faults.push(file, Some(error.line()), error.to_string());
            None
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Line of an occurrence of a text, counted from 0; JSON readers give no positions for values.
fn line_of(text: &str, needle: &str, occurrence: usize) -> Option<usize> {
    text.match_indices(needle).nth(occurrence).map(|(at, _)| 1 + text[..at].matches('\n').count())
}

/// Line of the second occurrence of a code inside a list.
fn line_of_code(text: &str, list: &str, code: &str) -> Option<usize> {
    let start = text.find(&format!("{}:", quoted(list))).or_else(|| text.find(&quoted(list)))?;
    let before = text[..start].matches('\n').count();
    line_of(&text[start..], &quoted(code), 1).map(|line| line + before)
}
