//! The reference: what was promised to people, and the checks of it.

use std::collections::{BTreeMap, BTreeSet};

use model::ids::{DeviceId, OpId, RecordId};
use model::time::Millis;
use protocol::Op;
use serde_json::Value;
use sync::client::{Client, SaveState};
use sync::server::{Actor, Verdict, visible};

use crate::phone::{Phone, Typed};
use crate::server::Server;

/// A broken promise: which check, and what it saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub check: &'static str,
    pub what: String,
}

fn broken<T>(check: &'static str, what: impl Into<String>) -> Result<T, Broken> {
    Err(Broken { check, what: what.into() })
}

/// What people were told, and what the API did, kept apart from the engine.
#[derive(Default)]
pub struct Reference {
    /// Values of saves that were reported as done.
    promised: Vec<Typed>,
    /// Every value typed: what its person saw, and on which phone.
    typed: BTreeMap<String, (Typed, usize)>,
    /// Effects of the API that were looked at.
    looked_at: usize,
    /// How often each value was applied.
    applied: BTreeMap<String, u32>,
    /// The last position of each device on each record.
    lanes: BTreeMap<(DeviceId, RecordId), u64>,
    receipts: BTreeSet<(RecordId, String)>,
    applied_ops: BTreeSet<OpId>,
}

impl Reference {
    /// A person pressed "Salva".
    pub fn typed(&mut self, phone: usize, values: &[Typed]) {
        for typed in values {
            self.typed.insert(typed.value.clone(), (typed.clone(), phone));
        }
    }

    /// The phone said "Salvato sul telefono".
    pub fn promised(&mut self, values: Vec<Typed>) {
        self.promised.extend(values);
    }

    /// Looks at what the API did since the last look: once each, in the order of the phone, never over something unseen.
    pub fn look_at_effects(&mut self, server: &Server) -> Result<(), Broken> {
        for effect in &server.effects[self.looked_at..] {
            let op = &effect.op;
            if !self.applied_ops.insert(op.op_id) {
                return broken("exactly-once", format!("operation {} took effect twice", op.op_id));
            }
            let lane = self.lanes.entry((effect.device, op.record_id)).or_default();
            if op.client_seq <= *lane {
                return broken("fifo", format!("{} after {} on record {}", op.client_seq, lane, op.record_id));
            }
            *lane = op.client_seq;
            self.receipts.insert((op.record_id, effect.receipt.clone()));
            for text in texts(op) {
                let times = self.applied.entry(text.clone()).or_default();
                *times += 1;
                if *times > 1 {
                    return broken("exactly-once", format!("{text} was applied by two operations"));
                }
            }
            let before = effect.before.as_ref().map(|record| (record.snapshot.rev, &record.snapshot.fields));
            let (rev, fields) = before.unzip();
            if effect.after.snapshot.rev != rev.unwrap_or(0) + 1 {
                return broken("rev", format!("from {rev:?} to {}", effect.after.snapshot.rev));
            }
            for (name, value) in fields.into_iter().flatten() {
                let after = effect.after.snapshot.fields.get(name);
                if after != Some(value) {
                    self.replaced(name, value, after)?;
                }
            }
        }
        self.looked_at = server.effects.len();
        Ok(())
    }

    /// A value gives way only to one of the same phone, or of a person who saw it.
    fn replaced(&self, field: &str, old: &Value, new: Option<&Value>) -> Result<(), Broken> {
        let known = |value: &Value| value.as_str().and_then(|text| self.typed.get(text));
        let Some((old, old_phone)) = known(old) else { return Ok(()) };
        let Some((new, new_phone)) = new.and_then(known) else {
            return broken("no-overwrite", format!("{} vanished from {field}", old.value));
        };
        // A value seen may be one of the own that never arrived alone: then it counts what its writer saw before.
        let mut saw = new.saw.as_ref();
        while let Some(value) = saw.filter(|value| **value != old.value) {
            saw =
                self.typed.get(value).filter(|(_, phone)| phone == new_phone).and_then(|(typed, _)| typed.saw.as_ref());
        }
        if old_phone == new_phone || saw == Some(&old.value) {
            return Ok(());
        }
        broken("no-overwrite", format!("{} gave way to {}, whose writer saw {:?}", old.value, new.value, new.saw))
    }

    /// Every promised value is at the API, or waits in a store.
    pub fn no_loss(&self, phones: &[Phone], now: Millis) -> Result<(), Broken> {
        let mut waiting: BTreeSet<String> = BTreeSet::new();
        for phone in phones {
            for view in phone.durable(now).records() {
                waiting.extend(view.fields.values().filter_map(Value::as_str).map(str::to_owned));
            }
            waiting.extend(outbox_texts(phone));
        }
        for typed in &self.promised {
            let kept = |value: &String| self.applied.contains_key(value) || waiting.contains(value);
            if !kept(&typed.value) && !self.given_up(typed, kept) {
                return broken("no-loss", format!("{} of record {} is nowhere", typed.value, typed.record));
            }
        }
        Ok(())
    }

