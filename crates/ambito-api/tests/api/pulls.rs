//! Pulls of phones that were away.

use model::record::RecordType;
use model::time::Millis;
use protocol::Op;
use protocol::OpKind::Create;
use serde_json::json;
use store_sql::{Repository, SessionTimes};

use crate::support::{VISCONTEO, World, op, outing, record};

/// Sessions that outlive the cursors, so that nothing but their age is seen.
const LONG: SessionTimes = SessionTimes { idle: 900 * Millis::DAY, absolute: 900 * Millis::DAY, touch: Millis::MINUTE };

/// A place that stays on the phones.
fn spot(n: u128) -> Op {
    let fields = json!({ "name": "Parco", "spotType": "park", "municipalityCode": "015189" });
    op(n, Create, &RecordType::MEETING_SPOT, record(n), 0, fields)
}

/// V5: a cursor of half a year ago starts from nothing, and its listing is whole.
#[tokio::test]
async fn v5_a_cursor_too_old_starts_from_nothing() {
    let world = World::with(|options| options.sessions = LONG).await;
    let (phone, writer) = (world.phone("samira").await, world.phone("luca").await);
    writer.apply(&spot(1)).await;
    let page = phone.pull(None).await;
    world.wait(179 * Millis::DAY);
    assert!(!phone.pull(Some(&page.next_cursor)).await.reset);
    world.wait(2 * Millis::DAY);
    writer.apply(&spot(2)).await;
    let old = phone.pull(Some(&page.next_cursor)).await;
    assert!(old.reset);
    assert_eq!(old.changes.iter().map(|it| it.id).collect::<Vec<_>>(), [record(1), record(2)]);
    let next = phone.pull(Some(&old.next_cursor)).await;
    assert!(!next.reset && next.changes.is_empty());
}

/// V5: what was given to a device that is away for half a year is forgotten, once a day; that of others is not.
#[tokio::test]
async fn v5_deliveries_of_devices_that_are_gone_are_forgotten() {
    let world = World::with(|options| options.sessions = LONG).await;
    let (gone, here) = (world.phone("samira").await, world.phone("luca").await);
    gone.apply(&outing(1)).await;
    let (first, mut cursor) = (gone.pull(None).await, here.pull(None).await.next_cursor);
    assert_eq!(first.changes.len(), 1);
    let of = |device: &dyn std::fmt::Display| format!("deliveries WHERE device_id = '{device}'");
    for days in [100, 79] {
        world.wait(days * Millis::DAY);
        cursor = here.pull(Some(&cursor)).await.next_cursor;
    }
    assert_eq!(world.count(&of(&gone.device())).await, 1);
    world.wait(2 * Millis::DAY);
    here.pull(Some(&cursor)).await;
    assert_eq!(world.count(&of(&gone.device())).await, 0);
    assert_eq!(world.count(&of(&here.device())).await, 1, "its removals are not said often enough yet");
    assert_eq!(world.repo.devices(&world.scope(VISCONTEO)).await.unwrap().len(), 2, "the devices stay");
}
