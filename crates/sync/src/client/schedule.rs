//! When the engine talks to the API: triggers, spacing, back-off, lanes that wait.
//!
//! There is no waiting without a timer: whatever stands still has an instant in [`Schedule::due`].

use litemap::LiteMap;
use model::ids::RecordId;
use model::time::Millis;

use super::backoff;
use super::{Entropy, Trigger};
use crate::mutants::{Mutant, off};

/// Shortest time between the starts of two rounds.
const SPACING: i64 = 5 * Millis::SECOND;
/// "Invia ora" goes round all waits once in this time.
const MANUAL_SPACING: i64 = 10 * Millis::SECOND;
/// A hint (online, visible, a save) may shorten a wait for the network to this.
const HINT_CAP: i64 = Millis::MINUTE;
/// Time between rounds when all is quiet.
const IDLE: i64 = 5 * Millis::MINUTE;
/// Wait in a state that only a person ends; the engine still looks by itself.
const LOOK_AGAIN: i64 = Millis::HOUR;
/// Failures alone in a batch, while the API took others, before an operation is only tried once a day.
const QUARANTINE_AFTER: u32 = 8;

/// What one request that leads to nothing costs.
const REQUEST_COST: i64 = 5 * Millis::SECOND;
/// How much may be spent ahead: 200 requests at once, 720 an hour for ever.
const REQUEST_BUDGET: i64 = 200 * REQUEST_COST;

/// Why a round ended without success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// No answer: hints of a network may shorten the wait.
    NoAnswer,
    /// The API is in trouble.
    Trouble,
    /// The API said how long.
    Asked(i64),
    /// The session ended; a person renews it, perhaps in another tab.
    Session,
    /// Only a person can end it, and not soon.
    Person,
}

/// A lane that waits, or that waited and has not passed since.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    pub until: Millis,
    /// Its operation alone made the API fail: it goes after the others, and alone.
    pub suspect: bool,
    failures: u32,
    /// How many pushes had gone through when it failed last.
    successes_then: u64,
}

/// The instants that decide.
#[derive(Clone, Debug, Default)]
pub(super) struct Schedule {
    now: Millis,
    wanted: bool,
    failures: u32,
    not_before: Option<Millis>,
    hints_help: bool,
    idle_at: Option<Millis>,
    last_round: Option<Millis>,
    last_manual: Option<Millis>,
    lanes: LiteMap<RecordId, Lane>,
    successes: u64,
    /// Time that was spent on requests which led to nothing; it is paid back as time goes by.
    spent: i64,
}

impl Schedule {
    /// At the start there is a reason to look.
    pub(super) fn new(now: Millis) -> Self {
        Self { now, wanted: true, ..Self::default() }
    }

    /// Takes note of the time. A clock that jumps back moves every instant with it: no wait grows.
    pub(super) fn clock(&mut self, now: Millis) -> i64 {
        let jump = now.since(self.now).min(0);
        if jump < 0 && !off(Mutant::ClockJump) {
            let instants = [&mut self.not_before, &mut self.idle_at, &mut self.last_round, &mut self.last_manual];
            for instant in instants.into_iter().flatten() {
                *instant = instant.plus(jump);
            }
            for (_, lane) in self.lanes.iter_mut() {
                lane.until = lane.until.plus(jump);
            }
        }
        self.spent = (self.spent - now.since(self.now).max(0)).max(0);
        self.now = now;
        jump
    }

    /// Whether one more request may go: the guard against a loop of any cause.
    pub(super) fn may_send(&self) -> bool {
        self.spent < REQUEST_BUDGET || off(Mutant::Budget)
    }

    /// A request goes.
    pub(super) fn sent(&mut self) {
        self.spent += REQUEST_COST;
    }

    /// The last request led to something: it was no loop.
    pub(super) fn progress(&mut self) {
        self.spent = (self.spent - REQUEST_COST).max(0);
    }

    /// A reason to look at the queue.
    pub(super) fn trigger(&mut self, trigger: Trigger) {
        match trigger {
            Trigger::Timer => {}
            Trigger::Manual => {
                self.wanted = true;
                if self.last_manual.is_none_or(|last| self.now.since(last) >= MANUAL_SPACING) {
                    self.last_manual = Some(self.now);
                    self.at_once();
                }
            }
            Trigger::Start | Trigger::Visible | Trigger::Online => self.hint(),
        }
    }

    /// Something was saved, or a sign of a network: it may shorten a wait for the network, never one that was asked.
    pub(super) fn hint(&mut self) {
        self.wanted = true;
        if off(Mutant::HintRule) {
            (self.failures, self.not_before) = (0, None);
        }
        if self.hints_help {
            let step = backoff::ceiling(self.failures).min(HINT_CAP);
            let sooner = self.last_round.unwrap_or(self.now).plus(step);
            self.not_before = self.not_before.map(|at| at.min(sooner));
        }
    }

    /// All waits end: a person asked, or the session was renewed.
    pub(super) fn at_once(&mut self) {
        self.wanted = true;
        self.not_before = None;
        self.last_round = None;
        self.lanes.iter_mut().for_each(|(_, lane)| lane.until = self.now);
    }

    /// When the next round may start.
    pub(super) fn due(&self) -> Option<Millis> {
        if !self.wanted {
            return self.idle_at.map(|at| self.not_before.map_or(at, |floor| at.max(floor)));
        }
        let spacing = if off(Mutant::Spacing) { 0 } else { SPACING };
        let spaced = self.last_round.map_or(self.now, |last| last.plus(spacing));
        Some(self.not_before.map_or(spaced, |at| at.max(spaced)))
    }

