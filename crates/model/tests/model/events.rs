use model::events::{Fate, effective, larger_of_doubles};
use model::ids::RecordId;
use model::record::RecordType;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Rec, id, ids, refs};

const NOTE: RecordType = RecordType::NOTE;

fn note(n: u64, fields: Value) -> Rec {
    Rec::new(NOTE, n, fields)
}

/// Roots and the events that hold, as small numbers.
fn holding(records: &[Rec]) -> Vec<(RecordId, RecordId)> {
    let mut found: Vec<_> = effective(&NOTE, refs(records)).events.iter().map(|e| (e.root, e.event.id)).collect();
    found.sort();
    found
}

#[test]
fn a_correction_replaces_its_event_whole() {
    let records =
        [note(1, json!({"text": "a", "aboutId": ids(9)})), note(2, json!({"text": "b", "correctsId": ids(1)}))];
    let found = effective(&NOTE, refs(&records));
    assert_eq!(found.events.len(), 1);
    assert_eq!((found.events[0].root, found.events[0].event.id), (id(1), id(2)));
    assert!(found.events[0].event.reference("aboutId").is_none(), "nothing of the first version stays");
    assert_eq!((found.fate(id(1)), found.fate(id(2))), (Fate::Holds(id(1)), Fate::Holds(id(1))));
    assert_eq!(found.fate(id(3)), Fate::Unknown);
}

#[test]
fn a_correction_of_a_correction_holds() {
    let records = [note(1, json!({})), note(2, json!({"correctsId": ids(1)})), note(3, json!({"correctsId": ids(2)}))];
    assert_eq!(holding(&records), [(id(1), id(3))]);
}

#[test]
fn of_two_corrections_the_one_with_the_higher_id_holds() {
    let records = [note(1, json!({})), note(3, json!({"correctsId": ids(1)})), note(2, json!({"correctsId": ids(1)}))];
    assert_eq!(holding(&records), [(id(1), id(3))]);
}

#[test]
fn a_void_takes_its_event_out() {
    let void = json!({"correctsId": ids(1), "voidReason": "duplicate"});
    let records = [note(1, json!({})), note(2, void), note(3, json!({}))];
    assert_eq!(holding(&records), [(id(3), id(3))]);
    assert_eq!(effective(&NOTE, refs(&records)).fate(id(1)), Fate::Voided);
}

#[test]
fn an_archived_event_is_out_with_its_corrections() {
    let records = [note(1, json!({})).voided(), note(2, json!({"correctsId": ids(1)}))];
    assert_eq!(holding(&records), []);
}

#[test]
fn what_names_an_event_that_is_not_here_stands_for_itself_or_voids_nothing() {
    let records =
        [note(2, json!({"correctsId": ids(1)})), note(4, json!({"correctsId": ids(3), "voidReason": "test"}))];
    assert_eq!(holding(&records), [(id(2), id(2))]);
}

#[test]
fn circles_are_cut_and_an_event_that_names_itself_is_no_correction() {
    let records = [note(1, json!({"correctsId": ids(2)})), note(2, json!({"correctsId": ids(1)}))];
    assert_eq!(holding(&records), [(id(1), id(2))]);
    assert_eq!(holding(&[note(1, json!({"correctsId": ids(1)}))]), [(id(1), id(1))]);
}

#[test]
fn events_come_in_the_order_in_which_they_happened() {
    let at = |n: u64, time: &str| note(n, json!({ "occurredAt": time }));
    let records = [
        at(1, "2026-11-22T10:00:00+01:00"),
        at(2, "2026-11-22T09:30:00Z"),
        at(3, "2026-11-22T09:00:00+01:00"),
        note(4, json!({})), // by its id: long ago
    ];
    let order: Vec<_> = effective(&NOTE, refs(&records)).events.iter().map(|event| event.root).collect();
    assert_eq!(order, [id(4), id(3), id(1), id(2)]);
}

#[test]
fn of_doubles_the_larger_counts_and_names_the_others() {
    let records = [
        note(1, json!({"size": 3})),
        note(2, json!({"size": 5, "sameGroupAs": ids(1)})),
        note(3, json!({"size": 4, "sameGroupAs": ids(2)})),
        note(4, json!({"size": 9})),
    ];
    let events = effective(&NOTE, refs(&records));
    let size = |e: &model::events::Effective<'_>| e.event.fields["size"].as_i64().unwrap();
    let found: Vec<_> = larger_of_doubles(&events, &size).into_iter().map(|(e, others)| (e.root, others)).collect();
    assert_eq!(found, [(id(2), vec![id(1), id(3)]), (id(4), vec![])]);
}

#[test]
fn equal_doubles_count_once_by_the_lowest_root_and_a_voided_double_not_at_all() {
    let records =
        [note(1, json!({})), note(2, json!({"sameGroupAs": ids(1)})), note(3, json!({"sameGroupAs": ids(1)})).voided()];
    let events = effective(&NOTE, refs(&records));
    let found: Vec<_> = larger_of_doubles(&events, &|_| 1).into_iter().map(|(e, others)| (e.root, others)).collect();
    assert_eq!(found, [(id(1), vec![id(2)])]);
}

/// Any tangle of corrections, voids and doubles among a few events.
fn tangle() -> impl Strategy<Value = Vec<Rec>> {
    let link = || prop::option::weighted(0.5, 1u64..9);
    prop::collection::vec((link(), link(), any::<bool>(), 0i64..5), 1..8).prop_map(|events| {
        let events = events.into_iter().zip(1u64..);
        events
            .map(|((corrects, twin, voids, size), n)| {
                let mut fields = json!({ "size": size });
                if let Some(target) = corrects {
                    fields["correctsId"] = ids(target).into();
                    if voids {
                        fields["voidReason"] = "duplicate".into();
                    }
                }
                if let Some(twin) = twin {
                    fields["sameGroupAs"] = ids(twin).into();
                }
                note(n, fields)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_arrival_does_not_matter(records in tangle(), seed in any::<u64>()) {
        let mut shuffled = records.clone();
        let mut state = seed | 1;
        for index in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(index, usize::try_from(state >> 33).unwrap() % (index + 1));
        }
        prop_assert_eq!(holding(&records), holding(&shuffled));
        let doubles = |records: &[Rec]| -> Vec<_> {
            let events = effective(&NOTE, refs(records));
            let size = |e: &model::events::Effective<'_>| e.event.fields["size"].as_i64().unwrap();
            larger_of_doubles(&events, &size).into_iter().map(|(e, mut others)| { others.sort(); (e.root, others) }).collect()
        };
        prop_assert_eq!(doubles(&records), doubles(&shuffled));
    }

    /// Nothing is lost: every event belongs to one that holds or was voided, and what holds is held once.
    #[test]
    fn every_event_has_a_fate(records in tangle()) {
        let found = effective(&NOTE, refs(&records));
        for record in &records {
            match found.fate(record.id) {
                Fate::Holds(root) => prop_assert_eq!(found.events.iter().filter(|e| e.root == root).count(), 1),
                Fate::Voided => {}
                Fate::Unknown => prop_assert!(false, "{} has no fate", record.id),
            }
        }
        let doubles = larger_of_doubles(&found, &|_| 1);
        let counted: usize = doubles.iter().map(|(_, others)| 1 + others.len()).sum();
        prop_assert_eq!(counted, found.events.len());
    }
}
