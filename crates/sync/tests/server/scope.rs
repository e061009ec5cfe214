//! Who gets what, and who may write it.

use model::pis_cases::{Cases, folded};
use model::record::{Fields, RecordRef, RecordType, Service};
use model::time::Millis;
use protocol::{OpKind, RejectCode, Role};
use serde_json::{Value, json};
use sync::server::{Actor, ServerRecord, policy, visible};
use uuid::Uuid;

use crate::bench::*;

fn sees(actor: &Actor, record: &ServerRecord) -> bool {
    visible(record, actor, config(), NOW)
}

fn visit(values: &[(&str, Value)]) -> ServerRecord {
    let mut all = vec![("beneficiaryId", json!(record_id(2).to_string())), ("status", json!("scheduled"))];
    all.extend_from_slice(values);
    record(&RecordType::PROXIMITY_VISIT, &all)
}

#[test]
fn an_operator_gets_the_own_service_and_team() {
    let visit = visit(&[]);
    assert!(sees(&proximity(2), &visit), "a colleague of the team");
    assert!(!sees(&actor(2, Role::ProximityOperator, &[team(3, Service::Proximity)]), &visit), "another team");
    assert!(!sees(&actor(2, Role::StreetEducator, &[team(2, Service::Street)]), &visit), "another service");
    for role in [Role::PlanningOffice, Role::DpoAuditor, Role::Admin, Role::MunicipalSocialWorker] {
        assert!(!sees(&actor(2, role, &[]), &visit), "{role:?}");
    }
    let mut of_no_team = visit.clone();
    of_no_team.snapshot.fields.remove("teamId");
    assert!(sees(&actor(2, Role::ProximityOperator, &[team(3, Service::Proximity)]), &of_no_team));
    assert!(!sees(&actor(2, Role::StreetEducator, &[team(2, Service::Street)]), &of_no_team));
}

/// Names and addresses go to those who visit, to nobody else of the team.
#[test]
fn a_card_goes_to_those_who_visit() {
    assert!(sees(&proximity(2), &card(&[])));
    assert!(!sees(&proximity(9), &card(&[])));
    assert!(!sees(&actor(9, Role::Coordinator, &[team(1, Service::Proximity)]), &card(&[])));
}

/// Whoever stands in for somebody has the card until the API takes it back.
#[test]
fn a_card_goes_to_a_substitute() {
    let mut lent = card(&[]);
    lent.snapshot.fields.insert("visitingOperatorIds".to_owned(), json!([operator(7).to_string()]));
    assert!(sees(&actor(7, Role::Volunteer, &[team(1, Service::Proximity)]), &lent));
    assert!(!sees(&actor(8, Role::Volunteer, &[team(1, Service::Proximity)]), &lent));
}

#[test]
fn a_volunteer_gets_only_what_is_assigned() {
    let volunteer = actor(7, Role::Volunteer, &[team(1, Service::Proximity)]);
    let own = json!(operator(7).to_string());
    assert!(!sees(&volunteer, &visit(&[])));
    assert!(sees(&volunteer, &visit(&[("assignedOperatorId", own.clone())])));
    assert!(!sees(&volunteer, &card(&[])));
    let mut assigned = card(&[]);
    assigned.snapshot.fields.insert("assignedOperatorIds".to_owned(), json!([own]));
    assert!(sees(&volunteer, &assigned));
}

/// T5: what is over leaves the phones; coordinators find it online.
#[test]
fn t5_what_is_over_leaves_the_phones() {
    let at = |days: i64| json!(NOW.plus(-days * Millis::DAY).to_rfc3339());
    let done = |days: i64| visit(&[("status", json!("done")), ("startedAt", at(days))]);
    assert!(sees(&proximity(2), &done(1)));
    assert!(!sees(&proximity(2), &done(400)));
    let mut late = done(400);
    late.snapshot.fields.insert("receivedAt".to_owned(), at(0));
    assert!(!sees(&proximity(2), &late), "a record of the past that comes late stays in the past");
    let coordinator = actor(9, Role::Coordinator, &[team(1, Service::Proximity)]);
    assert!(policy::may_read_online(&done(400), &coordinator));
    assert!(!policy::may_read_online(&record(&RecordType::PIS_ACTIVATION, &[]), &coordinator), "of another service");
    assert!(!policy::may_read_online(&done(400), &proximity(2)));
    assert!(sees(&proximity(2), &card(&[("occurredAt", at(400))])), "a card stands until its episode ends");
    assert!(!sees(&proximity(2), &card(&[("occurredAt", at(400)), ("episode", json!("closed"))])));
}

