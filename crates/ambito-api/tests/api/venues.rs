use ambito_api::{demo, venues};
use model::record::RecordType;
use protocol::OpKind;
use serde_json::json;
use store_sql::Repository as _;
use sync::canonical::value_hash;

use crate::support::{VISCONTEO, World, op, sealed};

/// The names of the venues at the API, and their slots.
async fn known(world: &World) -> Vec<(String, usize)> {
    let records = world.repo.records_of(&world.scope(VISCONTEO), &[RecordType::VENUE]).await.unwrap();
    let mut found: Vec<_> = records
        .iter()
        .map(|record| {
            let fields = &record.record.snapshot.fields;
            let slots = fields["timetable"].as_array().map_or(0, Vec::len);
            (fields["name"].as_str().unwrap().to_owned(), slots)
        })
        .collect();
    found.sort();
    found
}

#[tokio::test]
async fn the_venues_of_the_configuration_are_written_down_once_and_are_their_coordinators_then() {
    let world = World::new().await;
    let tenant = world.app.tenants().find(|tenant| tenant.config.id.0 == VISCONTEO).unwrap().clone();
    world.run("DELETE FROM records WHERE record_type = 'venue'").await;
    venues::write_down(&world.app, &tenant, world.app.now()).await.unwrap();
    let first = known(&world).await;
    assert_eq!(first.len(), tenant.config.venues.len());

    // The coordinator moves a venue to another place and hour.
    let id = venues::record_id(&tenant.config, &tenant.config.venues[0]);
    let carla = world.phone("carla").await;
    let changed =
        json!({"name": "Hub nella Biblioteca", "timetable": [{"weekday": 2, "from": "14:00", "to": "18:00"}]});
    let seen = carla.pull(None).await.changes.into_iter().find(|it| it.id == id).unwrap();
    let mut change = op(1, OpKind::Patch, &RecordType::VENUE, id, seen.rev, changed);
    for (name, field) in &mut change.fields {
        field.base_hash = value_hash(seen.fields.get(name));
    }
    carla.apply(&sealed(change)).await;
    let nadia = world.phone("nadia").await;
    let pulled = nadia.pull(None).await;
    let venue = pulled.changes.iter().find(|it| it.id == id).unwrap();
    assert_eq!(venue.fields["name"], "Hub nella Biblioteca", "it reaches who works there");

    for _ in 0..2 {
        venues::write_down(&world.app, &tenant, world.app.now()).await.unwrap();
        world.wait(24 * 60 * 60 * 1_000);
        demo::fill(&world.app, &tenant).await.unwrap();
    }
    let later = known(&world).await;
    assert_eq!(later.len(), first.len(), "none twice");
    assert!(
        later.iter().any(|(name, _)| name == "Hub nella Biblioteca"),
        "neither start nor demo put the old one back"
    );
}

#[tokio::test]
async fn a_venue_is_written_by_who_coordinates_and_nobody_else() {
    let world = World::new().await;
    let nadia = world.phone("nadia").await;
    let venue = json!({"name": "Hub", "municipalityCode": "015189", "timetable": []});
    let results = nadia.push(&[op(1, OpKind::Create, &RecordType::VENUE, crate::support::record(1), 0, venue)]).await;
    assert!(matches!(results[0].outcome, protocol::Outcome::Rejected { .. }));
}
