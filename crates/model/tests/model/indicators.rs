//! Records made so that the reports come out as published, and what must not change them.

use std::collections::BTreeMap;

use model::indicators::{Period, hub_1, pis_1, proximity_1, street_1};
use model::record::RecordType;
use serde_json::{Value, json};

use crate::support::{Rec, ids, refs, visconteo};

fn period(from: Option<&str>, to: &str) -> Period {
    Period { from: from.map(|day| day.parse().unwrap()), to: Some(to.parse().unwrap()) }
}

fn published() -> Value {
    let text = include_str!("../../../../config/data/piano-di-zona-figures.json");
    serde_json::from_str(text).unwrap()
}

fn counts(value: &Value) -> BTreeMap<String, u64> {
    serde_json::from_value(value.clone()).unwrap()
}

const STR_1: (&str, &str) = ("2023-11-01", "2024-01-15");

fn outing(n: u64, started: &str) -> Rec {
    Rec::new(
        RecordType::STREET_OUTING,
        n,
        json!({"outingKind": "street", "status": "completed", "startedAt": started, "municipalityCode": "015189"}),
    )
}

fn met(n: u64, outing: u64, new: u64, at: &str) -> Rec {
    Rec::new(
        RecordType::STREET_GROUP_MEETING,
        n,
        json!({"outingId": ids(outing), "firstTimeContacts": new, "returningContacts": 2, "occurredAt": at}),
    )
}

/// 54 outings, the first on the first day, the last on the last one; 204 young people.
fn street_season() -> Vec<Rec> {
    let mut records = Vec::new();
    for n in 0..54u64 {
        let day = if n < 30 { format!("2023-11-{:02}", n + 1) } else { format!("2024-01-{:02}", (n % 15) + 1) };
        let new = if n < 42 { 4 } else { 3 };
        let at = format!("{day}T20:00:00+01:00");
        records.push(outing(1 + n, &at));
        records.push(met(1000 + n, 1 + n, new, &at));
    }
    records
}

#[test]
fn str_1_comes_out_as_published() {
    let figures = published();
    let expected = &figures["street"][0];
    let report = street_1(refs(&street_season()), &period(Some(STR_1.0), STR_1.1));
    assert_eq!(
        (json!(report.outings), json!(report.young_people_met)),
        (expected["outings"].clone(), expected["youngPeopleMet"].clone())
    );
    assert_eq!(report.contacts, 204 + 54 * 2);
    assert_eq!(report.outings_by_municipality.values().sum::<u64>(), report.outings);
}

#[test]
fn what_is_no_outing_of_the_period_leaves_str_1_as_it_is() {
    let period = period(Some(STR_1.0), STR_1.1);
    let base = street_1(refs(&street_season()), &period);
    let late = "2024-01-16T00:30:00+01:00";
    let others = [
        vec![outing(500, "2024-01-16T20:00:00+01:00"), met(600, 500, 9, "2024-01-16T20:00:00+01:00")],
        vec![outing(500, "2023-10-31T23:59:00+01:00"), met(600, 500, 9, "2023-10-31T23:59:00+01:00")],
        vec![outing(500, late), met(600, 500, 9, "2024-01-15T20:00:00+01:00")],
        vec![outing(500, "2023-12-01T20:00:00+01:00").voided(), met(600, 500, 9, "2023-12-01T20:00:00+01:00")],
        vec![
            outing(500, "2023-12-01T20:00:00+01:00").with("outingKind", "itinerant_desk".into()),
            met(600, 500, 9, late),
        ],
        vec![outing(500, "2023-12-01T20:00:00+01:00").with("status", "cancelled".into()), met(600, 500, 9, late)],
        vec![outing(500, "2023-12-01T20:00:00+01:00").with("status", "planned".into())],
    ];
    for extra in others {
        let records = [street_season(), extra.clone()].concat();
        let report = street_1(refs(&records), &period);
        assert_eq!(report, base, "{extra:?}");
    }
    let open = outing(500, "2023-12-01T20:00:00+01:00").with("status", "in_progress".into());
    let report = street_1(refs(&[street_season(), vec![open]].concat()), &period);
    assert_eq!((report.outings, report.open_outings), (54, 1), "an outing that nobody closed is told");
}

