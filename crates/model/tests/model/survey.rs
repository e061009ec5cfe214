use std::collections::{BTreeMap, BTreeSet};

use model::codes::{SurveyPhase, SurveyState};
use model::hub::{autonomy, gains, survey_state};
use model::indicators::{Period, hub_1};
use model::record::RecordType;
use model::time::parse_day;
use model::validate;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Rec, fields_of, ids, named, refs, visconteo};

const EVER: Period = Period { from: None, to: None };

fn path(n: u64, age: &str) -> Rec {
    Rec::new(RecordType::CITIZEN_PATH, n, json!({"code": "7K2MX", "ageBand": age, "status": "active"}))
}

fn answer(n: u64, path: u64, phase: &str, day: u32, what: Value) -> Rec {
    let mut fields = fields_of(what);
    fields.extend(fields_of(json!({
        "citizenPathId": ids(path), "phase": phase, "occurredAt": format!("2026-11-{day:02}T10:00:00+01:00"),
    })));
    Rec { fields, ..Rec::new(RecordType::SURVEY_ANSWER, n, json!({})) }
}

fn rated(n: u64, path: u64, phase: &str, day: u32, objective: &str, value: &str) -> Rec {
    answer(n, path, phase, day, json!({"objective": objective, "value": value}))
}

/// Objective: pairs, better, worse, before, after.
fn shape(records: &[Rec], period: &Period) -> Vec<(String, [u64; 5])> {
    let line =
        |gain: model::hub::Gain| (gain.objective, [gain.pairs, gain.better, gain.worse, gain.before, gain.after]);
    gains(refs(records), period).into_iter().map(line).collect()
}

#[test]
fn a_gain_is_over_pairs_alone_and_by_the_last_answer() {
    let records = [
        path(1, "65_74"),
        path(2, "30_54"),
        rated(10, 1, "before", 1, "digital_identity", "0"),
        rated(11, 1, "after", 20, "digital_identity", "3"),
        rated(12, 1, "before", 2, "digital_identity", "1"),
        // Nobody asked the second one afterwards, nor the first before.
        rated(13, 2, "before", 3, "digital_identity", "2"),
        rated(14, 1, "after", 20, "email_account", "2"),
        rated(15, 2, "before", 3, "email_account", "2"),
        rated(16, 2, "after", 21, "email_account", "1"),
        answer(17, 1, "after", 20, json!({"question": "satisfaction", "value": "5"})),
    ];
    let expected = [("digital_identity".to_owned(), [1, 1, 0, 1, 3]), ("email_account".to_owned(), [1, 0, 1, 2, 1])];
    assert_eq!(shape(&records, &EVER), expected);
}

#[test]
fn one_citizen_of_two_cards_is_a_pair() {
    let records = [
        path(1, "75_plus"),
        path(2, "30_54").with("aliasOf", ids(1).into()),
        rated(10, 2, "before", 1, "health_record_fse", "1"),
        rated(11, 1, "after", 20, "health_record_fse", "3"),
    ];
    assert_eq!(shape(&records, &EVER), [("health_record_fse".to_owned(), [1, 1, 0, 1, 3])]);
    let found = autonomy(refs(&records), &EVER);
    assert_eq!((found.citizens, found.over_65), (1, 1));
    assert_eq!(found.by_age, BTreeMap::from([("75_plus".to_owned(), 1)]));
    let apart = [records[0].clone(), path(2, "30_54"), records[2].clone(), records[3].clone()];
    assert_eq!(shape(&apart, &EVER), []);
    assert_eq!(autonomy(refs(&apart), &EVER).citizens, 0);
}

#[test]
fn hub_2_counts_who_came_to_manage_alone() {
    let mut records = vec![path(1, "65_74"), path(2, "55_64"), path(3, "75_plus"), path(4, "65_74")];
    records[2].fields.remove("ageBand");
    let mut n = 10;
    let mut say = |path, objective: &str, before: &str, after: &str| {
        records.push(rated(n, path, "before", 2, objective, before));
        records.push(rated(n + 1, path, "after", 20, objective, after));
        n += 2;
    };
    // Twice one citizen; one who could before; one to whom it came in part; and what the Piano does not count.
    say(1, "digital_identity", "0", "3");
    say(1, "health_record_fse", "2", "3");
    say(2, "online_applications", "3", "3");
    say(2, "email_account", "0", "3");
    say(3, "digital_identity", "2", "3");
    say(4, "digital_identity", "0", "2");
    let found = autonomy(refs(&records), &EVER);
    assert_eq!((found.citizens, found.over_65), (2, 1));
    assert_eq!(found.by_age, BTreeMap::from([("65_74".to_owned(), 1), ("not_recorded".to_owned(), 1)]));
    let objectives = BTreeMap::from([("digital_identity".to_owned(), 2), ("health_record_fse".to_owned(), 1)]);
    assert_eq!(found.by_objective, objectives);
    assert_eq!(hub_1(refs(&records), &EVER).autonomy, found, "it is in the report of the hubs");

    let within = |from: &str, to: &str| Period { from: parse_day(from), to: parse_day(to) };
    assert_eq!(autonomy(refs(&records), &within("2026-11-10", "2026-11-30")), found, "asked before it, passed in it");
    assert_eq!(autonomy(refs(&records), &within("2026-11-01", "2026-11-19")).citizens, 0, "not yet");
    assert_eq!(autonomy(refs(&records), &within("2026-11-21", "2026-11-30")).citizens, 0, "not any more");
    records[0] = records[0].clone().voided();
    assert_eq!(autonomy(refs(&records), &EVER).citizens, 1, "a path that was voided is nobody's");
}

