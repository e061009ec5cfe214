use model::codes::Code;
use model::pis::{ART403_ORAL_NOTICE, ART403_SENT, DeadlineKind, Flag, case_code};
use model::record::RecordType;
use model::schema::PisEvent;
use model::time::Millis;
use model::validate;
use serde_json::{Value, json};

use super::{ACTIVATION, events, flags, fold_of, folded, none, report};
use crate::support::{Rec, fields_of, id, ids, named, visconteo};

#[test]
fn the_deadline_of_art_403_runs_24_hours_from_the_first_placement_of_that_person() {
    let steps = [
        ("taken_over", none()),
        ("placement", json!({"code": "none", "personN": 1})),
        ("placement", json!({"code": "minor_community", "personN": 1, "art403Authority": "police"})),
        ("placement", json!({"code": "hospital"})),
        ("authority_notified", json!({"code": ART403_ORAL_NOTICE, "personN": 1})),
    ];
    let state = folded(&report(), &steps);
    let deadlines = state.deadlines();
    assert_eq!(deadlines.len(), 2, "the second person has another category");
    let due: Vec<_> = deadlines.iter().map(|one| (one.person_n, one.kind, one.due_at.to_rfc3339())).collect();
    assert_eq!(due[0], (1, DeadlineKind::OralNotice, "2026-11-22T19:03:00.000Z".to_owned()), "at once");
    assert_eq!(due[1], (1, DeadlineKind::Documents, "2026-11-23T19:03:00.000Z".to_owned()));
    assert!(deadlines.iter().all(|one| one.authority.as_ref().map(Code::as_str) == Some("police")));
    assert!(deadlines[0].met_at.is_some() && deadlines[1].met_at.is_none());
    assert!(state.deadline_running());
    assert_eq!(state.people[0].placement.as_ref().unwrap().0.as_str(), "hospital", "the later placement holds");

    let sent = [&steps[..], &[("authority_notified", json!({"code": ART403_SENT, "personN": 1}))]].concat();
    assert!(!folded(&report(), &sent).deadline_running());
}

#[test]
fn a_corrected_placement_moves_the_deadline() {
    let mut records =
        events(&[("taken_over", none()), ("placement", json!({"code": "minor_community", "personN": 1}))]);
    records.push(Rec::new(
        RecordType::PIS_EVENT,
        103,
        json!({
            "activationId": ids(ACTIVATION), "kind": "placement", "personN": 1, "code": "minor_community",
            "occurredAt": "2026-11-22T22:30:00+01:00", "correctsId": ids(102),
        }),
    ));
    assert_eq!(fold_of(&report(), &records).deadlines()[1].due_at.to_rfc3339(), "2026-11-23T21:30:00.000Z");
    records.push(Rec::new(RecordType::PIS_EVENT, 104, json!({"correctsId": ids(103), "voidReason": "entry_error"})));
    assert_eq!(fold_of(&report(), &records).deadlines(), []);
}

#[test]
fn authorities_of_an_unaccompanied_minor_are_ticked_off() {
    let steps = [
        ("authority_notified", json!({"code": "police_questura", "personN": 1})),
        ("authority_notified", json!({"code": "juvenile_prosecutor"})),
        ("authority_notified", json!({"code": "police_questura", "personN": 1})),
    ];
    let state = folded(&report(), &steps);
    let ticked: Vec<_> = state.people.iter().map(|person| person.msna_notified.len()).collect();
    assert_eq!(ticked, [2, 1]);
}

#[test]
fn an_activation_leaves_the_phone_when_nobody_waits_for_it_any_more() {
    let steps = [
        ("taken_over", none()),
        ("placement", json!({"code": "minor_community", "personN": 1})),
        ("ended", json!({"code": "protected_in_facility"})),
        ("handed_over", json!({"code": "minor_protection"})),
        ("acknowledged", none()),
        ("authority_notified", json!({"code": ART403_SENT, "personN": 1})),
    ];
    let leaves: Vec<_> = (0..=steps.len()).map(|done| folded(&report(), &steps[..done]).may_leave_phone()).collect();
    assert_eq!(leaves, [false, false, false, false, false, false, true], "a deadline still runs before the last step");
    let state = folded(&report(), &steps);
    assert!(state.deadlines()[0].met_at.is_none(), "the oral notice was never ticked, which keeps nothing on a phone");
}

#[test]
fn a_late_handover_is_noticed() {
    let mut records = events(&[("taken_over", none()), ("ended", none())]);
    let handover = |time: &str| {
        Rec::new(
            RecordType::PIS_EVENT,
            103,
            json!({"activationId": ids(ACTIVATION), "kind": "handed_over", "occurredAt": time}),
        )
    };
    records.push(handover("2026-11-23T08:02:00+01:00"));
    assert!(!fold_of(&report(), &records).late_handover(12), "twelve hours sharp");
    records[2] = handover("2026-11-23T08:02:01+01:00");
    assert!(fold_of(&report(), &records).late_handover(12));
}

