use model::record::{Issue, RecordType, field_spec};
use model::street::StreetGroupMeeting;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{fields_of, ids, named, visconteo};

#[test]
fn values_of_the_wrong_shape_are_named() {
    let cases = [
        ("proximity_visit", "beneficiaryId", json!("not an id"), "wrong_type"),
        ("proximity_visit", "services", json!([]), "wrong_count"),
        ("proximity_visit", "services", json!(["food_parcel", "food_parcel"]), "wrong_count"),
        ("proximity_visit", "services", json!("food_parcel"), "wrong_type"),
        ("proximity_visit", "services", json!(["a b"]), "wrong_type"),
        ("proximity_visit", "durationMinutes", json!(4), "out_of_range"),
        ("proximity_visit", "durationMinutes", json!(481), "out_of_range"),
        ("proximity_visit", "durationMinutes", json!("30"), "wrong_type"),
        ("proximity_visit", "durationMinutes", json!(30.5), "wrong_type"),
        ("proximity_visit", "startedAt", json!("2026-11-22"), "wrong_type"),
        ("proximity_visit", "startedAt", json!("2026-11-22T10:00:00"), "wrong_type"),
        ("proximity_visit", "nextReviewOn", json!("2026-02-30"), "wrong_type"),
        ("proximity_visit", "distanceKm", json!(-1), "out_of_range"),
        ("proximity_visit", "socialServiceInformed", json!("sì"), "wrong_type"),
        ("proximity_visit", "notes", json!("x".repeat(501)), "too_long"),
        ("proximity_visit", "shoppingList", json!("x".repeat(501)), "too_long"),
        ("proximity_visit", "municipalityCode", json!("15189"), "wrong_type"),
        ("street_outing", "crewIds", json!([]), "wrong_count"),
        ("street_group_meeting", "ageBands", json!({"u11": -1}), "out_of_range"),
        ("meeting_spot", "position", json!({"lat": 45.382}), "missing"),
        ("meeting_spot", "position", json!({"lat": 145.382, "lon": 9.157}), "out_of_range"),
        ("visit_plan", "window", json!({"from": "9", "to": "12:00"}), "wrong_type"),
        ("pis_activation", "people", json!([]), "wrong_count"),
        ("pis_activation", "people", json!(vec![json!({"n": 1}); 16]), "wrong_count"),
        ("pis_activation", "people", json!([{"n": 16}]), "out_of_range"),
        ("hub_appointment", "durationMinutes", json!(10), "out_of_range"),
        ("cash_entry", "cents", json!(12.5), "wrong_type"),
    ];
    for (record_type, field, value, expected) in cases {
        let codes: Vec<_> = check(record_type, field, &value).iter().map(|issue| json!(issue.code)).collect();
        assert!(codes.contains(&json!(expected)), "{record_type}.{field} = {value}: {codes:?}");
    }
}

#[test]
fn the_limits_themselves_are_allowed() {
    let cases = [
        ("proximity_visit", "durationMinutes", json!(5)),
        ("proximity_visit", "durationMinutes", json!(480)),
        ("proximity_visit", "notes", json!("à".repeat(500))),
        ("proximity_visit", "services", json!(["a", "b", "c", "made_in_2031"])),
        ("proximity_visit", "startedAt", json!("2026-11-22T10:00:00+01:00")),
        ("street_outing", "crewIds", json!((1..=6).map(ids).collect::<Vec<_>>())),
        ("pis_activation", "people", json!([{"n": 15, "madeIn2031": true}])),
        ("pis_activation", "withinServiceHours", Value::Null),
        ("hub_appointment", "durationMinutes", json!(180)),
        ("cash_entry", "cents", json!(0)),
    ];
    for (record_type, field, value) in cases {
        assert_eq!(check(record_type, field, &value), [], "{record_type}.{field} = {value}");
    }
}

#[test]
fn nested_faults_carry_their_path() {
    let issues = check("pis_activation", "people", &json!([{"n": 1}, {"gender": 3}]));
    assert_eq!(named(&issues), ["people[1].gender wrong_type", "people[1].n missing"]);
}

proptest! {
    /// Parsing the struct and checking the table are one reader: they never disagree.
    #[test]
    fn a_struct_parses_exactly_when_its_fields_pass(
        new in any_value(), bands in any_value(), themes in any_value(), first in any_value(),
    ) {
        let fields = fields_of(json!({
            "firstTimeContacts": new, "ageBands": bands, "emergingThemes": themes, "firstMeeting": first,
        }));
        let by_table: Vec<Issue> = fields.iter().flat_map(|(name, value)| check("street_group_meeting", name, value)).collect();
        let by_struct = StreetGroupMeeting::parse(&fields);
        prop_assert_eq!(by_struct.is_ok(), by_table.is_empty());
        if let Err(issues) = by_struct {
            prop_assert_eq!(named(&issues), named(&by_table));
        }
    }

    #[test]
    fn what_parses_is_written_back_as_it_was(
        new in 0i64..10_000, known in 0i64..10_000, codes in prop::collection::btree_set("[a-z_]{1,20}", 0..5),
        bands in prop::collection::btree_map("[a-z0-9_]{1,8}", 0i64..100, 0..5), first in any::<bool>(),
    ) {
        let fields = fields_of(json!({
            "stopId": ids(1), "firstTimeContacts": new, "returningContacts": known, "firstMeeting": first,
            "emergingThemes": codes, "ageBands": bands,
        }));
        prop_assert_eq!(StreetGroupMeeting::parse(&fields).unwrap().to_fields(), fields);
    }

    /// Whatever stands in a record, validation answers.
    #[test]
    fn no_value_makes_validation_panic(value in any_value(), pick in any::<prop::sample::Index>()) {
        let config = visconteo_once();
        let record_type = &RecordType::ALL[pick.index(RecordType::ALL.len())];
        let info = record_type.info().unwrap();
        for spec in info.fields.iter().chain(model::envelope::FIELDS) {
            let fields = fields_of(json!({ spec.name: value }));
            let _ = model::validate(record_type, &fields, config);
            let _ = model::to_complete(record_type, &fields, config);
        }
    }
}

fn visconteo_once() -> &'static model::config::AmbitoConfig {
    static CONFIG: std::sync::LazyLock<model::config::AmbitoConfig> = std::sync::LazyLock::new(visconteo);
    &CONFIG
}

fn check(record_type: &'static str, field: &str, value: &Value) -> Vec<Issue> {
    let spec = field_spec(&RecordType::of(record_type), field).unwrap_or_else(|| panic!("{record_type}.{field}"));
    let mut issues = Vec::new();
    (spec.check)(value, spec.name, &mut issues);
    issues
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-20i64..20).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-zA-Z0-9_ :.+-]{0,30}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z0-9_]{1,12}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}