#[test]
fn references_are_for_everybody_and_audits_for_nobody() {
    let volunteer = actor(7, Role::Volunteer, &[]);
    assert!(sees(&volunteer, &record(&RecordType::VENUE, &[])));
    assert!(!sees(&proximity(1), &record(&RecordType::READ_AUDIT, &[])));
    let mut erased = card(&[]);
    erased.erased = true;
    assert!(!sees(&proximity(1), &erased));
}

#[test]
fn a_social_worker_gets_what_concerns_the_own_comune() {
    let mut worker = actor(5, Role::MunicipalSocialWorker, &[]);
    worker.municipality_code = Some("015189".to_owned());
    let here = ("municipalityCode", json!("015189"));
    assert!(!sees(&worker, &visit(std::slice::from_ref(&here))));
    assert!(sees(&worker, &visit(&[here.clone(), ("concernFlag", json!("safety"))])));
    assert!(sees(&worker, &visit(&[here.clone(), ("nextReviewOn", json!("2026-12-01"))])));
    assert!(sees(&worker, &record(&RecordType::VISIT_PLAN, &[here.clone(), ("nextReviewOn", json!("2026-12-01"))])));
    let to_do = |kind: &str| record(&RecordType::FOLLOW_UP, &[here.clone(), ("kind", json!(kind))]);
    assert!(sees(&worker, &to_do("social_service_review")));
    assert!(!sees(&worker, &to_do("call")));
    let made = |kind: &str| {
        let seen = to_do(kind);
        policy::may_write(&patch(&seen, 3, &[("doneAt", json!("2026-11-22T10:00:00+01:00"))]), Some(&seen), &worker)
    };
    assert!(made("social_service_review") && !made("call"));
}

/// What was only reported is the service's; what was handed over is the Comune's too, with all its steps and none of the others'.
#[test]
fn a_social_worker_gets_an_activation_once_it_is_handed_over() {
    let mut worker = actor(5, Role::MunicipalSocialWorker, &[]);
    worker.municipality_code = Some("015189".to_owned());
    let here = json!({ "municipalityCode": "015189", "triage": "emergency", "people": [{ "n": 1 }] });
    let case = record(&RecordType::PIS_ACTIVATION, &pairs(&here));
    let step = |n: u128, kind: &str, more: Value| {
        let mut fields = json!({ "activationId": case.snapshot.id.to_string(), "kind": kind,
            "occurredAt": NOW.plus(i64::try_from(n).unwrap()).to_rfc3339() });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let mut step = record(&RecordType::PIS_EVENT, &pairs(&fields));
        step.snapshot.id = record_id(n);
        step
    };
    let mut steps = vec![step(11, "taken_over", json!({})), step(12, "ended", json!({ "code": "placed" }))];
    let gets = |worker: &Actor, steps: &[ServerRecord]| {
        let all = || std::iter::once(&case).chain(steps);
        let folded =
            folded(all().map(|one| RecordRef::new(one.snapshot.id, &one.snapshot.record_type, &one.snapshot.fields)));
        let cases = Cases::of(&folded, config(), NOW);
        let seen: Vec<bool> = all().map(|one| policy::visible_with(one, worker, config(), NOW, &cases)).collect();
        assert!(seen.iter().all(|one| *one == seen[0]), "all of it or nothing: {seen:?}");
        seen[0]
    };
    assert!(!gets(&worker, &steps));
    steps.push(step(13, "handed_over", json!({ "code": "municipal_social_service" })));
    assert!(gets(&worker, &steps));
    worker.municipality_code = Some("015167".to_owned());
    assert!(!gets(&worker, &steps), "another Comune");
}

/// That it has an activation is all that a social worker says of it, and of the own Comune.
#[test]
fn a_social_worker_confirms_and_does_nothing_else() {
    let mut worker = actor(5, Role::MunicipalSocialWorker, &[]);
    worker.municipality_code = Some("015189".to_owned());
    let says = |kind: &str, place: &str| {
        let activation = json!(record_id(2).to_string());
        let fields = [("activationId", activation), ("kind", json!(kind)), ("municipalityCode", json!(place))];
        policy::may_write(&create(&RecordType::PIS_EVENT, &fields), None, &worker)
    };
    assert!(says("acknowledged", "015189"));
    assert!(!says("acknowledged", "015167"));
    assert!(!says("closed", "015189"));
}