    /// A round starts.
    pub(super) fn started(&mut self) {
        self.wanted = false;
        self.idle_at = None;
        self.not_before = None;
        self.last_round = Some(self.now);
    }

    /// The round ended well; `until` is when the first lane that waits may go on.
    pub(super) fn ended(&mut self, until: Option<Millis>, entropy: &mut dyn Entropy) {
        let idle = self.now.plus(backoff::about(IDLE, entropy));
        self.idle_at = Some(until.map_or(idle, |at| at.min(idle)));
    }

    /// The round ended without success.
    pub(super) fn failed(&mut self, wait: Wait, entropy: &mut dyn Entropy) {
        self.wanted = true;
        self.failures = self.failures.saturating_add(1);
        let jitter = backoff::full_jitter(self.failures, entropy);
        let millis = match wait {
            Wait::NoAnswer | Wait::Trouble => jitter,
            Wait::Asked(_) if off(Mutant::AskedFloor) => jitter,
            Wait::Asked(asked) => backoff::asked(asked, entropy).max(jitter.min(Millis::MINUTE)),
            Wait::Session => jitter.max(Millis::MINUTE),
            Wait::Person => backoff::about(LOOK_AGAIN, entropy),
        };
        self.hints_help = wait == Wait::NoAnswer;
        self.not_before = Some(self.now.plus(millis));
    }

    /// The API answered as ours.
    pub(super) fn answered(&mut self) {
        self.failures = 0;
    }

    /// A push went through.
    pub(super) fn pushed(&mut self) {
        self.successes += 1;
    }

    /// The lane waits: the API said so, or its operation alone made the API fail.
    pub(super) fn hold(&mut self, record: RecordId, poison: bool, entropy: &mut dyn Entropy) {
        let former = self.lanes.get(&record).copied();
        // A failure counts against the operation only if the API took others meanwhile.
        let counts = !poison || former.is_none_or(|lane| lane.successes_then < self.successes);
        let failures = former.map_or(0, |lane| lane.failures) + u32::from(counts);
        let wait = if poison && failures >= QUARANTINE_AFTER && !off(Mutant::Quarantine) {
            // Once a day at least.
            backoff::about(Millis::DAY / 6 * 5, entropy)
        } else {
            backoff::full_jitter(failures, entropy).max(SPACING)
        };
        let suspect = poison && !off(Mutant::Suspicion);
        let lane = Lane { until: self.now.plus(wait), suspect, failures, successes_then: self.successes };
        self.lanes.insert(record, lane);
    }

    /// Operations that were in quarantine before this start, and since when.
    pub(super) fn adopt(&mut self, quarantined: impl Iterator<Item = (RecordId, Millis)>) {
        for (record, at) in quarantined {
            let until = at.plus(Millis::DAY).min(self.now.plus(Millis::DAY));
            let lane = Lane { until, suspect: true, failures: QUARANTINE_AFTER, successes_then: self.successes };
            self.lanes.entry(record).or_insert(lane);
        }
    }

    /// Whether the lane is only tried once a day.
    pub(super) fn is_quarantined(&self, record: RecordId) -> bool {
        self.lanes.get(&record).is_some_and(|lane| lane.suspect && lane.failures >= QUARANTINE_AFTER)
    }

    /// A person wants the record sent now.
    pub(super) fn retry(&mut self, record: RecordId) {
        self.lanes.remove(&record);
        self.trigger(Trigger::Manual);
    }

    /// The lane is free again.
    pub(super) fn release(&mut self, record: RecordId) {
        self.lanes.remove(&record);
    }

    /// The lanes that wait or are suspect.
    pub(super) fn lanes(&self) -> &LiteMap<RecordId, Lane> {
        &self.lanes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Highest;

    impl Entropy for Highest {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(0xFF);
        }
    }

    /// N14: a network that flaps every two seconds neither resets the back-off nor makes more than one try a minute.
    #[test]
    fn n14_flapping_does_not_reset_the_back_off() {
        let mut schedule = Schedule::new(Millis(0));
        let mut rounds = 0;
        for second in (0..3_600).step_by(2) {
            schedule.clock(Millis(second * 1_000));
            schedule.trigger(Trigger::Online);
            if schedule.due().is_some_and(|at| at <= schedule.now) {
                schedule.started();
                schedule.failed(Wait::NoAnswer, &mut Highest);
                rounds += 1;
            }
        }
        assert!((55..=70).contains(&rounds), "{rounds} rounds in an hour");
    }

    /// T6: the clock jumps back ten years; the wait stays as long as it was.
    #[test]
    fn t6_a_clock_that_jumps_back_does_not_lengthen_a_wait() {
        let start = Millis(1_800_000_000_000);
        let mut schedule = Schedule::new(start);
        schedule.started();
        schedule.failed(Wait::Asked(60_000), &mut Highest);
        assert_eq!(schedule.due(), Some(start.plus(72_000)));
        let past = start.plus(-10 * 365 * Millis::DAY);
        schedule.clock(past);
        assert_eq!(schedule.due(), Some(past.plus(72_000)));
    }

    #[test]
    fn invia_ora_goes_round_the_wait_once_in_ten_seconds() {
        let mut schedule = Schedule::new(Millis(0));
        schedule.started();
        schedule.failed(Wait::Asked(Millis::HOUR), &mut Highest);
        schedule.clock(Millis(1_000));
        schedule.trigger(Trigger::Manual);
        assert_eq!(schedule.due(), Some(Millis(1_000)));
        schedule.started();
        schedule.failed(Wait::Asked(Millis::HOUR), &mut Highest);
        schedule.clock(Millis(5_000));
        schedule.trigger(Trigger::Manual);
        assert!(schedule.due() > Some(Millis(3_600_000)));
    }
}
