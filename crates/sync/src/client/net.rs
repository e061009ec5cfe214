//! The talk with the API: one request at a time, in rounds. A round looks at the session, pushes until nothing is left
//! to send, then pulls until there are no more pages.

use litemap::LiteMap;
use model::ids::{BatchId, OpId, RecordId};
use model::order;
use model::time::Millis;
use protocol::{PULL_ID_SINCE, ZIPPED_SINCE};
use protocol::{PullResponse, PushResponse, RejectCode, SessionResponse, json};
use serde::Serialize;
use serde_json::Value;

use super::ack::Heard;
use super::classify::{Class, classify};
use super::plan::{Intent, Verdict};
use super::pull::Asked;
use super::push::{self, BatchLimit, Selection};
use super::schedule::{Schedule, Wait};
use super::state::State;
use super::{Effect, Entropy, HttpFailure, HttpReply, HttpRequest, Network, RequestId, Route, Trigger};
use crate::mutants::{Mutant, off};

/// Time for a push or a pull on a slow network.
const SYNC_TIMEOUT: u32 = 60_000;
/// Time for a small answer.
const SMALL_TIMEOUT: u32 = 30_000;
/// A driver that says nothing this long after the time-out lost the request.
const LOST_AFTER: i64 = 15 * Millis::SECOND;
/// The same page this often is no progress.
const SAME_PAGE: u32 = 3;

/// The state of the talk. Nothing of it is stored: a start begins anew.
#[derive(Debug)]
pub(super) struct Net {
    pub schedule: Schedule,
    pub network: Network,
    pub other_operator: bool,
    /// How often each operation was sent since the start.
    pub attempts: LiteMap<OpId, u32>,
    leader: bool,
    flight: Option<Flight>,
    round: Option<Round>,
    next_request: u64,
    limit: BatchLimit,
    session_known: bool,
    /// A session whose configuration is to be fetched.
    config_for: Option<Box<SessionResponse>>,
    same_page: u32,
    /// The protocol that the API spoke since this start.
    api_protocol: Option<u32>,
}

#[derive(Debug)]
struct Flight {
    id: RequestId,
    deadline: Millis,
    what: What,
}

#[derive(Debug)]
enum What {
    Session,
    Config(Box<SessionResponse>),
    Push {
        batch: BatchId,
        ops: Vec<(OpId, RecordId)>,
    },
    /// With the id that the answer has to echo, if the API knows of that.
    Pull {
        asked: Asked,
        id: Option<BatchId>,
    },
}

#[derive(Debug, Default)]
struct Round {
    pulled: bool,
}

impl Net {
    pub(super) fn new(now: Millis) -> Self {
        Self {
            schedule: Schedule::new(now),
            network: Network::Unknown,
            other_operator: false,
            attempts: LiteMap::new(),
            leader: false,
            flight: None,
            round: None,
            next_request: 0,
            limit: BatchLimit::default(),
            session_known: false,
            config_for: None,
            same_page: 0,
            api_protocol: None,
        }
    }

    /// Takes note of the time.
    pub(super) fn clock(&mut self, now: Millis) {
        let jump = self.schedule.clock(now);
        if let Some(flight) = &mut self.flight {
            flight.deadline = flight.deadline.plus(jump);
        }
    }

    /// This tab sends, or does so no longer. What is under way ends as if it had got no answer.
    pub(super) fn lead(&mut self, leader: bool) {
        if leader && !self.leader {
            self.schedule.trigger(Trigger::Start);
        }
        if !leader {
            self.flight = None;
            self.round = None;
        }
        self.leader = leader;
    }

    /// Somebody renewed the session, or it may be another's: look at it before anything is sent.
    pub(super) fn renewed(&mut self, session_known: bool) {
        self.session_known = session_known;
        self.other_operator = false;
        self.config_for = None;
        self.network = Network::Unknown;
        self.schedule.at_once();
    }

    /// An enrolment of another operator was refused: nothing goes out under that session.
    pub(super) fn foreign_session(&mut self, entropy: &mut dyn Entropy) {
        self.session_known = false;
        self.other_operator = true;
        self.network = Network::SignedOut;
        self.stop(Wait::Person, entropy);
    }

