use std::collections::BTreeSet;

use crate::codes::{AgeClass, Art403Authority, HandoverTo, PisOutcome, PlacementKind, TargetCategory};
use crate::schema::{Person, PisActivation};
use crate::time::Millis;

/// Code of `authority_notified`: the juvenile prosecutor was told by voice.
pub const ART403_ORAL_NOTICE: &str = "art403_oral_notice";
/// Code of `authority_notified`: decision, documents and report were sent.
pub const ART403_SENT: &str = "art403_sent";

/// The law gives 24 hours from the placement.
const ART403_LIMIT: i64 = 24 * Millis::HOUR;

/// A person of an activation: facts of the form, and what the events of that person say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PersonState {
    /// 1 is the first.
    pub n: i64,
    /// Facts of the form; `None` for a person that only events name.
    pub facts: Option<Person>,
    /// Where the person was placed, and when.
    pub placement: Option<(PlacementKind, Millis)>,
    /// When the person was first placed anywhere, at the earliest where the time is approximate: the deadline of art. 403 runs from
    /// here.
    pub placed_at: Option<Millis>,
    /// Whose duty the steps of art. 403 are.
    pub art403_authority: Option<Art403Authority>,
    /// Oral notice to the juvenile prosecutor.
    pub art403_oral_notice_at: Option<Millis>,
    /// Decision, documents and report sent.
    pub art403_sent_at: Option<Millis>,
    /// Authorities told of an unaccompanied minor.
    pub msna_notified: BTreeSet<String>,
    /// To whom the person was handed over, and when.
    pub handover: Option<(HandoverTo, Millis)>,
    /// Outcome.
    pub outcome: Option<PisOutcome>,
}

/// What art. 403 asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineKind {
    /// The juvenile prosecutor is told by voice, at once: it is due from the placement.
    OralNotice,
    /// Decision, documents and report are sent within 24 hours of the placement.
    Documents,
}

/// A deadline of art. 403.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Whose.
    pub person_n: i64,
    /// What is due.
    pub kind: DeadlineKind,
    /// By when.
    pub due_at: Millis,
    /// Whose duty, where it is known.
    pub authority: Option<Art403Authority>,
    /// When it was met.
    pub met_at: Option<Millis>,
}

impl PersonState {
    /// Of these authorities (codes of `msnaNotified`), the ones that nobody ticked for this person yet, in their order.
    #[must_use]
    pub fn untold<'a>(&self, authorities: &[&'a str]) -> Vec<&'a str> {
        authorities.iter().filter(|code| !self.msna_notified.contains(**code)).copied().collect()
    }

    /// The people of the form; one, without facts, where it names none.
    pub(super) fn of_form(form: &PisActivation) -> Vec<Self> {
        let people = form.people.as_ref().map(|people| people.0.as_slice()).unwrap_or_default();
        if people.is_empty() {
            return vec![Self { n: 1, ..Self::default() }];
        }
        let number =
            |index: usize, person: &Person| person.n.map_or_else(|| i64::try_from(index).unwrap_or(0) + 1, |n| n.0);
        people
            .iter()
            .enumerate()
            .map(|(index, person)| Self { n: number(index, person), facts: Some(person.clone()), ..Self::default() })
            .collect()
    }

    /// The category of this person, else that of the activation.
    #[must_use]
    pub fn category<'a>(&'a self, form: &'a PisActivation) -> Option<&'a TargetCategory> {
        let own = self.facts.as_ref().and_then(|facts| facts.category.as_ref());
        own.or(form.target_category.as_ref())
    }

    /// Whether the form says that the person is a minor.
    #[must_use]
    pub fn is_minor(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.age_class == Some(AgeClass::MINOR))
    }

    /// Whether the person was handed over to a service.
    #[must_use]
    pub fn handed_to_service(&self) -> bool {
        self.handover.as_ref().is_some_and(|(to, _)| *to != HandoverTo::NONE)
    }

    /// The deadlines of art. 403, met or not, the first one due first; none before a placement.
    #[must_use]
    pub fn deadlines(&self, form: &PisActivation) -> Option<[Deadline; 2]> {
        let placed_at = self.placed_at.filter(|_| self.category(form) == Some(&TargetCategory::MINOR_ART_403))?;
        let due = |kind, due_at, met_at| Deadline {
            person_n: self.n,
            kind,
            due_at,
            authority: self.art403_authority.clone(),
            met_at,
        };
        Some([
            due(DeadlineKind::OralNotice, placed_at, self.art403_oral_notice_at),
            due(DeadlineKind::Documents, placed_at.plus(ART403_LIMIT), self.art403_sent_at),
        ])
    }
}
