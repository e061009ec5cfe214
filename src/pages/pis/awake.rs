use leptos::prelude::*;

use crate::runtime::Awake;

/// Keeps the screen awake while something holds, for as long as this page is there.
pub fn screen_awake(while_it_holds: impl Fn() -> bool + Send + Sync + 'static) {
    let awake = StoredValue::new_local(None::<Awake>);
    let holds = Memo::new(move |_| while_it_holds());
    Effect::new(move || awake.set_value(holds.get().then(Awake::new)));
}
