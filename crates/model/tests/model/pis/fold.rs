use model::codes::Code;
use model::pis::{Flag, NextStep, State, next_step};
use model::record::RecordType;
use model::time::Millis;
use proptest::prelude::*;
use serde_json::json;

use super::{ACTIVATION, events, flags, fold_of, folded, none, report};
use crate::support::{Rec, id, ids};

#[test]
fn the_usual_way_leads_from_the_report_to_the_closure_with_one_button_each() {
    let whole = [
        ("taken_over", json!({"operatorId": ids(50)})),
        ("arrived", none()),
        ("ended", json!({"code": "protected_in_facility"})),
        ("handed_over", json!({"code": "minor_protection"})),
        ("acknowledged", none()),
        ("closed", none()),
    ];
    let expected = [
        (State::Reported, Some(NextStep::TakeOver)),
        (State::TakenOver, Some(NextStep::Arrive)),
        (State::TakenOver, Some(NextStep::End)),
        (State::Intervened, Some(NextStep::HandOver)),
        (State::HandedOver, Some(NextStep::Acknowledge)),
        (State::Acknowledged, Some(NextStep::Close)),
        (State::Closed, None),
    ];
    for (done, (state, next)) in expected.into_iter().enumerate() {
        let folded = folded(&report(), &whole[..done]);
        assert_eq!((folded.state, next_step(&folded)), (state, next), "after {done} steps");
        assert_eq!(flags(&folded), []);
        // The button makes the event that the next row has.
        if let Some(next) = next {
            assert_eq!(next.event_kind().as_str(), whole[done].0);
        }
    }
    let closed = folded(&report(), &whole);
    assert!(closed.carried_out && closed.everybody_settled());
    assert_eq!(closed.in_charge.map(|operator| operator.to_string()), Some(ids(50)));
    assert_eq!(closed.asks(), "intervened");
}

#[test]
fn events_of_other_activations_and_other_types_are_passed_over() {
    let mut records = events(&[("taken_over", json!({"activationId": ids(2)}))]);
    records.push(Rec::new(RecordType::NOTE, 200, json!({"activationId": ids(1), "kind": "taken_over"})));
    let state = fold_of(&report(), &records);
    assert_eq!((state.state, state.steps.len()), (State::Reported, 0));
}

#[test]
fn an_impossible_step_is_kept_flagged_and_changes_nothing() {
    for (kind, before) in [
        ("acknowledged", "taken_over"),
        ("closed", "taken_over"),
        ("handed_over", "taken_over"),
        ("reopened", "taken_over"),
    ] {
        let state = folded(&report(), &[(before, none()), (kind, none())]);
        assert_eq!((state.state, state.steps.len()), (State::TakenOver, 2), "{kind}");
        assert_eq!(flags(&state), [Flag::Impossible], "{kind}");
        assert_eq!(state.flagged().next().unwrap().root, id(102));
    }
}

#[test]
fn of_two_who_take_over_the_first_is_in_charge_and_the_second_is_flagged() {
    let state = folded(
        &report(),
        &[("taken_over", json!({"operatorId": ids(50)})), ("taken_over", json!({"operatorId": ids(51)}))],
    );
    assert_eq!(state.in_charge.map(|operator| operator.to_string()), Some(ids(50)));
    assert_eq!(flags(&state), [Flag::Impossible]);
}

#[test]
fn an_end_without_a_take_over_counts_as_an_intervention_and_is_flagged() {
    let state = folded(&report(), &[("ended", json!({"code": "supported_on_site"}))]);
    assert!(state.carried_out);
    assert_eq!((state.state, flags(&state)), (State::Intervened, vec![Flag::SkippedStep]));
}

#[test]
fn an_end_for_one_person_ends_the_intervention_when_nobody_is_left() {
    let steps = [
        ("taken_over", none()),
        ("ended", json!({"personN": 1, "code": "protected_in_facility"})),
        ("ended", json!({"personN": 2, "code": "refused_help"})),
    ];
    let half = folded(&report(), &steps[..2]);
    assert_eq!((half.state, flags(&half)), (State::TakenOver, vec![]));
    let whole = folded(&report(), &steps);
    assert_eq!(whole.state, State::Intervened);
    let outcomes: Vec<_> =
        whole.people.iter().map(|person| person.outcome.clone().unwrap().as_str().to_owned()).collect();
    assert_eq!(outcomes, ["protected_in_facility", "refused_help"]);
}

