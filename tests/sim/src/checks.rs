//! The reference: what was promised to people, and the checks of it.

use std::collections::{BTreeMap, BTreeSet};

use model::ids::{DeviceId, OpId, OperatorId, RecordId};
use model::time::Millis;
use protocol::{Op, OpKind};
use serde_json::Value;
use sync::canonical::value_hash;
use sync::client::{Client, RecordView, SaveState};
use sync::server::{Actor, Verdict, visible};

use crate::disk::{Changed, Kept};
use crate::phone::{Phone, Typed};
use crate::server::{Effect, Server};

/// A broken promise: which check, and what it saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub check: &'static str,
    pub what: String,
}

pub fn broken<T>(check: &'static str, what: impl Into<String>) -> Result<T, Broken> {
    Err(Broken { check, what: what.into() })
}

/// What people were told, and what the API did, kept apart from the engine.
#[derive(Default)]
pub struct Reference {
    /// Every value typed: what its person saw, and on which phone.
    typed: BTreeMap<String, (Typed, usize)>,
    /// Values of saves that were reported as done.
    promised: BTreeSet<String>,
    /// Values in operations on the disks of phones, how often each.
    waiting: BTreeMap<String, u32>,
    /// Values that a damaged row held, or that were erased by law: nobody is to blame.
    excused: BTreeSet<String>,
    pub erased: BTreeSet<RecordId>,
    /// Effects of the API that were looked at.
    looked_at: usize,
    /// The values that the present incarnation of the API applied, and by which operation.
    applied: BTreeMap<String, OpId>,
    applied_ops: BTreeSet<OpId>,
    /// The last position of each device on each record.
    lanes: BTreeMap<(DeviceId, RecordId), u64>,
    /// Values that were chosen when a clash was settled, and what was the head then.
    chosen: BTreeMap<String, BTreeSet<String>>,
    /// Every receipt ever given, and for which operation.
    receipts: BTreeMap<(RecordId, String), OpId>,
}

impl Reference {
    /// A person pressed "Salva".
    pub fn typed(&mut self, phone: usize, values: &[Typed]) {
        for typed in values {
            self.typed.insert(typed.value.clone(), (typed.clone(), phone));
        }
    }

    /// The phone said "Salvato sul telefono".
    pub fn promised(&mut self, values: Vec<Typed>) -> Result<(), Broken> {
        for typed in values {
            self.promised.insert(typed.value.clone());
            self.is_kept(&typed.value)?;
        }
        Ok(())
    }

    /// A batch changed the outbox of a phone: an operation leaves it only by a verdict of the API, and never changes.
    pub fn outbox_changed(&mut self, changed: &Changed, server: &Server) -> Result<(), Broken> {
        for kept in &changed.added {
            texts(&kept.op).for_each(|text| *self.waiting.entry(text).or_default() += 1);
        }
        for kept in &changed.gone {
            self.leaves(kept, changed, server)?;
        }
        Ok(())
    }

    fn leaves(&mut self, gone: &Kept, changed: &Changed, server: &Server) -> Result<(), Broken> {
        for text in texts(&gone.op) {
            if let Some(times) = self.waiting.get_mut(&text) {
                *times = times.saturating_sub(1);
            }
        }
        let op = gone.op.op_id;
        if let Some(next) = changed.added.iter().find(|kept| kept.op.op_id == op) {
            return if next.op == gone.op { Ok(()) } else { broken("frozen", format!("operation {op} changed")) };
        }
        let carried_on = changed.added.iter().any(|kept| kept.supersedes.contains(&op));
        let decided = server.journal.get(&op).map(|entry| &entry.verdict);
        let applied = self.applied_ops.contains(&op) || matches!(decided, Some(Verdict::Applied { .. }));
        let erased = self.erased.contains(&gone.op.record_id);
        // What leaves the ring must be in a backup, so in the next incarnation too.
        if gone.ringed && !erased && !server.is_in_backup(op) && server.makes_backups {
            return broken("ring-rule", format!("operation {op} left the ring, and no backup has it"));
        }
        if !(carried_on || applied || gone.ringed || erased) {
            return broken("ack-rule", format!("operation {op} left the phone, the API has {decided:?}"));
        }
        texts(&gone.op).try_for_each(|text| self.is_kept(&text))
    }

