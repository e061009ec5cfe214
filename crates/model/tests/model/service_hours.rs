use chrono::NaiveDate;
use model::codes::TimeBand;
use model::holidays::{easter_monday, is_holiday};
use model::hours::{next_change, next_shift, time_band, within_service_hours};
use model::rome;

use crate::support::{corsichese, rome_at, visconteo};

#[test]
fn the_published_hours_hold_at_every_vector() {
    let config = visconteo();
    let vectors = [
        // From 1 March 2024: every day 18-24, Saturdays, Sundays and holidays also 7-24.
        ("2024-03-29 17:59", false),
        ("2024-03-29 18:00", true),
        ("2024-03-30 00:00", false),
        ("2024-03-30 07:00", true),
        ("2024-04-01 10:00", true),
        ("2024-04-25 06:59", false),
        ("2024-04-25 07:00", true),
        ("2024-03-03 06:59", false),
        ("2024-02-29 23:00", true),
        ("2024-03-01 03:00", false),
        ("2024-03-01 18:00", true),
        ("2026-12-07 10:00", false),
        ("2027-10-04 10:00", true),
        // Before: Monday to Friday 19-7, Friday 19 to Monday 7, 24 hours on holidays.
        ("2023-10-04 10:00", false),
        ("2023-10-04 20:00", true),
        ("2023-10-05 06:59", true),
        ("2023-06-02 10:00", true),
        ("2023-04-11 06:59", true),
        ("2023-04-11 07:00", false),
        // The ends of both rules.
        ("2022-12-01 00:00", true),
        ("2024-02-29 06:59", true),
        ("2024-02-29 18:59", false),
        ("2024-03-29 23:59", true),
    ];
    for (civil, expected) in vectors {
        assert_eq!(within_service_hours(&config, rome_at(civil)), Some(expected), "{civil}");
    }
}

#[test]
fn before_the_first_rule_and_without_rules_nothing_is_said() {
    assert_eq!(within_service_hours(&visconteo(), rome_at("2022-11-30 23:59")), None);
    assert_eq!(within_service_hours(&corsichese(), rome_at("2026-11-22 20:00")), None);
}

#[test]
fn a_weekend_is_covered_from_friday_evening_to_monday_morning_by_the_old_rule() {
    let config = visconteo();
    // Friday 13 October 2023, 19:00, to Monday 16, 07:00, hour by hour.
    let (start, end) = (rome_at("2023-10-13 19:00"), rome_at("2023-10-16 07:00"));
    let mut at = start;
    while at < end {
        assert_eq!(within_service_hours(&config, at), Some(true), "{}", at.to_rfc3339());
        at = at.plus(model::time::Millis::HOUR);
    }
    assert_eq!(within_service_hours(&config, end), Some(false));
    assert_eq!(within_service_hours(&config, start.plus(-1)), Some(false));
}

#[test]
fn the_holidays_of_the_law_are_holidays() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let holidays = [
        "2026-01-01",
        "2026-01-06",
        "2026-04-25",
        "2026-05-01",
        "2026-06-02",
        "2026-08-15",
        "2026-10-04",
        "2026-11-01",
        "2026-12-08",
        "2026-12-25",
        "2026-12-26",
        "2026-11-22",
    ];
    for text in holidays {
        assert!(is_holiday(day(text)), "{text}");
    }
    // San Francesco is one from 2026: 4 October 2023 and 2024 were working days.
    for text in ["2023-10-04", "2024-10-04", "2026-12-07", "2026-11-21", "2026-04-07", "2026-12-24"] {
        assert!(!is_holiday(day(text)), "{text}");
    }
}

#[test]
fn easter_monday_falls_where_the_calendar_has_it() {
    let days = [
        "2023-04-10",
        "2024-04-01",
        "2025-04-21",
        "2026-04-06",
        "2027-03-29",
        "2028-04-17",
        "2029-04-02",
        "2030-04-22",
    ];
    for text in days {
        let day: NaiveDate = text.parse().unwrap();
        assert_eq!(easter_monday(chrono::Datelike::year(&day)), Some(day));
        assert!(is_holiday(day), "{text}");
    }
}

