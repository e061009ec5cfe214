//! Who watches over an open notebook: a part of the program that comes after the first load (commands/watch.rs).

use std::cell::Cell;
use std::hint::black_box;

type Watcher = fn(bool) -> bool;

thread_local! {
    static WATCHER: Cell<Option<Watcher>> = const { Cell::new(None) };
}

/// Has a part of the program watch from here on.
pub fn watched_by(watcher: Watcher) {
    // The optimizer, which knows of no parts, sees that it is always the same one, and would call it by name: then all that it
    // needs would be in the first load.
    WATCHER.set(Some(black_box(watcher)));
}

/// Has a look at what is due, or at once for a person who `hides` the page. Whether the notebook goes behind a PIN or a
/// passkey now.
pub fn look(hides: bool) -> bool {
    WATCHER.get().is_some_and(|watcher| watcher(hides))
}
