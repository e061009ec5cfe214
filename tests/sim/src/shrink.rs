//! From a history that breaks a promise to a short one that breaks the same.

use model::config::AmbitoConfig;

use crate::options::{Faults, Options};
use crate::world::{Ask, Failure, run};

/// The shortest history found that breaks the same check: fewer phones, tabs and faults, then fewer acts. It is told.
#[must_use]
pub fn shrink(failure: &Failure, ask: &Ask, config: &AmbitoConfig) -> (Ask, Failure) {
    let mut best = (Ask { options: Some(failure.options.clone()), story: false, ..ask.clone() }, failure.clone());
    let try_one = |best: &mut (Ask, Failure), next: Ask| {
        let Err(failure) = run(&next, config) else { return false };
        let same = failure.broken.check == best.1.broken.check;
        if same {
            *best = (next, *failure);
        }
        same
    };
    loop {
        let options = best.0.options.clone().unwrap_or_else(|| failure.options.clone());
        let smaller = simpler(&options).into_iter().map(|options| Ask { options: Some(options), ..best.0.clone() });
        let smaller: Vec<Ask> = smaller.collect();
        if !smaller.into_iter().any(|ask| try_one(&mut best, ask)) {
            break;
        }
    }
    // Acts in ever smaller chunks, then one by one.
    let acts = best.1.options.acts;
    let mut chunk = (acts / 2).max(1);
    loop {
        let mut from = 0;
        while from < acts {
            let mut next = best.0.clone();
            next.without.extend(from..(from + chunk).min(acts));
            if next.without != best.0.without {
                try_one(&mut best, next);
            }
            from += chunk;
        }
        if chunk == 1 {
            break;
        }
        chunk /= 2;
    }
    let told = Ask { story: true, ..best.0.clone() };
    match run(&told, config) {
        Err(failure) => (told, *failure),
        Ok(_) => best,
    }
}

/// Options that leave one thing out.
fn simpler(options: &Options) -> Vec<Options> {
    let mut simpler = Vec::new();
    let mut with = |change: &dyn Fn(&mut Options)| {
        let mut next = options.clone();
        change(&mut next);
        if next != *options {
            simpler.push(next);
        }
    };
    with(&|next| next.acts = (next.acts / 2).max(1));
    with(&|next| next.phones = (next.phones - 1).max(1));
    with(&|next| next.tabs = 1);
    with(&|next| next.crew = 1);
    with(&|next| next.poison = 0);
    with(&|next| next.invalid = 0);
    with(&|next| next.two_leaders = false);
    with(&|next| next.most_ops = 500);
    with(&|next| next.page = 500);
    with(&|next| next.faults = Faults::default());
    for switch_off in FAULTS {
        with(&|next| *switch_off(&mut next.faults) = 0);
    }
    simpler
}

/// Every fault, to be left out alone.
const FAULTS: [fn(&mut Faults) -> &mut u32; 27] = [
    |faults| &mut faults.drop,
    |faults| &mut faults.lose_ack,
    |faults| &mut faults.duplicate,
    |faults| &mut faults.delay,
    |faults| &mut faults.truncate,
    |faults| &mut faults.portal,
    |faults| &mut faults.replay,
    |faults| &mut faults.status,
    |faults| &mut faults.results,
    |faults| &mut faults.sign_out,
    |faults| &mut faults.reset,
    |faults| &mut faults.crash_before,
    |faults| &mut faults.crash_after,
    |faults| &mut faults.lost_suffix,
    |faults| &mut faults.false_failure,
    |faults| &mut faults.quota,
    |faults| &mut faults.damage,
    |faults| &mut faults.broadcast,
    |faults| &mut faults.clock,
    |faults| &mut faults.switch,
    |faults| &mut faults.scope,
    |faults| &mut faults.revoke,
    |faults| &mut faults.backup,
    |faults| &mut faults.restore,
    |faults| &mut faults.erase,
    |faults| &mut faults.upgrade,
    |faults| &mut faults.old_app,
];