#[test]
fn an_outing_counts_on_the_day_of_its_start_and_in_the_comune_of_its_first_stop() {
    let records = [
        outing(1, "2024-01-15T23:30:00+01:00"),
        met(2, 1, 3, "2024-01-16T00:30:00+01:00"),
        Rec::new(
            RecordType::STREET_STOP,
            3,
            json!({"outingId": ids(1), "arrivedAt": "2024-01-15T23:40:00+01:00", "municipalityCode": "015159"}),
        ),
        Rec::new(
            RecordType::STREET_TALLY,
            4,
            json!({"outingId": ids(1), "kind": "new", "delta": 2, "occurredAt": "2024-01-16T00:40:00+01:00"}),
        ),
    ];
    let report = street_1(refs(&records), &period(Some(STR_1.0), STR_1.1));
    assert_eq!((report.outings, report.young_people_met), (1, 5));
    assert_eq!(report.outings_by_municipality, BTreeMap::from([("015159".to_owned(), 1)]));
    // By UTC the start of this one lies on the day before.
    let midnight = [outing(1, "2023-10-31T23:30:00Z")];
    assert_eq!(street_1(refs(&midnight), &period(Some(STR_1.0), STR_1.1)).outings, 1);
}

fn beneficiary(n: u64, kind: &str) -> Rec {
    Rec::new(RecordType::BENEFICIARY, n, json!({ "beneficiaryType": kind }))
}

fn visit(n: u64, beneficiary: u64, day: &str) -> Rec {
    let started = format!("{day}T10:00:00+01:00");
    Rec::new(
        RecordType::PROXIMITY_VISIT,
        n,
        json!({"beneficiaryId": ids(beneficiary), "status": "done", "startedAt": started}),
    )
}

/// As many beneficiaries as published, each visited once, every tenth twice.
fn proximity_years() -> Vec<Rec> {
    let mut records = Vec::new();
    let mut n = 0;
    for (kind, many) in [("elderly", 397u64), ("adult", 114), ("family", 403)] {
        for _ in 0..many {
            n += 1;
            records.push(beneficiary(n, kind));
            records.push(visit(10_000 + n, n, "2023-05-04"));
            if n.is_multiple_of(10) {
                records.push(visit(20_000 + n, n, "2024-06-30"));
            }
        }
    }
    records
}

#[test]
fn prx_1_comes_out_as_published_with_an_open_start() {
    let figures = published();
    let expected = &figures["proximity"][0];
    let report = proximity_1(refs(&proximity_years()), &period(None, "2024-06-30"));
    for kind in ["elderly", "adult", "family"] {
        assert_eq!(json!(report.beneficiaries[kind]), expected[kind], "{kind}");
    }
    assert_eq!((report.total, report.visits), (914, 914 + 91));
}

#[test]
fn beneficiaries_count_once_after_aliases_by_the_type_of_their_last_visit() {
    let period = period(None, "2024-06-30");
    let of = |records: &[Rec]| proximity_1(refs(records), &period).beneficiaries;
    let one = |kind: &str| BTreeMap::from([(kind.to_owned(), 1)]);
    let base = vec![beneficiary(1, "adult"), visit(10, 1, "2023-05-04")];
    let with = |extra: Vec<Rec>| [base.clone(), extra].concat();
    assert_eq!(of(&base), one("adult"));
    assert_eq!(of(&with(vec![visit(11, 1, "2023-06-01")])), one("adult"));
    assert_eq!(
        of(&with(vec![visit(11, 1, "2024-07-01").with("beneficiaryType", "elderly".into())])),
        one("adult"),
        "after the period"
    );
    assert_eq!(of(&with(vec![visit(11, 1, "2024-06-30").with("beneficiaryType", "elderly".into())])), one("elderly"));
    assert_eq!(
        of(&with(vec![visit(11, 1, "2023-01-01").with("beneficiaryType", "elderly".into())])),
        one("adult"),
        "an earlier one"
    );
    let joined = vec![beneficiary(2, "elderly").with("aliasOf", ids(1).into()), visit(11, 2, "2023-06-01")];
    assert_eq!(of(&with(joined)), one("adult"));
    let two = vec![beneficiary(2, "elderly"), visit(11, 2, "2023-06-01")];
    assert_eq!(of(&with(two)).len(), 2);
    for status in ["scheduled", "not_done", "cancelled"] {
        assert_eq!(
            of(&[beneficiary(1, "adult"), visit(10, 1, "2023-05-04").with("status", status.into())]).len(),
            0,
            "{status}"
        );
    }
    assert_eq!(of(&[beneficiary(1, "adult"), visit(10, 1, "2023-05-04").voided()]).len(), 0);
    assert_eq!(of(&[beneficiary(1, "adult").voided(), visit(10, 1, "2023-05-04")]).len(), 0);
    assert_eq!(of(&[visit(10, 1, "2023-05-04")]), one("not_recorded"), "a card that is not here");
}

