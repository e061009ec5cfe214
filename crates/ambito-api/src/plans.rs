//! Visits that recur: the API makes them some days ahead, and sends the card of a person where the visits go
//! (docs/adr/0012-recurring-visits.md).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use model::codes::Episode;
use model::config::AmbitoConfig;
use model::ids::{AmbitoId, OperatorId, RecordId};
use model::plan::{DAYS_AHEAD, days, visit_fields, visit_key};
use model::proximity::{Beneficiary, VisitPlan};
use model::record::{Fields, RecordType};
use model::rome;
use model::time::Millis;
use protocol::{Op, Snapshot};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store_sql::{BACK_OFFICE, Planned, PlannedVisit, StoreError};
use sync::server::ServerRecord;

use crate::state::{App, Tenant};

/// Visits that were planned longer ago than this by hand for a day to come are not looked at.
const LOOKED_BACK: i64 = 90 * Millis::DAY;
/// Makes what the plans of an Ambito ask for now.
pub async fn tend(app: &App, tenant: &Tenant) -> Result<usize, StoreError> {
    let now = app.now();
    let config = &tenant.config;
    app.repo().tend(&tenant.scope, now.plus(-LOOKED_BACK), now, &|planned| tended(planned, config, now)).await
}

/// Whether an operation may change what the plans ask for.
pub fn concerns_plans(op: &Op) -> bool {
    [RecordType::VISIT_PLAN, RecordType::BENEFICIARY].contains(&op.record_type)
}

/// What is to be written, pure.
///
/// A visit that no person wrote to follows its plan until it begins: it moves, it is withdrawn, it comes back. One that a
/// person wrote to, or that has begun, is theirs, unless nobody is to go to that person any more.
fn tended(planned: &Planned, config: &AmbitoConfig, now: Millis) -> Vec<ServerRecord> {
    let cards: BTreeMap<RecordId, &ServerRecord> = planned.cards.iter().map(|card| (card.snapshot.id, card)).collect();
    let known: BTreeMap<RecordId, &PlannedVisit> =
        planned.visits.iter().map(|visit| (visit.record.snapshot.id, visit)).collect();
    let mut written = Vec::new();
    let mut wanted = BTreeSet::new();
    // Who goes to whom, by the plans.
    let mut goes = BTreeSet::<(RecordId, OperatorId)>::new();
    for plan in &planned.plans {
        for (id, fields) in visits_of(plan, &cards, config, now) {
            wanted.insert(id);
            goes.extend(reference(&fields, "beneficiaryId").zip(operator(&fields)));
            match known.get(&id) {
                None => written.push(made(id, fields)),
                Some(visit) if is_free(visit, now) => written.extend(follows(&visit.record, fields)),
                Some(_) => {}
            }
        }
    }
    // Nobody goes to a person who is not helped any more, whoever planned it and wrote to it.
    let is_over = |visit: &PlannedVisit| {
        let fields = &visit.record.snapshot.fields;
        let ahead =
            scheduled_at(&visit.record).is_some_and(|at| at > now) && text(fields, "status") == Some("scheduled");
        ahead && reference(fields, "beneficiaryId").and_then(|id| cards.get(&id)).is_some_and(|card| is_closed(card))
    };
    let withdrawn = planned.visits.iter().filter(|visit| {
        let snapshot = &visit.record.snapshot;
        let unwanted = visit.record.author == BACK_OFFICE && is_free(visit, now) && !wanted.contains(&snapshot.id);
        (unwanted || is_over(visit)) && text(&snapshot.fields, "voidedAt").is_none()
    });
    written.extend(withdrawn.map(|visit| withdraw(&visit.record, now)));
    written.extend(planned.cards.iter().filter_map(|card| card_follows(card, &goes, planned, now)));
    written
}

/// The visits that a plan asks for from today on, as far ahead as they are made.
fn visits_of(
    plan: &ServerRecord,
    cards: &BTreeMap<RecordId, &ServerRecord>,
    config: &AmbitoConfig,
    now: Millis,
) -> Vec<(RecordId, Fields)> {
    let fields = &plan.snapshot.fields;
    let card = reference(fields, "beneficiaryId").and_then(|id| cards.get(&id));
    let Some(card) = card.filter(|card| is_open(card)).filter(|_| text(fields, "voidedAt").is_none()) else {
        return Vec::new();
    };
    // A plan sends the card to somebody's phone: not one of another team.
    if text(fields, "teamId").zip(text(&card.snapshot.fields, "teamId")).is_some_and(|(plan, card)| plan != card) {
        return Vec::new();
    }
    let typed = VisitPlan::lenient(fields);
    let place = text(&card.snapshot.fields, "municipalityCode");
    let is_patron_day = |day: NaiveDate| place.is_some_and(|place| config.holidays.is_patron_day(day, place));
    let today = rome::day_of(now);
    let until = today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(today);
    let days = days(&typed, today, until, &is_patron_day);
    days.into_iter()
        .map(|day| {
            let id = visit_id(&config.id, plan.snapshot.id, day);
            (id, visit_fields(plan.snapshot.id, fields, &card.snapshot.fields, day))
        })
        .collect()
}

