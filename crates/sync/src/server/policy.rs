//! Who may see and who may write what: the one place that says so.

use model::codes::{Code as _, FollowUpKind, PisEventKind};
use model::config::AmbitoConfig;
use model::ids::{RecordId, TeamId};
use model::pis_cases::Cases;
use model::record::{Fields, MergeClass, RecordType, Service, service_of};
use model::retention::is_on_phones;
use model::time::Millis;
use protocol::{Op, OpKind, Role, TeamRef};
use serde_json::Value;

use super::{Actor, ServerRecord};

/// Whether a phone of this operator gets the record by pull.
///
/// An operator gets the records of the own services and teams, what is assigned, and what the operator made, as long as
/// it stands open or happened lately; a volunteer only what is assigned or own; everybody the references, but for templates,
/// which are for their team. The card of a beneficiary goes to the operators assigned to it and to nobody else.
#[must_use]
pub fn visible(record: &ServerRecord, actor: &Actor, config: &AmbitoConfig, now: Millis) -> bool {
    visible_with(record, actor, config, now, &Cases::default())
}

/// As [`visible`], with what is known of the activations: what is not over stays, with all its steps, however long ago it was
/// reported, and the social service of a Comune gets what was handed to it.
#[must_use]
pub fn visible_with(record: &ServerRecord, actor: &Actor, config: &AmbitoConfig, now: Millis, cases: &Cases) -> bool {
    let record_type = &record.snapshot.record_type;
    if record.erased || *record_type == RecordType::READ_AUDIT {
        return false;
    }
    let fields = &record.snapshot.fields;
    if *record_type == RecordType::PIS_STUB {
        return fields.get("voidedAt").is_none_or(Value::is_null) && in_own_teams(record_type, fields, actor);
    }
    if *record_type == RecordType::TEMPLATE {
        return is_of_team(fields, actor);
    }
    if is_reference(record_type) {
        return true;
    }
    let case = case_of(record);
    let own = actor.municipality_code.as_deref().filter(|_| actor.is(Role::MunicipalSocialWorker));
    let handed = case.zip(own).is_some_and(|(case, own)| cases.is_for(case, own));
    if handed && case.is_some_and(|case| cases.waits(case)) {
        return true;
    }
    if !is_on_phones(record_type, fields, config, now) && !case.is_some_and(|case| cases.stays(case)) {
        return false;
    }
    if is_assigned(fields, actor) {
        return true;
    }
    // Names and addresses are on the phones of those who visit, on nobody else's, not even the author's.
    if *record_type == RecordType::BENEFICIARY {
        return false;
    }
    if record.author == actor.operator {
        return true;
    }
    if handed || (own.is_some() && concerns_municipality(record_type, fields, actor)) {
        return true;
    }
    // Names may stand in what nobody has looked through yet. In the Pronto Intervento somebody must see it tonight.
    if *record_type == RecordType::CAPTURE
        && service_of(record_type, fields) != Some(Service::Pis)
        && !actor.is(Role::Coordinator)
    {
        return false;
    }
    let works_for_all = actor.roles.iter().any(|role| field_service(*role).is_some() && *role != Role::Volunteer);
    (works_for_all || actor.is(Role::Coordinator)) && in_own_teams(record_type, fields, actor)
}

/// The activation that a record is, or is a step of; none for what was voided.
fn case_of(record: &ServerRecord) -> Option<RecordId> {
    let snapshot = &record.snapshot;
    if snapshot.fields.get("voidedAt").is_some_and(|at| !at.is_null()) {
        return None;
    }
    match &snapshot.record_type {
        case if *case == RecordType::PIS_ACTIVATION => Some(snapshot.id),
        step if *step == RecordType::PIS_EVENT => snapshot.fields.get("activationId")?.as_str()?.parse().ok(),
        _ => None,
    }
}

