//! The retention ring: what the API receipted stays on the phone until a backup of the API holds it.
//!
//! A server that comes back from a backup has another epoch and lacks what it received after the backup. The phones
//! send it again; the journal of the API makes that harmless where nothing was lost.

use model::ids::OperatorId;
use model::time::Millis;

use super::rows::{OutboxRow, RowChange, SyncMeta};
use super::state::State;
use crate::mutants::{Mutant, off};

/// How long an operation stays where the API makes no backups.
const KEPT: i64 = 14 * Millis::DAY;

/// The operations of this operator that the present incarnation may lack: they are pending again. Those of another
/// operator of this phone wait in the ring until that one is back.
pub(super) fn send_again(state: &State, meta: &SyncMeta, operator: Option<OperatorId>) -> Vec<RowChange> {
    let former = |row: &&OutboxRow| is_of_another_epoch(row, meta);
    let own = |row: &&OutboxRow| row.author.is_none() || row.author == operator;
    let lost = state.ring.values().filter(former).filter(own);
    lost.map(|row| {
        let again = OutboxRow { ring: None, sent_again: Some(meta.listing), ..row.clone() };
        RowChange::Op(Box::new(again))
    })
    .collect()
}

/// Whether the present incarnation may lack what this row of the ring holds.
pub(super) fn is_of_another_epoch(row: &OutboxRow, meta: &SyncMeta) -> bool {
    row.ring.as_ref().is_some_and(|ring| meta.epoch.as_ref() != Some(&ring.epoch))
}

/// The operations that need not stay: a backup holds them, or none is made and they are old enough.
pub(super) fn let_go(state: &State, epoch: &str, backed_up_seq: Option<u64>, server_time: Millis) -> Vec<RowChange> {
    let may_go = |row: &&OutboxRow| {
        let Some(ring) = &row.ring else { return false };
        match backed_up_seq {
            _ if off(Mutant::RingRule) => true,
            Some(seq) => ring.epoch == epoch && ring.seq <= seq,
            None => ring.epoch == epoch && server_time.since(ring.received_at) > KEPT,
        }
    };
    state.ring.values().filter(may_go).map(|row| RowChange::DropOp { seq: row.op.client_seq }).collect()
}