/// Who works in the Pronto Intervento says it as the service does; who has no Comune says it of none.
#[test]
fn who_speaks_for_a_comune_says_it_of_what_the_comune_has() {
    let case = record(&RecordType::PIS_ACTIVATION, &pairs(&json!({ "municipalityCode": "015189" })));
    let says = |place: Option<&str>| {
        let mut fields = json!({ "activationId": case.snapshot.id.to_string(), "kind": "acknowledged",
            "occurredAt": NOW.to_rfc3339() });
        fields.as_object_mut().unwrap().extend(place.map(|place| ("municipalityCode".to_owned(), json!(place))));
        let op = create(&RecordType::PIS_EVENT, &pairs(&fields));
        protocol::Op { record_id: record_id(20), ..op }
    };
    let mut given = json!({ "activationId": case.snapshot.id.to_string(), "kind": "shift_handed_over",
        "code": "municipal_social_service", "occurredAt": NOW.to_rfc3339() });
    let hand_over = |given: &Value| {
        let mut step = record(&RecordType::PIS_EVENT, &pairs(given));
        step.snapshot.id = record_id(13);
        step
    };
    let has = [case.clone(), hand_over(&given)];
    given["code"] = json!("on_call");
    let has_not = [case.clone(), hand_over(&given)];
    let mut worker = actor(5, Role::MunicipalSocialWorker, &[]);
    let decided =
        |worker: &Actor, place: Option<&str>, case: &[ServerRecord]| decide_of_case(&sealed(says(place)), worker, case);
    assert_eq!(refused(decided(&worker, None, &has)), RejectCode::UnknownRecord, "of no Comune");
    worker.municipality_code = Some("015189".to_owned());
    applied(decided(&worker, Some("015189"), &has));
    assert_eq!(refused(decided(&worker, Some("015189"), &has_not)), RejectCode::UnknownRecord);
    worker.roles.push(Role::PisOperator);
    worker.teams.push(team(1, Service::Pis));
    applied(decided(&worker, Some("015189"), &has_not));
    applied(decided(&actor(6, Role::PisOperator, &[team(1, Service::Pis)]), Some("015189"), &has_not));
}

/// H3: without the right, refused; without even the sight of it, not told that it exists (T1).
#[test]
fn h3_t1_who_may_not_write_is_refused() {
    let current = visit(&[]);
    let change = patch(&current, 3, &[("notes", json!("x"))]);
    applied(decide_on(&change, &proximity(2), Some(&current)));
    let educator = actor(4, Role::StreetEducator, &[team(2, Service::Street)]);
    assert_eq!(refused(decide_on(&change, &educator, Some(&current))), RejectCode::UnknownRecord);
    assert_eq!(refused(decide_on(&change, &educator, None)), RejectCode::UnknownRecord);
    let elsewhere = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly"))]);
    assert_eq!(refused(decide_on(&elsewhere, &educator, None)), RejectCode::Forbidden);
    let foreign_team = json!(Uuid::from_u128(0xB03).to_string());
    let smuggled = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly")), ("teamId", foreign_team)]);
    assert_eq!(refused(decide_on(&smuggled, &proximity(2), None)), RejectCode::Forbidden);
}

#[test]
fn a_volunteer_makes_visits_and_no_cards() {
    let volunteer = actor(7, Role::Volunteer, &[team(1, Service::Proximity)]);
    let card = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly"))]);
    assert_eq!(refused(decide_on(&card, &volunteer, None)), RejectCode::Forbidden);
    let fields = [("beneficiaryId", json!(record_id(2).to_string())), ("status", json!("scheduled"))];
    applied(decide_on(&create(&RecordType::PROXIMITY_VISIT, &fields), &volunteer, None));
    let others = patch(&visit(&[]), 3, &[("notes", json!("x"))]);
    assert_eq!(refused(decide_on(&others, &volunteer, Some(&visit(&[])))), RejectCode::UnknownRecord);
}

/// C4: two people write how to get in, and one of them only visits: that one chooses too. The card itself stays others'.
#[test]
fn c4_who_only_visits_settles_what_two_wrote_and_voids_no_card() {
    let volunteer = actor(7, Role::Volunteer, &[team(1, Service::Proximity)]);
    let mut seen = card(&[]);
    seen.snapshot.fields.insert("assignedOperatorIds".to_owned(), json!([operator(7).to_string()]));
    let of = |kind: OpKind, values: &[(&str, Value)]| {
        op(6, kind, &RecordType::BENEFICIARY, seen.snapshot.rev, &seen.snapshot.fields, values)
    };
    let may = |op: &protocol::Op| policy::may_write(op, Some(&seen), &volunteer);
    assert!(may(&of(OpKind::Resolve, &[("accessNotes", json!("Suona tre volte"))])));
    assert!(!may(&of(OpKind::Resolve, &[("assignedOperatorIds", json!([]))])));
    assert!(!may(&of(OpKind::Archive, &[("voidReason", json!("duplicate"))])));
}

