use model::pis::{categorise, follow_category, resize};
use serde_json::{Map, Value, json};

const MSNA: &str = "unaccompanied_foreign_minor";
const ART403: &str = "minor_art_403";
const OTHER: &str = "housing_unusable";

fn person(facts: Value) -> Map<String, Value> {
    facts.as_object().cloned().expect("facts")
}

fn three() -> Vec<Map<String, Value>> {
    let of = |n: i64, gender: &str| person(json!({ "n": n, "gender": gender }));
    vec![of(1, "female"), of(2, "male"), of(4, "other")]
}

#[test]
fn whoever_a_slip_of_the_thumb_cut_off_comes_back_as_they_were() {
    let (mut people, mut aside) = (three(), Vec::new());
    resize(&mut people, &mut aside, 1);
    assert_eq!(people, three()[..1]);
    resize(&mut people, &mut aside, 2);
    assert_eq!(people, three()[..2]);
    resize(&mut people, &mut aside, 1);
    resize(&mut people, &mut aside, 3);
    assert_eq!(people, three());
    assert!(aside.is_empty());
}

#[test]
fn a_new_person_has_a_number_that_nobody_has() {
    let (mut people, mut aside) = (three(), Vec::new());
    resize(&mut people, &mut aside, 4);
    assert_eq!(people[3], person(json!({ "n": 5 })));
    resize(&mut people, &mut aside, 0);
    assert_eq!(people.len(), 1, "a report is about somebody");
    // The form was filled anew meanwhile, with one of those that are aside.
    people.push(person(json!({ "n": 2, "gender": "not_detected" })));
    resize(&mut people, &mut aside, 4);
    let numbers: Vec<i64> = people.iter().filter_map(model::pis::number).collect();
    assert_eq!(numbers, [1, 2, 4, 5]);
    assert_eq!(people[1]["gender"], "not_detected");
}

#[test]
fn the_age_that_a_category_gave_goes_with_it() {
    let mut people = vec![person(json!({ "n": 1 })), person(json!({ "n": 2, "ageClass": "adult" }))];
    follow_category(&mut people, None, MSNA);
    assert_eq!((people[0]["ageClass"].clone(), people[1]["ageClass"].clone()), (json!("minor"), json!("adult")));
    follow_category(&mut people, Some(MSNA), ART403);
    assert_eq!(people[0]["ageClass"], "minor", "still a minor");
    follow_category(&mut people, Some(ART403), OTHER);
    assert_eq!((people[0]["category"].clone(), people[0]["ageClass"].clone()), (json!(OTHER), Value::Null));
    assert_eq!(people[1]["ageClass"], "adult", "somebody wrote it");
}

#[test]
fn an_age_that_no_category_gave_stays() {
    let mut one = person(json!({ "n": 1, "category": OTHER, "ageClass": "minor" }));
    categorise(&mut one, "family_violence_victim");
    assert_eq!(one["ageClass"], "minor");
    let mut own = vec![person(json!({ "n": 1, "category": OTHER })), person(json!({ "n": 2, "category": MSNA }))];
    follow_category(&mut own, Some(ART403), "family_violence_victim");
    assert_eq!((own[0]["category"].clone(), own[1]["category"].clone()), (json!(OTHER), json!(MSNA)), "their own");
    assert_eq!(own[1]["ageClass"], "minor");
}
