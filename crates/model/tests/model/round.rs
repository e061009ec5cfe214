use model::codes::ServiceType;
use model::ids::RecordId;
use model::round::{self, Stop, Way, moved};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{fields_of, id, rome_at};

fn stop(n: u64, at: &str, position: Option<i64>) -> Stop {
    Stop { id: id(n), at: Some(rome_at(&format!("2026-11-27 {at}"))), minutes: 30, position }
}

fn in_order(mut stops: Vec<Stop>) -> Vec<Stop> {
    round::sort(&mut stops, |stop| *stop);
    stops
}

fn ids(stops: &[Stop]) -> Vec<RecordId> {
    stops.iter().map(|stop| stop.id).collect()
}

/// The stops after the positions were written, in their order.
fn after(stops: &[Stop], writes: &[(RecordId, i64)]) -> Vec<Stop> {
    let mut stops = stops.to_vec();
    for (id, position) in writes {
        stops.iter_mut().filter(|stop| stop.id == *id).for_each(|stop| stop.position = Some(*position));
    }
    in_order(stops)
}

#[test]
fn a_visit_stands_where_its_time_puts_it_until_it_is_moved() {
    let stops = in_order(vec![stop(1, "10:00", None), stop(2, "09:00", None), stop(3, "09:30", None)]);
    assert_eq!(ids(&stops), [2, 3, 1].map(id));
    let writes = moved(&stops, id(1), Way::Up);
    assert_eq!(writes.len(), 1, "one visit is written");
    let stops = after(&stops, &writes);
    assert_eq!(ids(&stops), [2, 1, 3].map(id));
    // What is planned meanwhile finds its place among those that were moved.
    let later = in_order([stops, vec![stop(4, "09:45", None)]].concat());
    assert_eq!(ids(&later), [2, 1, 3, 4].map(id));
}

#[test]
fn visits_without_a_time_come_last() {
    let timeless = Stop { id: id(1), at: None, minutes: 30, position: None };
    assert_eq!(ids(&in_order(vec![timeless, stop(2, "23:59", None)])), [2, 1].map(id));
}

#[test]
fn the_round_lasts_until_its_last_visit_ends() {
    assert_eq!(round::until(&[]), None);
    // The order in which they are made says nothing about when the last one is planned to end.
    let stops = [stop(1, "12:00", Some(1)), stop(2, "09:00", None)];
    assert_eq!(round::until(&stops), Some(rome_at("2026-11-27 12:30")));
}

#[test]
fn a_visit_that_is_moved_to_another_day_keeps_its_hour_when_the_clocks_change() {
    let saturday = rome_at("2026-10-24 09:30");
    assert_eq!(round::on_day(saturday, round::day_after(saturday)), rome_at("2026-10-25 09:30"));
    assert_eq!(round::day_after(rome_at("2026-12-31 23:59")).to_string(), "2027-01-01");
}

#[test]
fn a_delivery_is_where_something_is_brought() {
    assert!(round::is_delivery(&[ServiceType::RELATIONAL_VISIT, ServiceType::FOOD_PARCEL]));
    assert!(round::is_delivery(&[]), "the round is of deliveries");
    assert!(!round::is_delivery(&[ServiceType::RELATIONAL_VISIT]));
}

#[test]
fn a_shopping_list_is_over_the_day_after_its_visit() {
    let visit = fields_of(json!({"shoppingList": "Latte", "scheduledAt": "2026-11-27T09:00:00+01:00"}));
    assert!(!round::shopping_list_is_over(&visit, rome_at("2026-11-26 12:00")));
    assert!(!round::shopping_list_is_over(&visit, rome_at("2026-11-27 23:59")));
    assert!(round::shopping_list_is_over(&visit, rome_at("2026-11-28 00:00")));
    assert!(round::shopping_list_is_over(&fields_of(json!({"shoppingList": "Latte"})), rome_at("2026-11-27 12:00")));
    let without = fields_of(json!({"shoppingList": null, "scheduledAt": "2026-11-27T09:00:00+01:00"}));
    assert!(!round::shopping_list_is_over(&without, rome_at("2026-11-29 12:00")));
}

prop_compose! {
    /// Few different places, so that there are many with no room between them.
    fn some_stop(n: u64)(minute in 0_i64..4, position in proptest::option::of(prop_oneof![0_i64..6, 999_990_i64..=999_999])) -> Stop {
        Stop { id: id(n), at: Some(rome_at("2026-11-27 09:00").plus(minute * 60_000)), minutes: 30, position }
    }
}

proptest! {
    #[test]
    fn a_move_passes_one_neighbour_and_nobody_else(
        stops in (1_u64..9).prop_flat_map(|count| (0..count).map(some_stop).collect::<Vec<_>>()),
        which: prop::sample::Index,
        up: bool,
    ) {
        let stops = in_order(stops);
        let from = which.index(stops.len());
        let way = if up { Way::Up } else { Way::Down };
        let to = if up { from.saturating_sub(1) } else { (from + 1).min(stops.len() - 1) };
        let mut wanted = ids(&stops);
        wanted.swap(from, to);
        let writes = moved(&stops, stops[from].id, way);
        prop_assert_eq!(ids(&after(&stops, &writes)), wanted);
        prop_assert!(writes.iter().all(|(_, position)| (0..=999_999).contains(position)), "{:?}", writes);
        prop_assert_eq!(writes.is_empty(), from == to);
    }
}

#[test]
fn a_visit_that_nobody_closed_is_asked_about_from_midnight_for_a_week() {
    let now = rome_at("2026-11-27 08:00");
    let asked = |at: &str| round::is_left_open(rome_at(at), now);
    assert!(asked("2026-11-26 23:59") && asked("2026-11-26 00:00"));
    assert!(!asked("2026-11-27 00:00") && !asked("2026-11-27 07:00"), "those of today are of the round");
    assert!(!asked("2026-11-28 09:00"), "and those to come");
    assert!(asked("2026-11-20 00:00") && !asked("2026-11-19 23:59"));
    // Days of Rome, also where one has 25 hours.
    let sunday = rome_at("2026-10-25 23:30");
    assert!(!round::is_left_open(rome_at("2026-10-25 00:10"), sunday));
    assert!(round::is_left_open(rome_at("2026-10-24 23:50"), sunday));
}
