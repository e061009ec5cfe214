//! Proximity: what follows from the services and the outcome of a visit, and whether the money adds up.

use crate::codes::{CashKind, PerformedBy, ServiceType, SupportKind, VisitChannel, VisitOutcome};
use crate::events;
use crate::ids::RecordId;
use crate::order;
use crate::record::{Fields, Issue, IssueCode, RecordRef, RecordType};
use crate::values;
use litemap::LiteMap;

pub use crate::schema::{Beneficiary, CARD_FIELDS, CashEntry, ProximityGroupSession, ProximityVisit, VisitPlan};

/// The kind of support of a visit; `None` without services.
///
/// A visit has one kind and counts once: food support where food was brought, else relational where company was one of
/// the reasons to come (it asks for a review with the social service), else practical.
#[must_use]
pub fn support_kind(services: &[ServiceType]) -> Option<SupportKind> {
    let any = |wanted: &[ServiceType]| services.iter().any(|service| wanted.contains(service));
    match services {
        [] => None,
        _ if any(&[ServiceType::FOOD_PARCEL]) => Some(SupportKind::FOOD_SUPPORT),
        _ if any(&[ServiceType::RELATIONAL_VISIT, ServiceType::SOCIALISATION_GROUP]) => Some(SupportKind::RELATIONAL),
        _ => Some(SupportKind::PRACTICAL),
    }
}

/// How a visit takes place, as its services suggest.
#[must_use]
pub fn channel(services: &[ServiceType]) -> VisitChannel {
    let has = |wanted: ServiceType| services.contains(&wanted);
    if has(ServiceType::LOCAL_ACCOMPANIMENT) {
        VisitChannel::ACCOMPANIED_OUTSIDE
    } else if has(ServiceType::SOCIALISATION_GROUP) {
        VisitChannel::GROUP
    } else if !services.is_empty() && services.iter().all(|service| *service == ServiceType::MEDICAL_VISIT_BOOKING) {
        VisitChannel::PHONE
    } else {
        VisitChannel::HOME
    }
}

/// Who makes the visit, as the roles say.
#[must_use]
pub const fn performed_by(is_operator: bool, is_volunteer: bool) -> PerformedBy {
    if is_volunteer && !is_operator { PerformedBy::VOLUNTEER } else { PerformedBy::OPERATOR }
}

/// The state that an outcome brings; `None` for an outcome that this version does not know.
#[must_use]
pub fn state_for(outcome: &VisitOutcome) -> Option<&'static str> {
    let is = |wanted: &[VisitOutcome]| wanted.contains(outcome);
    if is(&[VisitOutcome::DONE, VisitOutcome::PARTLY_DONE]) {
        Some("done")
    } else if is(&[VisitOutcome::NOT_FOUND, VisitOutcome::REFUSED, VisitOutcome::POSTPONED]) {
        Some("not_done")
    } else if is(&[VisitOutcome::CANCELLED_BY_PERSON, VisitOutcome::CANCELLED_BY_SERVICE]) {
        Some("cancelled")
    } else {
        None
    }
}

/// The money of a visit, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cash {
    /// Given by the person.
    pub given: i64,
    /// Spent.
    pub spent: i64,
    /// Given back.
    pub returned: i64,
    /// Some entry says that the receipt was handed over.
    pub receipt_handed_over: bool,
}

impl Cash {
    /// What is left over (above zero) or lacks (below); zero when the sum is right.
    #[must_use]
    pub const fn difference(self) -> i64 {
        self.given - self.spent - self.returned
    }

    /// The money of one visit.
    #[must_use]
    pub fn of_visit<'a>(visit: RecordId, records: impl IntoIterator<Item = RecordRef<'a>>) -> Self {
        let mut cash = Self::default();
        for entry in events::effective(&RecordType::CASH_ENTRY, records).events {
            if entry.event.reference("visitId") == Some(visit) {
                cash.add(entry.event.fields);
            }
        }
        cash
    }

    fn add(&mut self, fields: &Fields) {
        let entry = CashEntry::lenient(fields);
        let cents = entry.cents.map_or(0, |cents| cents.0);
        match entry.kind {
            Some(kind) if kind == CashKind::GIVEN => self.given += cents,
            Some(kind) if kind == CashKind::SPENT => self.spent += cents,
            Some(kind) if kind == CashKind::RETURNED => self.returned += cents,
            _ => {}
        }
        self.receipt_handed_over |= entry.receipt_handed_over == Some(true);
    }
}

/// Which beneficiary stands for which, by `aliasOf`; the same for paths of citizens.
///
/// Clearing `aliasOf` undoes a join. A circle is cut at its lowest id.
#[derive(Clone, Debug, Default)]
pub struct Aliases(LiteMap<RecordId, RecordId>);

impl Aliases {
    /// The joins among the records of one type. A voided record is still an alias: its visits are somebody's.
    #[must_use]
    pub fn of<'a>(record_type: &RecordType, records: impl IntoIterator<Item = RecordRef<'a>>) -> Self {
        let joined = records.into_iter().filter(|record| record.is(record_type));
        Self(order::map(joined.filter_map(|record| Some((record.id, record.reference("aliasOf")?)))))
    }

    /// Whom an id stands for; itself where it was not joined.
    #[must_use]
    pub fn resolve(&self, id: RecordId) -> RecordId {
        let mut seen = vec![id];
        let mut head = id;
        while let Some(next) = self.0.get(&head).copied() {
            if let Some(start) = seen.iter().position(|known| *known == next) {
                return seen[start..].iter().copied().min().unwrap_or(head);
            }
            seen.push(next);
            head = next;
        }
        head
    }
}

pub(crate) fn visit_rules(fields: &Fields, issues: &mut Vec<Issue>) {
    let visit = ProximityVisit::lenient(fields);
    let state = crate::state_of(&RecordType::PROXIMITY_VISIT, fields);
    match visit.outcome {
        None if matches!(state, "not_done" | "cancelled") => values::issue("outcome", IssueCode::Missing, issues),
        Some(outcome) if state_for(&outcome).is_some_and(|expected| expected != state) => {
            values::issue("status", IssueCode::ImpossibleTransition, issues);
        }
        _ => {}
    }
}

pub(crate) fn to_complete(fields: &Fields, state: &str, issues: &mut Vec<Issue>) {
    if state != "done" {
        return;
    }
    let visit = ProximityVisit::lenient(fields);
    let services = visit.services.map(|services| services.0).unwrap_or_default();
    let mut missing = |absent: bool, name: &str| {
        if absent {
            values::issue(name, IssueCode::Missing, issues);
        }
    };
    if services.contains(&ServiceType::LOCAL_ACCOMPANIMENT) {
        missing(visit.distance_km.is_none(), "distanceKm");
        missing(visit.destination_kind.is_none(), "destinationKind");
    }
    if support_kind(&services) == Some(SupportKind::RELATIONAL) {
        missing(visit.social_service_informed.is_none(), "socialServiceInformed");
        missing(visit.next_review_on.is_none(), "nextReviewOn");
        missing(visit.reason.is_none(), "reason");
        missing(visit.goal.is_none(), "goal");
    }
}
