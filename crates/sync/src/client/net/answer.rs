//! What an answer means for the talk: the next request at once, later, or not before a person did something.

use model::ids::{OpId, RecordId};
use model::time::Millis;
use protocol::{PullResponse, PushResponse, RejectCode, SessionResponse};
use serde_json::Value;

use super::{Net, SAME_PAGE, What};
use crate::client::ack::Heard;
use crate::client::classify::{Class, classify};
use crate::client::plan::{Intent, Verdict};
use crate::client::schedule::Wait;
use crate::client::state::State;
use crate::client::{Entropy, HttpFailure, HttpReply, Network, RequestId, Route};
use crate::mutants::{Mutant, off};

impl Net {
    /// A request was answered; says what is to be written.
    pub(in crate::client) fn replied(
        &mut self,
        id: RequestId,
        reply: &HttpReply,
        state: &State,
        now: Millis,
        entropy: &mut dyn Entropy,
    ) -> Option<Intent> {
        // An answer to a request that was given up is dropped: the operations go again and come back as duplicates.
        let flight = self.flight.take_if(|flight| flight.id == id || off(Mutant::LateAnswer))?;
        // Learnt from what is ours alone: whatever stands between says what it likes.
        let spoken = heard(reply, now).protocol.or(self.api_protocol);
        let api_now = now.plus(state.meta.clock_skew.unwrap_or(0));
        match flight.what {
            What::Session => match classify::<SessionResponse>(Route::Session, reply, api_now) {
                Class::Ours(session) => {
                    self.api_protocol = spoken;
                    return Some(Intent::Identity { session: Box::new(session), config: None });
                }
                other => self.refused(other, &[], entropy),
            },
            What::Config(session) => match classify::<Value>(Route::Config, reply, api_now) {
                Class::Ours(config @ Value::Object(_)) => {
                    return Some(Intent::Identity { session, config: Some(config) });
                }
                Class::Ours(_) => self.refused(Class::<Value>::Trouble, &[], entropy),
                other => self.refused(other, &[], entropy),
            },
            What::Push { batch, ops } => match classify::<PushResponse>(Route::Push, reply, api_now) {
                Class::Ours(response) if response.batch_id == batch || off(Mutant::BatchId) => {
                    self.api_protocol = spoken;
                    let sent = ops.into_iter().map(|(op, _)| op).collect();
                    return Some(Intent::Ack { sent, response: Box::new(response), heard: heard(reply, now) });
                }
                // An old answer out of a cache: not an answer to this request.
                Class::Ours(_) => self.refused(Class::<PushResponse>::Trouble, &ops, entropy),
                Class::TooLarge if ops.len() == 1 || off(Mutant::TooLargeHalves) => {
                    return ops.first().map(|(op, _)| Intent::without_verdict(*op, RejectCode::TooLarge));
                }
                Class::Unprocessable if ops.len() == 1 => {
                    return ops.first().map(|(op, _)| Intent::without_verdict(*op, RejectCode::Invalid));
                }
                // Fewer at once, at once: halving ends at one operation.
                Class::TooLarge | Class::Unprocessable => self.limit.halve(ops.len()),
                Class::ServerError if ops.len() == 1 => {
                    self.refused(Class::<PushResponse>::ServerError, &ops, entropy);
                    let (op, record) = ops[0];
                    return self.schedule.is_quarantined(record).then_some(Intent::Quarantine { op, now });
                }
                other => self.refused(other, &ops, entropy),
            },
            What::Pull { asked, id } => match classify::<PullResponse>(Route::Pull, reply, api_now) {
                // An old page out of a cache.
                Class::Ours(response) if id.is_some() && response.pull_id != id && !off(Mutant::PullId) => {
                    self.refused(Class::<PullResponse>::Trouble, &[], entropy);
                }
                Class::Ours(response) => {
                    self.api_protocol = spoken;
                    return Some(Intent::Page { asked, response: Box::new(response), heard: heard(reply, now) });
                }
                Class::Unprocessable => {
                    // A cursor of somebody else: so may the session be.
                    self.refused(Class::<PullResponse>::Forbidden, &[], entropy);
                    return Some(Intent::ForgetCursor);
                }
                other => self.refused(other, &[], entropy),
            },
        }
        None
    }

    /// A request got no answer.
    pub(in crate::client) fn failed(&mut self, id: RequestId, failure: HttpFailure, entropy: &mut dyn Entropy) {
        if self.flight.as_ref().is_some_and(|flight| flight.id == id) {
            self.no_answer(failure, entropy);
        }
    }