/// Whether this operator may look the record up online: coordinators see all of their services, however old.
#[must_use]
pub fn may_read_online(record: &ServerRecord, actor: &Actor) -> bool {
    let record_type = &record.snapshot.record_type;
    !record.erased
        && actor.is(Role::Coordinator)
        && (*record_type != RecordType::TEMPLATE || is_of_team(&record.snapshot.fields, actor))
        && match service_of(record_type, &record.snapshot.fields) {
            Some(service) => services(actor).contains(&service),
            // A note, a follow-up: of the team that it names.
            None => in_own_teams(record_type, &record.snapshot.fields, actor) || is_reference(record_type),
        }
}

/// Whether this operator may see, online, that a path at the hubs may be of a citizen who has another one: coordinators as they
/// look up all else, facilitators those whose paths they work on, however long ago these left the phones. Each of them
/// may write the join.
#[must_use]
pub fn may_join(path: &ServerRecord, actor: &Actor) -> bool {
    let (record_type, fields) = (&path.snapshot.record_type, &path.snapshot.fields);
    let works_on = || path.author == actor.operator || in_own_teams(record_type, fields, actor);
    *record_type == RecordType::CITIZEN_PATH
        && !path.erased
        && (may_read_online(path, actor) || (actor.is(Role::DigitalFacilitator) && works_on()))
}

/// Whether this operator may apply the operation: to `current`, or as a new record.
#[must_use]
pub fn may_write(op: &Op, current: Option<&ServerRecord>, actor: &Actor) -> bool {
    if op.record_type == RecordType::TEMPLATE {
        return may_write_template(op, current, actor);
    }
    if is_reference(&op.record_type) {
        // A stub is the API's.
        return op.record_type != RecordType::PIS_STUB && (actor.is(Role::Coordinator) || actor.is(Role::Admin));
    }
    match current {
        None => may_create(op, actor),
        Some(record) => {
            let fields = &record.snapshot.fields;
            let own = record.author == actor.operator || is_assigned(fields, actor);
            let volunteer_only = actor.roles.iter().all(|role| *role == Role::Volunteer);
            // A plan sends the card of a person to somebody's phone: whoever only visits plans nothing.
            if volunteer_only && op.record_type == RecordType::VISIT_PLAN {
                return false;
            }
            // Who is one person is for who sees all cards.
            let joins = op.record_type == RecordType::BENEFICIARY && op.fields.contains_key("aliasOf");
            if joins && !actor.is(Role::Coordinator) {
                return false;
            }
            // Nor does who only visits say who else has the card, or whether the person is helped.
            let hands_out = ["assignedOperatorIds", "visitingOperatorIds", "episode", "closedReason"];
            let hands_on = op.record_type == RecordType::BENEFICIARY
                && (matches!(op.kind, OpKind::Archive | OpKind::Restore)
                    || op.fields.keys().any(|name| hands_out.contains(&name.as_str())));
            if volunteer_only && hands_on {
                return false;
            }
            may_read_online(record, actor)
                || takes_charge(op, fields, actor)
                || (is_writer(actor) && own)
                || (is_writer(actor) && !volunteer_only && in_own_teams(&op.record_type, fields, actor))
        }
    }
}

/// Whether this operator may erase a record for good, as the law asks: an act of the office, not of the field.
#[must_use]
pub fn may_erase(actor: &Actor) -> bool {
    actor.is(Role::Admin) || actor.is(Role::DpoAuditor)
}

/// Whether this operator may see the phones of an operator of these teams and shut one out: a coordinator those of the own
/// teams, an administrator all.
#[must_use]
pub fn may_manage_phones(actor: &Actor, teams: &[TeamId]) -> bool {
    let coordinates = |id: &TeamId| actor.teams.iter().any(|team| team.id == *id);
    actor.is(Role::Admin) || (actor.is(Role::Coordinator) && teams.iter().any(coordinates))
}

/// The team that a new record belongs to when the phone names none.
#[must_use]
pub fn home_team<'a>(record_type: &RecordType, fields: &Fields, actor: &'a Actor) -> Option<&'a TeamRef> {
    if let Some(named) = team_of(fields) {
        return actor.teams.iter().find(|team| team.id == named);
    }
    match service_of(record_type, fields) {
        Some(service) => actor.teams.iter().find(|team| team.service == service),
        None => actor.teams.first(),
    }
}