/// Nobody wrote to it and it has not begun.
fn is_free(visit: &PlannedVisit, now: Millis) -> bool {
    !visit.touched && scheduled_at(&visit.record).is_some_and(|at| at > now)
}

/// For good, or the card was voided.
fn is_closed(card: &ServerRecord) -> bool {
    let fields = &card.snapshot.fields;
    text(fields, "voidedAt").is_some() || Beneficiary::lenient(fields).episode == Some(Episode::CLOSED)
}

fn is_open(card: &ServerRecord) -> bool {
    let fields = &card.snapshot.fields;
    let closed = [Episode::SUSPENDED, Episode::CLOSED];
    let typed = Beneficiary::lenient(fields);
    text(fields, "voidedAt").is_none() && typed.episode.is_none_or(|episode| !closed.contains(&episode))
}

fn made(id: RecordId, fields: Fields) -> ServerRecord {
    let record_type = RecordType::PROXIMITY_VISIT;
    let schema_version = record_type.info().map_or(1, |info| info.schema_version);
    let snapshot = Snapshot { id, record_type, schema_version, rev: 0, fields, siblings: Vec::new() };
    ServerRecord { snapshot, author: BACK_OFFICE, erased: false }
}

/// The visit as the plan has it now, where that differs.
fn follows(visit: &ServerRecord, fields: Fields) -> Option<ServerRecord> {
    (visit.snapshot.fields != fields)
        .then(|| ServerRecord { snapshot: Snapshot { fields, ..visit.snapshot.clone() }, ..visit.clone() })
}

fn withdraw(visit: &ServerRecord, now: Millis) -> ServerRecord {
    let mut record = visit.clone();
    record.snapshot.fields.insert("voidedAt".to_owned(), now.to_rfc3339().into());
    record.snapshot.fields.insert("voidReason".to_owned(), "other".into());
    record
}

/// The card goes to whom the plans send, and comes back the day after the last visit. Whoever is assigned to the person
/// for good stays.
fn card_follows(
    card: &ServerRecord,
    goes: &BTreeSet<(RecordId, OperatorId)>,
    planned: &Planned,
    now: Millis,
) -> Option<ServerRecord> {
    let id = card.snapshot.id;
    let typed = Beneficiary::lenient(&card.snapshot.fields);
    let regular = typed.assigned_operator_ids.map(|ids| ids.0).unwrap_or_default();
    let before = typed.visiting_operator_ids.map(|ids| ids.0).unwrap_or_default();
    let today = rome::day_of(now);
    let still_visits = |operator_id: OperatorId| {
        planned.visits.iter().any(|visit| {
            let fields = &visit.record.snapshot.fields;
            reference(fields, "beneficiaryId") == Some(id)
                && operator(fields) == Some(operator_id)
                && text(fields, "voidedAt").is_none()
                && scheduled_at(&visit.record).is_some_and(|at| rome::day_of(at) >= today)
        })
    };
    let sent = |operator_id: OperatorId| goes.contains(&(id, operator_id));
    let mut after: Vec<OperatorId> = before.iter().copied().filter(|one| sent(*one) || still_visits(*one)).collect();
    for &(_, operator_id) in goes.iter().filter(|(to, _)| *to == id) {
        if !regular.contains(&operator_id) && !after.contains(&operator_id) {
            after.push(operator_id);
        }
    }
    (after != before).then(|| {
        let mut record = card.clone();
        let ids = after.iter().map(|id| Value::from(id.to_string())).collect();
        record.snapshot.fields.insert("visitingOperatorIds".to_owned(), Value::Array(ids));
        record
    })
}

/// The id of the visit of a day: whoever makes it, and however often, it is this one.
fn visit_id(ambito: &AmbitoId, plan: RecordId, day: NaiveDate) -> RecordId {
    let mut hash = Sha256::new();
    hash.update(ambito.0.as_bytes());
    hash.update([0]);
    hash.update(visit_key(plan, day));
    let mut random = [0; 10];
    random.copy_from_slice(&hash.finalize()[..10]);
    let at = rome::start_of_day(day).0.max(0).unsigned_abs();
    RecordId(uuid::Builder::from_unix_timestamp_millis(at, &random).into_uuid())
}

fn scheduled_at(visit: &ServerRecord) -> Option<Millis> {
    Millis::parse_rfc3339(text(&visit.snapshot.fields, "scheduledAt")?).ok()
}

fn operator(fields: &Fields) -> Option<OperatorId> {
    text(fields, "assignedOperatorId")?.parse().ok()
}

fn reference(fields: &Fields, name: &str) -> Option<RecordId> {
    text(fields, name)?.parse().ok()
}

fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name)?.as_str()
}
