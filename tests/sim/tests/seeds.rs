//! Histories that must hold, and guards whose loss must be seen.

use sim::{Ask, Guard, run, shrink};

/// Seeds of the regular run.
const SEEDS: u64 = 300;
/// Seeds of the regular run on the real repository.
const ON_SQLITE: u64 = 25;
/// Seeds within which a guard that is switched off must be noticed.
const PATIENCE: u64 = 1_000;

/// N1 N2 N3 N5 N6 N7 N11 N12 H1 H3 H5 H9 H10 H12 H13 H15 C1 C3 C6 C7 C10 C12 C14 T5 T6 V3 under chance: no loss, one
/// effect, order per record, nothing overwritten unseen, honest receipts, equal records at rest, nothing left of what
/// was erased, and rest within bounded time.
#[test]
fn histories_hold() {
    (0..SEEDS).for_each(holds);
}

/// V3 C7 N2 N12 C11 T5 under chance, with the real repository of the API on a real SQLite file.
#[test]
fn histories_hold_on_sqlite() {
    (0..ON_SQLITE).for_each(|seed| check(&Ask { sqlite: true, ..Ask::seed(seed) }));
}

/// Seeds that broke a promise once.
#[test]
fn found_seeds_hold() {
    let found = include_str!("../seeds/found.txt");
    let seeds: Vec<u64> = found.lines().filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect();
    assert!(!seeds.is_empty());
    for seed in seeds {
        holds(seed);
        // As it was found: apps of the version before came later, and then the other carrier.
        let mut options = sim::options(seed);
        let added = [&mut options.faults.old_app, &mut options.faults.courier].map(std::mem::take);
        if added.iter().any(|rate| *rate > 0) {
            check(&Ask { options: Some(options), ..Ask::seed(seed) });
        }
    }
}

/// The same seed is the same history.
#[test]
fn a_seed_is_a_history() {
    let config = sim::config();
    let told = || match run(&Ask { story: true, ..Ask::seed(7) }, &config) {
        Ok(report) => (report.events, report.effects, report.rest_ms, report.story),
        Err(failure) => panic!("{:?}", failure.broken),
    };
    assert_eq!(told(), told());
}

/// N2: an API that forgets what it applied applies it twice.
#[test]
fn n2_without_the_journal_an_operation_takes_effect_twice() {
    assert_eq!(first_failure(Guard::Journal), Some("exactly-once"));
}

/// An API that forgets what it refused applies an old copy of an operation that was mended since. It takes a change of
/// rights in between, so it is rare.
/// P3, P4, P6: what is brought by another way too, before, after and beside the push, has one effect; what cannot be applied then,
/// because something must come first or its author may not any more, is held, and some of it is applied later.
#[test]
fn p3_p4_p6_what_is_brought_sealed_has_one_effect_or_is_held() {
    for what in 0..3 {
        let happens = |seed| run(&Ask::seed(seed), &sim::config()).expect("it holds").carried[what] > 0;
        assert!((0..PATIENCE).any(happens), "{what}: applied, held, applied after it was held");
    }
}

#[test]
fn p4_without_its_journal_what_was_brought_sealed_takes_effect_twice() {
    assert_eq!(first_failure(Guard::SealedJournal), Some("exactly-once"));
}

#[test]
fn without_final_refusals_a_late_copy_is_applied() {
    assert!(first_failure_from(PATIENCE, Guard::RefusalIsFinal).is_some());
}

/// V3: an API that is restored under its old epoch is not sent again what it lost.
#[test]
fn v3_without_another_epoch_a_restore_loses_records() {
    assert!(first_failure(Guard::Epoch).is_some());
}

/// V4: an API that gives positions before it commits skips what is committed late.
#[test]
fn v4_positions_that_do_not_follow_the_commits_are_noticed() {
    assert_eq!(first_failure(Guard::CommitOrder), Some("convergence"));
}

/// A failure is told in few acts: less than the history that it was found in, and it breaks the same promise.
#[test]
fn a_failure_is_told_in_short() {
    let config = sim::config();
    let ask = |seed| Ask { switched_off: Some(Guard::Journal), ..Ask::seed(seed) };
    let (ask, failure) = (0..PATIENCE)
        .find_map(|seed| Some((ask(seed), run(&ask(seed), &config).err()?)))
        .expect("a forgotten journal is noticed");
    let (short, told) = shrink(&failure, &ask, &config);
    assert_eq!(told.broken.check, failure.broken.check);
    assert!(told.options.acts < failure.options.acts || !short.without.is_empty());
    assert!(!told.story.is_empty());
}

fn holds(seed: u64) {
    check(&Ask::seed(seed));
}

fn check(ask: &Ask) {
    if let Err(failure) = run(ask, &sim::config()) {
        let seed = ask.seed;
        panic!("seed {seed} broke {:?} at {}\n{}", failure.broken, failure.at.to_rfc3339(), failure.options);
    }
}

fn first_failure(guard: Guard) -> Option<&'static str> {
    first_failure_from(0, guard)
}

fn first_failure_from(first: u64, guard: Guard) -> Option<&'static str> {
    let config = sim::config();
    let ask = |seed| Ask { switched_off: Some(guard), ..Ask::seed(seed) };
    (first..first + PATIENCE).find_map(|seed| run(&ask(seed), &config).err()).map(|failure| failure.broken.check)
}

#[cfg(feature = "mutants")]
mod mutants {
    use sync::mutants::{Mutant, switch_off};

    use super::PATIENCE;
    use sim::{Ask, Guard, run};

    /// N12: a phone that sends the second operation of a record first is stopped by the API, which asks for predecessors;
    /// an API that does not ask applies it.
    #[test]
    fn n12_without_parents_the_order_breaks() {
        let config = sim::config();
        switch_off(Some(Mutant::LaneRule));
        let breaks_order = |guard: Option<Guard>| {
            let ask = |seed| Ask { switched_off: guard, ..Ask::seed(seed) };
            (0..60).filter_map(|seed| run(&ask(seed), &config).err()).any(|failure| failure.broken.check == "fifo")
        };
        let (asked, not_asked) = (breaks_order(None), breaks_order(Some(Guard::Parents)));
        switch_off(None);
        assert_eq!((asked, not_asked), (false, true));
    }

    /// Each guard of the engine, switched off alone, is noticed.
    #[test]
    fn every_guard_is_missed() {
        let config = sim::config();
        let mut unnoticed = Vec::new();
        for mutant in Mutant::SIMULATED {
            switch_off(Some(mutant));
            let seen = (0..PATIENCE).find_map(|seed| run(&Ask::seed(seed), &config).err());
            switch_off(None);
            match seen {
                Some(failure) => println!("{mutant:?}: seed {} broke {:?}", failure.seed, failure.broken.check),
                None => unnoticed.push(mutant),
            }
        }
        assert!(unnoticed.is_empty(), "not noticed: {unnoticed:?}");
    }
}
