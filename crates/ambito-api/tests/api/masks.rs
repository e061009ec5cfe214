//! What looking a record up online leaves out, and who gets it by revealing that one record.

use axum::http::StatusCode;
use model::ids::RecordId;
use model::record::{DataClass, Fields, RecordType, TypeInfo};
use model::schema::{Person, PisActivation, TYPES};
use protocol::OpKind::{Create, Patch};
use protocol::{ProblemCode, QueryResponse, Role, Snapshot};
use serde_json::{Value, json};
use store_sql::Repository as _;

use crate::step_up::raise;
use crate::support::{Answer, CORSICHESE, NOW, Phone, VISCONTEO, World, op, record};

const STREET: &str = "Via dei Però 7, scala B";
const PHONE: &str = "02 0000 0777";

async fn query(phone: &Phone<'_>, kind: &str) -> (QueryResponse, String) {
    let answer = phone.post("/v1/records/query", json!({ "recordType": kind, "limit": 200 })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    (answer.json(), answer.text())
}

async fn reveal(phone: &Phone<'_>, id: impl ToString) -> Answer {
    phone.post(&format!("/v1/records/{}/reveal", id.to_string()), Value::Null).await
}

/// A world with the card of somebody.
async fn with_card() -> World {
    let world = World::new().await;
    let card = json!({ "beneficiaryType": "elderly", "lastName": "Esempio", "address": STREET, "phone": PHONE,
        "episode": "open", "municipalityCode": "015159", "assignedOperatorIds": [world.operator("paola")] });
    world.phone("paola").await.apply(&op(1, Create, &RecordType::BENEFICIARY, record(1), 0, card)).await;
    world
}

/// A record with a word of its own in each field of its type.
fn full(n: u128, info: &TypeInfo) -> Snapshot {
    let word = |name: &str| (name.to_owned(), Value::from(format!("parola-{name}.")));
    let mut fields: Fields = info.fields.iter().map(|spec| word(spec.name)).collect();
    fields.extend([word("ofALaterApp")]);
    let record_type = RecordType::of(info.code);
    Snapshot { id: record(n), record_type, schema_version: 1, rev: 0, fields, siblings: Vec::new() }
}

/// Every critical field of the schema, and every field that nobody knows here.
#[tokio::test]
async fn no_query_gives_what_is_critical() {
    let world = World::new().await;
    let carla = world.phone("carla").await;
    let mut critical = 0;
    for (n, info) in (1..).zip(TYPES.iter().filter(|info| info.service.is_some())) {
        let snapshot = full(n, info);
        world.repo.put_reference(&world.scope(VISCONTEO), &snapshot, NOW).await.unwrap();
        let (found, text) = query(&carla, info.code).await;
        assert_eq!(found.records.len(), 1, "{}", info.code);
        assert_eq!(found.masked.iter().map(|masked| masked.record_id).collect::<Vec<_>>(), [snapshot.id]);
        let named = |name: &str| found.masked[0].fields.iter().any(|field| field == name);
        let given = |name: &str| text.contains(&format!("parola-{name}."));
        for spec in info.fields {
            let is_critical = spec.class == DataClass::Critical;
            critical += usize::from(is_critical);
            assert!(!(is_critical && given(spec.name)), "{}.{} is given", info.code, spec.name);
            assert_eq!(named(spec.name), !given(spec.name), "{}.{} is given or named", info.code, spec.name);
            assert!(spec.class != DataClass::Normal || given(spec.name), "{}.{} is needed", info.code, spec.name);
        }
        assert!(named("ofALaterApp") && !given("ofALaterApp"));
    }
    assert!(critical >= 8, "the schema has critical fields: {critical}");
}

/// A person of an activation has critical fields too; how many there are is needed.
#[tokio::test]
async fn no_query_gives_what_is_critical_of_a_person_in_a_list() {
    let world = World::new().await;
    let carla = world.phone("carla").await;
    let person: Fields =
        Person::FIELDS.iter().map(|spec| (spec.name.to_owned(), format!("parola-{}.", spec.name).into())).collect();
    let mut snapshot = Snapshot { fields: Fields::new(), ..full(1, &PisActivation::TYPE) };
    snapshot.fields.insert("people".to_owned(), json!([person, { "n": 2 }, person]));
    world.repo.put_reference(&world.scope(VISCONTEO), &snapshot, NOW).await.unwrap();
    let (found, text) = query(&carla, "pis_activation").await;
    assert_eq!(found.records[0].fields["people"].as_array().unwrap().len(), 3);
    let critical = Person::FIELDS.iter().filter(|spec| spec.class == DataClass::Critical);
    let names: Vec<String> = critical.map(|spec| format!("people.{}", spec.name)).collect();
    assert!(!names.is_empty());
    assert_eq!(found.masked[0].fields, names);
    for spec in Person::FIELDS {
        let given = text.contains(&format!("parola-{}.", spec.name));
        assert_eq!(given, spec.class != DataClass::Critical, "{}", spec.name);
    }
}

#[tokio::test]
async fn a_card_is_found_without_its_address_and_revealed_with_it() {
    let world = with_card().await;
    let carla = world.phone("carla").await;
    // Two addresses at once, one of them beside the record.
    let other = op(2, Patch, &RecordType::BENEFICIARY, record(1), 0, json!({ "address": "Via Altrove 1" }));
    world.phone("paola").await.push(&[other]).await;
    let (found, text) = query(&carla, "beneficiary").await;
    assert_eq!(found.masked[0].fields, ["address", "assignedOperatorIds", "phone"]);
    assert_eq!(found.records[0].fields["lastName"], "Esempio");
    for secret in [STREET, "Altrove", PHONE] {
        assert!(!text.contains(secret), "{secret}");
    }
    raise(&carla).await;
    let whole = reveal(&carla, record(1)).await;
    let record: Snapshot = whole.json();
    assert_eq!((&record.fields["address"], &record.fields["phone"]), (&json!(STREET), &json!(PHONE)));
    assert_eq!(record.siblings.len(), 1, "with what clashed");
}

/// The row names the record and the fields that were revealed.
#[tokio::test]
async fn who_revealed_which_record_is_written_down() {
    let world = with_card().await;
    let carla = world.phone("carla").await;
    query(&carla, "beneficiary").await;
    assert_eq!(world.count("audit WHERE action = 'read'").await, 0, "nothing was revealed yet");
    raise(&carla).await;
    assert_eq!(reveal(&carla, record(1)).await.status, StatusCode::OK);
    let row = format!(
        "audit WHERE action = 'read' AND record_id = '{}' AND record_type = 'beneficiary' AND operator_id = '{}' \
         AND device_id = '{}'",
        record(1),
        world.operator("carla"),
        carla.device()
    );
    assert_eq!(world.count(&row).await, 1);
    let names = world.text("SELECT fields FROM audit WHERE action = 'read'").await;
    assert_eq!(names, r#"["address","assignedOperatorIds","phone"]"#);
    assert_eq!(world.count("audit WHERE fields LIKE '%Però%' OR fields LIKE '%0777%'").await, 0);
    assert_eq!(world.app.repo().audit_chain(&world.scope(VISCONTEO)).await.unwrap().broken_at, None);
}

/// V7: what cannot be written down is not revealed.
#[tokio::test]
async fn v7_nothing_is_revealed_without_its_audit_row() {
    let world = with_card().await;
    let carla = world.phone("carla").await;
    raise(&carla).await;
    world
        .run(
            "CREATE TRIGGER no_audit BEFORE INSERT ON audit WHEN NEW.action = 'read' \
             BEGIN SELECT RAISE(ABORT, 'the audit is broken'); END",
        )
        .await;
    let answer = reveal(&carla, record(1)).await;
    assert!(answer.status.is_server_error(), "{}", answer.status);
    assert!(!answer.text().contains(STREET));
    world.run("DROP TRIGGER no_audit").await;
    assert_eq!(reveal(&carla, record(1)).await.status, StatusCode::OK);
}

/// Of the own services and the own Ambito; anything else is as good as nothing.
#[tokio::test]
async fn only_a_coordinator_of_the_service_reveals() {
    let world = with_card().await;
    let paola = world.phone("paola").await;
    raise(&paola).await;
    let hers = reveal(&paola, record(1)).await;
    assert_eq!((hers.status, hers.problem().code), (StatusCode::FORBIDDEN, ProblemCode::Forbidden));
    let gianna = world.phone("gianna").await;
    let nobodys = world.phone_of(VISCONTEO, Role::Coordinator).await;
    let nothing: RecordId = record(77);
    for phone in [&gianna, &nobodys, &world.phone_of(CORSICHESE, Role::Coordinator).await] {
        raise(phone).await;
        let (it, none) = (reveal(phone, record(1)).await, reveal(phone, nothing).await);
        assert_eq!((it.status, it.problem().code), (StatusCode::NOT_FOUND, ProblemCode::NotFound));
        assert_eq!((it.text(), reveal(phone, "'%20OR%201=1").await.text()), (none.text(), none.text()));
    }
    assert_eq!(world.count("audit WHERE action = 'read'").await, 0);
}
