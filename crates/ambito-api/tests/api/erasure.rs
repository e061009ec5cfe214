//! C7: erasing by law wins over everything, and nothing of the content stays.

use std::fs;

use axum::http::StatusCode;
use model::record::RecordType;
use model::time::Millis;
use protocol::OpKind::{Create, Patch};
use protocol::{FieldChange, Op, Outcome, ProblemCode, RejectCode, Role};
use serde_json::json;
use store_sql::SqliteRepository;

use crate::step_up::raised;
use crate::support::{Answer, CORSICHESE, NOW, Phone, VISCONTEO, World, op, outing, record, sealed};

const SECRET: &str = "Segretissimo cognome della persona";

async fn erase(phone: &Phone<'_>, n: u128, reason: &str) -> Answer {
    phone.post(&format!("/v1/records/{}/erase", record(n)), json!({ "reason": reason })).await
}

fn noted(n: u128, notes: &str) -> Op {
    let mut op = outing(n);
    op.fields.insert("notes".to_owned(), FieldChange::new(json!(notes), None));
    sealed(op)
}

/// How often a text lies in a database file.
fn found_in(file: &std::path::Path, text: &str) -> usize {
    let bytes = fs::read(file).unwrap_or_default();
    bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

/// What a record says of a person, sealed as it lies in the database.
async fn sealed_content(world: &World, n: u128) -> String {
    world.text(&format!("SELECT fields ->> '$.~' FROM records WHERE record_id = '{}'", record(n))).await
}

#[tokio::test]
async fn c7_nothing_of_an_erased_record_stays() {
    let world = World::new().await;
    let (samira, luca) = (world.phone("samira").await, world.phone("luca").await);
    let dpo = raised(&world, VISCONTEO, Role::DpoAuditor).await;
    samira.apply(&noted(1, SECRET)).await;
    samira.apply(&outing(2)).await;
    let page = luca.pull(None).await;
    // Two values of one field, a revision of before, and a refusal whose issues name a field of the person.
    let blind = |n, text: &str| op(n, Patch, &RecordType::STREET_OUTING, record(1), 1, json!({ "notes": text }));
    luca.push(&[blind(3, &format!("{SECRET}, un’altra volta"))]).await;
    let mut refused = op(4, Patch, &RecordType::STREET_OUTING, record(1), 2, json!({ "municipalityCode": "058091" }));
    let seen = sync::canonical::value_hash(Some(&json!("015189")));
    refused.fields.get_mut("municipalityCode").unwrap().base_hash = seen;
    luca.push(&[sealed(refused)]).await;
    assert_eq!(world.count("journal WHERE verdict LIKE '%municipalityCode%'").await, 1);
    let content = sealed_content(&world, 1).await;
    let database = world.dir.path().join("ambito.sqlite");
    world.run("PRAGMA wal_checkpoint(TRUNCATE)").await;
    assert!(found_in(&database, &content) > 0, "the file can be searched");
    assert_eq!(found_in(&database, SECRET), 0, "what lies there is sealed");

    assert_eq!(erase(&dpo, 1, "data_subject_request").await.status, StatusCode::NO_CONTENT);
    world.run("PRAGMA wal_checkpoint(TRUNCATE)").await;
    for ending in ["", "-wal"] {
        let file = world.dir.path().join(format!("ambito.sqlite{ending}"));
        assert_eq!(found_in(&file, &content), 0, "ambito.sqlite{ending}");
    }
    let row = "SELECT fields || siblings || coalesce(occurred_at, '') || coalesce(team_id, '') FROM records";
    assert_eq!(world.text(&format!("{row} WHERE erased = 1")).await, "{}[]");
    assert_eq!(world.count("journal WHERE verdict LIKE '%municipalityCode%'").await, 0);
    assert_eq!(world.count("journal WHERE verdict LIKE '%refused%' AND body_hash <> ''").await, 1);
    let audit = world.text("SELECT fields FROM audit WHERE action = 'erase'").await;
    assert_eq!(audit, "[\"data_subject_request\"]");
    for said in ["at once", "and again, when that answer was lost"] {
        let next = luca.pull(Some(&page.next_cursor)).await;
        assert!(next.changes.is_empty(), "{said}: {:?}", next.changes);
        assert_eq!((next.erased, next.removed_scope), (vec![record(1)], vec![record(1)]), "{said}");
    }
}

/// Every phone hears of it: one that was given it, its author's that never was, and one that several people use, where it
/// may lie from before.
#[tokio::test]
async fn c7_every_phone_hears_of_it() {
    let world = World::new().await;
    let (paola, vito, rosa) = (world.phone("paola").await, world.phone("vito").await, world.phone("rosa").await);
    let admin = raised(&world, VISCONTEO, Role::Admin).await;
    let card = json!({ "beneficiaryType": "elderly", "lastName": SECRET, "episode": "open",
        "municipalityCode": "015159", "assignedOperatorIds": [world.operator("vito")] });
    paola.apply(&op(1, Create, &RecordType::BENEFICIARY, record(1), 0, card)).await;
    paola.apply(&op(2, Patch, &RecordType::BENEFICIARY, record(1), 1, json!({ "phone": "02 0000 0001" }))).await;
    let mut cursors = Vec::new();
    for phone in [&paola, &vito, &rosa] {
        cursors.push(phone.pull(None).await.next_cursor);
    }
    assert_eq!(erase(&admin, 1, "unlawful").await.status, StatusCode::NO_CONTENT);
    for (phone, cursor) in [&paola, &vito, &rosa].into_iter().zip(&cursors) {
        let told = phone.pull(Some(cursor)).await;
        assert_eq!((told.erased, told.removed_scope), (vec![record(1)], vec![record(1)]));
        assert!(phone.pull(Some(&told.next_cursor)).await.erased.is_empty());
    }
    // Another person on a phone where it lay: the listing of a new device names it.
    let next = world.phone("rosa").await.pull(None).await;
    assert_eq!((next.erased, next.changes.len()), (vec![record(1)], 0));
    assert!(world.phone("piero").await.pull(None).await.erased.is_empty(), "another Ambito hears nothing");
}

/// Said again by the hour like a removal, for a phone whose answer was lost after its cursor went on.
#[tokio::test]
async fn c7_an_erasure_is_said_again() {
    let world = World::new().await;
    let (samira, admin) = (world.phone("samira").await, raised(&world, VISCONTEO, Role::Admin).await);
    samira.apply(&noted(1, SECRET)).await;
    let page = samira.pull(None).await;
    erase(&admin, 1, "other").await;
    let told = samira.pull(Some(&page.next_cursor)).await;
    assert_eq!(told.erased, [record(1)]);
    assert!(samira.pull(Some(&told.next_cursor)).await.erased.is_empty());
    world.wait(Millis::HOUR);
    let again = samira.pull(Some(&told.next_cursor)).await;
    assert_eq!((again.erased, again.removed_scope), (vec![record(1)], vec![record(1)]));
}

/// An edit made offline comes too late, and so does everything else under this id.
#[tokio::test]
async fn c7_an_edit_that_comes_after_is_refused_and_the_id_stays_taken() {
    let world = World::new().await;
    let (samira, admin) = (world.phone("samira").await, raised(&world, VISCONTEO, Role::Admin).await);
    samira.apply(&noted(1, "uno")).await;
    erase(&admin, 1, "other").await;
    let edit = op(2, Patch, &RecordType::STREET_OUTING, record(1), 1, json!({ "notes": SECRET }));
    let mut anew = outing(3);
    anew.record_id = record(1);
    for op in [edit, sealed(anew), noted(1, "uno")] {
        let outcome = samira.push(&[op]).await.remove(0).outcome;
        assert_eq!(outcome, Outcome::Rejected { code: RejectCode::Erased, issues: Vec::new() });
    }
    assert_eq!(world.count("records WHERE erased = 1 AND fields = '{}'").await, 1);
    assert!(samira.sees().await.is_empty());
}

#[tokio::test]
async fn c7_only_who_may_erases_and_an_unknown_id_tells_nothing() {
    let world = World::new().await;
    let (samira, carla) = (world.phone("samira").await, world.phone("carla").await);
    let (admin, elsewhere) =
        (raised(&world, VISCONTEO, Role::Admin).await, raised(&world, CORSICHESE, Role::Admin).await);
    samira.apply(&outing(1)).await;
    for phone in [&samira, &carla] {
        let refused = erase(phone, 1, "other").await;
        assert_eq!((refused.status, refused.problem().code), (StatusCode::FORBIDDEN, ProblemCode::Forbidden));
    }
    let of_other = erase(&elsewhere, 1, "other").await;
    let of_nobody = erase(&admin, 77, "other").await;
    let no_id = admin.post("/v1/records/'%20OR%201=1/erase", json!({ "reason": "other" })).await;
    assert_eq!((of_other.status, of_other.problem().code), (StatusCode::NOT_FOUND, ProblemCode::NotFound));
    assert_eq!((of_other.text(), no_id.text()), (of_nobody.text(), of_nobody.text()));
    assert_eq!(erase(&admin, 1, "perché sì").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.count("records WHERE erased = 1").await, 0);
    for _ in 0..2 {
        assert_eq!(erase(&admin, 1, "other").await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(world.count("feed").await, 2);
    assert_eq!(world.count("audit WHERE action = 'erase'").await, 1);
}

/// C7, V3: a backup does not know what was erased since; a restore does.
#[tokio::test]
async fn c7_what_was_erased_stays_erased_after_a_restore() {
    let world = World::new().await;
    let (samira, admin) = (world.phone("samira").await, raised(&world, VISCONTEO, Role::Admin).await);
    samira.push(&[noted(1, SECRET), outing(2)]).await;
    let content = sealed_content(&world, 1).await;
    let backup = world.dir.path().join("copy");
    world.repo.backup(&backup, NOW).await.unwrap();
    samira.apply(&noted(3, "solo qui")).await;
    for n in [1, 3] {
        assert_eq!(erase(&admin, n, "other").await.status, StatusCode::NO_CONTENT);
    }
    let kept = samira.kept();
    let remains = world.end().await;
    assert!(found_in(&backup, &content) > 0, "the backup has it");
    let restored =
        SqliteRepository::restore(&backup, &remains.database(), false, &|| "next".to_owned(), NOW).await.unwrap();
    assert_eq!(restored.erased, Some(2));
    assert_eq!(found_in(&remains.database(), &content), 0);
    let world = World::again(remains).await;
    let samira = world.known(kept);
    let outcomes = samira.push(&[noted(1, SECRET), outing(2), noted(3, "solo qui")]).await;
    let erased = Outcome::Rejected { code: RejectCode::Erased, issues: Vec::new() };
    assert_eq!((&outcomes[0].outcome, &outcomes[2].outcome), (&erased, &erased));
    assert!(matches!(outcomes[1].outcome, Outcome::Duplicate(_)));
    assert_eq!(samira.sees().await, [record(2)]);
}
