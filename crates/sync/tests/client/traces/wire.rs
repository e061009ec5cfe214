//! Requests, answers and saves between the engine's types and those of a trace.

use model::config::AmbitoConfig;
use sync::client::{Change, ChangeKind, HttpReply, HttpRequest, Route};
use test_support::traces::{Answer, Request, Saved};

/// The Ambito of the traces.
pub const AMBITO: &str = "visconteo_sud_milano";

pub fn asked(request: &HttpRequest) -> Request {
    let body = request.route.is_post().then(|| serde_json::from_str(&request.body).unwrap());
    Request { route: route_name(request.route), gzip: request.zip, body }
}

pub fn route_name(route: Route) -> String {
    format!("{} {}", if route.is_post() { "POST" } else { "GET" }, route.path())
}

pub fn answer(reply: &HttpReply) -> Answer {
    let headers = [
        ("content-type", reply.content_type.as_deref()),
        ("retry-after", reply.retry_after.as_deref()),
        (protocol::PROTOCOL_HEADER, reply.protocol.as_deref()),
    ];
    Answer::new(reply.status, &headers, &reply.body, Some((AMBITO, &config())))
}

pub fn reply(answer: &Answer) -> HttpReply {
    let header = |name: &str| answer.headers.get(name).cloned();
    HttpReply {
        status: answer.status,
        content_type: header("content-type"),
        protocol: header(protocol::PROTOCOL_HEADER),
        retry_after: header("retry-after"),
        body: answer.body.as_ref().map_or_else(config, ToString::to_string),
    }
}

fn config() -> String {
    serde_json::to_string(&AmbitoConfig::builtin(AMBITO).unwrap().unwrap()).unwrap()
}

const KINDS: [(&str, ChangeKind); 5] = [
    ("create", ChangeKind::Create),
    ("patch", ChangeKind::Patch),
    ("archive", ChangeKind::Archive),
    ("restore", ChangeKind::Restore),
    ("resolve", ChangeKind::Resolve),
];

pub fn saved(change: &Change) -> Saved {
    let (kind, _) = KINDS.iter().find(|(_, kind)| *kind == change.kind).expect("every kind has a name");
    Saved {
        record_id: change.record_id,
        record_type: change.record_type.clone(),
        kind: (*kind).to_owned(),
        fields: change.fields.clone(),
        seen: change.seen.as_ref().map(|seen| serde_json::to_value(seen).unwrap()),
    }
}

pub fn change(saved: &Saved) -> Change {
    let (_, kind) = KINDS.iter().find(|(name, _)| *name == saved.kind).expect("a kind of change");
    Change {
        record_id: saved.record_id,
        record_type: saved.record_type.clone(),
        kind: *kind,
        fields: saved.fields.clone(),
        seen: saved.seen.clone().map(|seen| Box::new(serde_json::from_value(seen).unwrap())),
    }
}