    /// A request is under way.
    pub(super) fn busy(&self) -> bool {
        self.flight.is_some()
    }

    /// The operations under way and how often they were sent.
    pub(super) fn sending(&self) -> LiteMap<OpId, u32> {
        let Some(Flight { what: What::Push { ops, .. }, .. }) = &self.flight else { return LiteMap::new() };
        order::map(ops.iter().map(|(op, _)| (*op, self.attempts.get(op).copied().unwrap_or(1))))
    }

    /// The next instant at which there is something to do.
    pub(super) fn wake(&self) -> Option<Millis> {
        if !self.leader {
            return None;
        }
        match (&self.flight, &self.round) {
            (Some(flight), _) => Some(flight.deadline),
            // The round goes on when the batch under way is committed.
            (None, Some(_)) => None,
            (None, None) => self.schedule.due(),
        }
    }

    /// When the next round is due, for people.
    pub(super) fn next_attempt(&self) -> Option<Millis> {
        (self.leader && self.round.is_none()).then(|| self.schedule.due()).flatten()
    }

    /// Sends the next request if it is time. Nothing of an answer may still wait to be written.
    pub(super) fn drive(&mut self, state: &State, now: Millis, entropy: &mut dyn Entropy) -> Step {
        if !self.leader {
            return Step::Rest;
        }
        if self.flight.as_ref().is_some_and(|flight| flight.deadline <= now) {
            self.no_answer(HttpFailure::TimedOut, entropy);
        }
        if self.flight.is_some() {
            return Step::Rest;
        }
        if self.round.is_none() {
            if self.schedule.due().is_none_or(|at| at > now) {
                return Step::Rest;
            }
            self.schedule.started();
            self.round = Some(Round::default());
        }
        if !self.schedule.may_send() {
            // So many requests that led to nothing: whatever the reason, not faster than this.
            self.network = Network::ServerTrouble;
            self.stop(Wait::Trouble, entropy);
            return Step::Rest;
        }
        self.schedule.adopt(state.outbox.values().filter_map(|row| Some((row.op.record_id, row.quarantined?))));
        // A phone that has no identity may have a session all the same: it died before it could write who enrolled.
        if !self.session_known {
            return match self.config_for.take() {
                Some(session) => self.send(Route::Config, &(), What::Config(session), now),
                None => self.send(Route::Session, &(), What::Session, now),
            };
        }
        let Some(identity) = &state.identity else {
            self.session_known = false;
            return Step::Rest;
        };
        // An API that never said a version is one of the first.
        let api = self.api_protocol.or(state.meta.api_protocol).unwrap_or(1);
        let mut draw_id = || {
            let mut bytes = [0; 16];
            entropy.fill(&mut bytes);
            BatchId(uuid::Builder::from_random_bytes(bytes).into_uuid())
        };
        let until = match push::select(state, self.schedule.lanes(), api, self.limit, now) {
            Selection::Batch(ops) => {
                let batch = draw_id();
                let sent = ops.iter().map(|op| (op.op_id, op.record_id)).collect();
                for op in &ops {
                    *self.attempts.entry(op.op_id).or_default() += 1;
                }
                let request = push::request(state, identity.profile.device_id, api, batch, ops);
                let what = What::Push { batch, ops: sent };
                return self.send_zipped(Route::Push, &request, what, now, api >= ZIPPED_SINCE);
            }
            Selection::TooLarge(op) => return Step::Write(Intent::without_verdict(op, RejectCode::TooLarge)),
            Selection::Nothing { until } => until,
        };
        if self.round.as_ref().is_some_and(|round| !round.pulled) {
            let asked = Asked::now(state);
            let id = (api >= PULL_ID_SINCE).then(draw_id);
            let request = asked.request(identity.profile.device_id, api, id);
            return self.send(Route::Pull, &request, What::Pull { asked, id }, now);
        }
        self.round = None;
        self.schedule.ended(until, entropy);
        Step::Rest
    }

