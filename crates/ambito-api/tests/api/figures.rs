//! The published figures, from records that came through the push endpoint.

use ambito_api::{Published, demo};
use axum::http::StatusCode;
use chrono::NaiveDate;
use model::indicators::Period;
use model::record::RecordType;
use protocol::OpKind::{Archive, Create};
use protocol::{FiguresResponse, ProblemCode, QueryResponse};
use serde_json::json;

use crate::support::{Phone, VISCONTEO, World, op, record};

const PUBLISHED: &str = include_str!("../../../../config/data/piano-di-zona-figures.json");

async fn demo_world() -> World {
    let world = World::new().await;
    let tenant = world.app.tenants().find(|tenant| tenant.config.id.0 == VISCONTEO).unwrap().clone();
    demo::fill(&world.app, &tenant).await.unwrap();
    world
}

async fn figures(phone: &Phone<'_>, period: &Period) -> FiguresResponse {
    let day = |name: &str, day: Option<NaiveDate>| day.map(|day| format!("{name}={day}"));
    let query: Vec<_> = [day("from", period.from), day("to", period.to)].into_iter().flatten().collect();
    let answer = phone.get(&format!("/v1/figures?{}", query.join("&"))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

fn year(year: i32) -> Period {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    Period::days(day(1, 1), day(12, 31))
}

/// Equal figures; one Rozzano activation of 2023 found online and voided; an outing the day after the period.
#[tokio::test]
async fn the_published_figures_come_out_of_the_database() {
    let world = demo_world().await;
    let (carla, samira) = (world.phone("carla").await, world.phone("samira").await);
    let published = Published::parse(PUBLISHED).unwrap();
    let mut lines = Vec::new();
    for period in published.periods() {
        lines.extend(published.compare(&figures(&carla, &period).await));
    }
    let of_piano = lines.iter().filter(|line| line.published.is_some()).count();
    assert_eq!(of_piano, 24, "every published number has its line");
    let differ: Vec<_> = lines.iter().filter(|line| !line.agrees()).collect();
    assert!(differ.is_empty(), "{differ:#?}");
    let pis = figures(&carla, &year(2023)).await.pis.unwrap();
    assert_eq!(pis.with_women["family_violence_victim"], 2, "\"2 donne vittime di violenza familiare\"");
    assert!(pis.people.values().map(|people| people.total).sum::<u64>() > 15);

    // A coordinator finds a Rozzano activation of 2023 online and voids it.
    let query = json!({ "recordType": "pis_activation", "from": "2023-01-01", "to": "2023-12-31",
        "municipalityCode": "015189", "limit": 200 });
    let found: QueryResponse = carla.post("/v1/records/query", query).await.json();
    let wrong = found.records.iter().find(|it| it.fields["reportedAt"] == json!("2023-03-17T20:30:00+01:00")).unwrap();
    let void = op(1, Archive, &RecordType::PIS_ACTIVATION, wrong.id, wrong.rev, json!({ "voidReason": "entry_error" }));
    carla.apply(&void).await;
    let pis = figures(&carla, &year(2023)).await.pis.unwrap();
    assert_eq!((pis.total, pis.by_municipality["015189"]), (14, 10));
    assert_eq!((pis.by_referrer["local_police"], pis.by_target["unaccompanied_foreign_minor"]), (2, 7));

    // An educator adds an outing on the day after the period: 54 stays, and a wider period has one more.
    let days = |d| {
        let first = NaiveDate::from_ymd_opt(2023, 11, 1).unwrap();
        Period::days(first, NaiveDate::from_ymd_opt(2024, 1, d).unwrap())
    };
    let before = figures(&carla, &days(16)).await.street.unwrap().outings;
    let fields = json!({ "outingKind": "street", "status": "completed", "municipalityCode": "015189",
        "occurredAt": "2024-01-16T20:30:00+01:00", "startedAt": "2024-01-16T20:30:00+01:00",
        "endedAt": "2024-01-16T22:30:00+01:00", "crewIds": [world.operator("samira")],
        "activityPhase": "listening_voice", "outcome": "nobody_present", "safeguardingRaised": false });
    samira.apply(&op(2, Create, &RecordType::STREET_OUTING, record(2), 0, fields)).await;
    let street = figures(&carla, &days(15)).await.street.unwrap();
    assert_eq!((street.outings, street.young_people_met), (54, 204));
    assert_eq!(figures(&carla, &days(16)).await.street.unwrap().outings, before + 1);
}

/// The past goes in once, the present once a day; every phone of the demo starts with today's work and no more.
#[tokio::test]
async fn the_demo_is_filled_once_and_gives_each_role_its_day() {
    let world = demo_world().await;
    let tenant = world.app.tenants().find(|tenant| tenant.config.id.0 == VISCONTEO).unwrap().clone();
    let filled = world.count("records").await;
    demo::fill(&world.app, &tenant).await.unwrap();
    assert_eq!(world.count("records").await, filled);
    let types = async |key: &str| {
        let phone = world.phone(key).await;
        let page = phone.pull(None).await;
        assert!(!page.has_more, "{key} starts with one page");
        // What the demo voided lies in the bin for some days.
        let stands = page.changes.iter().filter(|it| !it.fields.contains_key("voidedAt"));
        let mut types: Vec<_> = stands.map(|it| it.record_type.to_string()).collect();
        types.sort();
        types
    };
    let count = |types: &[String], of: &str| types.iter().filter(|it| *it == of).count();
    let vito = types("vito").await;
    assert_eq!((count(&vito, "proximity_visit"), count(&vito, "beneficiary")), (8, 8));
    let paola = types("paola").await;
    assert_eq!((count(&paola, "proximity_visit"), count(&paola, "beneficiary")), (8, 8));
    let irene = types("irene").await;
    assert_eq!(count(&irene, "pis_activation"), 3);
    let nadia = types("nadia").await;
    assert_eq!((count(&nadia, "hub_appointment"), count(&nadia, "citizen_path"), count(&nadia, "venue")), (3, 3, 5));
    let luca = types("luca").await;
    assert_eq!((count(&luca, "street_outing"), count(&luca, "meeting_spot"), count(&luca, "youth_group")), (1, 4, 3));
    // The next day has a round of its own.
    world.wait(24 * 60 * 60 * 1_000);
    demo::fill(&world.app, &tenant).await.unwrap();
    assert!(world.count("records").await > filled);
}

#[tokio::test]
async fn figures_and_queries_are_for_few_and_leave_a_trace() {
    let world = World::new().await;
    for (key, figures, query) in [
        ("samira", StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
        ("anna", StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
        ("ugo", StatusCode::OK, StatusCode::FORBIDDEN),
        ("carla", StatusCode::OK, StatusCode::OK),
    ] {
        let phone = world.phone(key).await;
        assert_eq!(phone.get("/v1/figures?from=2023-01-01&to=2023-12-31").await.status, figures, "{key}");
        let terms = json!({ "recordType": "pis_activation", "municipalityCode": "015189", "limit": 10 });
        assert_eq!(phone.post("/v1/records/query", terms).await.status, query, "{key}");
    }
    assert_eq!(world.count("audit WHERE action = 'figures'").await, 2);
    assert_eq!(world.count("audit WHERE action = 'query' AND fields LIKE '%in=015189%'").await, 1);
    let carla = world.phone("carla").await;
    for bad in ["from=ieri", "from=2024-02-30", "from=2024-01-02&to=2024-01-01"] {
        let answer = carla.get(&format!("/v1/figures?{bad}")).await;
        assert_eq!(
            (answer.status, answer.problem().code),
            (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Unprocessable),
            "{bad}"
        );
    }
    // The Corsichese has the PIS and nothing else.
    let figures: FiguresResponse = world.phone("gianna").await.get("/v1/figures").await.json();
    assert!(figures.pis.is_some() && figures.street.is_none() && figures.hub.is_none() && figures.proximity.is_none());
}

#[tokio::test]
async fn a_query_pages_through_everything_once() {
    let world = World::new().await;
    let (irene, carla) = (world.phone("irene").await, world.phone("carla").await);
    let ops: Vec<_> = (1..=7).map(|n| crate::support::activation(n, "015189")).collect();
    irene.push(&ops).await;
    let mut found = Vec::new();
    let mut cursor = None::<String>;
    loop {
        let terms = json!({ "recordType": "pis_activation", "limit": 3, "cursor": cursor });
        let page: QueryResponse = carla.post("/v1/records/query", terms).await.json();
        assert!(page.records.len() <= 3);
        found.extend(page.records.into_iter().map(|it| it.id));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let mut expected: Vec<_> = (1..=7).map(record).collect();
    expected.reverse();
    assert_eq!(found, expected);
    let elsewhere: QueryResponse = world
        .phone("gianna")
        .await
        .post("/v1/records/query", json!({ "recordType": "pis_activation", "limit": 9 }))
        .await
        .json();
    assert!(elsewhere.records.is_empty());
}