    /// The power failed before a batch reached the disk: nobody was told of it.
    pub fn never_written(&mut self, changed: &Changed) {
        for text in changed.gone.iter().flat_map(|kept| texts(&kept.op)) {
            if let Some(times) = self.waiting.get_mut(&text) {
                *times = times.saturating_sub(1);
            }
        }
        for text in changed.added.iter().flat_map(|kept| texts(&kept.op)) {
            *self.waiting.entry(text).or_default() += 1;
        }
    }

    /// A row of a disk was damaged.
    pub fn damaged(&mut self, kept: &Kept) {
        for text in texts(&kept.op) {
            if let Some(times) = self.waiting.get_mut(&text) {
                *times = times.saturating_sub(1);
            }
            self.excused.insert(text);
        }
    }

    /// A record was erased by law.
    pub fn erased(&mut self, record: RecordId) {
        self.erased.insert(record);
    }

    /// The API came back from a backup: what it applied after that never happened.
    pub fn restored(&mut self, server: &Server) -> Result<(), Broken> {
        self.looked_at = 0;
        self.applied.clear();
        self.applied_ops.clear();
        self.lanes.clear();
        self.look_at_effects(server)?;
        self.no_loss()
    }

    /// Looks at what the API did since the last look: once each, in the order of the phone, never over something unseen.
    pub fn look_at_effects(&mut self, server: &Server) -> Result<(), Broken> {
        for effect in &server.effects[self.looked_at..] {
            self.look_at(effect)?;
        }
        self.looked_at = server.effects.len();
        Ok(())
    }

    fn look_at(&mut self, effect: &Effect) -> Result<(), Broken> {
        let op = &effect.op;
        if !self.applied_ops.insert(op.op_id) {
            return broken("exactly-once", format!("operation {} took effect twice", op.op_id));
        }
        let lane = self.lanes.entry((effect.device, op.record_id)).or_default();
        if op.client_seq <= *lane {
            return broken("fifo", format!("{} after {} on record {}", op.client_seq, lane, op.record_id));
        }
        *lane = op.client_seq;
        self.receipts.insert((op.record_id, effect.receipt.clone()), op.op_id);
        for text in texts(op) {
            if self.typed.get(&text).is_some_and(|(typed, _)| typed.by.is_some_and(|by| by != effect.operator)) {
                return broken("identity", format!("{text} arrived under {}", effect.operator));
            }
            if let Some(other) = self.applied.insert(text.clone(), op.op_id) {
                return broken("exactly-once", format!("{text} was applied by {other} and {}", op.op_id));
            }
        }
        for change in op.fields.values().filter(|_| op.kind == OpKind::Resolve) {
            let head = self.typed.keys().find(|text| value_hash(Some(&Value::from(text.as_str()))) == change.base_hash);
            if let (Some(value), Some(head)) = (change.value.as_str(), head) {
                self.chosen.entry(value.to_owned()).or_default().insert(head.clone());
            }
        }
        let before = effect.before.as_ref().map(|record| (record.snapshot.rev, &record.snapshot.fields));
        let (rev, fields) = before.unzip();
        if effect.after.snapshot.rev != rev.unwrap_or(0) + 1 {
            return broken("rev", format!("from {rev:?} to {}", effect.after.snapshot.rev));
        }
        for (name, value) in fields.into_iter().flatten() {
            let after = effect.after.snapshot.fields.get(name);
            let saw = |change: &protocol::FieldChange| change.base_hash == value_hash(Some(value));
            let settled = op.kind == OpKind::Resolve && op.fields.get(name).is_some_and(saw);
            if after != Some(value) && !settled {
                self.replaced(name, value, after)?;
            }
        }
        Ok(())
    }

    /// A value gives way only to one of the same phone, or of a person who saw it, or who saw what gave way to it.
    fn replaced(&self, field: &str, old: &Value, new: Option<&Value>) -> Result<(), Broken> {
        let known = |value: &Value| value.as_str().and_then(|text| self.typed.get(text));
        let Some((old, old_phone)) = known(old) else { return Ok(()) };
        let Some((new, new_phone)) = new.and_then(known) else {
            return broken("no-overwrite", format!("{} vanished from {field}", old.value));
        };
        if old_phone == new_phone || self.descends(new, &old.value) {
            return Ok(());
        }
        broken("no-overwrite", format!("{} gave way to {}, whose writer saw {:?}", old.value, new.value, new.saw))
    }

