use chrono::{DateTime, Duration, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Europe::Rome;
use model::ids::IdMint;
use model::rome::{self, Civil};
use model::time::{Millis, parse_clock};
use proptest::prelude::*;

/// 1997-01-01 to 2100-01-01: the rule of the EU is of 1996.
const RANGE: std::ops::Range<i64> = 852_076_800_000..4_102_444_800_000;

proptest! {
    #[test]
    fn instants_have_the_offset_of_the_time_zone_database(millis in RANGE) {
        let expected = Rome.from_utc_datetime(&DateTime::<Utc>::from_timestamp_millis(millis).unwrap().naive_utc());
        prop_assert_eq!(rome::to_rome(Millis(millis)).naive_local(), expected.naive_local());
        prop_assert_eq!(rome::offset_at(Millis(millis)), expected.offset().fix().local_minus_utc());
    }

    #[test]
    fn civil_times_mean_what_the_time_zone_database_says(millis in RANGE) {
        check_civil(civil(millis));
    }

    #[test]
    fn every_instant_of_rome_is_found_again_from_its_civil_time(millis in RANGE) {
        let at = rome::to_rome(Millis(millis));
        match rome::from_rome(at.naive_local()) {
            Civil::At(found) => prop_assert_eq!(found, at),
            Civil::Twice(first, second) => prop_assert!(first == at || second == at),
            Civil::Never(found) => prop_assert!(false, "{} came from {}", found, at),
        }
    }

    #[test]
    fn a_day_holds_every_instant_from_its_start(millis in RANGE) {
        let day = rome::day_of(Millis(millis));
        prop_assert!(rome::start_of_day(day) <= Millis(millis));
        prop_assert!(Millis(millis) < rome::start_of_day(day.succ_opt().unwrap()));
    }
}

#[test]
fn every_minute_around_each_change_of_the_clocks_is_right() {
    for year in 1997..2100 {
        for (month, day) in [(3, 25), (10, 25)] {
            let mut at =
                NaiveDateTime::parse_from_str(&format!("{year}-{month:02}-{day} 00:00"), "%Y-%m-%d %H:%M").unwrap();
            // The change falls on one of the last seven days; steps of a quarter of an hour meet both sides of it.
            for _ in 0..7 * 24 * 4 {
                check_civil(at);
                at += Duration::minutes(15);
            }
        }
    }
}

#[test]
fn the_hour_that_comes_twice_and_the_hour_that_is_skipped_are_told_apart() {
    let at = |text: &str| rome::from_rome(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap());
    let Civil::Twice(first, second) = at("2026-10-25 02:30") else { panic!("the clocks go back at three") };
    assert_eq!(
        (first.to_rfc3339(), second.to_rfc3339()),
        ("2026-10-25T02:30:00+02:00".into(), "2026-10-25T02:30:00+01:00".into())
    );
    let Civil::Never(moved) = at("2026-03-29 02:30") else { panic!("the clocks go forward at two") };
    assert_eq!(moved.to_rfc3339(), "2026-03-29T03:30:00+02:00");
    assert_eq!(at("2026-11-22 10:00").earliest().to_rfc3339(), "2026-11-22T10:00:00+01:00");
}

#[test]
fn rfc_3339_is_read_with_any_offset_and_written_in_utc() {
    let at = Millis::parse_rfc3339("2026-11-22T23:14:05.250+01:00").unwrap();
    assert_eq!(at.to_rfc3339(), "2026-11-22T22:14:05.250Z");
    assert!(Millis::parse_rfc3339("2026-11-22").is_err());
}

#[test]
fn minted_ids_never_go_backwards_when_the_clock_does() {
    let mut mint = IdMint::default();
    let later = mint.mint(Millis(2_000), [0; 10]);
    let earlier = mint.mint(Millis(1_000), [1; 10]);
    assert!(later < earlier);
    assert_eq!((later.get_version_num(), earlier.get_version_num()), (7, 7));
}

fn civil(millis: i64) -> NaiveDateTime {
    DateTime::<Utc>::from_timestamp_millis(millis).unwrap().naive_utc()
}

fn check_civil(civil: NaiveDateTime) {
    use chrono::LocalResult::{Ambiguous, None, Single};
    match (rome::from_rome(civil), Rome.from_local_datetime(&civil)) {
        (Civil::At(ours), Single(theirs)) => assert_eq!(ours, theirs, "{civil}"),
        (Civil::Twice(first, second), Ambiguous(earlier, later)) => {
            assert_eq!((first.naive_utc(), second.naive_utc()), (earlier.naive_utc(), later.naive_utc()), "{civil}");
        }
        (Civil::Never(_), None) => {}
        (ours, theirs) => panic!("{civil}: {ours:?} against {theirs:?}"),
    }
}

/// A clock shows each time once a day, in the night of a change of the clocks too.
#[test]
fn a_clock_showed_a_time_last_today_or_yesterday() {
    let at = |text: &str| Millis::parse_rfc3339(text).unwrap();
    for (clock, now, last) in [
        ("23:40", "2026-11-27T23:40:31+01:00", "2026-11-27T23:40:31+01:00"),
        ("21:05", "2026-11-27T23:40:31+01:00", "2026-11-27T21:05:00+01:00"),
        ("23:41", "2026-11-27T23:40:31+01:00", "2026-11-26T23:41:00+01:00"),
        ("23:50", "2026-11-28T00:10:00+01:00", "2026-11-27T23:50:00+01:00"),
        ("01:30", "2026-10-25T04:00:00+01:00", "2026-10-25T01:30:00+02:00"),
        ("23:00", "2026-03-29T03:30:00+02:00", "2026-03-28T23:00:00+01:00"),
    ] {
        assert_eq!(rome::last_at(parse_clock(clock).unwrap(), at(now)), at(last), "{clock} at {now}");
    }
}
