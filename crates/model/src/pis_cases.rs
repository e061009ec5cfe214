//! The activations among many records, each with its steps: whose they are now, and how long they stay on the phones.

use std::collections::BTreeMap;

use crate::codes::{Art403Authority, Code as _, ConsegnaTo, PisEventKind};
use crate::ids::RecordId;
use crate::pis::{PisState, State, fold};
use crate::record::{Fields, RecordRef, RecordType};

/// An activation with its steps, folded.
#[derive(Clone, Debug)]
pub struct Folded<'a> {
    /// The report.
    pub case: RecordRef<'a>,
    /// What its events make of it.
    pub state: PisState,
}

/// Every activation among these records that was not voided.
#[must_use]
pub fn folded<'a>(records: impl IntoIterator<Item = RecordRef<'a>>) -> Vec<Folded<'a>> {
    let (mut cases, mut events) = (Vec::new(), BTreeMap::<RecordId, Vec<RecordRef<'a>>>::new());
    for record in records {
        if record.is(&RecordType::PIS_ACTIVATION) && !record.voided() {
            cases.push(record);
        } else if let Some(case) = record.reference("activationId").filter(|_| record.is(&RecordType::PIS_EVENT)) {
            events.entry(case).or_default().push(record);
        }
    }
    let fold = |case: RecordRef<'a>| {
        let of_case = events.remove(&case.id).unwrap_or_default();
        Folded { case, state: fold(case.id, case.fields, of_case) }
    };
    cases.into_iter().map(fold).collect()
}

/// Whose the activations are, by the id of each.
#[derive(Clone, Debug, Default)]
pub struct Cases(BTreeMap<RecordId, Whose>);

/// Whose an activation is.
#[derive(Clone, Debug)]
struct Whose {
    stays: bool,
    for_comune: bool,
    municipality: Option<String>,
}

impl Cases {
    /// What these records say.
    #[must_use]
    pub fn of<'a>(records: impl IntoIterator<Item = RecordRef<'a>>) -> Self {
        let whose = |Folded { case, state }: Folded<'_>| {
            let municipality = case.text("municipalityCode").map(str::to_owned);
            (case.id, Whose { stays: !state.may_leave_phone(), for_comune: is_for_comune(&state), municipality })
        };
        Self(folded(records).into_iter().map(whose).collect())
    }

    /// Whether an activation may not leave the phones yet, however long ago it was reported.
    #[must_use]
    pub fn stays(&self, case: RecordId) -> bool {
        self.0.get(&case).is_some_and(|whose| whose.stays)
    }

    /// Whether an activation is for the social service of this Comune: it was handed over to it, or a duty is its own. What was
    /// only reported, and what another Comune has, is none of its business.
    #[must_use]
    pub fn is_for(&self, case: RecordId, municipality: &str) -> bool {
        let of = |whose: &Whose| whose.for_comune && whose.municipality.as_deref() == Some(municipality);
        self.0.get(&case).is_some_and(of)
    }
}

/// Whether the social service of the Comune has to do with an activation: it was handed over to a service or to it by the
/// shift, or what art. 403 asks for is its duty.
#[must_use]
pub fn is_for_comune(state: &PisState) -> bool {
    let given = state.handed_over_at.is_some() && state.state >= State::HandedOver;
    let shift = state.shift_handed_to.as_ref() == Some(&ConsegnaTo::MUNICIPAL_SOCIAL_SERVICE);
    let duty = state
        .people
        .iter()
        .any(|person| person.art403_authority.as_ref() == Some(&Art403Authority::MUNICIPAL_SOCIAL_SERVICE));
    given || shift || duty
}

/// Whether a record can bring an activation to somebody who did not have it: then all of it goes along, with what is older.
#[must_use]
pub fn may_bring(record_type: &RecordType, fields: &Fields) -> bool {
    if *record_type != RecordType::PIS_EVENT {
        return *record_type == RecordType::PIS_ACTIVATION;
    }
    let text = |name: &str| fields.get(name).and_then(serde_json::Value::as_str);
    let gives =
        [PisEventKind::HANDED_OVER, PisEventKind::SHIFT_HANDED_OVER, PisEventKind::REOPENED, PisEventKind::PLACEMENT];
    text("correctsId").is_some()
        || text("art403Authority").is_some()
        || text("kind").is_some_and(|kind| gives.iter().any(|one| one.as_str() == kind))
}
