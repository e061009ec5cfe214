use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use model::codes::{Code, HubAgeBand};
use model::hub::{
    Join, JoinReason, Slot, Taken, WeekPattern, WeeklyTime, age_band, calendar, clashes, facilita_age_band,
    free_starts, open_joins, open_on, ordinal, path_code, path_end, phone_number, possible_joins, proposed_joins,
    read_path_code, timetable,
};
use model::ids::RecordId;
use model::record::{IssueCode, RecordType};
use model::validate;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Rec, fields_of, id, ids, named, refs, visconteo};

fn slot(weekday: u32, from: &str, to: &str) -> Slot {
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    Slot {
        weekday,
        from: time(from),
        to: time(to),
        weeks: WeekPattern::Every,
        nth: None,
        valid_from: None,
        valid_to: None,
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_slot_is_open_in_its_weeks_alone() {
    // 2026-11-16 and 2026-11-30 are Mondays of the ISO weeks 47 and 49, the 23rd of week 48.
    let every = slot(1, "09:00", "13:00");
    let odd = Slot { weeks: WeekPattern::Odd, ..every.clone() };
    let even = Slot { weeks: WeekPattern::Even, ..every.clone() };
    let third = Slot { weeks: WeekPattern::Nth, nth: Some(3), ..every.clone() };
    let days = ["2026-11-16", "2026-11-17", "2026-11-23", "2026-11-30"];
    let open = |slot: &Slot| days.map(|text| slot.open_on(day(text)));
    assert_eq!(open(&every), [true, false, true, true]);
    assert_eq!(open(&odd), [true, false, false, true]);
    assert_eq!(open(&even), [false, false, true, false]);
    assert_eq!(open(&third), [true, false, false, false]);
    let over = Slot { valid_to: Some(day("2026-11-22")), ..every };
    assert_eq!(open(&over), [true, false, false, false]);
    // 2026 has 53 weeks: two odd ones follow each other.
    let next = |slot: &Slot, from| slot.next_days(day(from), 3);
    assert_eq!(next(&odd, "2026-12-15"), ["2026-12-28", "2027-01-04", "2027-01-18"].map(day));
    assert_eq!(next(&third, "2026-11-16"), ["2026-11-16", "2026-12-21", "2027-01-18"].map(day));
    assert_eq!(next(&over, "2026-11-10"), [day("2026-11-16")]);
}

#[test]
fn a_slot_that_makes_no_sense_is_told_from_one_that_does() {
    let right = slot(1, "09:00", "13:00");
    let nth = |nth| Slot { weeks: WeekPattern::Nth, nth, ..right.clone() };
    let until = |from: &str, to: &str| Slot { valid_from: Some(day(from)), valid_to: Some(day(to)), ..right.clone() };
    for slot in [right.clone(), nth(Some(5)), until("2026-11-27", "2026-11-27"), slot(7, "09:00", "09:01")] {
        assert!(slot.makes_sense(), "{slot:?}");
    }
    let wrong = [
        slot(1, "13:00", "09:00"),
        slot(1, "09:00", "09:00"),
        slot(0, "09:00", "13:00"),
        slot(8, "09:00", "13:00"),
        nth(None),
        nth(Some(0)),
        nth(Some(6)),
        until("2026-11-28", "2026-11-27"),
    ];
    for slot in wrong {
        assert!(!slot.makes_sense(), "{slot:?}");
    }
}

#[test]
fn weekly_hours_are_those_of_the_pattern_per_cycle() {
    let every = slot(1, "09:00", "13:00");
    let odd = Slot { weeks: WeekPattern::Odd, ..slot(2, "09:00", "12:00") };
    let nth = Slot { weeks: WeekPattern::Nth, nth: Some(1), ..slot(3, "09:00", "10:05") };
    let of = |slots: &[Slot]| WeeklyTime::of(slots, day("2026-11-22")).hours();
    assert!((of(&[every.clone(), odd.clone()]) - 5.5).abs() < 1e-12);
    assert!((of(&[nth]) - 0.25).abs() < 1e-12, "six times in 26 weeks");
    assert!(WeeklyTime::of(&[Slot { valid_from: Some(day("2027-01-01")), ..every }], day("2026-11-22")).is_zero());
}

#[test]
fn free_starts_leave_out_what_is_taken() {
    let slots = [slot(1, "09:00", "12:00"), slot(1, "14:00", "15:30"), slot(2, "09:00", "10:00")];
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    let starts = |minutes, taken: &[(NaiveTime, u32)]| -> Vec<String> {
        let found = free_starts(&slots, day("2026-11-23"), minutes, taken);
        found.iter().map(|start| start.format("%H:%M").to_string()).collect()
    };
    assert_eq!(starts(60, &[]), ["09:00", "10:00", "11:00", "14:00"]);
    assert_eq!(starts(60, &[(time("09:30"), 30)]), ["10:00", "11:00", "14:00"]);
    assert_eq!(starts(60, &[(time("09:00"), 45)]), ["09:45", "10:45", "14:00"]);
    assert_eq!(starts(60, &[(time("08:30"), 30), (time("12:00"), 60)]), ["09:00", "10:00", "11:00", "14:00"]);
    assert_eq!(starts(0, &[(time("09:00"), 180), (time("14:00"), 89)]), ["15:29"]);
    assert!(free_starts(&slots, day("2026-11-25"), 60, &[]).is_empty());
    assert_eq!(open_on(&slots, day("2026-11-23")).len(), 2);
}

proptest! {
    /// A free start never meets what is taken, and fits into the opening.
    #[test]
    fn free_starts_never_clash(taken in prop::collection::vec((0u32..24 * 60, 1u32..200), 0..8), minutes in 1u32..200) {
        let at = |minute: u32| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap();
        let slots = [slot(1, "09:00", "13:00"), slot(1, "14:00", "18:30")];
        let busy: Vec<_> = taken.iter().map(|(start, lasts)| (at(*start), *lasts)).collect();
        let mut end = 0;
        for start in free_starts(&slots, day("2026-11-23"), minutes, &busy) {
            let start = u32::try_from(start.signed_duration_since(NaiveTime::MIN).num_minutes()).unwrap();
            prop_assert!(start >= end, "free slots do not overlap");
            end = start + minutes;
            prop_assert!((9 * 60 <= start && end <= 13 * 60) || (14 * 60 <= start && end <= 18 * 60 + 30));
            for (from, lasts) in &taken {
                prop_assert!(end <= *from || from + lasts <= start, "{start}..{end} meets {from}+{lasts}");
            }
        }
    }

    #[test]
    fn path_codes_are_read_as_people_type_them(random in any::<[u8; 5]>()) {
        let code = path_code(random);
        prop_assert_eq!(code.len(), 5);
        prop_assert!(!code.contains(['I', 'O', '0', '1']));
        let typed = format!(" {}-{} ", code[..2].to_lowercase(), &code[2..]);
        prop_assert_eq!(read_path_code(&typed), Some(code));
    }
}

#[test]
fn path_codes_use_every_symbol_and_refuse_others() {
    let symbols: BTreeSet<_> = (0..=255u8).flat_map(|byte| path_code([byte; 5]).chars().collect::<Vec<_>>()).collect();
    assert_eq!(symbols.len(), 32);
    for wrong in ["", "7K2M", "7K2MXX", "7K0MX", "7KIMX", "7K2MÈ"] {
        assert_eq!(read_path_code(wrong), None, "{wrong}");
    }
    let path = fields_of(json!({"code": "7k2mx", "ageBand": "65_74", "gender": "F"}));
    assert_eq!(named(&validate(&RecordType::CITIZEN_PATH, &path, &visconteo())), ["code wrong_type"]);
}

#[test]
fn ages_fall_into_bands_and_the_young_stay_out() {
    let bands: Vec<_> = [14, 17, 18, 29, 30, 54, 55, 64, 65, 74, 75, 101]
        .map(|age| age_band(age, true).unwrap())
        .iter()
        .map(|band| band.as_str().to_owned())
        .collect();
    let expected = [
        "14_17", "14_17", "18_29", "18_29", "30_54", "30_54", "55_64", "55_64", "65_74", "65_74", "75_plus", "75_plus",
    ];
    assert_eq!(bands, expected);
    assert_eq!(age_band(13, true), Err(IssueCode::TooYoung));
    assert_eq!(age_band(17, false), Err(IssueCode::TooYoung));
    assert_eq!(age_band(18, false), Ok(HubAgeBand::AGE_18_29));

    let mut config = visconteo();
    let path = fields_of(json!({"code": "7K2MX", "ageBand": "14_17", "gender": "F"}));
    assert_eq!(named(&validate(&RecordType::CITIZEN_PATH, &path, &config)), ["ageBand too_young"]);
    config.hub.minors_enabled = true;
    assert_eq!(named(&validate(&RecordType::CITIZEN_PATH, &path, &config)), [""; 0]);
}

#[test]
fn every_age_band_of_the_codelist_has_one_of_the_national_monitoring() {
    let codes: Vec<_> = visconteo()
        .codelists
        .list("hubAgeBand")
        .iter()
        .map(|entry| facilita_age_band(&HubAgeBand::new(&*entry.code)).unwrap_or("none"))
        .collect();
    assert_eq!(codes, ["E", "A", "B", "C", "C", "D"]);
}

#[test]
fn an_appointment_has_its_number_in_its_path() {
    let at = |n: u64, status: &str, day: u32| {
        let starts = format!("2026-11-{day:02}T10:00:00+01:00");
        Rec::new(RecordType::HUB_APPOINTMENT, n, json!({"citizenPathId": ids(1), "status": status, "startsAt": starts}))
    };
    let records = [
        at(10, "held", 9),
        at(11, "no_show", 10),
        at(12, "cancelled_by_citizen", 11),
        at(13, "held", 5),
        at(14, "booked", 20),
        at(15, "held", 1).voided(),
        at(16, "held", 2).with("citizenPathId", ids(2).into()),
    ];
    let of = |n| ordinal(id(n), refs(&records));
    assert_eq!([13, 10, 14, 16].map(of), [Some(1), Some(2), Some(3), Some(1)]);
    assert_eq!([11, 12, 15, 99].map(of), [None; 4]);
    // The second card is the first citizen's: the numbers go on, and back when the two are told apart.
    let path = |n: u64, alias: Option<u64>| Rec::new(RecordType::CITIZEN_PATH, n, json!({"aliasOf": alias.map(ids)}));
    let with = |alias: Option<u64>| {
        let all: Vec<Rec> = records.iter().cloned().chain([path(1, None), path(2, alias)]).collect();
        [16, 13, 10, 14].map(|n| ordinal(id(n), refs(&all)))
    };
    assert_eq!(with(Some(1)), [Some(1), Some(2), Some(3), Some(4)]);
    assert_eq!(with(None), [Some(1), Some(1), Some(2), Some(3)]);
    // A third card that stands for the second, and two that stand for each other, which ends.
    let all = |joins: &[(u64, u64)]| -> Vec<Rec> {
        let third = at(17, "held", 30).with("citizenPathId", ids(3).into());
        let paths = joins.iter().map(|(one, other)| path(*one, Some(*other)));
        records.iter().cloned().chain([third]).chain(paths).collect()
    };
    assert_eq!(ordinal(id(17), refs(&all(&[(3, 2), (2, 1)]))), Some(5));
    assert_eq!(ordinal(id(17), refs(&all(&[(3, 2), (2, 3)]))), Some(1));
}

#[test]
fn the_timetable_of_a_venue_record_is_read() {
    let venue = |slots: Value| fields_of(json!({"name": "Hub", "timetable": slots}));
    let right = json!([
        {"weekday": 1, "from": "09:00", "to": "13:00"},
        {"weekday": 3, "from": "14:00", "to": "18:00", "weeks": "nth", "nth": 2, "validFrom": "2026-01-01"},
        {"weekday": 9, "from": "09:00", "to": "13:00"},
        {"weekday": 2, "from": "09:00", "to": "13:00", "weeks": "made_in_2031"},
    ]);
    let slots = timetable(&venue(right));
    assert_eq!(slots.len(), 2, "what cannot be read opens nothing");
    assert_eq!(slots[0], slot(1, "09:00", "13:00"));
    assert_eq!(
        (slots[1].weeks, slots[1].nth, slots[1].valid_from),
        (WeekPattern::Nth, Some(2), Some(day("2026-01-01")))
    );
    assert!(timetable(&fields_of(json!({}))).is_empty());
}

#[test]
fn a_slot_of_the_configuration_reads_like_one_of_a_record() {
    for venue in visconteo().venues {
        let fields = venue.to_fields();
        assert_eq!(timetable(&fields), venue.timetable);
        assert_eq!(named(&validate(&RecordType::VENUE, &fields, &visconteo())), [""; 0]);
        assert_eq!(fields["timetable"], json!(venue.timetable), "one shape on the wire");
    }
}

#[test]
fn a_lesson_has_no_more_ages_than_attendees() {
    let check = |bands: Value| {
        let fields = fields_of(json!({
            "status": "held", "sessionKind": "lesson", "startsAt": "2026-11-22T10:00:00+01:00", "durationMinutes": 90,
            "topics": [], "attendees": 3, "attendeesByAgeBand": bands,
        }));
        named(&validate(&RecordType::HUB_GROUP_SESSION, &fields, &visconteo()))
    };
    assert_eq!(check(json!({"65_74": 2, "75_plus": 1})), [""; 0]);
    assert_eq!(check(json!({"65_74": 2, "75_plus": 2})), ["attendeesByAgeBand sum_mismatch"]);
}

/// Set once, when the path ends; taken back when it goes on.
#[test]
fn the_end_of_a_path_is_kept() {
    let now = crate::support::rome_at("2026-11-27 10:30");
    let end = |fields: Value| path_end(&fields_of(fields), now);
    let (at, before) = (json!("2026-11-27T10:30:00+01:00"), json!("2026-11-01T10:30:00+01:00"));
    assert_eq!(end(json!({"status": "completed"})), Some(at.clone()));
    assert_eq!(end(json!({"status": "dropped", "endedAt": null})), Some(at));
    assert_eq!(end(json!({"status": "dropped", "endedAt": before})), None);
    assert_eq!(end(json!({"status": "active", "endedAt": before})), Some(Value::Null));
    assert_eq!(end(json!({"status": "active"})), None);
    assert_eq!(end(json!({})), None);
}

/// An appointment of the 27th at the venue 1, as the API knows it.
fn booked(n: u64, starts: &str, received: Option<&str>) -> Rec {
    let fields = json!({
        "status": "booked", "venueId": ids(1), "bookingChannel": "desk", "durationMinutes": 60,
        "startsAt": format!("2026-11-27T{starts}:00+01:00"),
        "receivedAt": received.map(|at| format!("2026-11-26T{at}:00Z")),
    });
    Rec::new(RecordType::HUB_APPOINTMENT, n, fields)
}

fn clashing(records: &[Rec]) -> Vec<(u64, bool)> {
    let taken: Vec<_> = refs(records).filter_map(|one| Taken::of(&one, 60)).collect();
    let number = |at: RecordId| records.iter().position(|one| one.id == at).map_or(0, |place| place as u64 + 1);
    clashes(&taken).into_iter().map(|clash| (number(clash.id), clash.moves)).collect()
}

#[test]
fn the_later_of_two_at_one_time_is_offered_another() {
    let (first, second) = (booked(1, "10:00", Some("09:00")), booked(2, "10:00", Some("09:01")));
    assert_eq!(clashing(&[first.clone(), second.clone()]), [(1, false), (2, true)]);
    // What was not received yet comes after what was, whichever is older.
    assert_eq!(clashing(&[booked(1, "10:00", None), second.clone()]), [(1, true), (2, false)]);
    // What was held keeps its time.
    let held = second.clone().with("status", "held".into());
    assert_eq!(clashing(&[first.clone(), held.clone()]), [(1, true), (2, false)]);
    assert_eq!(clashing(&[first.clone().with("status", "held".into()), held]), [(1, false), (2, false)]);
    // Half an hour in common is enough, and its end is another one's start.
    assert_eq!(clashing(&[first.clone(), booked(2, "10:30", Some("09:01"))]).len(), 2);
    assert_eq!(clashing(&[first.clone(), booked(2, "11:00", Some("09:01"))]), []);
    assert_eq!(clashing(&[first.clone(), second.clone().with("venueId", ids(2).into())]), []);
    let gone = [
        second.clone().voided(),
        second.clone().with("status", "cancelled_by_citizen".into()),
        second.clone().with("status", "no_show".into()),
        second.clone().with("bookingChannel", "walk_in".into()),
        second.with("startsAt", Value::Null),
    ];
    for other in gone {
        assert_eq!(clashing(&[first.clone(), other]), []);
    }
}

proptest! {
    /// Who is marked has somebody at its time, who is not has nobody; of those at one time one keeps it; and both phones
    /// say the same, in whichever order they have them.
    #[test]
    fn clashes_are_those_that_meet(
        starts in prop::collection::vec((0u32..8, 0u32..4, prop::option::of(0u32..4), any::<bool>()), 0..9),
    ) {
        let made = |(place, (hour, quarter, received, held)): (usize, &(u32, u32, Option<u32>, bool))| {
            let received = received.map(|minute| format!("09:{minute:02}"));
            let one = booked(place as u64 + 1, &format!("{:02}:{:02}", 9 + hour, quarter * 15), received.as_deref());
            if *held { one.with("status", "held".into()) } else { one }
        };
        let records: Vec<Rec> = starts.iter().enumerate().map(made).collect();
        let minute = |place: usize| starts[place].0 * 60 + starts[place].1 * 15;
        let meets = |one: usize, other: usize| one != other && minute(one).abs_diff(minute(other)) < 60;
        let found = clashing(&records);
        for (one, (.., held)) in starts.iter().enumerate() {
            let marked = found.iter().find(|(n, _)| *n == one as u64 + 1);
            prop_assert_eq!(marked.is_some(), (0..records.len()).any(|other| meets(one, other)));
            prop_assert!(!marked.is_some_and(|(_, moves)| *moves && *held), "what was held is not moved");
        }
        let moves = |place: usize| found.contains(&(place as u64 + 1, true));
        for (one, (.., held)) in starts.iter().enumerate() {
            for other in (0..one).filter(|other| meets(one, *other)) {
                let both_held = *held && starts[other].3;
                prop_assert_eq!(moves(one) || moves(other), !both_held, "one of two gives way");
            }
        }
        if let Some(first) = found.iter().map(|(n, _)| usize::try_from(*n - 1).unwrap()).min_by_key(|place| {
            let (.., received, held) = starts[*place];
            (!held, received.is_none(), received, *place)
        }) {
            prop_assert!(found.iter().any(|(n, moves)| *n == first as u64 + 1 && !moves), "the first of all keeps its time");
        }
        let mut turned = records.clone();
        turned.reverse();
        let mut again: Vec<_> = clashing(&turned).iter().map(|(n, moves)| (records.len() as u64 + 1 - n, *moves)).collect();
        again.sort_unstable();
        prop_assert_eq!(again, found);
    }
}

/// RFC 5545: lines of 75 bytes at most, which end in CR LF and go on after a space; commas and the like are escaped.
#[test]
fn an_appointment_goes_into_a_calendar() {
    let at = crate::support::rome_at("2026-11-30 09:00");
    let place = "Hub digitale di Locate di Triulzi, presso la Biblioteca; però è al 1° piano\nsuonare";
    let file = calendar(id(7), "Sportello digitale", place, at, 90, at.plus(-60_000));
    assert!(file.split_inclusive("\r\n").all(|line| line.ends_with("\r\n") && line.len() <= 77));
    let unfolded = file.replace("\r\n ", "");
    let lines: Vec<_> = unfolded.lines().collect();
    assert_eq!(lines.first().zip(lines.last()), Some((&"BEGIN:VCALENDAR", &"END:VCALENDAR")));
    for line in [
        "DTSTART:20261130T080000Z",
        "DTEND:20261130T093000Z",
        "DTSTAMP:20261130T075900Z",
        "SUMMARY:Sportello digitale",
        r"LOCATION:Hub digitale di Locate di Triulzi\, presso la Biblioteca\; però è al 1° piano\nsuonare",
    ] {
        assert!(lines.contains(&line), "{line} in {lines:?}");
    }
    assert!(unfolded.contains(&format!("UID:{}@taccuino", ids(7))));
}

#[test]
fn paths_of_one_code_are_proposed_until_somebody_joins_them() {
    let path = |n: u64, code: &str| Rec::new(RecordType::CITIZEN_PATH, n, json!({"code": code, "status": "active"}));
    let join = |head: u64, other: u64| Join { head: id(head), other: id(other) };
    let mut records = vec![path(3, "7K2MX"), path(1, "7K2MX"), path(2, "7K2MY"), path(4, "")];
    records.push(path(5, ""));
    assert_eq!(proposed_joins(refs(&records)), [join(1, 3)], "the older one stays");
    assert_eq!(model::hub::joined(refs(&records)), []);
    let apart = records.clone();
    records[0].fields.insert("aliasOf".to_owned(), ids(1).into());
    assert_eq!(proposed_joins(refs(&records)), []);
    assert_eq!(model::hub::joined(refs(&records)), [join(1, 3)]);
    // A third one is proposed to who stands for both.
    records.push(path(6, "7K2MX"));
    assert_eq!(proposed_joins(refs(&records)), [join(1, 6)]);
    let mut voided = apart;
    voided[0] = voided[0].clone().voided();
    assert_eq!(proposed_joins(refs(&voided)), []);
}

/// However somebody writes it down, it is one number; what nobody can be called by is none.
#[test]
fn a_phone_number_is_compared_without_its_spelling() {
    let one = |text: &str| phone_number(text);
    for text in
        ["333 1234567", "+39 333 123 4567", "0039-333.1234567", "(+39) 333/1234567", "39 3331234567", "tel. 3331234567"]
    {
        assert_eq!(one(text).as_deref(), Some("3331234567"), "{text}");
    }
    // A number of Wind begins with 39 and has no prefix.
    for text in ["392 123 4567", "+39 392 1234567", "0039 3921234567"] {
        assert_eq!(one(text).as_deref(), Some("3921234567"), "{text}");
    }
    assert_eq!(one("02 0000 0347"), one("+39 02 00000347"));
    assert_eq!(one("+40 721 123 456").as_deref(), Some("+40721123456"));
    assert_eq!(one("0040 721 123456"), one("+40 721 123 456"));
    assert_ne!(one("40721123456"), one("+40 721 123 456"), "without a prefix it is of Italy");
    for text in ["", "no", "12345", "+39", "+39 12345", "0039", "0000000000", "+39 333333333", "00"] {
        assert_eq!(one(text), None, "{text}");
    }
}

fn citizen(n: u64, code: &str, phone: &str) -> Rec {
    Rec::new(RecordType::CITIZEN_PATH, n, json!({"code": code, "phone": phone, "status": "completed"}))
}

const fn pair(head: u64, other: u64) -> (u64, u64) {
    (head, other)
}

fn possible(records: &[Rec]) -> Vec<((u64, u64), JoinReason)> {
    let number = |wanted: RecordId| (1..=20).find(|n| id(*n) == wanted).expect("a path of the test");
    let found = possible_joins(refs(records), str::to_owned);
    found.into_iter().map(|(join, reason)| (pair(number(join.head), number(join.other)), reason)).collect()
}

#[test]
fn paths_of_one_number_are_possible_joins_and_those_of_one_code_are_surer() {
    let mut records = vec![
        citizen(4, "7K2MX", "333 1234567"),
        citizen(2, "7K2MY", "+39 3331234567"),
        citizen(3, "7K2MX", ""),
        citizen(1, "7K2MZ", "334 7654321"),
    ];
    let code = (pair(3, 4), JoinReason::Code);
    assert_eq!(possible(&records), [code, (pair(2, 4), JoinReason::Phone)], "codes first");
    // One code and one number are one pair.
    records[2].fields.insert("phone".to_owned(), "0039 333 123 45 67".into());
    assert_eq!(possible(&records), [code, (pair(2, 3), JoinReason::Phone), (pair(2, 4), JoinReason::Phone)]);
    // Joined, the rest is asked of who stands for both.
    records[0].fields.insert("aliasOf".to_owned(), ids(3).into());
    assert_eq!(possible(&records), [(pair(2, 3), JoinReason::Phone)]);
    records[2].fields.insert("aliasOf".to_owned(), ids(2).into());
    assert_eq!(possible(&records), []);
    // Whoever is joined to a path that was voided stands alone.
    records[1] = records[1].clone().voided();
    assert_eq!(possible(&records), [code]);
}

/// Five of a family may have one number; that of a home for the elderly says nothing of anybody.
#[test]
fn a_number_of_many_is_nobodys() {
    let of_number = |count: u64| -> Vec<Rec> { (1..=count).map(|n| citizen(n, "", "02 1234567")).collect() };
    assert_eq!(possible(&of_number(5)).len(), 10);
    assert_eq!(possible(&of_number(6)), []);
}

/// What the API found is shown after what the phone finds, no pair twice, and none that somebody has decided here since.
#[test]
fn what_the_api_proposes_gives_way_to_what_this_phone_knows() {
    let join = |head: u64, other: u64| Join { head: id(head), other: id(other) };
    let asked = [(join(1, 2), JoinReason::Code), (join(2, 8), JoinReason::Phone), (join(8, 9), JoinReason::Phone)];
    let mut records = vec![citizen(2, "7K2MX", ""), citizen(1, "7K2MX", "")];
    let open = |records: &[Rec]| open_joins(refs(records), &asked);
    assert_eq!(open(&records), asked);
    assert_eq!(open_joins(refs(&records), &[]), asked[..1]);
    records[0].fields.insert("aliasOf".to_owned(), ids(1).into());
    assert_eq!(open(&records), [(join(1, 8), JoinReason::Phone), (join(8, 9), JoinReason::Phone)]);
    records.push(citizen(9, "", "").with("aliasOf", ids(8).into()));
    assert_eq!(open(&records), [(join(1, 8), JoinReason::Phone)]);
    records.push(citizen(8, "", "").voided());
    assert_eq!(open(&records), []);
}