#[test]
fn what_speaks_of_nobody_speaks_of_everybody_and_the_later_holds() {
    let steps = [
        ("taken_over", none()),
        ("ended", json!({"code": "supported_on_site"})),
        ("ended", json!({"personN": 2, "code": "refused_help"})),
        ("handed_over", json!({"code": "minor_protection"})),
    ];
    let state = folded(&report(), &steps);
    let outcomes: Vec<_> =
        state.people.iter().map(|person| person.outcome.clone().unwrap().as_str().to_owned()).collect();
    assert_eq!(outcomes, ["supported_on_site", "refused_help"]);
    assert_eq!(flags(&state), [], "an outcome may come after the end");
    assert!(state.people.iter().all(|person| person.handed_to_service()));
}

#[test]
fn nobody_to_hand_over_means_closing_directly() {
    let steps = [
        ("taken_over", none()),
        ("ended", json!({"code": "supported_on_site"})),
        ("handed_over", json!({"code": "none"})),
        ("closed", none()),
    ];
    let before = folded(&report(), &steps[..3]);
    assert_eq!((before.state, next_step(&before)), (State::Intervened, Some(NextStep::Close)));
    let state = folded(&report(), &steps);
    assert_eq!((state.state, flags(&state)), (State::Closed, vec![]));
}

#[test]
fn handing_over_one_of_two_waits_for_the_other() {
    let steps = [
        ("taken_over", none()),
        ("ended", json!({"code": "supported_on_site"})),
        ("handed_over", json!({"personN": 1, "code": "minor_protection"})),
        ("handed_over", json!({"personN": 2, "code": "none"})),
    ];
    assert_eq!(folded(&report(), &steps[..3]).state, State::Intervened);
    let state = folded(&report(), &steps);
    assert_eq!((state.state, flags(&state)), (State::HandedOver, vec![]));
    assert!(state.handed_over_at.is_some());
}

#[test]
fn closing_with_somebody_unsettled_holds_and_is_flagged() {
    let steps = [
        ("taken_over", none()),
        ("ended", none()),
        ("handed_over", none()),
        ("acknowledged", none()),
        ("closed", none()),
    ];
    let state = folded(&report(), &steps);
    assert_eq!((state.state, flags(&state)), (State::Closed, vec![Flag::Incomplete]));
}

#[test]
fn what_is_not_for_the_pis_is_closed_and_what_can_wait_is_handed_over() {
    for triage in ["not_pis_competence", "information_only"] {
        let mut report = report();
        report["triage"] = triage.into();
        assert_eq!(next_step(&folded(&report, &[])), Some(NextStep::Close));
        let state = folded(&report, &[("closed", none())]);
        assert_eq!((state.state, state.carried_out, flags(&state)), (State::Closed, false, vec![]), "{triage}");
    }
    let mut report = report();
    report["triage"] = "deferrable_urgency".into();
    assert_eq!(next_step(&folded(&report, &[])), Some(NextStep::HandOver));
    let steps =
        [("handed_over", json!({"code": "municipal_social_service"})), ("acknowledged", none()), ("closed", none())];
    let state = folded(&report, &steps);
    assert_eq!((state.state, state.carried_out, flags(&state)), (State::Closed, false, vec![]));
}

#[test]
fn a_closed_activation_opens_once_and_goes_back_where_it_was() {
    let close = [
        ("taken_over", none()),
        ("ended", json!({"code": "supported_on_site"})),
        ("handed_over", json!({"code": "none"})),
        ("closed", none()),
    ];
    let reopened = [&close[..], &[("reopened", none())]].concat();
    let state = folded(&report(), &reopened);
    assert_eq!((state.state, state.closed_at), (State::Intervened, None));
    let twice = [&reopened[..], &[("closed", none()), ("reopened", none())]].concat();
    let state = folded(&report(), &twice);
    assert_eq!((state.state, flags(&state)), (State::Closed, vec![Flag::Impossible]));
    let late = [&close[..], &[("action", json!({"code": "phone_advice"}))]].concat();
    assert_eq!(flags(&folded(&report(), &late)), [Flag::Impossible], "nothing happens to a closed one");
}

