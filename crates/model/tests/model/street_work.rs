//! What street work asks of the model beside its sums: clocks, spots, cards, doubles, what is to be done.

use chrono::{Duration, NaiveDate};
use model::follow_up::{Due, due};
use model::proximity::Aliases;
use model::record::RecordType;
use model::street::{
    Arrival, Contacts, Noted, StreetSums, Trend, Visit, began_by_day, cards_on, last_met_on, lasts_too_long,
    likely_doubles, rounded, trend, visits, weeks,
};
use model::time::{Millis, parse_day};
use model::validate;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Rec, fields_of, id, ids, named, refs, rome_at, visconteo};

fn day(text: &str) -> NaiveDate {
    parse_day(text).expect("a day")
}

fn visit(civil: &str, met: i64) -> Visit {
    Visit { at: rome_at(civil), met: Contacts { new: met, known: 0 } }
}

/// Both changes of the clocks fall into the night of a Saturday: an evening out lasts as long as it lasted.
#[test]
fn an_outing_lasts_as_long_as_it_lasted_over_midnight_and_both_changes_of_the_clocks() {
    let nights = [
        ("2026-11-27 22:30", "2026-11-28 01:30", 3),
        // The hour from two to three is skipped: half past three is four hours after half past ten.
        ("2026-03-28 22:30", "2026-03-29 03:30", 4),
        // The hour from two to three comes twice: half past three is six hours after half past ten.
        ("2026-10-24 22:30", "2026-10-25 03:30", 6),
    ];
    for (began, ended, hours) in nights {
        let (began, ended) = (rome_at(began), rome_at(ended));
        assert_eq!(ended.since(began), hours * Millis::HOUR);
    }
}

#[test]
fn an_outing_is_too_long_past_the_hours_of_the_ambito_by_any_clock() {
    let eight = |began: &str, now: &str| lasts_too_long(rome_at(began), rome_at(now), 8);
    assert!(!eight("2026-11-27 18:00", "2026-11-28 02:00"));
    assert!(eight("2026-11-27 18:00", "2026-11-28 02:01"));
    // By the clock on the wall both are nine hours; one night is an hour shorter, the other an hour longer.
    assert!(!eight("2026-03-28 20:00", "2026-03-29 05:00"));
    assert!(eight("2026-10-24 20:00", "2026-10-25 04:00"));
    assert!(!lasts_too_long(rome_at("2026-11-27 18:00"), rome_at("2026-11-30 18:00"), 0), "the Ambito says no number");
}

#[test]
fn an_evening_goes_on_past_midnight_by_the_time_of_rome() {
    for (civil, by_day) in [
        ("2026-11-27 16:59", true),
        ("2026-11-27 17:00", false),
        ("2026-11-28 00:30", false),
        ("2026-11-28 05:00", true),
    ] {
        assert_eq!(began_by_day(rome_at(civil)), by_day, "{civil}");
    }
    // In summer 17:30 in Rome is 15:30 in Greenwich, in winter 16:30.
    assert!(!began_by_day(Millis::parse_rfc3339("2026-07-10T15:30:00Z").expect("an instant")));
    assert!(began_by_day(Millis::parse_rfc3339("2026-12-10T15:30:00Z").expect("an instant")));
}

#[test]
fn a_position_is_kept_to_three_decimals_and_no_finer_one_is_let_in() {
    let kept = rounded(45.386_449, 9.147_51).expect("on earth");
    assert_eq!((kept.lat.map(|it| it.0), kept.lon.map(|it| it.0)), (Some(45.386), Some(9.148)));
    assert_eq!(rounded(f64::NAN, 9.0), None);
    assert_eq!(rounded(91.0, 9.0), None);
    let check = |lat: f64, lon: f64| {
        let fields = json!({"name": "Parco", "spotType": "park", "position": {"lat": lat, "lon": lon}});
        named(&validate(&RecordType::MEETING_SPOT, &fields_of(fields), &visconteo()))
    };
    assert_eq!(check(45.386, 9.148), [""; 0]);
    assert_eq!(check(45.386_4, 9.148), ["position out_of_range"]);
    assert_eq!(check(45.386, 9.147_5), ["position out_of_range"]);
}

