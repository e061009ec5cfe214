use crate::codes::{AgeClass, HandoverTo, PisOutcome, PlacementKind, TargetCategory, Triage};
use crate::ids::RecordId;
use crate::record::Fields;
use crate::time::Millis;
use serde_json::Value;

use super::fold::{PisState, State};
use super::people::Deadline;

/// What a Consegna says of an activation: enough for whoever comes after to go on, and nothing that was typed. It is made of
/// codes, numbers and times alone, so no note, no name and no number of who reported can be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minimised {
    /// The number of the API, else the short code that every phone shows alike.
    pub code: String,
    /// ISTAT code of the Comune.
    pub municipality: Option<String>,
    /// When it was reported.
    pub reported_at: Option<Millis>,
    /// Primary category.
    pub category: Option<TargetCategory>,
    /// Urgency.
    pub triage: Option<Triage>,
    /// Where it stands.
    pub state: State,
    /// The people.
    pub people: Vec<MinimisedPerson>,
    /// What is still due, the first one due first.
    pub deadlines: Vec<Deadline>,
}

/// A person in a Consegna.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinimisedPerson {
    /// 1 is the first.
    pub n: i64,
    /// Age class.
    pub age_class: Option<AgeClass>,
    /// The category, where it is not that of the activation.
    pub category: Option<TargetCategory>,
    /// Where the person is.
    pub placement: Option<PlacementKind>,
    /// How it ended.
    pub outcome: Option<PisOutcome>,
    /// To whom the person was handed over.
    pub handover: Option<HandoverTo>,
}

/// The minimised text of a Consegna, as data, from the facts of the report and the fold of its events.
#[must_use]
pub fn minimised(activation: RecordId, fields: &Fields, fold: &PisState) -> Minimised {
    let form = fold.form();
    let known = fold.people.iter().map(|person| {
        let facts = person.facts.as_ref();
        let own = facts.and_then(|facts| facts.category.clone());
        MinimisedPerson {
            n: person.n,
            age_class: facts.and_then(|facts| facts.age_class.clone()),
            category: own.filter(|own| form.target_category.as_ref() != Some(own)),
            placement: person.placement.as_ref().map(|(place, _)| place.clone()),
            outcome: person.outcome.clone(),
            handover: person.handover.as_ref().map(|(to, _)| to.clone()),
        }
    });
    // Texts, but of a shape that leaves no room for anything else.
    let text = |name: &str, fits: fn(&str) -> bool| {
        fields.get(name).and_then(Value::as_str).filter(|text| fits(text)).map(str::to_owned)
    };
    let number = text("activationNumber", |text| {
        let digits = text.strip_prefix("PIS-").unwrap_or_default();
        !digits.is_empty() && digits.chars().all(|letter| letter.is_ascii_digit() || letter == '-')
    });
    let comune = text("municipalityCode", |text| text.len() == 6 && text.chars().all(|digit| digit.is_ascii_digit()));
    let mut deadlines = fold.deadlines();
    deadlines.retain(|deadline| deadline.met_at.is_none());
    crate::order::by_key(&mut deadlines, |deadline| deadline.due_at);
    Minimised {
        code: number.unwrap_or_else(|| super::case_code(activation)),
        municipality: comune,
        reported_at: form.reported_at.map(|at| Millis(at.timestamp_millis())),
        category: form.target_category.clone(),
        triage: form.triage.clone(),
        state: fold.state,
        people: known.collect(),
        deadlines,
    }
}