#[test]
fn a_change_of_shift_changes_who_is_in_charge_and_not_the_state() {
    let steps = [
        ("taken_over", json!({"operatorId": ids(50)})),
        ("arrived", none()),
        ("shift_handed_over", json!({"code": "next_pis_shift"})),
        ("taken_over", json!({"operatorId": ids(51)})),
    ];
    let between = folded(&report(), &steps[..3]);
    assert_eq!(
        (between.state, between.in_charge, next_step(&between)),
        (State::TakenOver, None, Some(NextStep::TakeOver))
    );
    assert_eq!(between.shift_handed_to.as_ref().map(Code::as_str), Some("next_pis_shift"));
    let after = folded(&report(), &steps);
    assert_eq!((after.state, flags(&after), next_step(&after)), (State::TakenOver, vec![], Some(NextStep::End)));
    assert_eq!(after.in_charge.map(|operator| operator.to_string()), Some(ids(51)));
}

/// The kinds of a fold, in any order.
fn any_events() -> impl Strategy<Value = Vec<Rec>> {
    let kinds = [
        "taken_over",
        "departed",
        "arrived",
        "action",
        "authority_notified",
        "placement",
        "ended",
        "handed_over",
        "acknowledged",
        "shift_handed_over",
        "closed",
        "reopened",
        "made_in_2031",
    ];
    let codes =
        prop::option::of(prop::sample::select(vec!["none", "minor_community", "art403_sent", "supported_on_site"]));
    let step = (prop::sample::select(kinds.to_vec()), codes, prop::option::of(1i64..4), 0i64..5);
    prop::collection::vec(step, 0..14).prop_map(|steps| {
        let numbered = steps.into_iter().zip(1u64..);
        numbered
            .map(|((kind, code, person, minute), n)| {
                let at = Millis(1_764_000_000_000).plus(minute * Millis::MINUTE).to_rfc3339();
                let event = json!({"activationId": ids(ACTIVATION), "kind": kind, "code": code, "personN": person, "occurredAt": at});
                Rec::new(RecordType::PIS_EVENT, 100 + n, event)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_arrival_does_not_change_the_state(records in any_events()) {
        let mut backwards = records.clone();
        backwards.reverse();
        prop_assert_eq!(fold_of(&report(), &records), fold_of(&report(), &backwards));
    }

    #[test]
    fn every_event_is_kept_and_an_intervention_is_never_forgotten(records in any_events()) {
        let state = fold_of(&report(), &records);
        prop_assert_eq!(state.steps.len(), records.len());
        prop_assert!(state.steps.windows(2).all(|pair| (pair[0].at, pair[0].root) < (pair[1].at, pair[1].root)));
        let ended = state.steps.iter().any(|step| step.event.kind.as_ref().is_some_and(|kind| kind.as_str() == "ended") && step.event.person_n.is_none() && step.flags.is_empty());
        prop_assert!(!ended || state.carried_out);
        prop_assert_eq!(next_step(&state).is_none(), state.state == State::Closed);
    }

    /// Steps that change the state go only where the machine of the type allows.
    #[test]
    fn the_fold_moves_along_the_machine(records in any_events()) {
        let mut before = State::Reported;
        for count in 1..=records.len() {
            let mut known = records.clone();
            known.sort_by_key(|record| (record.fields["occurredAt"].as_str().unwrap().to_owned(), record.id));
            known.truncate(count);
            let state = fold_of(&report(), &known);
            let skipped = state.steps.last().unwrap().flags.contains(&Flag::SkippedStep);
            let allowed = model::transition_allowed(&RecordType::PIS_ACTIVATION, Some(before.as_str()), state.state.as_str());
            prop_assert!(allowed || skipped, "{:?} -> {:?}", before, state.state);
            before = state.state;
        }
    }
}