#[test]
fn an_answer_is_corrected_and_voided_as_every_event_is() {
    let mut records = vec![
        path(1, "65_74"),
        rated(10, 1, "before", 1, "digital_identity", "0"),
        rated(11, 1, "after", 20, "digital_identity", "3"),
        rated(12, 1, "after", 20, "digital_identity", "1").with("correctsId", ids(11).into()),
    ];
    assert_eq!(shape(&records, &EVER), [("digital_identity".to_owned(), [1, 1, 0, 0, 1])]);
    records.push(answer(13, 1, "after", 21, json!({"correctsId": ids(12), "voidReason": "entry_error"})));
    assert_eq!(shape(&records, &EVER), []);
}

#[test]
fn the_last_answer_says_where_a_questionnaire_stands() {
    let before = SurveyPhase::BEFORE;
    let state = |records: &[Rec], phase: &SurveyPhase| survey_state(&records[0].as_ref(), phase, refs(records));
    let mut records = vec![path(1, "65_74")];
    assert_eq!(state(&records, &before), None);
    records[0].fields.insert("preSurvey".to_owned(), "later".into());
    assert_eq!(state(&records, &before), Some(SurveyState::LATER), "as a facilitator wrote it down");
    records.push(answer(10, 1, "before", 3, json!({"question": "outcome", "value": "refused"})));
    assert_eq!(state(&records, &before), Some(SurveyState::REFUSED));
    records.push(rated(11, 1, "before", 4, "digital_identity", "0"));
    assert_eq!(state(&records, &before), Some(SurveyState::DONE));
    assert_eq!(state(&records, &SurveyPhase::AFTER), None);
    records.push(rated(12, 2, "after", 4, "digital_identity", "0"));
    assert_eq!(state(&records, &SurveyPhase::AFTER), None, "of another citizen");
}

#[test]
fn a_rating_is_one_of_its_scale() {
    let check = |what: Value| {
        named(&validate(&RecordType::SURVEY_ANSWER, &answer(1, 2, "after", 3, what).fields, &visconteo()))
    };
    for right in [
        json!({"objective": "digital_identity", "value": "0"}),
        json!({"objective": "made_in_2031", "value": "3"}),
        json!({"question": "satisfaction", "value": "5"}),
        json!({"question": "how_heard", "value": "word_of_mouth"}),
        json!({"question": "outcome", "value": "refused"}),
    ] {
        assert_eq!(check(right), [""; 0]);
    }
    for wrong in [
        json!({"objective": "digital_identity", "value": "4"}),
        json!({"objective": "digital_identity", "value": "bene"}),
        json!({"question": "satisfaction", "value": "0"}),
        json!({"question": "satisfaction", "value": "6"}),
    ] {
        assert_eq!(check(wrong), ["value wrong_type"]);
    }
    let config = visconteo();
    for list in ["surveyQuestion", "surveyReason", "surveyReturn", "surveyHelped", "satisfaction", "selfRating"] {
        assert!(config.codelists.offered(list).count() > 3, "{list}");
    }
}

proptest! {
    /// Against a count by other means: who answered last wins, in whichever order the answers come.
    #[test]
    fn gains_are_what_the_last_answers_say(
        said in prop::collection::vec((0u64..3, any::<bool>(), 1u32..28, 0u8..4), 0..24),
        turn in 0usize..24,
    ) {
        let mut records: Vec<Rec> = (0..3).map(|n| path(n, "65_74")).collect();
        records[2].fields.insert("aliasOf".to_owned(), ids(0).into());
        let mut last: BTreeMap<(u64, bool), (u32, usize, u8)> = BTreeMap::new();
        for (place, (who, after, day, value)) in said.iter().enumerate() {
            let phase = if *after { "after" } else { "before" };
            records.push(rated(100 + place as u64, *who, phase, *day, "digital_identity", &value.to_string()));
            let head = if *who == 2 { 0 } else { *who };
            let now = (*day, place, *value);
            let known = last.entry((head, *after)).or_insert(now);
            if (known.0, known.1) < (now.0, now.1) {
                *known = now;
            }
        }
        let mut expected = [0u64; 5];
        let mut alone = BTreeSet::new();
        for who in [0, 1] {
            let value = |after: bool| last.get(&(who, after)).map(|(.., value)| u64::from(*value));
            if let (Some(before), Some(after)) = (value(false), value(true)) {
                let one = [1, u64::from(after > before), u64::from(after < before), before, after];
                expected.iter_mut().zip(one).for_each(|(sum, more)| *sum += more);
                if before < 3 && after == 3 {
                    alone.insert(who);
                }
            }
        }
        let places = records.len();
        records.rotate_left(turn % places);
        let found = shape(&records, &EVER);
        prop_assert_eq!(found.first().map_or([0; 5], |(_, sums)| *sums), expected);
        prop_assert_eq!(autonomy(refs(&records), &EVER).citizens, alone.len() as u64);
    }
}
