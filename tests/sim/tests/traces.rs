//! Golden traces (crates/sync/tests/client/traces records them): the simulator's API answers just this, so that what
//! the histories find is true of an API as the phones know it.

use std::collections::BTreeMap;

use model::time::Millis;
use protocol::{Profile, SessionResponse};
use sim::rng::Rng;
use sim::server::Server;
use sync::client::{HttpReply, Route};
use test_support::traces::{Answer, Cursors, Met, Request, Trace, same};

#[test]
fn the_simulator_answers_what_the_traces_say() {
    for name in Trace::names() {
        let trace = Trace::read(&name);
        let mut told = Told::default();
        for met in trace.at_the_api() {
            told.meets(&met).unwrap_or_else(|why| panic!("{name}: {why}"));
        }
        assert!(told.compared > 1, "{name} says nothing");
    }
}

/// The simulator's API in a story.
struct Told {
    server: Server,
    phones: BTreeMap<u8, Profile>,
    cursors: Cursors,
    rng: Rng,
    compared: u32,
}

impl Default for Told {
    fn default() -> Self {
        let server = Server::new(sim::config(), 500, 200);
        Self { server, phones: BTreeMap::new(), cursors: Cursors::default(), rng: Rng::new(0), compared: 0 }
    }
}

impl Told {
    fn meets(&mut self, met: &Met) -> Result<(), String> {
        match met {
            Met::Enrolled(phone, enrolled) => {
                let session: SessionResponse =
                    serde_json::from_value(enrolled.session.clone()).map_err(|error| error.to_string())?;
                let profile = session.profile;
                self.server.sessions.insert(profile.device_id, profile.operator_id);
                self.server.people.insert(profile.operator_id, profile.clone());
                self.phones.insert(*phone, profile);
            }
            Met::Asked { phone, at, request, answer } => {
                let device = self.phones[phone].device_id;
                let body = request.body.as_ref().map(|body| self.cursors.asked(body).to_string()).unwrap_or_default();
                let reply = self.server.answer(device, route(request), &body, *at, &mut self.rng);
                if let Some(expected) = answer {
                    let mut given = as_answer(&reply);
                    if let (Some(body), Some(in_trace)) = (given.body.take(), &expected.body) {
                        given.body = Some(self.cursors.answered(body, in_trace));
                    }
                    same(&given, expected).map_err(|why| format!("at {}: {why}", at.to_rfc3339()))?;
                    self.compared += 1;
                }
            }
            // In memory nothing is dated.
            Met::BackedUp => self.server.back_up(Millis(0)),
            Met::Restored => assert!(self.server.restore(Millis(0)), "a backup was made"),
        }
        Ok(())
    }
}

fn route(request: &Request) -> Route {
    let routes = [Route::Session, Route::Config, Route::Push, Route::Pull];
    routes.into_iter().find(|route| request.route.ends_with(route.path())).expect("a route of the API")
}

fn as_answer(reply: &HttpReply) -> Answer {
    let headers = [
        ("content-type", reply.content_type.as_deref()),
        ("retry-after", reply.retry_after.as_deref()),
        (protocol::PROTOCOL_HEADER, reply.protocol.as_deref()),
    ];
    let config = serde_json::to_string(&sim::config()).expect("a configuration is plain data");
    Answer::new(reply.status, &headers, &reply.body, Some(("visconteo_sud_milano", &config)))
}