#[test]
fn attendance_of_the_group_counts_as_reached() {
    let session = |status: &str| {
        let fields = json!({"status": status, "startsAt": "2023-05-04T10:00:00+02:00", "attendees": [ids(1), ids(2)]});
        Rec::new(RecordType::PROXIMITY_GROUP_SESSION, 50, fields)
    };
    let of = |status| {
        proximity_1(
            refs(&[beneficiary(1, "elderly"), beneficiary(2, "adult"), session(status)]),
            &period(None, "2024-06-30"),
        )
        .total
    };
    assert_eq!((of("held"), of("planned"), of("cancelled")), (2, 0, 0));
}

/// The 15 activations of 2023, each with its end.
fn pis_year() -> Vec<Rec> {
    let municipalities = [("015189", 11), ("015159", 2), ("015125", 1), ("015173", 1)];
    let referrers = [("carabinieri", 10), ("local_police", 3), ("hospital", 1), ("municipal_social_service", 1)];
    let targets = [
        ("unaccompanied_foreign_minor", 8),
        ("minor_art_403", 4),
        ("family_violence_victim", 2),
        ("frail_without_housing", 1),
    ];
    let spread = |splits: &[(&str, usize)], n: usize| -> String {
        let row = splits.iter().flat_map(|(code, many)| std::iter::repeat_n(*code, *many)).nth(n);
        row.unwrap().to_owned()
    };
    let mut records = Vec::new();
    for n in 0..15usize {
        let id = 1 + u64::try_from(n).unwrap();
        let referrer = spread(&referrers, n);
        let mut activation = json!({
            "reportedAt": format!("2023-{:02}-15T22:00:00+01:00", n % 12 + 1), "municipalityCode": spread(&municipalities, n),
            "referrerType": referrer, "targetCategory": spread(&targets, n), "triage": "emergency",
            "people": [{"n": 1, "gender": if n >= 12 { "F" } else { "M" }}],
        });
        if referrer == "hospital" {
            activation["referrerUnit"] = "Ospedale Humanitas di Rozzano".into();
        }
        records.push(Rec::new(RecordType::PIS_ACTIVATION, id, activation));
        for (step, kind) in [(1u64, "taken_over"), (2, "ended")] {
            let fields =
                json!({"activationId": ids(id), "kind": kind, "occurredAt": format!("2023-12-31T2{step}:00:00+01:00")});
            records.push(Rec::new(RecordType::PIS_EVENT, 1000 * id + step, fields));
        }
    }
    records
}

const YEAR: (&str, &str) = ("2023-01-01", "2023-12-31");

#[test]
fn pis_1_comes_out_as_published() {
    let figures = published();
    let expected = &figures["pis"][0];
    let report = pis_1(refs(&pis_year()), &period(Some(YEAR.0), YEAR.1));
    assert_eq!(json!(report.total), expected["total"]);
    assert_eq!(report.by_municipality, counts(&expected["municipality"]));
    assert_eq!(report.by_referrer, counts(&expected["referrer"]));
    assert_eq!(report.by_referrer_unit, counts(&expected["referrerUnit"]));
    assert_eq!(report.by_target, counts(&expected["target"]));
    assert_eq!(report.with_women["family_violence_victim"], 2, "2 donne");
    assert_eq!(report.people["unaccompanied_foreign_minor"].total, 8);
}

#[test]
fn each_split_of_the_activations_sums_to_the_total() {
    let report = pis_1(refs(&pis_year()), &period(Some(YEAR.0), YEAR.1));
    for split in [&report.by_municipality, &report.by_referrer, &report.by_target] {
        assert_eq!(split.values().sum::<u64>(), report.total);
    }
}

#[test]
fn a_voided_activation_leaves_every_row_and_one_without_an_intervention_never_comes_in() {
    let of = |records: &[Rec]| pis_1(refs(records), &period(Some(YEAR.0), YEAR.1));
    let mut voided = pis_year();
    voided[0] = voided[0].clone().voided();
    let report = of(&voided);
    assert_eq!((report.total, report.by_municipality["015189"]), (14, 10));
    let mut not_ended = pis_year();
    not_ended.remove(2);
    assert_eq!(of(&not_ended).total, 14);
    let mut end_voided = pis_year();
    end_voided.push(Rec::new(
        RecordType::PIS_EVENT,
        90_000,
        json!({"correctsId": ids(1002), "activationId": ids(1), "voidReason": "entry_error"}),
    ));
    assert_eq!(of(&end_voided).total, 14);
    let mut other_year = pis_year();
    other_year[0] = other_year[0].clone().with("reportedAt", "2022-12-31T23:30:00+01:00".into());
    assert_eq!(of(&other_year).total, 14);
}

