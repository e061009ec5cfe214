//! A history in words, for the person who has to find out what went wrong.

use std::collections::BTreeMap;

use model::ids::RecordId;
use protocol::{Op, Outcome, PullResponse, PushRequest, PushResponse};
use sync::client::{HttpReply, HttpRequest, LocalSave, Route};

use crate::clock::What;
use crate::world::World;

/// Short names of the records of a history, in the order in which they were first told of.
#[derive(Default)]
pub struct Names(BTreeMap<RecordId, usize>);

impl Names {
    fn of(&mut self, id: RecordId) -> String {
        let next = self.0.len() + 1;
        format!("r{}", self.0.entry(id).or_insert(next))
    }

    /// The names with what they stand for.
    pub fn legend(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(id, n)| format!("r{n} is {id}"))
    }
}

impl World {
    /// Tells of an event, unless the rest of the story shows it.
    pub fn tell_of(&mut self, what: &What) {
        let line = match what {
            // A round without news writes down that it took place.
            What::Commit { batch, .. } if batch.writes.len() < 2 => return,
            What::Commit { who, batch, .. } => {
                format!("phone {} tab {} writes {} rows", who.phone, who.tab, batch.writes.len())
            }
            What::Open { phone, tab } => format!("phone {phone} tab {tab} is opened"),
            What::Lead { phone } => format!("a tab of phone {phone} leads"),
            What::SecondLeader { phone } => format!("another tab of phone {phone} leads too"),
            What::Network { phone, online } => {
                format!("phone {phone} is {}", if *online { "online" } else { "offline" })
            }
            What::Clock { phone, jump } => format!("the clock of phone {phone} jumps by {} days", jump / 86_400_000),
            What::SignOut { phone } => format!("the session of phone {phone} ends"),
            What::SignIn { phone } => format!("the person of phone {phone} enrols again"),
            What::Switch { phone } => format!("the next person of phone {phone} enrols"),
            What::Revoke { phone } => format!("phone {phone} is revoked"),
            What::Damage { phone, .. } => format!("a row of phone {phone} is damaged"),
            What::Scope { phone } => format!("the operator of phone {phone} changes team"),
            What::BackUp => "the API makes a backup".to_owned(),
            What::Restore => "the API comes back from its backup".to_owned(),
            What::Courier { phone } => format!("what phone {phone} has sealed sets out"),
            What::Deliver { sealed } => format!("operation {} arrives sealed", sealed.op.client_seq),
            What::Erase { .. } => "a record is erased by law".to_owned(),
            What::Upgrade => format!("the API of version {} is replaced", self.server.speaks),
            What::Update { phone } => format!("phone {phone} gets the app of today"),
            What::Heal
            | What::Mend
            | What::Look
            | What::Act { .. }
            | What::SaveForm { .. }
            | What::Event { .. }
            | What::Durable { .. }
            | What::Timer { .. }
            | What::Reload { .. }
            | What::Arrive { .. } => return,
        };
        self.tell(|| line);
    }

    /// Tells what a person saves.
    pub fn tell_save(&mut self, phone: usize, save: &LocalSave) {
        if self.story.is_none() {
            return;
        }
        let mut parts = Vec::new();
        for change in &save.changes {
            let fields: Vec<String> = change.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let name = self.names.of(change.record_id);
            parts.push(format!("{:?} {} {name} {{{}}}", change.kind, change.record_type, fields.join(", ")));
        }
        self.tell(|| format!("phone {phone} saves {}", parts.join(" and ")));
    }

    /// Tells what a request asked and what the API said.
    pub fn tell_exchange(&mut self, phone: usize, http: &HttpRequest, reply: &HttpReply, echo: bool) {
        if self.story.is_none() {
            return;
        }
        let copy = if echo { "" } else { " (a late copy)" };
        let said = match http.route {
            Route::Push => self.push_in_words(http, reply),
            Route::Pull => self.pull_in_words(reply),
            Route::Session | Route::Config => format!("{:?}", http.route),
        };
        let status = reply.status;
        self.tell(|| format!("phone {phone} reaches the API{copy}: {said}, {status}"));
    }

    fn push_in_words(&mut self, http: &HttpRequest, reply: &HttpReply) -> String {
        let Ok(request) = serde_json::from_str::<PushRequest>(&http.body) else { return "push ?".to_owned() };
        let response = serde_json::from_str::<PushResponse>(&reply.body).ok();
        let mut parts = Vec::new();
        for op in &request.ops {
            let result = response.iter().flat_map(|response| &response.results).find(|result| result.op_id == op.op_id);
            let outcome = result.map_or_else(|| "no result".to_owned(), |result| in_words(&result.outcome));
            parts.push(format!("{} -> {outcome}", self.op_in_words(op)));
        }
        format!("push [{}]", parts.join("; "))
    }

    fn op_in_words(&mut self, op: &Op) -> String {
        let fields: Vec<String> = crate::checks::texts(op).collect();
        format!(
            "{} {:?} {} rev {} {}",
            op.client_seq,
            op.kind,
            self.names.of(op.record_id),
            op.base_rev,
            fields.join(" ")
        )
    }

    fn pull_in_words(&mut self, reply: &HttpReply) -> String {
        let Ok(page) = serde_json::from_str::<PullResponse>(&reply.body) else { return "pull".to_owned() };
        let mut words: Vec<String> =
            page.changes.iter().map(|given| format!("{} rev {}", self.names.of(given.id), given.rev)).collect();
        words.extend(page.removed_scope.iter().map(|id| format!("{} gone", self.names.of(*id))));
        words.extend(page.erased.iter().map(|id| format!("{} erased", self.names.of(*id))));
        let start = if page.reset { " from the start" } else { "" };
        format!("pull{start} [{}] {}", words.join(", "), page.epoch)
    }
}

fn in_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Applied(ack) => format!("applied, rev {}", ack.rev),
        Outcome::Duplicate(ack) => format!("duplicate, rev {}", ack.rev),
        Outcome::Merged(ack) => format!("merged, rev {}", ack.rev),
        Outcome::Conflict(ack) => format!("conflict, rev {}", ack.rev),
        Outcome::Rejected { code, .. } => format!("rejected {code:?}"),
        Outcome::RetryLater => "later".to_owned(),
        Outcome::BlockedBy { .. } => "blocked".to_owned(),
    }
}
