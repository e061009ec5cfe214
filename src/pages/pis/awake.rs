use leptos::prelude::*;

use model::pis::State;

use super::case::Case;
use crate::runtime::Awake;
use crate::state::AppState;

/// Keeps the screen awake while something holds, for as long as this page is there.
pub fn screen_awake(while_it_holds: impl Fn() -> bool + Send + Sync + 'static) {
    let awake = StoredValue::new_local(None::<Awake>);
    let holds = Memo::new(move |_| while_it_holds());
    Effect::new(move || awake.set_value(holds.get().then(Awake::new)));
}

/// Whether the person of this phone is on the way or at work for an activation; tracked.
pub fn is_mine(case: &Case, state: &AppState) -> bool {
    let me = state.identity.with(|identity| identity.as_ref().map(|known| known.profile.operator_id));
    case.fold.state == State::TakenOver && me.is_some() && case.fold.in_charge == me
}