proptest! {
    #[test]
    fn every_rounded_position_is_let_in_and_lies_near(lat in -90.0_f64..=90.0, lon in -180.0_f64..=180.0) {
        let kept = rounded(lat, lon).expect("on earth");
        let fields = fields_of(json!({
            "name": "Parco", "spotType": "park",
            "position": {"lat": kept.lat.map(|it| it.0), "lon": kept.lon.map(|it| it.0)},
        }));
        prop_assert!(validate(&RecordType::MEETING_SPOT, &fields, &visconteo()).is_empty());
        prop_assert!((kept.lat.map_or(f64::NAN, |it| it.0) - lat).abs() < 0.000_51);
        prop_assert!((kept.lon.map_or(f64::NAN, |it| it.0) - lon).abs() < 0.000_51);
    }
}

#[test]
fn weeks_go_from_monday_to_sunday_in_rome_the_last_one_first() {
    // 27 November 2026 is a Friday.
    let visits = [
        visit("2026-11-22 23:30", 4),
        visit("2026-11-23 00:30", 5),
        visit("2026-11-27 21:00", 1),
        visit("2026-10-01 21:00", 9),
    ];
    let weeks = weeks(&visits, rome_at("2026-11-27 22:00"), 3);
    let seen: Vec<_> = weeks.iter().map(|week| (week.from, week.visits, week.met.total())).collect();
    assert_eq!(seen, [(day("2026-11-23"), 2, 6), (day("2026-11-16"), 1, 4), (day("2026-11-09"), 0, 0)]);
}

/// Two spots in one evening, and a second outing at the same hour.
#[test]
fn whom_a_visit_met_stands_where_the_outing_was() {
    let arrival = |stop: u64, outing: u64, spot: u64, civil: &str| Arrival {
        stop: id(stop),
        outing: id(outing),
        spot: Some(id(spot)),
        at: rome_at(civil),
    };
    let arrivals = [
        arrival(10, 100, 1, "2026-11-27 21:00"),
        arrival(11, 100, 2, "2026-11-27 22:00"),
        arrival(12, 101, 1, "2026-11-27 21:30"),
    ];
    let new = |new: i64| Contacts { new, known: 0 };
    let met = [(id(10), new(4)), (id(11), new(30))];
    let taps = [
        (id(100), rome_at("2026-11-27 21:10"), new(1)),
        (id(100), rome_at("2026-11-27 22:00"), new(1)),
        (id(101), rome_at("2026-11-27 23:00"), new(1)),
        (id(101), rome_at("2026-11-27 21:40"), new(-3)),
    ];
    let of = |spot: u64| visits(id(spot), &arrivals, &met, &taps);
    assert_eq!(of(1), [visit("2026-11-27 21:00", 5), visit("2026-11-27 21:30", 0)]);
    assert_eq!(of(2), [visit("2026-11-27 22:00", 31)]);
    assert_eq!(of(3), []);
}

#[test]
fn a_spot_grows_or_empties_by_whom_each_visit_met() {
    let of = |met: &[i64]| {
        let visits: Vec<_> =
            met.iter().zip(1..).map(|(met, day)| visit(&format!("2026-11-{day:02} 21:00"), *met)).collect();
        trend(&visits)
    };
    assert_eq!(of(&[2, 3, 6, 8]), Trend::Growing);
    assert_eq!(of(&[8, 7, 3]), Trend::Emptying);
    assert_eq!(of(&[5, 6, 6, 5]), Trend::Steady);
    assert_eq!(of(&[1, 1, 2, 2]), Trend::Steady, "one more is no trend");
    assert_eq!(of(&[5, 0]), Trend::Unknown);
    assert_eq!(of(&[]), Trend::Unknown);
    // Nobody went there for a while: what each visit met is what counts, in whatever order the visits are given.
    assert_eq!(
        trend(&[visit("2026-11-20 21:00", 9), visit("2026-11-01 21:00", 2), visit("2026-11-02 21:00", 2)]),
        Trend::Growing
    );
}

