use model::codes::{PerformedBy, ServiceType, SupportKind, VisitChannel, VisitOutcome};
use model::proximity::{Aliases, Cash, channel, performed_by, state_for, support_kind};
use model::record::RecordType;
use model::validate;
use serde_json::{Value, json};

use crate::support::{Rec, fields_of, id, ids, named, refs, visconteo};

#[test]
fn the_kind_of_support_follows_from_the_services() {
    let cases = [
        (vec![ServiceType::HOME_GROCERY_SHOPPING], SupportKind::PRACTICAL),
        (vec![ServiceType::MEDICINE_DELIVERY, ServiceType::PRESCRIPTION_PICKUP], SupportKind::PRACTICAL),
        (vec![ServiceType::RELATIONAL_VISIT], SupportKind::RELATIONAL),
        (vec![ServiceType::HOME_GROCERY_SHOPPING, ServiceType::RELATIONAL_VISIT], SupportKind::RELATIONAL),
        (vec![ServiceType::SOCIALISATION_GROUP], SupportKind::RELATIONAL),
        (vec![ServiceType::RELATIONAL_VISIT, ServiceType::FOOD_PARCEL], SupportKind::FOOD_SUPPORT),
        (vec![ServiceType::new("made_in_2031")], SupportKind::PRACTICAL),
    ];
    for (services, expected) in cases {
        assert_eq!(support_kind(&services), Some(expected), "{services:?}");
    }
    assert_eq!(support_kind(&[]), None);
}

#[test]
fn every_service_of_the_codelist_has_a_channel_and_a_kind() {
    for entry in visconteo().codelists.list("serviceType") {
        let services = [ServiceType::new(&*entry.code)];
        assert!(support_kind(&services).is_some());
        let expected = match entry.code.as_str() {
            "local_accompaniment" => VisitChannel::ACCOMPANIED_OUTSIDE,
            "socialisation_group" => VisitChannel::GROUP,
            "medical_visit_booking" => VisitChannel::PHONE,
            _ => VisitChannel::HOME,
        };
        assert_eq!(channel(&services), expected, "{}", entry.code);
    }
    let both = [ServiceType::MEDICAL_VISIT_BOOKING, ServiceType::MEDICINE_DELIVERY];
    assert_eq!(channel(&both), VisitChannel::HOME);
    assert_eq!(performed_by(false, true), PerformedBy::VOLUNTEER);
    assert_eq!(performed_by(true, true), PerformedBy::OPERATOR);
}

#[test]
fn every_outcome_of_the_codelist_brings_a_state() {
    let states: Vec<_> = visconteo()
        .codelists
        .list("visitOutcome")
        .iter()
        .map(|entry| state_for(&VisitOutcome::new(&*entry.code)).unwrap_or("none"))
        .collect();
    assert_eq!(states, ["done", "done", "not_done", "not_done", "not_done", "cancelled", "cancelled"]);
    assert_eq!(state_for(&VisitOutcome::new("made_in_2031")), None);
}

#[test]
fn a_state_that_contradicts_its_outcome_is_refused() {
    let check = |status: &str, outcome: Value| {
        let fields = fields_of(json!({"status": status, "beneficiaryId": ids(1), "outcome": outcome}));
        named(&validate(&RecordType::PROXIMITY_VISIT, &fields, &visconteo()))
    };
    assert_eq!(check("not_done", json!("refused")), [""; 0]);
    assert_eq!(check("not_done", json!("postponed")), [""; 0]);
    assert_eq!(check("not_done", json!("done")), ["status impossible_transition"]);
    assert_eq!(check("scheduled", json!("refused")), ["status impossible_transition"]);
    assert_eq!(check("not_done", Value::Null), ["outcome missing"]);
    assert_eq!(check("cancelled", Value::Null), ["outcome missing"]);
    assert_eq!(check("not_done", json!("made_in_2031")), [""; 0]);
}

#[test]
fn money_adds_up_or_shows_its_difference() {
    let entry = |n: u64, kind: &str, cents: i64| {
        Rec::new(RecordType::CASH_ENTRY, n, json!({"visitId": ids(1), "kind": kind, "cents": cents}))
    };
    let right = [entry(10, "given", 5000), entry(11, "spent", 3215), entry(12, "returned", 1785)];
    assert_eq!(Cash::of_visit(id(1), refs(&right)).difference(), 0);
    let corrected = entry(13, "returned", 1700).with("correctsId", ids(12).into());
    let wrong = [right[0].clone(), right[1].clone(), right[2].clone(), corrected];
    assert_eq!(Cash::of_visit(id(1), refs(&wrong)).difference(), 85);
    let other = entry(14, "given", 900).with("visitId", ids(2).into()).with("receiptHandedOver", true.into());
    let cash = Cash::of_visit(id(2), refs(&[other, right[0].clone()]));
    assert_eq!((cash.given, cash.receipt_handed_over), (900, true));
}

#[test]
fn aliases_lead_to_one_person_and_can_be_undone() {
    let person = |n: u64, alias: Value| Rec::new(RecordType::BENEFICIARY, n, json!({ "aliasOf": alias }));
    let joined = [person(1, Value::Null), person(2, ids(1).into()), person(3, ids(2).into()), person(4, ids(9).into())];
    let aliases = Aliases::of(&RecordType::BENEFICIARY, refs(&joined));
    assert_eq!([1, 2, 3, 4, 5].map(|n| aliases.resolve(id(n))), [1, 1, 1, 9, 5].map(id));
    let undone = [joined[0].clone(), person(2, Value::Null), joined[2].clone()];
    let aliases = Aliases::of(&RecordType::BENEFICIARY, refs(&undone));
    assert_eq!([2, 3].map(|n| aliases.resolve(id(n))), [2, 2].map(id));
}

#[test]
fn a_circle_of_aliases_is_one_person() {
    let person = |n: u64, alias: u64| Rec::new(RecordType::BENEFICIARY, n, json!({ "aliasOf": ids(alias) }));
    let records = [person(1, 2), person(2, 3), person(3, 1), person(4, 2), person(5, 5)];
    let aliases = Aliases::of(&RecordType::BENEFICIARY, refs(&records));
    assert_eq!([1, 2, 3, 4, 5].map(|n| aliases.resolve(id(n))), [1, 1, 1, 1, 5].map(id));
}