/// Years in which the shortcuts of the computus differ from the rule.
#[test]
fn easter_monday_is_right_in_the_exceptional_years_too() {
    let days = [
        "1818-03-23",
        "1943-04-26",
        "1954-04-19",
        "1981-04-20",
        "2000-04-24",
        "2038-04-26",
        "2049-04-19",
        "2076-04-20",
        "2100-03-29",
        "2285-03-23",
    ];
    for text in days {
        let day: NaiveDate = text.parse().unwrap();
        assert_eq!(easter_monday(chrono::Datelike::year(&day)), Some(day));
    }
}

#[test]
fn time_bands_follow_the_civil_time_of_rome() {
    let bands = [
        ("2026-11-20 06:59", TimeBand::WEEKDAY_00_07),
        ("2026-11-20 07:00", TimeBand::WEEKDAY_07_18),
        ("2026-11-20 17:59", TimeBand::WEEKDAY_07_18),
        ("2026-11-20 18:00", TimeBand::WEEKDAY_18_24),
        ("2026-11-21 10:00", TimeBand::WEEKEND),
        ("2026-11-22 10:00", TimeBand::WEEKEND),
        // A holiday wins over a Saturday, and over a Sunday that has a name of its own.
        ("2026-12-26 10:00", TimeBand::HOLIDAY),
        ("2026-10-04 10:00", TimeBand::HOLIDAY),
        ("2026-12-08 03:00", TimeBand::HOLIDAY),
    ];
    for (civil, expected) in bands {
        assert_eq!(time_band(rome_at(civil)), expected, "{civil}");
    }
}

#[test]
fn after_midnight_there_is_no_next_shift() {
    let config = visconteo();
    let said =
        |civil: &str| next_shift(&config, rome_at(civil)).map(|at| rome::to_rome(at).format("%d %H:%M").to_string());
    for (civil, next) in [
        // A working day: a colleague of the same evening, then nobody until the evening after.
        ("2026-11-25 20:00", Some("25 20:00")),
        ("2026-11-25 23:00", Some("25 23:00")),
        ("2026-11-25 23:01", None),
        ("2026-11-25 23:40", None),
        ("2026-11-26 00:00", None),
        ("2026-11-26 00:30", None),
        ("2026-11-26 05:59", None),
        ("2026-11-26 06:00", Some("26 18:00")),
        ("2026-11-26 17:59", Some("26 18:00")),
        // Before a Saturday, a Sunday and a holiday in the week there is one, in the morning.
        ("2026-11-27 23:40", Some("28 07:00")),
        ("2026-11-28 00:30", Some("28 07:00")),
        ("2026-11-28 23:40", Some("29 07:00")),
        ("2026-12-07 23:40", Some("08 07:00")),
        ("2026-11-29 23:40", None),
    ] {
        assert_eq!(said(civil).as_deref(), next, "{civil}");
    }
    let anywhere = rome_at("2026-11-26 00:30");
    assert_eq!(next_shift(&corsichese(), anywhere), Some(anywhere), "no hours, no rule");
}

#[test]
fn the_next_change_is_the_edge_that_the_clocks_show() {
    let config = visconteo();
    let said =
        |civil: &str| next_change(&config, rome_at(civil)).map(|at| rome::to_rome(at).format("%d %H:%M").to_string());
    assert_eq!(said("2026-11-25 18:00").as_deref(), Some("26 00:00"));
    assert_eq!(said("2026-10-25 01:00").as_deref(), Some("25 07:00"), "the night with an hour more");
    assert_eq!(said("2027-03-28 01:00").as_deref(), Some("28 07:00"), "the night with an hour less");
    assert_eq!(next_change(&corsichese(), rome_at("2026-11-25 18:00")), None);
}