    /// Whether the same person, or one who saw it, wrote something else in its place, and that one is kept.
    fn given_up(&self, typed: &Typed, kept: impl Fn(&String) -> bool) -> bool {
        let phone = self.typed.get(&typed.value).map(|(_, phone)| *phone);
        self.typed.values().any(|(later, by)| {
            let in_its_place =
                (&later.record, &later.field) == (&typed.record, &typed.field) && later.value != typed.value;
            let knew =
                later.saw.as_ref() == Some(&typed.value) || (Some(*by) == phone && later.number() > typed.number());
            in_its_place && knew && kept(&later.value)
        })
    }

    /// What a tab shows as received is at the API.
    pub fn ack_honesty(&self, client: &Client, server: &Server) -> Result<(), Broken> {
        for view in client.records() {
            let Some(receipt) = &view.receipt else { continue };
            if !self.receipts.contains(&(view.id, receipt.code.clone())) {
                return broken("ack-honesty", format!("receipt {} of {} is not the API's", receipt.code, view.id));
            }
            if view.state == SaveState::Received && !server.records.contains_key(&view.id) {
                return broken("ack-honesty", format!("{} is shown as received", view.id));
            }
        }
        Ok(())
    }

    /// An operation leaves a store only when the API applied it, or when it was refused and is carried on.
    pub fn only_acked_leave(&self, left: &[OpId], server: &Server) -> Result<(), Broken> {
        for op in left {
            let decided = server.journal.get(op).map(|entry| &entry.verdict);
            let applied = self.applied_ops.contains(op) || matches!(decided, Some(Verdict::Applied { .. }));
            if !applied {
                return broken("ack-rule", format!("operation {op} left the phone, the API has {decided:?}"));
            }
        }
        Ok(())
    }

    /// After all is quiet: phone and API have the same records, nothing waits, and nobody has what is not theirs.
    pub fn converged(&self, phones: &[Phone], server: &Server, healed: Millis, now: Millis) -> Result<(), Broken> {
        for (n, phone) in phones.iter().enumerate() {
            let client = phone.durable(now);
            let status = client.status(phone.clock(now));
            if status.unsent > 0 {
                return broken(
                    "liveness",
                    format!("phone {n} still has {} unsent records: {:?}", status.unsent, client.outbox()),
                );
            }
            let actor = Actor::from(&phone.profile);
            for (record, _) in server.records.values() {
                let id = record.snapshot.id;
                let due = visible(record, &actor, &server.config, now);
                match client.record(id) {
                    None if due => return broken("convergence", format!("phone {n} lacks {id}")),
                    // What leaves the phones by the passing of time alone is not told by the feed.
                    Some(_)
                        if !due
                            && record.author != actor.operator
                            && !visible(record, &actor, &server.config, healed) =>
                    {
                        return broken("scope", format!("phone {n} has {id}"));
                    }
                    Some(view) if view.rev != record.snapshot.rev || view.fields != record.snapshot.fields => {
                        return broken(
                            "convergence",
                            format!("phone {n} differs on {id}: {view:?} against {record:?}"),
                        );
                    }
                    Some(view) if view.siblings != record.snapshot.siblings => {
                        return broken("convergence", format!("phone {n} has other siblings of {id}"));
                    }
                    Some(_) | None => {}
                }
            }
            if let Some(view) = client.records().find(|view| !server.records.contains_key(&view.id)) {
                return broken("convergence", format!("phone {n} has {} that the API lacks", view.id));
            }
        }
        Ok(())
    }

    /// After all is quiet: each promised value is the head, a sibling, or was replaced by somebody who saw it.
    pub fn all_arrived(&self) -> Result<(), Broken> {
        let kept = |value: &String| self.applied.contains_key(value);
        let lost = |typed: &&Typed| !kept(&typed.value) && !self.given_up(typed, kept);
        match self.promised.iter().find(lost) {
            Some(typed) => broken("no-loss", format!("{} of {} never arrived", typed.value, typed.record)),
            None => Ok(()),
        }
    }
}

/// The values that an operation carries.
pub fn texts(op: &Op) -> impl Iterator<Item = String> {
    op.fields.values().filter_map(|change| change.value.as_str()).filter(|text| is_text(text)).map(str::to_owned)
}

fn is_text(text: &str) -> bool {
    text.strip_prefix('t').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The values in the outbox of a phone, read from its rows.
fn outbox_texts(phone: &Phone) -> Vec<String> {
    outbox(phone).iter().flat_map(|op| texts(op).collect::<Vec<_>>()).collect()
}

/// The operations in the store of a phone.
pub fn outbox(phone: &Phone) -> Vec<Op> {
    let rows = phone.load().rows.into_iter().filter(|row| row.table == store::Table::Outbox);
    let op = |row: store::Row| {
        let value: Value = serde_json::from_slice(&row.value).ok()?;
        serde_json::from_value(value.get("op")?.clone()).ok()
    };
    rows.filter_map(op).collect()
}
