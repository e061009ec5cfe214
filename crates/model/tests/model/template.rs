//! Templates of a team: what they may hold, what they fill, what they give back.

use model::record::{DataClass, Fields, RecordType, Service};
use model::template::{OFFERED, fill, forms_of, issues, settable, take_back, usable};
use model::validate;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{fields_of, named, visconteo};

fn blankets(set: Value) -> Fields {
    fields_of(json!({
        "name": "Giro coperte", "service": "proximity", "forType": "proximity_visit", "values": set,
        "teamId": "018bcfe5-6800-7000-8000-00000000000b",
    }))
}

#[test]
fn a_template_holds_codes_and_numbers_of_its_form() {
    let config = visconteo();
    let good = blankets(json!({ "services": ["food_parcel"], "durationMinutes": 15 }));
    assert_eq!(validate(&RecordType::TEMPLATE, &good, &config), []);
    assert_eq!(issues(&good, &config), []);
}

#[test]
fn nothing_of_a_person_and_no_free_text_gets_in() {
    let config = visconteo();
    let wrong = |set: Value| named(&issues(&blankets(set), &config));
    for field in ["beneficiaryId", "notes", "shoppingList", "concernFlag", "assignedOperatorId", "teamId", "name"] {
        assert_eq!(wrong(json!({ field: "Maria" })), [format!("values.{field} not_writable")]);
    }
    assert_eq!(wrong(json!({ "services": ["Maria Rossi"] })), ["values.services[0] wrong_type"]);
    assert_eq!(wrong(json!({ "services": ["maria"] })), ["values.services wrong_type"], "no code of the Ambito");
    assert_eq!(wrong(json!({ "services": "food_parcel" })), ["values.services wrong_type"]);
    assert_eq!(wrong(json!({ "durationMinutes": "Maria" })), ["values.durationMinutes wrong_type"]);
    assert_eq!(wrong(json!({ "durationMinutes": 2 })), ["values.durationMinutes out_of_range"]);
    assert_eq!(wrong(json!({ "durationMinutes": null })), ["values.durationMinutes missing"]);
    assert_eq!(wrong(json!({})), ["values missing"]);
}

#[test]
fn a_template_is_of_a_team_and_of_a_form_of_its_service() {
    let config = visconteo();
    let with = |name: &str, value: Value| {
        let mut fields = blankets(json!({ "durationMinutes": 15 }));
        fields.insert(name.to_owned(), value);
        named(&issues(&fields, &config))
    };
    assert_eq!(with("service", json!("street")), ["forType unknown_type"]);
    assert_eq!(with("forType", json!("beneficiary")), ["forType unknown_type"]);
    assert_eq!(with("forType", json!("from_the_future")), ["forType unknown_type"]);
    assert_eq!(with("teamId", Value::Null), ["teamId missing"]);
    let long =
        blankets(json!({ "durationMinutes": 15 })).into_iter().chain([("name".to_owned(), json!("x".repeat(41)))]);
    assert_eq!(named(&validate(&RecordType::TEMPLATE, &long.collect(), &config)), ["name too_long"]);
}

/// What a template may set is a code of a published list, a number or a yes; a code that is personal on a record of somebody
/// is not personal on a template, which is about nobody.
#[test]
fn whatever_may_be_set_holds_no_text_and_names_no_record() {
    let config = visconteo();
    for (form, names) in OFFERED {
        assert_eq!(settable(&form).count(), names.len(), "{form}: each is a field of its type");
        for spec in settable(&form) {
            let takes = |value: Value| {
                let mut issues = Vec::new();
                (spec.check)(&value, spec.name, &mut issues);
                issues.is_empty()
            };
            let of_record = "018bcfe5-6800-7000-8000-000000000001";
            let is_coded = spec.codelist.is_some_and(|list| !config.codelists.list(list).is_empty());
            assert!(is_coded || spec.class == DataClass::Normal, "{form}.{}", spec.name);
            assert!(is_coded || !(takes(json!(of_record)) || takes(json!([of_record]))), "{form}.{}", spec.name);
            assert!(!takes(json!("due parole")) && !takes(json!(["due parole"])), "{form}.{}", spec.name);
        }
    }
    assert_eq!(forms_of(Service::Pis).count(), 0, "an activation begins with nothing but what is so");
    assert_eq!(forms_of(Service::Street).count(), 2);
}

#[test]
fn what_the_ambito_does_not_offer_any_more_is_left_out() {
    let config = visconteo();
    let set = fields_of(json!({ "services": ["food_parcel", "of_old"], "durationMinutes": 15, "of": "tomorrow" }));
    let form = RecordType::PROXIMITY_VISIT;
    assert_eq!(usable(&form, &set, &config), fields_of(json!({ "services": ["food_parcel"], "durationMinutes": 15 })));
    assert_eq!(
        usable(&form, &fields_of(json!({ "services": ["of_old"], "durationMinutes": 2 })), &config),
        Fields::new()
    );
}

#[test]
fn a_template_fills_only_what_nobody_touched() {
    let set = fields_of(json!({ "services": ["food_parcel"], "durationMinutes": 15 }));
    let opened = fields_of(json!({ "durationMinutes": 30 }));
    assert_eq!(fill(&set, &opened, &opened), set);
    let emptied = fields_of(json!({ "durationMinutes": 30, "services": [] }));
    assert_eq!(fill(&set, &opened, &emptied), set, "an empty list says nothing");
    let typed = fields_of(json!({ "durationMinutes": 45 }));
    assert_eq!(fill(&set, &opened, &typed), fields_of(json!({ "services": ["food_parcel"] })));
}

#[test]
fn taking_it_back_leaves_what_was_typed_since() {
    let opened = fields_of(json!({ "durationMinutes": 30 }));
    let filled = fields_of(json!({ "services": ["food_parcel"], "durationMinutes": 15 }));
    assert_eq!(take_back(&filled, &opened, &filled), fields_of(json!({ "services": null, "durationMinutes": 30 })));
    let typed = fields_of(json!({ "services": ["food_parcel", "shopping"], "durationMinutes": 15 }));
    assert_eq!(take_back(&filled, &opened, &typed), fields_of(json!({ "durationMinutes": 30 })));
}

fn some() -> impl Strategy<Value = Fields> {
    let value = prop_oneof![Just(Value::Null), Just(json!([])), Just(json!(["a"])), (0..3).prop_map(|n| json!(n))];
    proptest::collection::btree_map("[a-c]", value, 0..4)
}

fn said(fields: &Fields) -> Fields {
    let says = |value: &Value| !value.is_null() && *value != json!([]);
    fields.iter().filter(|(_, value)| says(value)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

proptest! {
    /// One tap and another leave the form as it was, whatever was typed before.
    #[test]
    fn two_taps_change_nothing(set in some(), opened in some(), now in some()) {
        let set = said(&set);
        let filled = fill(&set, &opened, &now);
        let mut after = now.clone();
        after.extend(filled.clone());
        for (name, value) in &after {
            prop_assert!(now.get(name) == Some(value) || set.get(name) == Some(value));
        }
        let back = take_back(&filled, &opened, &after);
        after.extend(back);
        prop_assert_eq!(said(&after), said(&now));
    }
}
