//! Sorting that is compiled once.
//!
//! `slice::sort_by` becomes some five kilobytes of code for each type that it sorts, and the app sorts dozens: what a
//! phone loads over a weak network matters more than the moment that a list of a caseload takes
//! (docs/adr/0005-first-load.md).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use litemap::LiteMap;

/// Sorts by a key; equals keep their order.
pub fn by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by a comparison; equals keep their order.
pub fn by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = places(items.len(), &|one, other| compare(&items[one], &items[other]));
    let mut left: Vec<Option<T>> = std::mem::take(items).into_iter().map(Some).collect();
    items.extend(order.into_iter().filter_map(|place| left[place].take()));
}

/// The fields of a record, and other maps by name; of two pairs with one key the later holds. `collect` and `from` sort
/// the pairs first, and that once more for each type.
pub fn tree<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut tree = BTreeMap::new();
    for (key, value) in pairs {
        tree.insert(key, value);
    }
    tree
}

/// A map in a sorted list, a tenth of the code of a tree and as quick for what a phone holds; of two pairs with one key
/// the later holds.
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> LiteMap<K, V> {
    let mut map = LiteMap::new();
    for (key, value) in pairs {
        map.insert(key, value);
    }
    map
}

/// A set in a sorted list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<T>(Vec<T>);

impl<T: Ord> Set<T> {
    /// The empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Puts an item in; whether it was new.
    pub fn insert(&mut self, item: T) -> bool {
        match self.0.binary_search(&item) {
            Ok(_) => false,
            Err(place) => {
                self.0.insert(place, item);
                true
            }
        }
    }

    /// Takes an item out; whether it was there.
    pub fn remove(&mut self, item: &T) -> bool {
        let found = self.0.binary_search(item);
        found.map(|place| self.0.remove(place)).is_ok()
    }

    /// Whether the item is in it.
    #[must_use]
    pub fn contains(&self, item: &T) -> bool {
        self.0.binary_search(item).is_ok()
    }

    /// The items, ascending.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Ord> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// A set of items.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> Set<T> {
    let mut set = Set::new();
    for item in items {
        set.insert(item);
    }
    set
}

fn places(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(pairs: Vec<(u8, u8)>) {
            let (mut ours, mut theirs) = (pairs.clone(), pairs);
            by_key(&mut ours, |pair| Reverse(pair.0));
            theirs.sort_by_key(|pair| Reverse(pair.0));
            prop_assert_eq!(&ours, &theirs);
            by(&mut ours, |one, other| one.1.cmp(&other.1).then(other.0.cmp(&one.0)));
            theirs.sort_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(&one.0)));
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn of_two_pairs_with_one_key_the_later_holds(pairs: Vec<(u8, u16)>) {
            let theirs: BTreeMap<u8, u16> = pairs.iter().copied().collect();
            prop_assert!(map(pairs.iter().copied()).iter().eq(&theirs));
            prop_assert_eq!(tree(pairs), theirs);
        }

        #[test]
        fn a_set_holds_each_item_once_in_order(items: Vec<u8>, gone: Vec<u8>) {
            let mut ours = set(items.clone());
            let mut theirs: std::collections::BTreeSet<u8> = items.into_iter().collect();
            for item in &gone {
                prop_assert_eq!(ours.remove(item), theirs.remove(item));
            }
            prop_assert_eq!(ours.len(), theirs.len());
            prop_assert!(gone.iter().all(|item| ours.contains(item) == theirs.contains(item)));
            prop_assert!(ours.iter().eq(&theirs));
        }
    }
}
