//! What a Consegna says of an activation, and what can never be in it.

use model::codes::Code as _;
use model::pis::{ART403_ORAL_NOTICE, DeadlineKind, Minimised, State, minimised};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ACTIVATION, events, fold_of, report};
use crate::support::{fields_of, id, rome_at};

fn of(report: &Value, steps: &[(&str, Value)]) -> Minimised {
    minimised(id(ACTIVATION), &fields_of(report.clone()), &fold_of(report, &events(steps)))
}

#[test]
fn it_says_what_whoever_comes_after_needs() {
    let mut report = report();
    report["activationNumber"] = "PIS-2026-0012".into();
    let said = of(
        &report,
        &[
            ("taken_over", json!({})),
            ("placement", json!({"personN": 1, "code": "minor_community", "art403Authority": "police"})),
            ("authority_notified", json!({"personN": 1, "code": ART403_ORAL_NOTICE})),
            ("ended", json!({"personN": 2, "code": "supported_on_site"})),
            ("ended", json!({"personN": 1, "code": "protected_in_facility"})),
            ("handed_over", json!({"personN": 2, "code": "cav"})),
        ],
    );
    assert_eq!((said.code.as_str(), said.municipality.as_deref()), ("PIS-2026-0012", Some("015189")));
    assert_eq!((said.state, said.reported_at), (State::Intervened, Some(rome_at("2026-11-22 20:00"))));
    assert_eq!(said.category.as_ref().map(|code| code.as_str()), Some("minor_art_403"));
    let [one, two] = &said.people[..] else { panic!("two people") };
    assert_eq!((one.n, one.age_class.as_ref().map(|age| age.as_str())), (1, Some("minor")));
    assert_eq!(
        (one.category.is_none(), two.category.as_ref().map(|own| own.as_str())),
        (true, Some("family_violence_victim"))
    );
    assert_eq!(one.placement.as_ref().map(|place| place.as_str()), Some("minor_community"));
    assert_eq!(two.handover.as_ref().map(|to| to.as_str()), Some("cav"));
    let [due] = &said.deadlines[..] else { panic!("the oral notice was given: only the documents are due") };
    assert_eq!((due.kind, due.due_at), (DeadlineKind::Documents, rome_at("2026-11-23 20:02")));
    assert_eq!(due.authority.as_ref().map(|duty| duty.as_str()), Some("police"));
}

#[test]
fn the_first_thing_due_comes_first() {
    let said = of(&report(), &[("placement", json!({"personN": 1, "code": "minor_community"}))]);
    let kinds: Vec<_> = said.deadlines.iter().map(|due| due.kind).collect();
    assert_eq!(kinds, [DeadlineKind::OralNotice, DeadlineKind::Documents]);
}

proptest! {
    /// Whatever somebody types, wherever there is room for it: not a letter of it is in a Consegna.
    #[test]
    fn nothing_that_was_typed_is_in_it(canary in "[a-z]{8}[A-Z0-9]{4}") {
        let mut report = report();
        for typed in ["notes", "referrerContact", "referrerUnit", "languageCode", "activationNumber", "municipalityCode", "name"] {
            report[typed] = canary.clone().into();
        }
        report["people"][0]["notes"] = canary.clone().into();
        report["people"][0]["name"] = canary.clone().into();
        let noted = |kind: &'static str| (kind, json!({"notes": canary, "occurredAtPrecision": canary}));
        let said = of(&report, &[noted("taken_over"), noted("action"), noted("ended"), noted("reopened")]);
        prop_assert!(!format!("{said:?}").contains(&canary), "{said:?}");
        prop_assert!(said.code.starts_with("PIS-"));
    }
}
