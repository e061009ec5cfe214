//! What comes sealed: from a phone that is shut, from somebody else's phone, from a file. Each operation proves by itself
//! which phone made it, and is applied with the rights of that phone's operator as they are now.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use model::ids::{DeviceId, OperatorId};
use model::time::Millis;
use protocol::{MAX_BATCH_BYTES, Op, Outcome, ProblemCode, RejectCode, SealedOp, SealedOutcome, SealedResult};
use store_sql::{Author, Held, Sent, StoreError};
use sync::server::{Actor as Rights, Decision, Known};
use uuid::Uuid;
use vault::VaultError;
use vault::carrier::{AmbitoKeys, Header, Parcel};

use crate::actor::Actor;
use crate::http::LAST_POSITION;
use crate::plans::concerns_plans;
use crate::problem::{ApiError, code_text};
use crate::state::{App, Tenant};

/// Why an operation is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// Its phone was shut out, or its author works here no more.
    Author,
    /// The API came back from a backup since, and what was before it may be missing.
    Restored,
    /// Another operation must come first.
    Blocked,
    /// The decision itself.
    Rejected(RejectCode),
}

/// What the back office decided; nothing of it for what just comes.
#[derive(Clone, Copy, Debug, Default)]
struct Trust {
    /// Whatever incarnation it was made for.
    any_epoch: bool,
    /// The phone was shut out, and what it had is to be taken still.
    shut_out: Option<DeviceId>,
}

/// The keys of an Ambito for what comes sealed.
///
/// # Errors
/// On an installation without a key.
pub fn keys(app: &App, tenant: &Tenant) -> Result<AmbitoKeys, ApiError> {
    let root = app.repo().carrier_root().ok_or(ApiError::new(ProblemCode::NotFound))?;
    Ok(AmbitoKeys::new(root, &tenant.config.id.0))
}

/// What became of a parcel.
pub struct Delivered {
    /// The answer for who brought it.
    pub result: SealedResult,
    /// No phone of this Ambito made it.
    pub forged: bool,
}

/// Takes one operation in, durably, or says why not.
///
/// # Errors
/// When the database fails; nothing is decided then.
pub async fn deliver(app: &App, parcel: &SealedOp) -> Result<Delivered, StoreError> {
    deliver_one(app, parcel, Trust::default()).await
}

/// Tries again what is held and is `meant`, whatever incarnation it was made for, and that of a phone that was shut out when it
/// is named; answers how many were applied and how many of these stay.
///
/// # Errors
/// When the database fails.
pub async fn try_again(
    app: &App,
    tenant: &Tenant,
    shut_out: Option<DeviceId>,
    meant: &(dyn Fn(&Held) -> bool + Sync),
) -> Result<(usize, usize), StoreError> {
    let held: Vec<Held> = app.repo().held(&tenant.scope).await?.into_iter().filter(meant).collect();
    let mut applied = 0;
    for it in &held {
        let done = deliver_one(app, &it.parcel, Trust { any_epoch: true, shut_out }).await?;
        applied += usize::from(done.result.outcome == SealedOutcome::Received);
    }
    Ok((applied, held.len() - applied))
}

async fn deliver_one(app: &App, parcel: &SealedOp, trust: Trust) -> Result<Delivered, StoreError> {
    let answer =
        |outcome, receipt| Delivered { result: SealedResult { op_id: parcel.op_id, outcome, receipt }, forged: false };
    let (tenant, op) = match opened(app, parcel) {
        Opened::Op(tenant, op) => (tenant, op),
        Opened::Unreadable => return Ok(answer(SealedOutcome::Later, None)),
        Opened::Forged => return Ok(Delivered { forged: true, ..answer(SealedOutcome::Refused, None) }),
    };
    let scope = &tenant.scope;
    // A phone that proves itself and is not known was enrolled after the backup that was put back.
    let unknown = (OperatorId(Uuid::nil()), true);
    let (operator_id, revoked) = app.repo().owner_of(scope, parcel.device_id).await?.unwrap_or(unknown);
    let author = Author { operator_id, device_id: parcel.device_id };
    let person = if revoked && trust.shut_out != Some(parcel.device_id) {
        None
    } else {
        app.repo().person(scope, operator_id).await?
    };
    let rights = person.map(|person| Actor::new(Arc::clone(&tenant), author, person).rights);
    let now = app.now();
    let decide = |op: &Op, known: &Known<'_>| decide(op, rights.as_ref(), author, known, &tenant, now);
    let sent = Sent {
        ops: std::slice::from_ref(&*op),
        meant: &|epoch| trust.any_epoch || parcel.epoch.is_empty() || parcel.epoch == epoch,
        known: None,
    };
    let pushed = app.repo().apply_push(scope, author, &sent, now, &decide).await?;
    if pushed.forked {
        let device = parcel.device_id.to_string();
        tracing::warn!(target: "ambito_api::security", device, "two phones write one stream: their sessions are over");
    }
    let reason = match pushed.results.map(|results| results.into_iter().next().map(|result| result.outcome)) {
        None => Reason::Restored,
        Some(Some(Outcome::Applied(ack) | Outcome::Duplicate(ack) | Outcome::Merged(ack) | Outcome::Conflict(ack))) => {
            if concerns_plans(&op) {
                app.tend_plans_later();
            }
            return Ok(answer(SealedOutcome::Received, Some(ack.receipt)));
        }
        // Nothing of what was erased by law is kept.
        Some(Some(Outcome::Rejected { code: RejectCode::Erased, .. })) => {
            return Ok(answer(SealedOutcome::Refused, None));
        }
        Some(Some(Outcome::Rejected { code, .. })) => Reason::Rejected(code),
        Some(Some(Outcome::BlockedBy { .. })) => Reason::Blocked,
        Some(Some(Outcome::RetryLater)) if rights.is_none() => Reason::Author,
        Some(Some(Outcome::RetryLater) | None) => return Ok(answer(SealedOutcome::Later, None)),
    };
    let kept = app.repo().hold(scope, &held(parcel, &op, author, reason, app)).await?;
    Ok(answer(if kept { SealedOutcome::Held } else { SealedOutcome::Refused }, None))
}

