//! The people of a report while it is written: how many, and what their category says of them.

use serde_json::{Map, Value};

use crate::codes::{Code as _, TargetCategory};

/// One person as the form has it.
type Facts = Map<String, Value>;

/// The most that one activation holds.
const MOST: usize = 15;

/// So many people: whoever goes is put `aside` with what is known of them, and comes back first.
pub fn resize(people: &mut Vec<Facts>, aside: &mut Vec<Facts>, count: usize) {
    let count = count.clamp(1, MOST);
    if people.len() > count {
        let mut gone = people.split_off(count);
        gone.append(aside);
        *aside = gone;
    }
    while people.len() < count {
        let known = |person: &Facts| people.iter().any(|one| number(one) == number(person));
        // A draft that was taken up again may have brought them already.
        let back = aside.iter().position(|person| !known(person)).map(|place| aside.remove(place));
        let highest = people.iter().filter_map(number).max().unwrap_or_default();
        people.push(back.unwrap_or_else(|| Map::from_iter([("n".to_owned(), Value::from(highest + 1))])));
    }
}

/// The number of a person, by which events speak of them.
#[must_use]
pub fn number(person: &Facts) -> Option<i64> {
    person.get("n")?.as_i64()
}

/// The category of the report is that of each person who had none of their own, or had the one of `before`.
///
/// The first two categories are about minors: the age class follows where nobody wrote it.
pub fn follow_category(people: &mut [Facts], before: Option<&str>, category: &str) {
    for person in people {
        let own = person.get("category").and_then(Value::as_str);
        if own.is_none() || own == before {
            categorise(person, category);
        }
        if person.get("category").and_then(Value::as_str).is_some_and(about_minors)
            && person.get("ageClass").is_none_or(Value::is_null)
        {
            person.insert("ageClass".to_owned(), "minor".into());
        }
    }
}

/// A person has this category from here on. Where the one before made them a minor and this one does not, their age is asked
/// again.
pub fn categorise(person: &mut Facts, category: &str) {
    let was = person.insert("category".to_owned(), category.into());
    let was_minor = was.as_ref().and_then(Value::as_str).is_some_and(about_minors);
    if was_minor && !about_minors(category) && person.get("ageClass").and_then(Value::as_str) == Some("minor") {
        person.insert("ageClass".to_owned(), Value::Null);
    }
}

/// Whether a category is about minors alone.
fn about_minors(category: &str) -> bool {
    [TargetCategory::UNACCOMPANIED_FOREIGN_MINOR, TargetCategory::MINOR_ART_403]
        .iter()
        .any(|of_minors| of_minors.as_str() == category)
}