fn card(n: u64, fields: Value) -> Rec {
    Rec::new(RecordType::YOUTH_CARD, n, fields)
}

fn met_on(n: u64, at: &str, cards: &[u64]) -> Rec {
    let cards: Vec<_> = cards.iter().copied().map(ids).collect();
    let fields = json!({"occurredAt": at, "cardIds": cards, "firstTimeContacts": 0, "returningContacts": 1});
    Rec::new(RecordType::STREET_GROUP_MEETING, n, fields)
}

#[test]
fn two_cards_joined_are_one_on_a_meeting_and_two_again_once_parted() {
    let meeting = met_on(20, "2026-11-22T21:00:00+01:00", &[1, 2, 3]);
    let cards = |alias: Value| {
        let records = [card(1, json!({})), card(2, json!({ "aliasOf": alias })), card(3, json!({}))];
        let aliases = Aliases::of(&RecordType::YOUTH_CARD, refs(&records));
        cards_on(&meeting.fields, &aliases).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(cards(ids(1).into()), [id(1), id(3)]);
    assert_eq!(cards(Value::Null), [id(1), id(2), id(3)]);
}

#[test]
fn a_card_was_last_met_where_a_meeting_that_holds_names_it_or_its_alias() {
    let records = [
        card(1, json!({})),
        card(2, json!({"aliasOf": ids(1)})),
        met_on(20, "2026-11-10T21:00:00+01:00", &[1]),
        // Half past midnight in Rome is the day before in Greenwich.
        met_on(21, "2026-11-19T23:30:00Z", &[2]),
        met_on(22, "2026-11-25T21:00:00+01:00", &[1]).voided(),
        met_on(23, "2026-11-26T21:00:00+01:00", &[]).with("correctsId", ids(24).into()),
        met_on(24, "2026-11-26T21:00:00+01:00", &[1]),
    ];
    assert_eq!(last_met_on(id(1), refs(&records)), Some(day("2026-11-20")));
    assert_eq!(last_met_on(id(2), refs(&records)), Some(day("2026-11-20")), "by the card that it stands for");
    assert_eq!(last_met_on(id(3), refs(&records)), None);
}

#[test]
fn two_people_at_one_spot_within_twenty_minutes_may_have_noted_one_group() {
    let at = |civil: &str| rome_at(civil);
    let noted = |root: u64, author: &'static str, civil: &str| Noted {
        root: id(root),
        outing: id(100),
        spot: Some(id(10)),
        group: None,
        author,
        at: at(civil),
    };
    let first = noted(1, "samira", "2026-11-27 21:00");
    let second = noted(2, "luca", "2026-11-27 21:20");
    assert_eq!(likely_doubles(&[first, second]), [(id(1), id(2))]);
    let no_pair = [
        Noted { at: second.at.plus(1), ..second },
        Noted { author: "samira", ..second },
        Noted { spot: Some(id(11)), ..second },
        Noted { spot: None, ..second },
        Noted { outing: id(101), ..second },
    ];
    for other in no_pair {
        assert_eq!(likely_doubles(&[first, other]), [], "{other:?}");
    }
    let placeless = Noted { spot: None, ..first };
    assert_eq!(likely_doubles(&[placeless, Noted { spot: None, ..second }]), [], "nobody knows where");
    let of_group = |noted: Noted<'static>, group: u64| Noted { group: Some(id(group)), ..noted };
    assert_eq!(likely_doubles(&[of_group(first, 7), of_group(second, 8)]), [], "two names, two groups");
    assert_eq!(likely_doubles(&[of_group(first, 7), of_group(second, 7)]), [(id(1), id(2))]);
    assert_eq!(likely_doubles(&[of_group(first, 7), second]), [(id(1), id(2))]);
    // An evening with a change of the clocks: twenty minutes are twenty minutes.
    let (one, other) = (
        Noted { at: Millis::parse_rfc3339("2026-10-25T02:55:00+02:00").expect("an instant"), ..first },
        Noted { at: Millis::parse_rfc3339("2026-10-25T02:05:00+01:00").expect("an instant"), ..second },
    );
    assert_eq!(likely_doubles(&[one, other]), [(id(1), id(2))]);
}

