//! The activations among many records, each with its steps: whose they are now, and how long they stay on the phones.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::codes::{Art403Authority, Code, ConsegnaTo, PisEventKind};
use crate::config::AmbitoConfig;
use crate::events;
use crate::ids::RecordId;
use crate::pis::{PisState, State, case_code, fold};
use crate::record::{Fields, RecordRef, RecordType, Service};
use crate::retention::window;
use crate::rome;
use crate::time::Millis;

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
    waits: bool,
    stays: bool,
    for_comune: bool,
    municipality: Option<String>,
}

impl Cases {
    /// What these activations say.
    #[must_use]
    pub fn of(folded: &[Folded<'_>], config: &AmbitoConfig, now: Millis) -> Self {
        let whose = |Folded { case, state }: &Folded<'_>| {
            let municipality = case.text("municipalityCode").map(str::to_owned);
            let waits = !state.may_leave_phone();
            // While documents are due somebody must be able to say that they were sent.
            let stays = waits && (state.deadline_running() || now <= leaves_at(state, config).unwrap_or(now));
            (case.id, Whose { waits, stays, for_comune: is_for_comune(state), municipality })
        };
        Self(folded.iter().map(whose).collect())
    }

    /// Whether it is not over: nobody has acknowledged or closed it, or a deadline runs.
    #[must_use]
    pub fn waits(&self, case: RecordId) -> bool {
        self.0.get(&case).is_some_and(|whose| whose.waits)
    }

    /// Whether it may not leave the phones of the service yet, however long ago it was reported.
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

/// Until when an activation that is not over is whole on the phones of the service: for the time of the configuration after it
/// was handed over or closed, and for as long as the service follows it.
fn leaves_at(state: &PisState, config: &AmbitoConfig) -> Option<Millis> {
    let left = gone_at(state).filter(|_| !state.is_followed())?;
    Some(left.plus(window(Some(Service::Pis), config)))
}

/// When it was handed over last, or closed.
fn gone_at(state: &PisState) -> Option<Millis> {
    [state.handed_over_at, state.shift_handed_at, state.closed_at].into_iter().flatten().max()
}

/// What is left on the phones of an activation that is not over and has left them: its code, whom to call, the deadline.
/// "Al più tardi 24 ore dopo il turno": table of what may be on a phone, Pronto Intervento Sociale.
#[must_use]
pub fn stub(folded: &Folded<'_>, config: &AmbitoConfig, now: Millis) -> Option<Fields> {
    let Folded { case, state } = folded;
    let over = leaves_at(state, config).is_some_and(|last| now > last);
    if !over || state.may_leave_phone() || state.deadline_running() {
        return None;
    }
    let shift = state.shift_handed_to.as_ref().map(Code::as_str);
    let service = state.people.iter().find_map(|person| person.handover.as_ref().map(|(to, _)| to.as_str()));
    let code = case.text("activationNumber").map_or_else(|| case_code(case.id), str::to_owned);
    let text = |name: &str| case.text(name).map(str::to_owned);
    let at = |at: Option<Millis>| at.map(|at| rome::to_rome(at).to_rfc3339());
    let fields = [
        ("activationId", Some(case.id.to_string())),
        ("code", Some(code)),
        ("handedTo", service.or(shift).map(str::to_owned)),
        ("handedAt", at(gone_at(state))),
        ("municipalityCode", text("municipalityCode")),
        ("teamId", text("teamId")),
    ];
    Some(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?)))).collect())
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

/// Whether the social service of this Comune has the activation that stands with its steps among these records, or had it at that
/// time: a step after it may have taken it back, which whoever had no network did not know. What was given by mistake, or reported
/// of the wrong Comune, it never had. One that was voided meanwhile is judged as it stood.
#[must_use]
pub fn has_or_had(records: &[RecordRef<'_>], municipality: &str, at: Millis) -> bool {
    let mut cases = records.iter().filter(|record| record.is(&RecordType::PIS_ACTIVATION));
    let (Some(case), None) = (cases.next(), cases.next()) else { return false };
    let holds = events::effective(&RecordType::PIS_EVENT, records.iter().copied()).events;
    let steps = || holds.iter().map(|held| held.event);
    let by = |steps: &mut dyn Iterator<Item = RecordRef<'_>>| is_for_comune(&fold(case.id, case.fields, steps));
    let by_then = || by(&mut steps().filter(|event| events::occurred_at(event) <= at));
    case.text("municipalityCode") == Some(municipality) && (by(&mut steps()) || by_then())
}

/// Whether a record can bring an activation to somebody who did not have it: then all of it goes along, with what is older.
#[must_use]
pub fn may_bring(record_type: &RecordType, fields: &Fields) -> bool {
    if *record_type != RecordType::PIS_EVENT {
        return *record_type == RecordType::PIS_ACTIVATION;
    }
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let gives =
        [PisEventKind::HANDED_OVER, PisEventKind::SHIFT_HANDED_OVER, PisEventKind::REOPENED, PisEventKind::PLACEMENT];
    text("correctsId").is_some()
        || text("art403Authority").is_some()
        || text("kind").is_some_and(|kind| gives.iter().any(|one| one.as_str() == kind))
}
