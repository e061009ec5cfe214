use model::codes::{AgeClass, Code as _};
use model::pis::{DeadlineKind, Minimised, MinimisedPerson, minimised};
use model::time::Millis;

use super::case::Case;
use super::words;
use crate::i18n::{dates, words as letters};
use crate::pages::facts;
use crate::state::AppState;
use crate::tr;

impl Case {
    /// What a Consegna says of it.
    pub fn minimised(&self) -> Minimised {
        minimised(self.id(), &self.record.fields, &self.fold)
    }
}

/// `PIS-2026-0012 · Minore ex art. 403`
pub fn title(said: &Minimised, state: &AppState) -> String {
    let what = said.category.as_ref().map(|code| facts::chip_label("targetCategory", code.as_str(), state));
    [Some(said.code.clone()), what].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The lines below it: where and when, how it stands, each person, what is due and whose duty it is.
pub fn lines(said: &Minimised, state: &AppState) -> Vec<String> {
    let comune = said.municipality.as_ref().map(|code| facts::municipality(code, state));
    let when = said.reported_at.map(|at| tr!(pis.handover_reported, when = instant(at)));
    let triage = said.triage.as_ref().map(|code| facts::chip_label("triage", code.as_str(), state));
    let mut lines = vec![
        [comune, when, triage].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        words::state(said.state).to_owned(),
    ];
    let alone = said.people.len() == 1;
    lines.extend(said.people.iter().map(|one| person(one, alone, state)));
    lines.extend(said.deadlines.iter().map(|due| {
        let duty = due.authority.as_ref().map(|code| facts::code_label("art403Authority", code.as_str(), state));
        let duty = duty.unwrap_or_else(|| tr!(pis.handover_no_duty).to_owned());
        let who = if alone { tr!(pis.person_alone).to_owned() } else { tr!(pis.person_n, n = due.person_n) };
        match due.kind {
            DeadlineKind::OralNotice => tr!(pis.handover_oral, who = who, duty = duty),
            DeadlineKind::Documents => {
                tr!(pis.handover_documents, who = who, when = instant(due.due_at), duty = duty)
            }
        }
    }));
    lines
}

/// All that may leave by another app: the code, the Comune, when, and a number to call back.
pub fn outside(all: &[Minimised], number: &str, state: &AppState) -> String {
    let mut lines: Vec<String> = all
        .iter()
        .map(|said| {
            let comune = said.municipality.as_ref().map(|code| facts::municipality(code, state));
            let when = said.reported_at.map(instant);
            [Some(said.code.clone()), comune, when].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        })
        .collect();
    if !number.is_empty() {
        lines.push(tr!(pis.out_call, number = number));
    }
    lines.join("\n")
}

/// `27/11/2026 20:52`: on paper there is no today.
fn instant(at: Millis) -> String {
    format!("{} {}", dates::day(at), dates::clock(at))
}

/// `Persona 1: minore · Comunità per minori · passata: Tutela Minori`
fn person(said: &MinimisedPerson, alone: bool, state: &AppState) -> String {
    let label = |list: &str, code: &str| letters::lower(&facts::chip_label(list, code, state));
    let full = |list: &str, code: &str| facts::code_label(list, code, state);
    let age = said.age_class.as_ref().map(|age: &AgeClass| label("ageClass", age.as_str()));
    let known = [
        age,
        said.category.as_ref().map(|code| facts::chip_label("targetCategory", code.as_str(), state)),
        said.placement.as_ref().map(|code| tr!(pis.step_placement, place = full("placementKind", code.as_str()))),
        said.outcome.as_ref().map(|code| tr!(pis.step_outcome, outcome = full("pisOutcome", code.as_str()))),
        said.handover.as_ref().map(|code| tr!(pis.step_handed_over, who = full("handoverTo", code.as_str()))),
    ];
    let who = if alone { tr!(pis.person_alone).to_owned() } else { tr!(pis.person_n, n = said.n) };
    let what: Vec<String> = known.into_iter().flatten().collect();
    if what.is_empty() { who } else { tr!(pis.missing_in, who = who, what = what.join(" · ")) }
}
