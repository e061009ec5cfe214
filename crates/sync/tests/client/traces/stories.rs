//! The stories that are recorded.

use serde_json::json;
use sync::client::{ChangeKind, LocalSave};
use test_support::traces::Lost;

use super::record::Recorder;
use crate::people::{card, edit, id, one};

/// Name of the file, title, and how it goes.
type Story = (&'static str, &'static str, fn(&mut Recorder));

pub fn all() -> Vec<Story> {
    vec![
        ("first_sync", "A new phone sends its first record: session, configuration, push, pull.", first_sync),
        ("lost_ack", "An answer is lost after the commit, and the retry is a duplicate.", lost_ack),
        ("merge", "Two phones change different fields of one record.", merge),
        ("clash", "Two phones change one field; the clash is seen by both and settled by one.", clash),
        ("refused_and_mended", "A record is refused as invalid, mended, and taken.", refused_and_mended),
        ("blocked", "A change comes without the creation before it, which was refused.", blocked),
        ("new_epoch", "The API is restored from a backup; what that does not have comes again.", new_epoch),
    ]
}

fn first_sync(tell: &mut Recorder) {
    tell.enrol_with_config(1, "2026-01-01");
    tell.sync(1);
    tell.start(1);
    tell.save(1, card_at("Via della Libertà 12, scala B"));
    tell.sync(1);
}

fn lost_ack(tell: &mut Recorder) {
    tell.enrol(1);
    tell.sync(1);
    tell.save(1, card_at("Largo dell’Età 3"));
    tell.lose_push(1, Lost::Request);
    tell.lose_push(1, Lost::Answer);
    tell.sync(1);
}

fn merge(tell: &mut Recorder) {
    both_have_a_card(tell);
    tell.save(1, edit(1, None, &[("phone", json!("02 0000 0001"))]));
    tell.save(2, edit(1, None, &[("notes", json!("Il cane è buono; suonare due volte."))]));
    tell.sync(1);
    tell.sync(2);
    tell.sync(1);
}

fn clash(tell: &mut Recorder) {
    both_have_a_card(tell);
    tell.save(1, edit(1, None, &[("address", json!("Via della Libertà 14"))]));
    tell.save(2, edit(1, None, &[("address", json!("Vicolo Corto 3, più avanti"))]));
    tell.sync(1);
    tell.sync(2);
    tell.sync(1);
    let seen = tell.view(1, 1);
    let mut settled = edit(1, Some(&seen), &[("address", json!("Vicolo Corto 3, più avanti"))]);
    settled.changes[0].kind = ChangeKind::Resolve;
    tell.save(1, settled);
    tell.sync(1);
    tell.sync(2);
}

fn refused_and_mended(tell: &mut Recorder) {
    tell.enrol(1);
    tell.sync(1);
    tell.save(1, refused_card());
    tell.sync(1);
    tell.save(1, edit(1, None, &[("householdSize", json!(2))]));
    tell.sync(1);
}

fn blocked(tell: &mut Recorder) {
    tell.enrol(1);
    tell.sync(1);
    tell.save(1, refused_card());
    tell.save(1, edit(1, None, &[("notes", json!("È al secondo piano."))]));
    tell.sync(1);
    tell.save(1, edit(1, None, &[("householdSize", json!(2))]));
    tell.sync(1);
}

fn new_epoch(tell: &mut Recorder) {
    tell.enrol(1);
    tell.sync(1);
    tell.save(1, card_at("Via della Libertà 12"));
    tell.sync(1);
    tell.back_up();
    tell.save(1, edit(1, None, &[("notes", json!("Dopo il salvataggio: più tardi non c’è."))]));
    tell.sync(1);
    tell.restore();
    tell.sync(1);
}

fn both_have_a_card(tell: &mut Recorder) {
    tell.enrol(1);
    tell.sync(1);
    tell.save(1, card_at("Via della Libertà 12"));
    tell.sync(1);
    tell.enrol(2);
    tell.sync(2);
}

/// A new card of somebody who lives here.
fn card_at(address: &str) -> LocalSave {
    let mut change = card(1).changes.remove(0);
    change.fields.insert("address".to_owned(), json!(address));
    assert_eq!(change.record_id, id(1));
    one(change)
}

/// A card whose household cannot be.
fn refused_card() -> LocalSave {
    let mut save = card_at("Via della Libertà 12");
    save.changes[0].fields.insert("householdSize".to_owned(), json!(-1));
    save
}
