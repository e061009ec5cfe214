//! What a person does on an outing, as changes of records; and how it is put into words.

use model::codes::{Code as _, TallyKind};
use model::ids::RecordId;
use model::order;
use model::record::{Fields, RecordType, Service};
use model::street::Contacts;
use serde_json::Value;
use sync::client::{Change, ChangeKind, LocalSave, RecordView};

use super::outings::{last_stop, me};
use super::work::{Held, work};
use crate::commands::create;
use crate::pages::new_fields;
use crate::runtime::mint_id;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// Two hits closer than this are one burst: a wet thumb, or two people at once.
const BURST_MS: i64 = 250;

/// One more young person met, or several.
pub fn tally(outing: RecordId, kind: &TallyKind, delta: i64, state: &AppState) -> Change {
    let mut fields = new_fields(state, Service::Street, "");
    fields.extend(order::tree([
        ("outingId".to_owned(), outing.to_string().into()),
        ("kind".to_owned(), kind.as_str().into()),
        ("delta".to_owned(), delta.into()),
    ]));
    let place = last_stop(outing, state).and_then(|stop| stop.record.fields.get("municipalityCode").cloned());
    fields.extend(place.map(|code| ("municipalityCode".to_owned(), code)));
    create(mint_id(), RecordType::STREET_TALLY, fields)
}

/// The arrival at a spot. Its Comune is that of the spot, else the one given.
pub fn arrival(outing: RecordId, spot: Option<RecordId>, municipality: Value, at: Value, state: &AppState) -> Change {
    let mut fields = new_fields(state, Service::Street, "");
    fields.extend(order::tree([
        ("outingId".to_owned(), outing.to_string().into()),
        ("arrivedAt".to_owned(), at.clone()),
        ("occurredAt".to_owned(), at),
        ("municipalityCode".to_owned(), municipality_of(spot, state).unwrap_or(municipality)),
    ]));
    fields.extend(spot.map(|spot| ("meetingSpotId".to_owned(), spot.to_string().into())));
    create(mint_id(), RecordType::STREET_STOP, fields)
}

/// The Comune of a spot, as a field holds it.
pub fn municipality_of(spot: Option<RecordId>, state: &AppState) -> Option<Value> {
    spot.and_then(|spot| state.record(spot))?.text("municipalityCode").map(Value::from)
}

/// Takes an event back: a later event that names it and says why.
pub fn void(event: &RecordView, state: &AppState) -> Change {
    let mut fields = new_fields(state, Service::Street, "");
    fields.insert("correctsId".to_owned(), event.id.to_string().into());
    fields.insert("voidReason".to_owned(), "entry_error".into());
    create(mint_id(), event.record_type.clone(), fields)
}

/// Changed fields of a form's record.
pub fn patch(record: &RecordView, fields: Fields) -> Change {
    Change {
        record_id: record.id,
        record_type: record.record_type.clone(),
        kind: ChangeKind::Patch,
        fields,
        seen: Some(Box::new(record.seen())),
    }
}

/// A save of one change.
pub fn alone(change: Change) -> LocalSave {
    LocalSave { changes: vec![change], drop_draft: None }
}

/// The last thing that this operator wrote on an outing: a burst of taps, a group or an arrival. The first arrival is
/// part of the start.
pub fn last_act(outing: RecordId, state: &AppState) -> Vec<Held> {
    let (work, me) = (work(state), me(state));
    let own = |held: &&Held| author(held, state).is_none_or(|who| Some(who) == me);
    let first_stop = work.stops_of(outing).first().map(|stop| stop.root);
    let events = [&work.stops, &work.meetings, &work.tallies].into_iter().flatten();
    let on_outing = events.filter(|held| held.outing == Some(outing) && Some(held.root) != first_stop);
    let mut acts: Vec<Held> = on_outing.filter(own).cloned().collect();
    // A group and the arrival at its spot may be one act: the group is what is taken back first.
    order::by_key(&mut acts, |held| {
        (held.record.instant("recordedAt"), held.record.record_type != RecordType::STREET_STOP, held.root)
    });
    let Some(last) = acts.pop() else { return Vec::new() };
    let mut burst = vec![last];
    while let (Some(newer), Some(older)) = (burst.last(), acts.pop()) {
        if !is_tap(&newer.record) || !is_tap(&older.record) || newer.at.since(older.at) > BURST_MS {
            break;
        }
        burst.push(older);
    }
    burst
}

/// Who noted an event, whoever corrected it since. The API names the author once it has the record: until then it is of
/// this phone.
pub fn author(held: &Held, state: &AppState) -> Option<String> {
    let first = state.record(held.root);
    first.as_ref().unwrap_or(&held.record).text("operatorId").map(str::to_owned)
}

/// Whether an event is a tap on a counter.
pub fn is_tap(event: &RecordView) -> bool {
    event.record_type == RecordType::STREET_TALLY
}

/// What a burst of taps adds up to.
pub fn taps(burst: &[Held]) -> Contacts {
    let each = burst.iter().map(|held| model::street::tally_contacts(&held.record.fields));
    each.fold(Contacts::default(), |sum, one| Contacts { new: sum.new + one.new, known: sum.known + one.known })
}

/// "+2 nuovi", "+1 nuovo, +1 conosciuto"
pub fn signed(contacts: Contacts) -> String {
    let signed = |count: i64, words: fn(usize) -> String| {
        let sign = if count < 0 { "−" } else { "+" };
        (count != 0).then(|| format!("{sign}{}", words(whole(count.abs()))))
    };
    let parts = [signed(contacts.new, news), signed(contacts.known, knowns)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// "3 nuovi, 5 conosciuti"
pub fn contacts(contacts: Contacts) -> String {
    format!("{}, {}", news(whole(contacts.new)), knowns(whole(contacts.known)))
}

fn news(count: usize) -> String {
    tr!(street.new, count = count)
}

fn knowns(count: usize) -> String {
    tr!(street.known, count = count)
}

fn whole(count: i64) -> usize {
    usize::try_from(count).unwrap_or_default()
}
