//! Golden traces (tests/client/traces records them): the decisions, given the requests, answer just this.

use std::collections::BTreeMap;

use protocol::{PROTOCOL, Profile, SessionResponse};
use sync::client::{HttpRequest, Route};
use test_support::traces::{Met, Request, Trace, same};

use crate::api::Api;
use crate::wire;

/// The decisions answer what the traces say, also where the answer got lost on its way.
#[test]
fn the_decisions_answer_what_the_traces_say() {
    for name in Trace::names() {
        let trace = Trace::read(&name);
        let api = Api::shared();
        let mut api = api.borrow_mut();
        "e0".clone_into(&mut api.epoch);
        api.speaks = PROTOCOL;
        let mut people: BTreeMap<u8, Profile> = BTreeMap::new();
        let mut compared = 0;
        for met in trace.at_the_api() {
            match met {
                Met::Enrolled(phone, enrolled) => {
                    let session: SessionResponse = serde_json::from_value(enrolled.session.clone()).expect(&name);
                    people.insert(phone, session.profile);
                }
                Met::Asked { phone, at, request, answer } => {
                    let given = wire::answer(&api.answer(&people[&phone], &self::request(request), at));
                    if let Some(answer) = answer {
                        same(&given, answer).unwrap_or_else(|why| panic!("{name}, at {}: {why}", at.to_rfc3339()));
                        compared += 1;
                    }
                }
                Met::BackedUp => api.back_up(),
                Met::Restored => api.restore("e1"),
            }
        }
        assert!(compared > 1, "{name} says nothing");
    }
}

fn request(asked: &Request) -> HttpRequest {
    let routes = [Route::Session, Route::Config, Route::Push, Route::Pull];
    let route = routes.into_iter().find(|route| wire::route_name(*route) == asked.route).expect("a route of the API");
    let body = asked.body.as_ref().map(ToString::to_string).unwrap_or_default();
    HttpRequest { route, body, timeout_ms: 0, zip: asked.gzip }
}