/// The services of an operator: those of the teams, and those of the roles of who has no team.
#[must_use]
pub fn services(actor: &Actor) -> Vec<Service> {
    let mut services: Vec<Service> = actor.teams.iter().map(|team| team.service).collect();
    if services.is_empty() {
        services.extend(actor.roles.iter().copied().filter_map(field_service));
    }
    services.sort_unstable();
    services.dedup();
    services
}

/// The team that a record names.
#[must_use]
pub fn team_of(fields: &Fields) -> Option<TeamId> {
    fields.get("teamId")?.as_str()?.parse().ok()
}

fn may_create(op: &Op, actor: &Actor) -> bool {
    // The rest of an operation that makes nothing is decided elsewhere.
    if op.kind != OpKind::Create {
        return true;
    }
    let seen_by_comune = [RecordType::NOTE, RecordType::CAPTURE].contains(&op.record_type);
    (actor.is(Role::MunicipalSocialWorker) && (seen_by_comune || acknowledges(op, actor))) || may_make(op, actor)
}

/// Whether it is only as the social service of the own Comune that this operator may say this of an activation: the activation
/// must be that Comune's.
pub(super) fn speaks_for_comune(op: &Op, actor: &Actor) -> bool {
    actor.is(Role::MunicipalSocialWorker) && acknowledges(op, actor) && !may_make(op, actor)
}

/// That it has it, and nothing else, is for the social service to say of an activation; and to take that back.
fn acknowledges(op: &Op, actor: &Actor) -> bool {
    let value = |name: &str| op.fields.get(name).and_then(|change| change.value.as_str());
    op.record_type == RecordType::PIS_EVENT
        && value("municipalityCode") == actor.municipality_code.as_deref()
        && value("kind") == Some(PisEventKind::ACKNOWLEDGED.as_str())
}

/// Whether this operator may make the record in the work of a service.
fn may_make(op: &Op, actor: &Actor) -> bool {
    let value = |name: &str| op.fields.get(name).map(|change| &change.value);
    let team = value("teamId").and_then(Value::as_str).and_then(|text| text.parse::<TeamId>().ok());
    let team_allowed =
        team.is_none_or(|team| actor.teams.iter().any(|own| own.id == team) || actor.is(Role::Coordinator));
    let named = value("service").map(|service| Fields::from([("service".to_owned(), service.clone())]));
    let service = service_of(&op.record_type, &named.unwrap_or_default());
    // Whoever has a phone in the hand writes down what happens, whose ever work it is.
    let service_allowed =
        op.record_type == RecordType::CAPTURE || service.is_none_or(|service| services(actor).contains(&service));
    let joins = op.record_type == RecordType::BENEFICIARY && value("aliasOf").is_some_and(|of| !of.is_null());
    if joins && !actor.is(Role::Coordinator) {
        return false;
    }
    let volunteer_only = actor.roles.iter().all(|role| *role == Role::Volunteer);
    let volunteers_make = !volunteer_only || VOLUNTEERS_MAKE.contains(&op.record_type);
    is_writer(actor) && team_allowed && service_allowed && volunteers_make
}

const VOLUNTEERS_MAKE: [RecordType; 7] = [
    RecordType::PROXIMITY_VISIT,
    RecordType::CASH_ENTRY,
    RecordType::NOTE,
    RecordType::CAPTURE,
    RecordType::SHIFT,
    RecordType::FOLLOW_UP,
    RecordType::READ_AUDIT,
];

fn is_reference(record_type: &RecordType) -> bool {
    record_type.info().is_some_and(|info| info.merge == MergeClass::Reference)
}

