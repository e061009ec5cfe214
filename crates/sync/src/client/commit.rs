//! Batches on their way to the store: handed out, durable, stale, or refused by the phone.

use model::time::Millis;
use store::{Batch, Generation, StoreError};

use super::plan::{Intent, Verdict};
use super::rows::RowChange;
use super::{Client, Commit, CommitId, Effect, Entropy};
use crate::mutants::{Mutant, off};

impl Client {
    pub(super) fn hand_out(
        &mut self,
        intent: Intent,
        changes: Vec<RowChange>,
        verdict: Verdict,
        entropy: &mut dyn Entropy,
    ) {
        let expect = self.state.generation;
        let Some(writes) = changes.iter().map(RowChange::to_write).collect() else {
            let error = StoreError::Codec("a row cannot be serialised".to_owned());
            self.gave_up(intent, error, entropy);
            return;
        };
        self.next_commit += 1;
        let id = CommitId(self.next_commit);
        self.commit = Some(Commit { id, expect, intent, changes, verdict, stale_since: None });
        self.effects.push_back(Effect::Commit { id, batch: Batch { expect, writes } });
    }

    pub(super) fn committed(&mut self, id: CommitId, generation: Generation, entropy: &mut dyn Entropy) {
        let Some(commit) = self.commit.take_if(|commit| commit.id == id) else { return };
        // Otherwise the store was read after this batch, and has it already.
        if self.state.generation == commit.expect {
            self.state.generation = generation;
            let touched = self.state.apply(commit.changes);
            let sending = self.net.sending();
            for record in touched {
                self.refresh(record, &sending);
            }
        }
        self.storage_fault = None;
        self.changed = true;
        self.done(commit.intent, &commit.verdict, entropy);
    }

    pub(super) fn commit_failed(&mut self, id: CommitId, error: StoreError, now: Millis, entropy: &mut dyn Entropy) {
        let Some(mut commit) = self.commit.take_if(|commit| commit.id == id) else { return };
        match error {
            StoreError::Stale { .. } if off(Mutant::ReplanRule) => self.done(commit.intent, &commit.verdict, entropy),
            StoreError::Stale { actual } if self.state.generation >= actual => self.intents.push_front(commit.intent),
            StoreError::Stale { .. } => {
                commit.stale_since = Some(now);
                self.commit = Some(commit);
            }
            error => self.gave_up(commit.intent, error, entropy),
        }
    }

    pub(super) fn gave_up(&mut self, intent: Intent, error: StoreError, entropy: &mut dyn Entropy) {
        self.storage_fault = Some(error.clone());
        self.changed = true;
        match intent {
            // A full phone has to learn what it may forget before it can write down what was received: the pull says so.
            Intent::Ack { .. } if error == StoreError::Quota => self.net.pull_first(entropy),
            Intent::Save(save) => self.effects.push_back(Effect::SaveFailed { ticket: save.ticket, error }),
            Intent::Draft(_)
            | Intent::DropDraft(_)
            | Intent::Retry(_)
            | Intent::Quarantine { .. }
            | Intent::Pin(..)
            | Intent::ErasuresRead
            | Intent::Tidy
            | Intent::Purge { .. } => {}
            Intent::Identity { .. }
            | Intent::Ack { .. }
            | Intent::Park { .. }
            | Intent::Page { .. }
            | Intent::ForgetCursor => {
                self.net.not_written(entropy);
            }
        }
    }

    pub(super) fn done(&mut self, intent: Intent, verdict: &Verdict, entropy: &mut dyn Entropy) {
        match intent {
            Intent::Save(save) => {
                self.effects.push_back(Effect::SaveDone(save.ticket));
                self.net.schedule.hint();
            }
            Intent::Identity { config: Some(_), .. } if !verdict.other_operator => {
                self.changed = true;
                self.net.renewed(true);
            }
            intent => {
                self.changed = true;
                self.net.written(intent, verdict, entropy);
            }
        }
    }
}
