use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Period;
use crate::codes::{Code, Gender, NOT_RECORDED};
use crate::ids::RecordId;
use crate::pis;
use crate::record::{RecordRef, RecordType};
use crate::values::MunicipalityCode;

/// PIS-1. Each split of the activations sums to the total.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PisReport {
    /// Interventions carried out.
    pub total: u64,
    /// By Comune.
    pub by_municipality: BTreeMap<String, u64>,
    /// By referrer.
    pub by_referrer: BTreeMap<String, u64>,
    /// By organisation of the referrer, where one was written down: this split need not sum to the total.
    pub by_referrer_unit: BTreeMap<String, u64>,
    /// By primary category.
    pub by_target: BTreeMap<String, u64>,
    /// Activations of a category with at least one woman or girl: a report prints "donne" for these.
    pub with_women: BTreeMap<String, u64>,
    /// People by primary category of their activation.
    pub people: BTreeMap<String, PeopleCount>,
}

/// People of a category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PeopleCount {
    /// All.
    pub total: u64,
    /// Of gender F.
    pub women: u64,
}

/// PIS-1: activations reported in the period in which an intervention was carried out, that is which reached
/// `intervened`, whatever came after.
#[must_use]
pub fn pis_1<'a>(records: impl IntoIterator<Item = RecordRef<'a>>, period: &Period) -> PisReport {
    let mut activations = Vec::new();
    let mut events: BTreeMap<RecordId, Vec<RecordRef<'a>>> = BTreeMap::new();
    for record in records {
        if record.is(&RecordType::PIS_ACTIVATION) {
            activations.push(record);
        } else if let Some(id) = event_of(&record) {
            events.entry(id).or_default().push(record);
        }
    }
    let mut report = PisReport::default();
    for activation in activations {
        let in_period = period.has_record(&activation, &["reportedAt", "occurredAt"]);
        if activation.voided() || !in_period {
            continue;
        }
        let own = events.get(&activation.id).into_iter().flatten().copied();
        let state = pis::fold(activation.id, activation.fields, own);
        if state.carried_out {
            report.add(&activation, &state);
        }
    }
    report
}

impl PisReport {
    fn add(&mut self, activation: &RecordRef<'_>, state: &pis::PisState) {
        let form = state.form();
        let code = |code: Option<&str>| code.unwrap_or(NOT_RECORDED).to_owned();
        let category = code(form.target_category.as_ref().map(Code::as_str));
        let municipality = activation.text("municipalityCode").unwrap_or(MunicipalityCode::OUTSIDE).to_owned();
        self.total += 1;
        *self.by_municipality.entry(municipality).or_default() += 1;
        *self.by_referrer.entry(code(form.referrer_type.as_ref().map(Code::as_str))).or_default() += 1;
        if let Some(unit) = &form.referrer_unit {
            *self.by_referrer_unit.entry(unit.0.clone()).or_default() += 1;
        }
        *self.by_target.entry(category.clone()).or_default() += 1;
        let gender = |person: &pis::PersonState| person.facts.as_ref().and_then(|facts| facts.gender.clone());
        let women = state.people.iter().filter(|person| gender(person) == Some(Gender::F)).count();
        if women > 0 {
            *self.with_women.entry(category.clone()).or_default() += 1;
        }
        let people = self.people.entry(category).or_default();
        people.total += state.people.len() as u64;
        people.women += women as u64;
    }
}

fn event_of(record: &RecordRef<'_>) -> Option<RecordId> {
    if record.is(&RecordType::PIS_EVENT) { record.reference("activationId") } else { None }
}