    /// What an answer meant is written (or there was nothing to write): the round goes on or ends.
    pub(in crate::client) fn written(&mut self, intent: Intent, verdict: &Verdict, entropy: &mut dyn Entropy) {
        match intent {
            Intent::Identity { session, config } => {
                self.reached();
                if verdict.other_operator {
                    self.foreign_session(entropy);
                } else if verdict.config_wanted && config.is_none() {
                    self.config_for = Some(session);
                } else {
                    self.other_operator = false;
                    self.session_known = true;
                }
            }
            Intent::Ack { .. } => {
                for record in &verdict.held {
                    self.schedule.hold(*record, false, entropy);
                }
                for record in &verdict.free {
                    self.schedule.release(*record);
                }
                for (op, record) in &verdict.settled {
                    self.attempts.remove(op);
                    self.schedule.release(*record);
                }
                if verdict.progress {
                    self.schedule.progress();
                }
                if verdict.malformed {
                    self.network = Network::ServerTrouble;
                    self.stop(Wait::Trouble, entropy);
                    return;
                }
                self.reached();
                self.limit.grow();
                self.schedule.pushed();
            }
            Intent::Page { .. } => {
                self.reached();
                self.same_page = if verdict.no_progress { self.same_page + 1 } else { 0 };
                if verdict.too_old {
                    self.network = Network::TooOld;
                    self.stop(Wait::Person, entropy);
                } else if self.same_page >= SAME_PAGE && !off(Mutant::SamePage) {
                    self.same_page = 0;
                    self.network = Network::ServerTrouble;
                    self.stop(Wait::Trouble, entropy);
                } else if let Some(round) = &mut self.round {
                    round.pulled = !verdict.more_pages;
                    self.pull_first &= verdict.more_pages;
                    if verdict.more_pages && verdict.progress {
                        self.schedule.progress();
                    }
                }
            }
            Intent::Save(_)
            | Intent::Draft(_)
            | Intent::DropDraft(_)
            | Intent::Park { .. }
            | Intent::Quarantine { .. }
            | Intent::Retry(_)
            | Intent::Pin(..)
            | Intent::ErasuresRead
            | Intent::ForgetCursor
            | Intent::Tidy
            | Intent::Purge { .. } => {}
        }
    }

    /// What was received could not be written, for want of room.
    pub(in crate::client) fn pull_first(&mut self, entropy: &mut dyn Entropy) {
        self.pull_first = true;
        self.not_written(entropy);
    }

    /// What an answer meant could not be written: it will be asked for again.
    pub(in crate::client) fn not_written(&mut self, entropy: &mut dyn Entropy) {
        self.stop(Wait::Trouble, entropy);
    }

    fn refused<T>(&mut self, class: Class<T>, ops: &[(OpId, RecordId)], entropy: &mut dyn Entropy) {
        let (network, wait) = match class {
            Class::SignedOut => (Network::SignedOut, Wait::Session),
            Class::Revoked => (Network::Revoked, Wait::Person),
            Class::TooOld => (Network::TooOld, Wait::Person),
            Class::TimedOut => (Network::Offline, Wait::NoAnswer),
            Class::Portal => (Network::Portal, Wait::NoAnswer),
            Class::Later(Some(asked)) => (Network::ServerTrouble, Wait::Asked(asked)),
            Class::Ours(_)
            | Class::Forbidden
            | Class::TooLarge
            | Class::Unprocessable
            | Class::Later(None)
            | Class::ServerError
            | Class::Trouble => (Network::ServerTrouble, Wait::Trouble),
        };
        match class {
            // The session may have ended, or be somebody else's: look at it before the next push.
            Class::SignedOut | Class::Revoked | Class::TooOld | Class::Forbidden => self.session_known = false,
            Class::TimedOut if !ops.is_empty() => self.limit.halve(ops.len()),
            Class::ServerError => match ops {
                [] => {}
                [(_, record)] => self.schedule.hold(*record, true, entropy),
                _ => self.limit.halve(ops.len()),
            },
            _ => {}
        }
        self.network = network;
        self.stop(wait, entropy);
    }

    fn reached(&mut self) {
        self.network = Network::Ok;
        self.schedule.answered();
    }
}

/// When an answer was heard, and in which version of the protocol.
fn heard(reply: &HttpReply, now: Millis) -> Heard {
    Heard { now, protocol: reply.protocol.as_deref().and_then(|text| text.trim().parse().ok()) }
}