    /// Whether a value was written, or chosen, by somebody who saw the old one, or saw a value that descends from it.
    fn descends(&self, new: &Typed, old: &String) -> bool {
        let mut seen = BTreeSet::from([&new.value]);
        let mut next = vec![&new.value];
        while let Some(value) = next.pop() {
            if value == old {
                return true;
            }
            let typed = self.typed.get(value).and_then(|(typed, _)| typed.saw.as_ref());
            let chosen = self.chosen.get(value).into_iter().flatten();
            next.extend(typed.into_iter().chain(chosen).filter(|before| seen.insert(before)));
        }
        false
    }

    /// Every promised value is at the API, or waits on a disk.
    pub fn no_loss(&self) -> Result<(), Broken> {
        self.promised.iter().try_for_each(|value| self.is_kept(value))
    }

    fn is_kept(&self, value: &String) -> Result<(), Broken> {
        let waits = |value: &String| self.waiting.get(value).is_some_and(|times| *times > 0);
        let kept = |value: &String| self.applied.contains_key(value) || waits(value);
        match self.typed.get(value).filter(|_| self.promised.contains(value)) {
            Some((typed, _)) if !kept(value) && !self.is_excused(typed) && !self.given_up(typed, kept) => {
                broken("no-loss", format!("{value} of record {} is nowhere", typed.record))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn is_excused(&self, typed: &Typed) -> bool {
        self.excused.contains(&typed.value) || self.erased.contains(&typed.record)
    }

    /// Whether the same person, or one who saw it, wrote something else in its place, and that one is kept, or was
    /// damaged where it was.
    fn given_up(&self, typed: &Typed, kept: impl Fn(&String) -> bool) -> bool {
        self.in_its_place(typed).any(|later| kept(&later.value) || self.is_excused(later))
    }

    fn in_its_place<'a>(&'a self, typed: &'a Typed) -> impl Iterator<Item = &'a Typed> {
        let phone = self.typed.get(&typed.value).map(|(_, phone)| *phone);
        self.typed.values().filter_map(move |(later, by)| {
            let same_place =
                (&later.record, &later.field) == (&typed.record, &typed.field) && later.value != typed.value;
            let knew =
                later.saw.as_ref() == Some(&typed.value) || (Some(*by) == phone && later.number() > typed.number());
            (same_place && knew).then_some(later)
        })
    }

    /// What a phone shows as received is at the API in its present incarnation, or kept on the phone: in the ring, to
    /// go again, or carried on by a later change where that API refused it and another tab does not know it yet.
    pub fn ack_honesty(&self, phone: &Phone, client: &Client) -> Result<(), Broken> {
        client.records().try_for_each(|view| self.receipt_is_honest(phone, view))
    }

    fn receipt_is_honest(&self, phone: &Phone, view: &RecordView) -> Result<(), Broken> {
        let Some(receipt) = &view.receipt else { return Ok(()) };
        let Some(op) = self.receipts.get(&(view.id, receipt.code.clone())) else {
            return broken("ack-honesty", format!("receipt {} of {} is not the API's", receipt.code, view.id));
        };
        let keeps = |kept: &Kept| kept.op.op_id == *op || kept.supersedes.contains(op);
        let safe = || self.applied_ops.contains(op) || phone.disk.ops().any(keeps);
        if view.state == SaveState::Received && !safe() && !self.erased.contains(&view.id) && !phone.disk.is_damaged() {
            return broken("ack-honesty", format!("{} is shown as received, and is not", view.id));
        }
        Ok(())
    }

    /// After all is quiet: phone and API have the same records, what waits has a reason, nobody has what is not theirs,
    /// and nothing is left of what was erased.
    pub fn converged(&self, phones: &[Phone], server: &Server, healed: Millis, now: Millis) -> Result<(), Broken> {
        for (n, phone) in phones.iter().enumerate() {
            let client = phone.durable(now);
            if let Some(waits) = client.records().find(|view| waits_for_no_reason(view)) {
                return broken("liveness", format!("phone {n}: {waits:?} in {:?}", client.outbox()));
            }
            let Some(identity) = client.identity() else { continue };
            let actor = Actor::from(&server.profile_of(&identity.profile));
            for (record, _) in server.records.values().filter(|(record, _)| !record.erased) {
                let id = record.snapshot.id;
                let due = visible(record, &actor, &server.config, now);
                let Some(view) = client.record(id) else {
                    if due && !phone.disk.is_damaged() {
                        return broken("convergence", format!("phone {n} lacks {id}"));
                    }
                    continue;
                };
                let unsent = view.state != SaveState::Received;
                // What leaves the phones by the passing of time alone is not told by the feed.
                let written =
                    server.effects.iter().rev().find(|effect| effect.op.record_id == id).map(|effect| effect.at);
                let then = |at: Option<Millis>| at.is_some_and(|at| visible(record, &actor, &server.config, at));
                let was_due = due || record.author == actor.operator || then(Some(healed)) || then(written);
                if !was_due && !unsent {
                    return broken("scope", format!("phone {n} has {id}"));
                }
                let same = view.rev == record.snapshot.rev
                    && view.fields == record.snapshot.fields
                    && view.siblings == record.snapshot.siblings;
                if due && !same && !unsent {
                    return broken("convergence", format!("phone {n} differs on {id}: {view:?} against {record:?}"));
                }
            }
            let lacks =
                |view: &&RecordView| view.state == SaveState::Received && !server.records.contains_key(&view.id);
            if let Some(view) = client.records().find(lacks) {
                return broken("convergence", format!("phone {n} has {} that the API lacks", view.id));
            }
        }
        self.nothing_of_the_erased(phones)
    }

    fn nothing_of_the_erased(&self, phones: &[Phone]) -> Result<(), Broken> {
        for (typed, _) in self.typed.values().filter(|(typed, _)| self.erased.contains(&typed.record)) {
            if let Some(n) = phones.iter().position(|phone| phone.disk.mentions(&typed.value)) {
                return broken("erasure", format!("{} of the erased {} is on phone {n}", typed.value, typed.record));
            }
        }
        Ok(())
    }

    /// After all is quiet: each promised value arrived or waits parked, and has a place: it is the head, it is kept
    /// beside it, or it was replaced by somebody who saw it and whose value has one.
    pub fn all_arrived(&self, server: &Server) -> Result<(), Broken> {
        self.no_loss()?;
        for value in &self.promised {
            let Some((typed, _)) = self.typed.get(value) else { continue };
            if self.applied.contains_key(value) && !self.is_excused(typed) && !self.has_place(typed, server, 0) {
                return broken("no-overwrite", format!("{value} of {} has no place", typed.record));
            }
        }
        Ok(())
    }

    fn has_place(&self, typed: &Typed, server: &Server, depth: usize) -> bool {
        let Some((record, _)) = server.records.get(&typed.record) else { return false };
        let snapshot = &record.snapshot;
        let text = Value::from(typed.value.as_str());
        let beside = |sibling: &protocol::Sibling| sibling.field == typed.field && sibling.value == text;
        snapshot.fields.get(&typed.field) == Some(&text)
            || snapshot.siblings.iter().any(beside)
            || (depth < 64 && self.in_its_place(typed).any(|later| self.has_place(later, server, depth + 1)))
    }

    /// Who typed a value.
    pub fn typist(&self, value: &str) -> Option<OperatorId> {
        self.typed.get(value).and_then(|(typed, _)| typed.by)
    }
}

/// An unsent record that is neither parked nor quarantined.
fn waits_for_no_reason(view: &RecordView) -> bool {
    matches!(view.state, SaveState::OnPhone | SaveState::Sending { .. }) && !view.quarantined
}

/// The values that an operation brings; those of an untouched part of a group, or chosen among those that are there,
/// are no news.
pub fn texts(op: &Op) -> impl Iterator<Item = String> {
    let brings = |change: &&protocol::FieldChange| value_hash(Some(&change.value)) != change.base_hash;
    let changes = op.fields.values().filter(|_| op.kind != OpKind::Resolve).filter(brings);
    changes.filter_map(|change| change.value.as_str()).filter(|text| is_text(text)).map(str::to_owned)
}

fn is_text(text: &str) -> bool {
    text.strip_prefix('t').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}
