//! Histories that must hold, and guards of the repository whose loss must be seen.

use sim::{Ask, Guard};

/// Seeds of the regular run.
const SEEDS: u64 = 100;
/// Seeds within which a guard that is switched off must be noticed.
const PATIENCE: u64 = 1_000;

/// N1 N2 N3 N5 N6 N7 N11 N12 H1 H9 H12 H13 H15 C1 C3 C10 C12 C14 T6 under chance: no loss, one effect, order per
/// record, honest receipts, equal records at rest, and rest within bounded time.
#[test]
fn histories_hold() {
    let config = sim::config();
    for seed in 0..SEEDS {
        if let Err(failure) = sim::run(&Ask::seed(seed), &config) {
            panic!("seed {seed} broke {:?} at {}\n{}", failure.broken, failure.at.to_rfc3339(), failure.options);
        }
    }
}

/// The same seed is the same history.
#[test]
fn a_seed_is_a_history() {
    let config = sim::config();
    let told = || match sim::run(&Ask { story: true, ..Ask::seed(7) }, &config) {
        Ok(report) => (report.events, report.effects, report.rest_ms),
        Err(failure) => panic!("{:?}", failure.broken),
    };
    assert_eq!(told(), told());
}

/// N2: an API that forgets what it applied applies it twice.
#[test]
fn n2_without_the_journal_an_operation_takes_effect_twice() {
    assert_eq!(first_failure(Guard::Journal), Some("exactly-once"));
}

/// An API that forgets what it refused applies an old copy of an operation that was mended since.
#[test]
fn without_final_refusals_a_late_copy_is_applied() {
    assert!(first_failure(Guard::RefusalIsFinal).is_some());
}

/// N12: an API that does not ask for predecessors applies the second operation of a record first.
#[test]
fn n12_without_parents_the_order_breaks() {
    assert!(first_failure(Guard::Parents).is_some());
}

fn first_failure(guard: Guard) -> Option<&'static str> {
    let config = sim::config();
    (0..PATIENCE)
        .find_map(|seed| sim::run(&Ask { switched_off: Some(guard), ..Ask::seed(seed) }, &config).err())
        .map(|failure| failure.broken.check)
}

#[cfg(feature = "mutants")]
mod mutants {
    use sync::mutants::{Mutant, switch_off};

    use super::{Ask, PATIENCE};

    const ALL: [Mutant; 8] = [
        Mutant::AckRule,
        Mutant::LaneRule,
        Mutant::CursorRule,
        Mutant::DirtyGuard,
        Mutant::ReplanRule,
        Mutant::OnceRule,
        Mutant::CarryRule,
        Mutant::BaseRule,
    ];

    /// Each guard of the engine, switched off alone, is noticed.
    #[test]
    fn every_guard_is_missed() {
        let config = sim::config();
        let mut unnoticed = Vec::new();
        for mutant in ALL {
            switch_off(Some(mutant));
            let seen = (0..PATIENCE).find_map(|seed| sim::run(&Ask::seed(seed), &config).err());
            switch_off(None);
            match seen {
                Some(failure) => println!("{mutant:?}: seed {} broke {:?}", failure.seed, failure.broken.check),
                None => unnoticed.push(mutant),
            }
        }
        assert!(unnoticed.is_empty(), "not noticed: {unnoticed:?}");
    }
}