/// A coordinator voids an activation of three years ago, found online; nobody else of the service does.
#[test]
fn a_coordinator_voids_what_is_long_over() {
    let old = record(&RecordType::PIS_ACTIVATION, &[("reportedAt", json!("2023-03-10T21:00:00+01:00"))]);
    let archive =
        op(8, OpKind::Archive, &RecordType::PIS_ACTIVATION, 3, &Fields::new(), &[("voidReason", json!("entry_error"))]);
    let coordinator = actor(9, Role::Coordinator, &[team(4, Service::Pis)]);
    let (voided, _) = applied(decide_on(&archive, &coordinator, Some(&old)));
    assert_eq!(voided.rev, 4);
    let elsewhere = actor(9, Role::Coordinator, &[team(2, Service::Street)]);
    assert_eq!(refused(decide_on(&archive, &elsewhere, Some(&old))), RejectCode::UnknownRecord);
    let other_team = actor(3, Role::PisOperator, &[team(5, Service::Pis)]);
    assert_eq!(refused(decide_on(&archive, &other_team, Some(&old))), RejectCode::UnknownRecord);
}

#[test]
fn references_are_written_by_coordinators() {
    let venue = create(&RecordType::VENUE, &[("name", json!("Rozzano")), ("municipalityCode", json!("015189"))]);
    let facilitator = actor(3, Role::DigitalFacilitator, &[team(6, Service::Hub)]);
    assert_eq!(refused(decide_on(&venue, &facilitator, None)), RejectCode::Forbidden);
    let coordinator = actor(9, Role::Coordinator, &[team(6, Service::Hub)]);
    let decision = decide_on(&venue, &coordinator, None);
    assert!(!matches!(&decision, sync::server::Decision::Refuse { code: RejectCode::Forbidden, .. }), "{decision:?}");
}

/// A template is for the phones of its team, whoever works in it, and for nobody else's.
#[test]
fn a_template_is_seen_by_its_team_alone() {
    let template = template(&[]);
    for role in [Role::ProximityOperator, Role::Volunteer, Role::Coordinator] {
        assert!(sees(&actor(7, role, &[team(1, Service::Proximity)]), &template), "{role:?}");
        assert!(!sees(&actor(7, role, &[team(3, Service::Proximity)]), &template), "{role:?} of another team");
        assert!(!sees(&actor(7, role, &[team(2, Service::Street)]), &template), "{role:?} of another service");
        assert!(!sees(&actor(7, role, &[]), &template), "{role:?} of no team");
    }
    for role in [Role::Admin, Role::PlanningOffice, Role::DpoAuditor] {
        assert!(!sees(&actor(7, role, &[]), &template), "{role:?}");
    }
    assert!(
        !sees(&actor(1, Role::Coordinator, &[team(3, Service::Proximity)]), &template),
        "its author gone elsewhere"
    );
    let own = actor(9, Role::Coordinator, &[team(1, Service::Proximity)]);
    assert!(policy::may_read_online(&template, &own));
    assert!(!policy::may_read_online(&template, &actor(9, Role::Coordinator, &[team(3, Service::Proximity)])));
}

#[test]
fn a_template_is_written_by_the_coordinators_of_its_team() {
    let current = template(&[]);
    let new = create(&RecordType::TEMPLATE, &template_fields(&[]));
    let rename = patch(&current, 3, &[("name", json!("Giro viveri"))]);
    let coordinator = actor(9, Role::Coordinator, &[team(1, Service::Proximity)]);
    applied(decide_on(&new, &coordinator, None));
    applied(decide_on(&rename, &coordinator, Some(&current)));
    let elsewhere = actor(9, Role::Coordinator, &[team(3, Service::Proximity)]);
    assert_eq!(refused(decide_on(&new, &elsewhere, None)), RejectCode::Forbidden);
    assert_eq!(refused(decide_on(&rename, &elsewhere, Some(&current))), RejectCode::UnknownRecord);
    for role in [Role::ProximityOperator, Role::Volunteer, Role::Admin] {
        let member = actor(1, role, &[team(1, Service::Proximity)]);
        assert_eq!(refused(decide_on(&new, &member, None)), RejectCode::Forbidden, "{role:?}");
        assert_eq!(refused(decide_on(&rename, &member, Some(&current))), RejectCode::Forbidden, "{role:?}");
    }
    let both = actor(9, Role::Coordinator, &[team(1, Service::Proximity), team(3, Service::Proximity)]);
    let handed = patch(&current, 3, &[("teamId", json!(team(3, Service::Proximity).id.to_string()))]);
    assert_eq!(refused(decide_on(&handed, &both, Some(&current))), RejectCode::Forbidden, "no team gives its own away");
}

