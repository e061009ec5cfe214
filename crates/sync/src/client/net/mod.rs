//! The talk with the API: one request at a time, in rounds. A round looks at the session, pushes until nothing is left
//! to send, then pulls until there are no more pages.

mod answer;

use litemap::LiteMap;
use model::ids::{BatchId, OpId, RecordId};
use model::order;
use model::time::Millis;
use protocol::{PULL_ID_SINCE, RejectCode, SessionResponse, ZIPPED_SINCE, json};
use serde::Serialize;

use crate::client::plan::Intent;
use crate::client::pull::Asked;
use crate::client::push::{self, BatchLimit, Selection};
use crate::client::schedule::{Schedule, Wait};
use crate::client::state::State;
use crate::client::{Effect, Entropy, HttpFailure, HttpRequest, Network, RequestId, Route, Trigger};
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
pub(in crate::client) struct Net {
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
    /// The next round begins with the pull: it may make room on the phone.
    pull_first: bool,
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
    pub(in crate::client) fn new(now: Millis) -> Self {
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
            pull_first: false,
        }
    }

    /// Takes note of the time.
    pub(in crate::client) fn clock(&mut self, now: Millis) {
        let jump = self.schedule.clock(now);
        if let Some(flight) = &mut self.flight {
            flight.deadline = flight.deadline.plus(jump);
        }
    }

    /// This tab sends, or does so no longer. What is under way ends as if it had got no answer.
    pub(in crate::client) fn lead(&mut self, leader: bool) {
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
    pub(in crate::client) fn renewed(&mut self, session_known: bool) {
        self.session_known = session_known;
        self.other_operator = false;
        self.config_for = None;
        self.network = Network::Unknown;
        self.schedule.at_once();
    }

    /// An enrolment of another operator was refused: nothing goes out under that session.
    pub(in crate::client) fn foreign_session(&mut self, entropy: &mut dyn Entropy) {
        self.session_known = false;
        self.other_operator = true;
        self.network = Network::SignedOut;
        self.stop(Wait::Person, entropy);
    }

    /// A request is under way.
    pub(in crate::client) fn busy(&self) -> bool {
        self.flight.is_some()
    }

    /// The operations under way and how often they were sent.
    pub(in crate::client) fn sending(&self) -> LiteMap<OpId, u32> {
        let Some(Flight { what: What::Push { ops, .. }, .. }) = &self.flight else { return LiteMap::new() };
        order::map(ops.iter().map(|(op, _)| (*op, self.attempts.get(op).copied().unwrap_or(1))))
    }

    /// The next instant at which there is something to do.
    pub(in crate::client) fn wake(&self) -> Option<Millis> {
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
    pub(in crate::client) fn next_attempt(&self) -> Option<Millis> {
        (self.leader && self.round.is_none()).then(|| self.schedule.due()).flatten()
    }

    /// Sends the next request if it is time. Nothing of an answer may still wait to be written.
    pub(in crate::client) fn drive(&mut self, state: &State, now: Millis, entropy: &mut dyn Entropy) -> Step {
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
        let pulls_first = self.pull_first && self.round.as_ref().is_some_and(|round| !round.pulled);
        let next = if pulls_first {
            Selection::Nothing { until: None }
        } else {
            push::select(state, self.schedule.lanes(), api, self.limit, now)
        };
        let until = match next {
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
            && !off(Mutant::TimeOutHalves)
        {
            self.limit.halve(ops.len());
        }
        self.network = Network::Offline;
        self.stop(Wait::NoAnswer, entropy);
    }

    fn stop(&mut self, wait: Wait, entropy: &mut dyn Entropy) {
        self.flight = None;
        self.round = None;
        self.schedule.failed(wait, entropy);
    }
}

/// What the talk asks of the engine.
#[derive(Debug)]
pub(in crate::client) enum Step {
    /// Nothing now.
    Rest,
    /// Send this.
    Send(Effect),
    /// Write this first.
    Write(Intent),
}