    /// A request was answered; says what is to be written.
    pub(super) fn replied(
        &mut self,
        id: RequestId,
        reply: &HttpReply,
        state: &State,
        now: Millis,
        entropy: &mut dyn Entropy,
    ) -> Option<Intent> {
        // An answer to a request that was given up is dropped: the operations go again and come back as duplicates.
        let flight = self.flight.take_if(|flight| flight.id == id)?;
        let spoken = heard(reply, now).protocol;
        self.api_protocol = spoken.or(self.api_protocol);
        let api_now = now.plus(state.meta.clock_skew.unwrap_or(0));
        match flight.what {
            What::Session => match classify::<SessionResponse>(Route::Session, reply, api_now) {
                Class::Ours(session) => return Some(Intent::Identity { session: Box::new(session), config: None }),
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
                Class::Ours(response) if response.batch_id == batch => {
                    let sent = ops.into_iter().map(|(op, _)| op).collect();
                    return Some(Intent::Ack { sent, response: Box::new(response), heard: heard(reply, now) });
                }
                // An old answer out of a cache: not an answer to this request.
                Class::Ours(_) => self.refused(Class::<PushResponse>::Trouble, &ops, entropy),
                Class::TooLarge if ops.len() == 1 => {
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
    pub(super) fn failed(&mut self, id: RequestId, failure: HttpFailure, entropy: &mut dyn Entropy) {
        if self.flight.as_ref().is_some_and(|flight| flight.id == id) {
            self.no_answer(failure, entropy);
        }
    }

    /// What an answer meant is written (or there was nothing to write): the round goes on or ends.
    pub(super) fn written(&mut self, intent: Intent, verdict: &Verdict, entropy: &mut dyn Entropy) {
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
                for (op, record) in &verdict.settled {
                    self.attempts.remove(op);
                    self.schedule.release(*record);
                }
                if !verdict.settled.is_empty() {
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
                } else if self.same_page >= SAME_PAGE {
                    self.same_page = 0;
                    self.network = Network::ServerTrouble;
                    self.stop(Wait::Trouble, entropy);
                } else if let Some(round) = &mut self.round {
                    round.pulled = !verdict.more_pages;
                    if verdict.more_pages && !verdict.no_progress {
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
            | Intent::ErasuresRead
            | Intent::ForgetCursor
            | Intent::Tidy => {}
        }
    }

    /// What an answer meant could not be written: it will be asked for again.
    pub(super) fn not_written(&mut self, entropy: &mut dyn Entropy) {
        self.stop(Wait::Trouble, entropy);
    }

    fn send<T: Serialize>(&mut self, route: Route, body: &T, what: What, now: Millis) -> Step {
        self.send_zipped(route, body, what, now, false)
    }

    fn send_zipped<T: Serialize>(&mut self, route: Route, body: &T, what: What, now: Millis, zip: bool) -> Step {
        self.schedule.sent();
        // The messages are plain data with string keys: their serialisation cannot fail.
        let body = if route.is_post() { json::to_string(body).unwrap_or_default() } else { String::new() };
        let timeout_ms = if route.is_post() { SYNC_TIMEOUT } else { SMALL_TIMEOUT };
        self.next_request += 1;
        let id = RequestId(self.next_request);
        let deadline = now.plus(i64::from(timeout_ms) + LOST_AFTER);
        self.flight = Some(Flight { id, deadline, what });
        Step::Send(Effect::Send { id, request: HttpRequest { route, body, zip, timeout_ms } })
    }

    fn no_answer(&mut self, failure: HttpFailure, entropy: &mut dyn Entropy) {
        if let (Some(Flight { what: What::Push { ops, .. }, .. }), HttpFailure::TimedOut) =
            (self.flight.take(), failure)
        {
            self.limit.halve(ops.len());
        }
        self.network = Network::Offline;
        self.stop(Wait::NoAnswer, entropy);
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

    fn stop(&mut self, wait: Wait, entropy: &mut dyn Entropy) {
        self.flight = None;
        self.round = None;
        self.schedule.failed(wait, entropy);
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

/// What the talk asks of the engine.
#[derive(Debug)]
pub(super) enum Step {
    /// Nothing now.
    Rest,
    /// Send this.
    Send(Effect),
    /// Write this first.
    Write(Intent),
}