/// No text of a person gets into a template, nor a code that no list has.
#[test]
fn a_template_with_anything_but_codes_and_numbers_is_refused() {
    let coordinator = actor(9, Role::Coordinator, &[team(1, Service::Proximity)]);
    for set in [json!({ "notes": "Maria, secondo piano" }), json!({ "services": ["of_old"] }), json!({})] {
        let new = create(&RecordType::TEMPLATE, &template_fields(&[("values", set.clone())]));
        assert_eq!(refused(decide_on(&new, &coordinator, None)), RejectCode::Invalid, "{set}");
        let current = template(&[]);
        let change = patch(&current, 3, &[("values", set.clone())]);
        assert_eq!(refused(decide_on(&change, &coordinator, Some(&current))), RejectCode::Invalid, "{set}");
    }
}

fn template(values: &[(&str, Value)]) -> ServerRecord {
    record(&RecordType::TEMPLATE, &template_fields(values))
}

fn template_fields<'a>(values: &[(&'a str, Value)]) -> Vec<(&'a str, Value)> {
    let set = json!({ "services": ["food_parcel"], "durationMinutes": 15 });
    let mut all = vec![
        ("name", json!("Giro coperte")),
        ("service", json!("proximity")),
        ("forType", json!("proximity_visit")),
        ("teamId", json!(team(1, Service::Proximity).id.to_string())),
        ("values", set),
    ];
    all.extend_from_slice(values);
    all
}

/// What was written on a shut phone may hold names: who wrote it and the coordinators get it, and in the Pronto Intervento
/// everybody who works there, until somebody made a record of it.
#[test]
fn a_capture_goes_to_its_author_and_where_it_is_seen_to() {
    let capture = |service: &str, at: &[(&str, Value)]| {
        let text = ("text", json!("due ragazzi alla stazione"));
        let mut all = vec![("service", json!(service)), text, ("occurredAt", json!(long_ago()))];
        all.extend_from_slice(at);
        record(&RecordType::CAPTURE, &all)
    };
    let coordinator = actor(9, Role::Coordinator, &[team(1, Service::Proximity)]);
    let home = capture("proximity", &[]);
    assert!(sees(&proximity(1), &home), "its author, and for as long as it stands open");
    assert!(sees(&coordinator, &home));
    assert!(!sees(&proximity(2), &home), "no colleague");
    assert!(!sees(&proximity(1), &capture("proximity", &[("settledAt", json!(long_ago()))])));
    let mut tonight = capture("pis", &[]);
    tonight.snapshot.fields.remove("teamId");
    assert!(sees(&actor(7, Role::PisOperator, &[team(4, Service::Pis)]), &tonight), "of whoever works there");
    assert!(!sees(&actor(7, Role::StreetEducator, &[team(2, Service::Street)]), &tonight));
}

/// Whoever has the phone writes down what happens, whose ever work it is.
#[test]
fn everybody_in_the_field_makes_captures_of_every_service() {
    let fields = [("service", json!("pis")), ("text", json!("una ragazza sola"))];
    let create = create(&RecordType::CAPTURE, &fields);
    for role in [Role::Volunteer, Role::ProximityOperator, Role::StreetEducator, Role::MunicipalSocialWorker] {
        applied(decide_on(&create, &actor(2, role, &[team(1, Service::Proximity)]), None));
    }
    assert_eq!(refused(decide_on(&create, &actor(2, Role::PlanningOffice, &[]), None)), RejectCode::Forbidden);
}

fn long_ago() -> String {
    NOW.plus(-400 * Millis::DAY).to_rfc3339()
}

/// The fields of a JSON object.
fn pairs(fields: &Value) -> Vec<(&str, Value)> {
    fields.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.clone())).collect()
}