#[test]
fn people_whom_only_events_name_and_kinds_of_the_future_are_kept() {
    let state =
        folded(&report(), &[("placement", json!({"code": "hospital", "personN": 9})), ("made_in_2031", none())]);
    assert_eq!(flags(&state), [Flag::UnknownPerson, Flag::UnknownKind]);
    assert_eq!(state.people.len(), 3);
    let nobody = fold_of(&json!({}), &[]);
    assert_eq!((nobody.people.len(), nobody.people[0].n), (1, 1), "a report is about somebody");
}

#[test]
fn the_first_two_categories_need_a_minor() {
    let config = visconteo();
    let check = |category: &str, people: Value| {
        let mut report = report();
        report["targetCategory"] = category.into();
        report["people"] = people;
        named(&validate(&RecordType::PIS_ACTIVATION, &fields_of(report), &config))
    };
    for category in ["unaccompanied_foreign_minor", "minor_art_403"] {
        assert_eq!(check(category, json!([{"n": 1, "ageClass": "adult"}])), ["people needs_minor"], "{category}");
        assert_eq!(check(category, json!([{"n": 1, "ageClass": "adult"}, {"n": 2, "ageClass": "minor"}])), [""; 0]);
        // The first save asks only how many; what nobody knows says nothing.
        assert_eq!(check(category, json!([{"n": 1}])), [""; 0]);
        assert_eq!(check(category, json!([{"n": 1, "ageClass": "unknown"}])), [""; 0]);
        let own = json!([{"n": 1, "ageClass": "elderly", "category": category}]);
        assert_eq!(check("housing_unusable", own), ["people[0].ageClass needs_minor"]);
    }
    assert_eq!(check("trafficking_victim", json!([{"n": 1, "ageClass": "adult"}])), [""; 0]);
    assert_eq!(check("trafficking_victim", json!([{"n": 1}, {"n": 1}])), ["people[1].n wrong_count"]);
}

#[test]
fn a_step_needs_its_time() {
    let step = fields_of(json!({"activationId": ids(1), "kind": "arrived"}));
    assert_eq!(named(&validate(&RecordType::PIS_EVENT, &step, &visconteo())), ["occurredAt missing"]);
}

#[test]
fn case_codes_are_short_and_come_from_the_random_part() {
    let code = case_code(id(0x0102_0304));
    assert!(code.starts_with("PIS-") && code.len() == 8, "{code}");
    assert_eq!(code, case_code(id(0x0102_0304)));
    assert_ne!(code, case_code(id(0x0102_0305)));
}

#[test]
fn an_event_knows_its_fields() {
    let fields = fields_of(json!({"activationId": ids(1), "kind": "placement", "personN": 2, "code": "hotel"}));
    let event = PisEvent::parse(&fields).unwrap();
    assert_eq!((event.person_n.unwrap().0, event.code.unwrap().as_str().to_owned()), (2, "hotel".to_owned()));
}

/// Nobody gets more time because nobody looked at the clock.
#[test]
fn a_deadline_counts_from_the_earliest_time_of_an_approximate_placement() {
    let mut art403 = report();
    art403["people"] = json!([{"n": 1, "ageClass": "minor", "category": "minor_art_403"}]);
    let placed = |precision: Value, more: &[(&str, Value)]| {
        let mut placement = json!({"personN": 1, "code": "minor_community"});
        if !precision.is_null() {
            placement["occurredAtPrecision"] = precision;
        }
        let steps = [&[("taken_over", none()), ("placement", placement)], more].concat();
        folded(&art403, &steps).deadlines().iter().map(|deadline| deadline.due_at).collect::<Vec<_>>()
    };
    let exact = placed(json!("exact"), &[]);
    assert_eq!(exact, placed(Value::Null, &[]));
    let sooner = |minutes: i64| exact.iter().map(|at| at.plus(-minutes * Millis::MINUTE)).collect::<Vec<_>>();
    assert_eq!(placed(json!("about_15_min"), &[]), sooner(15));
    assert_eq!(placed(json!("about_hour"), &[]), sooner(60));
    // Placed again a minute after, about an hour ago: that may have been the first.
    let again = json!({"personN": 1, "code": "relatives", "occurredAtPrecision": "about_hour"});
    assert_eq!(placed(json!("exact"), &[("placement", again)]), sooner(59));
}

#[test]
fn each_authority_of_an_unaccompanied_minor_is_missing_until_it_is_ticked() {
    let list = ["police_questura", "juvenile_prosecutor", "sim_entry_requested"];
    let told = |code: &str, n: i64| ("authority_notified", json!({"code": code, "personN": n}));
    let steps = [("taken_over", none()), told("juvenile_prosecutor", 1)];
    let state = folded(&report(), &steps);
    assert_eq!(state.people[0].untold(&list), ["police_questura", "sim_entry_requested"], "one tick is not all");
    assert_eq!(state.people[1].untold(&list), list, "told of the other one");
    let steps = [&steps[..], &[told("sim_entry_requested", 1), told("police_questura", 1)]].concat();
    assert!(folded(&report(), &steps).people[0].untold(&list).is_empty());
}
