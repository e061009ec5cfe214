//! Consegna: the shift gives an activation to whoever comes after, who takes it or does not.

use model::codes::{Code as _, PisEventKind};
use model::pis::{Flag, NextStep, PisState, State, next_step};
use model::record::RecordType;
use model::time::Millis;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ACTIVATION, events, flags, fold_of, folded, none, report};
use crate::support::{Rec, ids};

const OUTSIDE: [&str; 2] = ["municipal_social_service", "on_call"];

fn given(to: &str) -> [(&'static str, Value); 3] {
    [
        ("taken_over", json!({"operatorId": ids(50)})),
        ("ended", json!({"code": "supported_on_site"})),
        ("shift_handed_over", json!({"code": to})),
    ]
}

fn at(minute: i64) -> Option<Millis> {
    Some(Millis::parse_rfc3339("2026-11-22T20:00:00+01:00").unwrap().plus(minute * Millis::MINUTE))
}

fn in_charge(state: &PisState) -> Option<String> {
    state.in_charge.map(|operator| operator.to_string())
}

#[test]
fn whom_the_shift_gave_it_to_outside_takes_it_by_acknowledging_and_the_state_stays() {
    for to in OUTSIDE {
        let taken = [&given(to)[..], &[("acknowledged", json!({"operatorId": ids(60)}))]].concat();
        let waiting = folded(&report(), &taken[..3]);
        assert_eq!((waiting.shift_handed_at, waiting.unacknowledged_since()), (at(3), at(3)), "{to}");
        assert_eq!(next_step(&waiting), Some(NextStep::TakeOver), "{to}: anybody of the service may take it back");
        let state = folded(&report(), &taken);
        assert_eq!((state.state, flags(&state)), (State::Intervened, vec![]), "{to}");
        assert_eq!((state.shift_acknowledged_at, state.acknowledged_at), (at(4), None), "{to}");
        assert_eq!((in_charge(&state), state.unacknowledged_since()), (Some(ids(60)), None), "{to}");
        assert_eq!(next_step(&state), Some(NextStep::HandOver), "{to}");
        assert!(!waiting.is_followed() && !waiting.may_leave_phone(), "{to}: with nobody of the service, and not done");
        assert!(!state.is_followed() && state.may_leave_phone(), "{to}: somebody else has it");
        // One acknowledgement is enough, and it cannot be taken from whoever has it.
        for again in ["acknowledged", "taken_over"] {
            let twice = folded(&report(), &[&taken[..], &[(again, json!({"operatorId": ids(61)}))]].concat());
            assert_eq!((flags(&twice), in_charge(&twice)), (vec![Flag::Impossible], Some(ids(60))), "{to}, {again}");
        }
    }
}

/// Whoever may say that an activation was acknowledged takes no other step away, and rewrites none.
#[test]
fn a_step_is_corrected_as_what_it_is() {
    let steps = events(&[("taken_over", none()), ("ended", json!({"code": "supported_on_site"}))]);
    let correct = |kind: &str, more: Value| {
        let mut fields = json!({"activationId": ids(ACTIVATION), "kind": kind, "correctsId": steps[1].id.to_string(),
            "occurredAt": "2026-11-22T21:00:00+01:00"});
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Rec::new(RecordType::PIS_EVENT, 300, fields)
    };
    let after = |correction: Rec| fold_of(&report(), &[&steps[..], &[correction]].concat()).state;
    let void = json!({"voidReason": "entry_error"});
    assert_eq!(after(correct("ended", void.clone())), State::TakenOver);
    assert_eq!(after(correct("acknowledged", void)), State::Intervened);
    assert_eq!(after(correct("acknowledged", none())), State::Intervened);
}

/// What art. 403 asks for is due also where the service has closed.
#[test]
fn a_notice_is_ticked_after_the_closing_and_nothing_else_is() {
    let mut steps = vec![
        ("taken_over", none()),
        ("placement", json!({"personN": 1, "code": "minor_community"})),
        ("ended", json!({"code": "protected_in_facility"})),
        ("handed_over", json!({"code": "minor_protection"})),
        ("acknowledged", none()),
        ("closed", none()),
    ];
    let mut art403 = report();
    art403["targetCategory"] = json!("minor_art_403");
    art403["people"] = json!([{"n": 1, "ageClass": "minor", "category": "minor_art_403"}]);
    assert!(folded(&art403, &steps).deadline_running());
    steps.push(("authority_notified", json!({"personN": 1, "code": "art403_sent"})));
    let sent = folded(&art403, &steps);
    assert_eq!((sent.state, sent.deadline_running(), flags(&sent)), (State::Closed, false, vec![]));
    steps.push(("arrived", none()));
    assert_eq!(flags(&folded(&art403, &steps)), vec![Flag::Impossible]);
}

#[test]
fn an_acknowledgement_that_has_not_reached_the_ambito_has_no_author_and_holds() {
    let state = folded(&report(), &[&given("on_call")[..], &[("acknowledged", none())]].concat());
    assert_eq!((state.shift_acknowledged_at, state.unacknowledged_since()), (at(4), None));
    assert_eq!(next_step(&state), Some(NextStep::HandOver));
}

#[test]
fn the_next_shift_acknowledges_by_taking_over_and_by_nothing_else() {
    let given = given("next_pis_shift");
    let waiting = folded(&report(), &given);
    assert!(waiting.is_followed(), "the service has it still");
    assert_eq!((next_step(&waiting), waiting.unacknowledged_since()), (Some(NextStep::TakeOver), at(3)));
    let odd = folded(&report(), &[&given[..], &[("acknowledged", json!({"operatorId": ids(51)}))]].concat());
    assert_eq!((flags(&odd), odd.unacknowledged_since()), (vec![Flag::Impossible], at(3)));
    let taken = folded(&report(), &[&given[..], &[("taken_over", json!({"operatorId": ids(51)}))]].concat());
    assert_eq!((flags(&taken), in_charge(&taken)), (vec![], Some(ids(51))));
    assert_eq!((taken.shift_handed_at, taken.shift_acknowledged_at), (at(3), at(4)));
    assert_eq!((taken.shift_handed_to.is_none(), taken.unacknowledged_since()), (true, None));
    assert_eq!(next_step(&taken), Some(NextStep::HandOver));
}

/// It belongs to whoever took it, and stands no longer among what is open; what the law asks of the service keeps it there.
#[test]
fn what_somebody_outside_took_is_not_open_unless_documents_are_due() {
    let taken = |to: &str, placed: bool| {
        let placement = placed.then(|| ("placement", json!({"personN": 1, "code": "minor_community"})));
        let given = given(to).into_iter().chain(placement);
        given.chain([("acknowledged", json!({"operatorId": ids(60)}))]).collect::<Vec<_>>()
    };
    for to in OUTSIDE {
        let steps = taken(to, false);
        let waiting = folded(&report(), &steps[..3]);
        assert_eq!((waiting.is_open(), waiting.taken_outside()), (true, None), "{to}: nobody has it yet");
        let state = folded(&report(), &steps);
        assert_eq!((state.is_open(), state.taken_outside()), (false, at(4)), "{to}");
        let due = folded(&report(), &taken(to, true));
        assert_eq!((due.is_open(), due.taken_outside()), (true, at(5)), "{to}: documents are due");
    }
    let next = folded(&report(), &taken("next_pis_shift", false));
    assert_eq!((next.is_open(), next.taken_outside()), (true, None), "the next shift is of the service");

    let mut steps = vec![
        ("taken_over", none()),
        ("ended", json!({"code": "supported_on_site"})),
        ("handed_over", json!({"code": "municipal_social_service"})),
    ];
    let waiting = folded(&report(), &steps);
    assert_eq!((waiting.is_open(), waiting.taken_outside()), (false, None));
    steps.push(("acknowledged", none()));
    assert_eq!((folded(&report(), &steps).is_open(), folded(&report(), &steps).taken_outside()), (false, at(4)));
    steps.push(("closed", none()));
    assert_eq!((folded(&report(), &steps).is_open(), folded(&report(), &steps).taken_outside()), (false, None));
}

#[test]
fn what_the_service_takes_back_waits_for_nobody() {
    for to in OUTSIDE {
        let back = [&given(to)[..], &[("taken_over", json!({"operatorId": ids(50)}))]].concat();
        let state = folded(&report(), &back);
        assert_eq!((flags(&state), in_charge(&state)), (vec![], Some(ids(50))), "{to}");
        assert_eq!((state.shift_handed_at, state.shift_acknowledged_at), (None, None), "{to}");
        assert!(state.is_followed() && state.unacknowledged_since().is_none(), "{to}");
    }
}

#[test]
fn one_acknowledgement_answers_the_service_and_the_shift() {
    let steps = [
        &given("municipal_social_service")[..],
        &[
            ("handed_over", json!({"code": "municipal_social_service"})),
            ("acknowledged", json!({"operatorId": ids(60)})),
        ],
    ]
    .concat();
    assert_eq!(folded(&report(), &steps[..4]).unacknowledged_since(), at(3), "since the first of the two");
    let state = folded(&report(), &steps);
    assert_eq!((state.state, flags(&state)), (State::Acknowledged, vec![]));
    assert_eq!(
        (state.acknowledged_at, state.shift_acknowledged_at, state.unacknowledged_since()),
        (at(5), at(5), None)
    );
}

#[test]
fn a_second_handover_waits_anew_and_a_closed_one_does_not_wait() {
    let steps = [
        &given("on_call")[..],
        &[("acknowledged", json!({"operatorId": ids(60)})), ("shift_handed_over", json!({"code": "next_pis_shift"}))],
    ]
    .concat();
    let state = folded(&report(), &steps);
    assert_eq!((state.shift_acknowledged_at, state.unacknowledged_since(), in_charge(&state)), (None, at(5), None));
    let mut report = report();
    report["triage"] = "information_only".into();
    let closed = folded(&report, &[("shift_handed_over", json!({"code": "on_call"})), ("closed", none())]);
    assert_eq!((closed.state, closed.unacknowledged_since()), (State::Closed, None));
}

#[test]
fn an_activation_opens_again_only_out_of_closed() {
    let whole = ["taken_over", "arrived", "ended", "handed_over", "acknowledged"];
    let steps: Vec<_> = whole.into_iter().map(|kind| (kind, json!({"code": "minor_protection"}))).collect();
    for done in 0..=steps.len() {
        let before = folded(&report(), &steps[..done]);
        let after = folded(&report(), &[&steps[..done], &[("reopened", none())]].concat());
        assert_eq!((after.state, after.reopened_at), (before.state, None), "after {done}");
        assert_eq!(flags(&after).last(), Some(&Flag::Impossible), "after {done}");
    }
}

/// What two operators write with no network: each in the order of its own clock, the minutes of both in between.
fn two_offline() -> impl Strategy<Value = Vec<Rec>> {
    let kinds = [
        ("taken_over", None),
        ("arrived", None),
        ("placement", Some("minor_community")),
        ("authority_notified", Some("art403_sent")),
        ("ended", Some("supported_on_site")),
        ("handed_over", Some("minor_protection")),
        ("shift_handed_over", Some("on_call")),
        ("shift_handed_over", Some("next_pis_shift")),
        ("acknowledged", None),
        ("closed", None),
        ("reopened", None),
    ];
    let step = (prop::sample::select(kinds.to_vec()), 50u64..52, 0i64..4, prop::option::of(1i64..3));
    let all = prop::collection::vec(step, 0..16).prop_map(|steps| {
        let mut minute = 0;
        let numbered = steps.into_iter().zip(1u64..);
        numbered
            .map(|(((kind, code), operator, after, person), n)| {
                minute += after;
                let at = at(minute).unwrap().to_rfc3339();
                let fields = json!({
                    "activationId": ids(ACTIVATION), "kind": kind, "code": code, "personN": person, "occurredAt": at,
                    "operatorId": ids(operator),
                });
                Rec::new(RecordType::PIS_EVENT, 100 + n, fields)
            })
            .collect::<Vec<_>>()
    });
    all.prop_shuffle()
}

proptest! {
    /// Whatever comes first, both phones and the API tell one story, and every step of both is in it.
    #[test]
    fn two_who_write_offline_end_in_one_state(arrived in two_offline()) {
        let mut sorted = arrived.clone();
        sorted.sort_by_key(|record| record.id);
        let (one, other) = (fold_of(&report(), &arrived), fold_of(&report(), &sorted));
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.steps.len(), arrived.len());
        for operator in [50, 51] {
            let wrote = arrived.iter().filter(|record| record.fields["operatorId"] == ids(operator)).count();
            let kept = one.steps.iter().filter(|step| step.operator.is_some_and(|by| by.to_string() == ids(operator)));
            prop_assert_eq!(kept.count(), wrote);
        }
    }

    /// What leaves a phone is followed by nobody of the service, waits for no receiver and misses no documents.
    #[test]
    fn what_may_leave_a_phone_is_in_nobodys_hands(records in two_offline()) {
        let state = fold_of(&report(), &records);
        if state.may_leave_phone() {
            prop_assert!(!state.is_followed() && !state.deadline_running());
            let over = matches!(state.state, State::Acknowledged | State::Closed);
            prop_assert!(over || state.shift_acknowledged_at.is_some());
        }
        prop_assert!(state.shift_acknowledged_at.is_none() || state.shift_handed_at <= state.shift_acknowledged_at);
        let given = state.waits_for_shift() && state.in_charge.is_none() && state.state < State::HandedOver;
        prop_assert!(!given || next_step(&state) == Some(NextStep::TakeOver));
        let shift = |step: &&model::pis::Step| step.event.kind == Some(PisEventKind::SHIFT_HANDED_OVER);
        let last = state.steps.iter().rfind(|step| shift(step) && step.flags.is_empty());
        prop_assert!(state.shift_handed_to.as_ref().is_none_or(|to| last.is_some_and(|step| step.event.code.as_ref().is_some_and(|code| code.as_str() == to.as_str()))));
    }
}

#[test]
fn a_handover_names_whom_the_events_name() {
    let records = events(&given("on_call"));
    assert_eq!(fold_of(&report(), &records).shift_handed_to.unwrap().as_str(), "on_call");
}