/// What the operation does with the rights of its author as they are now. Of an author who has none any more (the phone was
/// shut out, say) only what was decided before, or erased, has an answer: anything else would be decided for good.
fn decide(
    op: &Op,
    rights: Option<&Rights>,
    author: Author,
    known: &Known<'_>,
    tenant: &Tenant,
    now: Millis,
) -> Decision {
    let nobody = || Rights {
        operator: author.operator_id,
        device: author.device_id,
        ambito: tenant.config.id.clone(),
        roles: Vec::new(),
        teams: Vec::new(),
        municipality_code: None,
    };
    match rights {
        // Nobody's phone hears of this refusal, and the moment was chosen by who brought it: it is not for good.
        Some(rights) => match sync::server::decide(op, rights, known, &tenant.config, now) {
            Decision::Refuse { code, issues } => Decision::Answer(Outcome::Rejected { code, issues }),
            decision => decision,
        },
        None if known.journal.is_some() || known.current.is_some_and(|record| record.erased) => {
            sync::server::decide(op, &nobody(), known, &tenant.config, now)
        }
        None => Decision::Answer(Outcome::RetryLater),
    }
}

/// What is in a parcel.
enum Opened {
    /// The operation that the phone of the header made.
    Op(Arc<Tenant>, Box<Op>),
    /// That phone made it, and this version cannot read it.
    Unreadable,
    /// That phone did not make it.
    Forged,
}

fn opened(app: &App, parcel: &SealedOp) -> Opened {
    let Some((tenant, keys)) = app.tenant(&parcel.ambito_id).and_then(|it| Some((it, keys(app, it).ok()?))) else {
        return Opened::Forged;
    };
    if parcel.v > 1 {
        return Opened::Unreadable;
    }
    let header = Header {
        ambito: &parcel.ambito_id.0,
        kid: parcel.kid,
        device: parcel.device_id,
        op: parcel.op_id,
        client_seq: parcel.client_seq,
        epoch: &parcel.epoch,
    };
    let bytes = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).unwrap_or_default();
    let content =
        Parcel { encapsulated: bytes(&parcel.encapsulated), sealed: bytes(&parcel.sealed), tag: bytes(&parcel.tag) };
    let clear = match keys.open(&header, &content, MAX_BATCH_BYTES) {
        Ok(clear) => clear,
        Err(VaultError::Refused) => return Opened::Forged,
        Err(_) => return Opened::Unreadable,
    };
    let is_it =
        |op: &Op| op.op_id == parcel.op_id && op.client_seq == parcel.client_seq && op.client_seq <= LAST_POSITION;
    match serde_json::from_slice::<Op>(&clear).ok().filter(is_it) {
        Some(op) => Opened::Op(Arc::clone(tenant), Box::new(op)),
        None => Opened::Unreadable,
    }
}

fn held(parcel: &SealedOp, op: &Op, author: Author, reason: Reason, app: &App) -> Held {
    Held {
        op_id: op.op_id,
        device_id: author.device_id,
        operator_id: author.operator_id,
        body_hash: op.body_hash.clone(),
        client_seq: op.client_seq,
        record_id: op.record_id,
        record_type: op.record_type.clone(),
        reason: match reason {
            Reason::Author => "author".to_owned(),
            Reason::Restored => "restored".to_owned(),
            Reason::Blocked => "blocked".to_owned(),
            Reason::Rejected(code) => code_text(code),
        },
        received_at: app.now(),
        parcel: parcel.clone(),
    }
}
