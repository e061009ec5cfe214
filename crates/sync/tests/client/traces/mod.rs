//! Golden traces, recorded and read by the phone's engine.
//!
//! `UPDATE_FIXTURES=1 cargo test -p sync --test client traces` records them anew; the tests of the decisions
//! (tests/server/traces.rs) and of the simulator (tests/sim/tests/traces.rs) read the same files.

mod record;
mod stories;
pub mod wire;

use std::collections::BTreeMap;
use std::rc::Rc;

use protocol::SessionResponse;
use store::MemoryStore;
use sync::client::{Event, HttpFailure, LocalSave};
use test_support::traces::{Trace, What};

use crate::api::Api;
use crate::phone::{Phone, START};

/// What each story is recorded as today is what its file says.
#[test]
fn a_recording_is_the_trace() {
    let wrong: Vec<String> = stories::all()
        .into_iter()
        .filter_map(|(name, title, tell)| record::record(title, tell).check(name).err())
        .collect();
    assert!(wrong.is_empty(), "{}\nIf the engine is meant to change: UPDATE_FIXTURES=1", wrong.join("\n\n"));
    let names: Vec<_> = stories::all().iter().map(|(name, ..)| *name).collect();
    assert!(Trace::names().iter().all(|name| names.contains(&name.as_str())), "every trace has its story");
}

/// The engine alone, given the answers of the traces, sends just their requests, at their times.
#[test]
fn the_engine_sends_what_the_traces_say() {
    for name in Trace::names() {
        let mut phones = BTreeMap::new();
        let mut now = START;
        for (number, step) in Trace::read(&name).steps.iter().enumerate() {
            let place = format!("{name}, step {}", number + 1);
            if let What::Enrol(enrolled) = &step.what {
                let session: SessionResponse = serde_json::from_value(enrolled.session.clone()).expect(&place);
                let mut phone = Phone::tab(&Api::shared(), session.profile.clone(), Rc::new(MemoryStore::default()));
                phone.now = step.at;
                enrol(&mut phone, session, enrolled.config.clone());
                phones.insert(step.phone, phone);
                continue;
            }
            let Some(phone) = phones.get_mut(&step.phone) else { continue };
            if !matches!(step.what, What::Send(_)) {
                phone.now = step.at;
            }
            match &step.what {
                What::Save(saved) => {
                    phone.save(LocalSave { changes: saved.iter().map(wire::change).collect(), drop_draft: None });
                }
                What::Send(request) => {
                    // One clock for all phones: what happened to another took its time here too.
                    phone.now = phone.now.max(now);
                    phone.until_request();
                    assert_eq!(wire::asked(&phone.request()), *request, "{place}");
                    assert_eq!(phone.now, step.at, "{place} is sent at another time");
                }
                What::Start => start(phone),
                What::Answer(answer) => phone.reply(wire::reply(answer)),
                What::Lost(_) => phone.fail(HttpFailure::Network),
                What::Enrol(_) | What::Backup | What::Restore => {}
            }
            now = step.at;
        }
        for (n, phone) in phones {
            assert!(phone.sent.is_empty(), "{name}: phone {n} waits for an answer at the end");
            assert_eq!(phone.status().unsent, 0, "{name}: phone {n} has sent all");
        }
    }
}

/// Enrols the phone; its tab leads.
fn enrol(phone: &mut Phone, session: SessionResponse, config: serde_json::Value) {
    phone.say(Event::Zone { utc_offset: 60 });
    phone.say(Event::Enrolled { session: Box::new(session), config });
    phone.say(Event::Leader(true));
}

/// Closes the app and opens it again.
fn start(phone: &mut Phone) {
    phone.restart();
    phone.say(Event::Zone { utc_offset: 60 });
}
