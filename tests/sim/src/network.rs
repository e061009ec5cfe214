//! The way between a phone and the API, and what can happen on it.

use model::time::Millis;
use protocol::{Outcome, PullResponse, PushResponse, RejectCode};
use sync::client::{HttpReply, Route};

use crate::options::Faults;
use crate::rng::Rng;

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It never arrives; the phone hears nothing in time, or of a broken connection at once.
    Lost { timed_out: bool },
    /// Something else answers.
    Answered(HttpReply),
    /// The last answer to the same route comes out of a cache.
    Replayed,
    /// It arrives after this time, and once more after the other.
    Arrives { after: i64, again: Option<i64> },
}

/// What becomes of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Lost; the phone hears nothing in time, or of a broken connection.
    Lost { timed_out: bool },
    /// It comes after this time.
    Comes { after: i64 },
}

/// Draws what becomes of a request.
pub fn fate(faults: &Faults, rng: &mut Rng, now: Millis) -> Fate {
    if rng.chance(faults.drop) {
        return Fate::Lost { timed_out: rng.chance(500) };
    }
    if rng.chance(faults.portal) {
        return Fate::Answered(portal(rng));
    }
    if rng.chance(faults.replay) {
        return Fate::Replayed;
    }
    if rng.chance(faults.status) {
        return Fate::Answered(trouble(rng, now));
    }
    let again = rng.chance(faults.duplicate).then(|| latency(faults, rng) + rng.between(0, 6 * Millis::HOUR));
    Fate::Arrives { after: latency(faults, rng), again }
}

/// Draws what becomes of an answer, and spoils it on the way.
pub fn way(faults: &Faults, reply: &mut HttpReply, route: Route, rng: &mut Rng) -> Way {
    if rng.chance(faults.lose_ack) {
        return Way::Lost { timed_out: rng.chance(500) };
    }
    if rng.chance(faults.results) && route == Route::Push {
        spoil_results(reply, rng);
    }
    if rng.chance(faults.truncate) && !reply.body.is_empty() {
        let mut at = usize::try_from(rng.below(reply.body.len() as u64)).unwrap_or(0);
        while !reply.body.is_char_boundary(at) {
            at -= 1;
        }
        reply.body.truncate(at);
    }
    Way::Comes { after: latency(faults, rng) }
}

/// An app of the first version passes over what came after it: erasures, backups, the name of the request, and a refusal
/// whose reason it does not know is one of those that it shows.
pub fn as_version_1_reads(reply: &mut HttpReply, route: Route) {
    reply.protocol = reply.protocol.take().map(|_| "1".to_owned());
    match route {
        Route::Pull => {
            let Ok(page) = serde_json::from_str::<PullResponse>(&reply.body) else { return };
            let page = PullResponse { pull_id: None, erased: Vec::new(), backed_up_seq: None, ..page };
            reply.body = serde_json::to_string(&page).unwrap_or_default();
        }
        Route::Push => {
            let Ok(mut response) = serde_json::from_str::<PushResponse>(&reply.body) else { return };
            for result in &mut response.results {
                if let Outcome::Rejected { code: code @ RejectCode::Erased, .. } = &mut result.outcome {
                    *code = RejectCode::UnknownRecord;
                }
            }
            reply.body = serde_json::to_string(&response).unwrap_or_default();
        }
        Route::Session | Route::Config => {}
    }
}

fn latency(faults: &Faults, rng: &mut Rng) -> i64 {
    if rng.chance(faults.delay) { rng.between(5_000, 100_000) } else { rng.between(20, 2_000) }
}

fn page(status: u16, body: &str) -> HttpReply {
    HttpReply {
        status,
        content_type: Some("text/html".to_owned()),
        protocol: None,
        retry_after: None,
        body: body.to_owned(),
    }
}

fn portal(rng: &mut Rng) -> HttpReply {
    let status = *rng.pick(&[200, 200, 200, 302, 511, 403]).unwrap_or(&200);
    page(status, "<html>Benvenuto nella rete Wi-Fi. Accetta le condizioni.</html>")
}

fn trouble(rng: &mut Rng, now: Millis) -> HttpReply {
    let status = *rng.pick(&[500, 500, 502, 503, 503, 429, 404, 408, 409, 405, 200, 204]).unwrap_or(&500);
    let date = now.plus(90_000).to_utc().map(|at| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    let waits = [None, Some("7".to_owned()), Some("120".to_owned()), date, Some("presto".to_owned())];
    let mut reply = page(status, "");
    reply.retry_after = rng.pick(&waits).cloned().flatten();
    if rng.chance(20) {
        reply.retry_after = Some("315360000".to_owned());
    }
    if status == 200 {
        reply.content_type = Some("application/json".to_owned());
        reply.protocol = Some("1".to_owned());
        reply.body = "{\"ok\":true}".to_owned();
    }
    reply
}

/// H12: fewer, repeated or foreign results.
fn spoil_results(reply: &mut HttpReply, rng: &mut Rng) {
    let Ok(mut response) = serde_json::from_str::<PushResponse>(&reply.body) else { return };
    let at = usize::try_from(rng.below(response.results.len() as u64)).unwrap_or(0);
    if response.results.is_empty() {
        return;
    }
    match rng.below(3) {
        0 => drop(response.results.remove(at)),
        1 => response.results.push(response.results[at].clone()),
        _ => response.results[at].op_id = model::ids::OpId(uuid::Uuid::from_u64_pair(rng.draw(), rng.draw())),
    }
    reply.body = serde_json::to_string(&response).unwrap_or_default();
}