fn hub_season() -> Vec<Rec> {
    let mut records = Vec::new();
    for n in 0..81u64 {
        records.push(Rec::new(RecordType::CITIZEN_PATH, 1 + n, json!({"code": "7K2MX"})));
        for visit in 0..=(n % 3) {
            let fields = json!({"citizenPathId": ids(1 + n), "status": "held", "startsAt": format!("2023-1{visit}-10T10:00:00+02:00")});
            records.push(Rec::new(RecordType::HUB_APPOINTMENT, 1000 + 10 * n + visit, fields));
        }
    }
    for (n, kind) in [(1u64, "lesson"), (2, "lesson"), (3, "digital_gym"), (4, "staff_training")] {
        let fields = json!({"sessionKind": kind, "status": "held", "startsAt": "2024-02-29T23:00:00+01:00"});
        records.push(Rec::new(RecordType::HUB_GROUP_SESSION, 5000 + n, fields));
    }
    for (venue, n) in visconteo().venues.iter().zip(6000u64..) {
        records.push(Rec::new(RecordType::VENUE, n, json!(venue.to_fields())));
    }
    records
}

const HUB_1: (&str, &str) = ("2023-10-01", "2024-02-29");

#[test]
fn hub_1_comes_out_as_published() {
    let figures = published();
    let expected = &figures["hub"][0];
    let report = hub_1(refs(&hub_season()), &period(Some(HUB_1.0), HUB_1.1));
    assert_eq!(json!(report.citizens), expected["citizens"]);
    assert_eq!(json!(report.venues), expected["venues"]);
    assert_eq!(json!(report.lessons), expected["lessons"]);
    assert_eq!((report.digital_gyms, report.staff_trainings), (1, 1), "apart from the lessons");
    assert_eq!(report.patterns.len(), 1);
    assert!((report.patterns[0].weekly_hours - expected["weeklyHours"].as_f64().unwrap()).abs() < f64::EPSILON);
    let mut municipalities: Vec<String> = serde_json::from_value(expected["venueMunicipalities"].clone()).unwrap();
    municipalities.sort();
    assert_eq!(report.venue_municipalities, municipalities);
}

#[test]
fn citizens_count_once_after_joins_and_only_with_an_appointment_held() {
    let of = |change: &dyn Fn(&mut Vec<Rec>)| {
        let mut records = hub_season();
        change(&mut records);
        hub_1(refs(&records), &period(Some(HUB_1.0), HUB_1.1)).citizens
    };
    let path =
        |records: &mut Vec<Rec>, n: u64| records.iter().position(|record| record.id == crate::support::id(n)).unwrap();
    assert_eq!(
        of(&|records| {
            let at = path(records, 1);
            records[at].fields.insert("aliasOf".into(), ids(2).into());
        }),
        80
    );
    assert_eq!(
        of(&|records| {
            let at = path(records, 1000);
            records[at].fields.insert("status".into(), "no_show".into());
        }),
        80
    );
    assert_eq!(
        of(&|records| {
            let at = path(records, 1000);
            records[at] = records[at].clone().voided();
        }),
        80
    );
    assert_eq!(
        of(&|records| {
            let at = path(records, 1000);
            records[at].fields.insert("startsAt".into(), "2024-03-01T10:00:00+01:00".into());
        }),
        80
    );
}

#[test]
fn a_timetable_that_changes_gives_one_line_for_each_pattern() {
    let slot = |from: &str, until: &str, to: &str| json!({"weekday": 1, "from": "09:00", "to": until, "validFrom": from, "validTo": to});
    let slots = json!([slot("2023-10-01", "13:00", "2023-12-31"), slot("2024-01-01", "11:00", "2024-01-31")]);
    let venue =
        Rec::new(RecordType::VENUE, 1, json!({"name": "Hub", "municipalityCode": "015189", "timetable": slots}));
    let report = hub_1(refs(std::slice::from_ref(&venue)), &period(Some(HUB_1.0), HUB_1.1));
    let lines: Vec<_> = report
        .patterns
        .iter()
        .map(|line| (line.from.unwrap().to_string(), line.to.unwrap().to_string(), line.weekly_hours))
        .collect();
    let expected = [
        ("2023-10-01".to_owned(), "2023-12-31".to_owned(), 4.0),
        ("2024-01-01".to_owned(), "2024-01-31".to_owned(), 2.0),
    ];
    assert_eq!(lines, expected, "February has no hours, and no line");
    assert_eq!(report.venues, 1);
    let outside = hub_1(refs(&[venue]), &period(Some("2024-02-01"), "2024-02-29"));
    assert_eq!((outside.venues, outside.patterns.len()), (0, 0));
}