/// Three phones tap and note in turns, with no network: whatever order their events arrive in, and however often, each
/// counts once, and of one group that two of them noted the larger number counts.
#[test]
fn three_phones_add_up_to_one_number_in_any_order() {
    let stop = Rec::new(RecordType::STREET_STOP, 10, json!({"outingId": ids(100), "meetingSpotId": ids(11)}));
    let meeting = |n: u64, new: i64, known: i64| {
        let fields = json!({"stopId": ids(10), "firstTimeContacts": new, "returningContacts": known});
        Rec::new(RecordType::STREET_GROUP_MEETING, n, fields)
    };
    let tap = |n: u64, kind: &str, delta: i64| {
        Rec::new(RecordType::STREET_TALLY, n, json!({"outingId": ids(100), "kind": kind, "delta": delta}))
    };
    let mut records = vec![
        stop,
        meeting(20, 4, 1),
        meeting(21, 5, 2).with("sameGroupAs", ids(20).into()),
        meeting(22, 1, 0),
        tap(30, "new", 1),
        tap(31, "known", 1),
        tap(32, "new", 1),
        Rec::new(RecordType::STREET_TALLY, 33, json!({"correctsId": ids(32), "voidReason": "entry_error"})),
    ];
    for _ in 0..records.len() {
        records.rotate_left(1);
        let sums = StreetSums::of(refs(&records).chain(refs(&records)));
        assert_eq!(sums.by_outing[&id(100)], Contacts { new: 7, known: 3 });
    }
}

#[test]
fn what_is_to_be_done_is_due_by_its_day() {
    let follow_up = |fields: Value| Rec::new(RecordType::FOLLOW_UP, 1, fields);
    let today = day("2026-11-27");
    let at = |days: i64| {
        let on = today + Duration::days(days);
        due(&follow_up(json!({"dueOn": on.to_string()})).as_ref(), today)
    };
    assert_eq!((at(-1), at(0), at(1)), (Some(Due::Overdue), Some(Due::Today), Some(Due::Later)));
    let done = follow_up(json!({"dueOn": "2026-11-20", "doneAt": "2026-11-21T10:00:00+01:00"}));
    assert_eq!(due(&done.as_ref(), today), None);
    assert_eq!(due(&follow_up(json!({"dueOn": "2026-11-20", "doneAt": null})).as_ref(), today), Some(Due::Overdue));
    assert_eq!(due(&follow_up(json!({"dueOn": "2026-11-20"})).voided().as_ref(), today), None);
    assert_eq!(due(&follow_up(json!({"dueOn": "domani"})).as_ref(), today), Some(Due::Today));
}

/// Two phones that note one arrival tell of one visit, with the groups of both.
#[test]
fn an_arrival_that_two_phones_noted_is_one_visit() {
    let arrival = |stop: u64, spot: u64, civil: &str| Arrival {
        stop: id(stop),
        outing: id(100),
        spot: Some(id(spot)),
        at: rome_at(civil),
    };
    let arrivals = [
        arrival(1, 50, "2026-11-20 21:00"),
        arrival(2, 50, "2026-11-20 21:02"),
        arrival(3, 51, "2026-11-20 22:00"),
        arrival(4, 50, "2026-11-20 23:00"),
    ];
    let of = |new: i64| Contacts { new, known: 0 };
    let met = [(id(1), of(3)), (id(2), of(4)), (id(3), of(20)), (id(4), of(1))];
    let found = visits(id(50), &arrivals, &met, &[(id(100), rome_at("2026-11-20 21:01"), of(2))]);
    assert_eq!(found, [visit("2026-11-20 21:00", 9), visit("2026-11-20 23:00", 1)]);
}