/// The coordinators of the team that a template is of; nobody gives one to another team or another form.
fn may_write_template(op: &Op, current: Option<&ServerRecord>, actor: &Actor) -> bool {
    let stays = |name: &str, before: &Fields| {
        let change = op.fields.get(name);
        change.is_none_or(|change| before.get(name) == Some(&change.value))
    };
    let of_own_team = match current {
        Some(record) => {
            let before = &record.snapshot.fields;
            is_of_team(before, actor) && ["teamId", "service", "forType"].into_iter().all(|name| stays(name, before))
        }
        None => {
            let named = op.fields.iter().map(|(name, change)| (name.clone(), change.value.clone()));
            is_of_team(&named.collect(), actor)
        }
    };
    actor.is(Role::Coordinator) && of_own_team
}

/// Whether a template is of a team that this operator works in or coordinates, and of the service of that team.
fn is_of_team(template: &Fields, actor: &Actor) -> bool {
    let (team, service) = (team_of(template), service_of(&RecordType::TEMPLATE, template));
    actor.teams.iter().any(|own| Some(own.id) == team && Some(own.service) == service)
}

fn is_writer(actor: &Actor) -> bool {
    actor.is(Role::Coordinator) || actor.roles.iter().any(|role| field_service(*role).is_some())
}

/// The service of a role that works in the field.
const fn field_service(role: Role) -> Option<Service> {
    match role {
        Role::StreetEducator => Some(Service::Street),
        Role::ProximityOperator | Role::Volunteer => Some(Service::Proximity),
        Role::PisOperator => Some(Service::Pis),
        Role::DigitalFacilitator => Some(Service::Hub),
        Role::MunicipalSocialWorker | Role::Coordinator | Role::PlanningOffice | Role::DpoAuditor | Role::Admin => None,
    }
}

/// A record of a team is for that team; one of no team for the whole service; one of neither for its author.
fn in_own_teams(record_type: &RecordType, fields: &Fields, actor: &Actor) -> bool {
    match (team_of(fields), service_of(record_type, fields)) {
        (Some(team), service) => {
            actor.teams.iter().any(|own| own.id == team)
                || (actor.is(Role::Coordinator) && service.is_some_and(|service| services(actor).contains(&service)))
        }
        (None, Some(service)) => services(actor).contains(&service),
        (None, None) => false,
    }
}

fn is_assigned(fields: &Fields, actor: &Actor) -> bool {
    let own = Value::from(actor.operator.to_string());
    let among = |name: &str| fields.get(name).and_then(Value::as_array).is_some_and(|ids| ids.contains(&own));
    fields.get("assignedOperatorId") == Some(&own)
        || ["assignedOperatorIds", "visitingOperatorIds", "operatorIds", "crewIds"].into_iter().any(among)
}

/// A municipal social worker says that a worry of the own Comune is in charge and that a review was made, and nothing else.
fn takes_charge(op: &Op, fields: &Fields, actor: &Actor) -> bool {
    let own: &[&str] = match op.record_type.as_str() {
        "proximity_visit" => &["concernSeenAt", "concernSeenBy"],
        "follow_up" => &["doneAt"],
        _ => return false,
    };
    actor.is(Role::MunicipalSocialWorker)
        && op.kind == OpKind::Patch
        && concerns_municipality(&op.record_type, fields, actor)
        && op.fields.keys().all(|name| own.contains(&name.as_str()))
}

/// What a municipal social worker answers for besides what was handed over: worries and reviews of the own Comune.
fn concerns_municipality(record_type: &RecordType, fields: &Fields, actor: &Actor) -> bool {
    let own = actor.municipality_code.as_deref();
    if own.is_none() || fields.get("municipalityCode").and_then(Value::as_str) != own {
        return false;
    }
    let worried = fields.get("concernFlag").and_then(Value::as_str).is_some_and(|flag| flag != "none");
    let reviewed = [RecordType::PROXIMITY_VISIT, RecordType::VISIT_PLAN].contains(record_type)
        && fields.get("nextReviewOn").is_some_and(|day| !day.is_null());
    let to_review = *record_type == RecordType::FOLLOW_UP
        && fields.get("kind").and_then(Value::as_str) == Some(FollowUpKind::SOCIAL_SERVICE_REVIEW.as_str());
    worried || reviewed || to_review
}
