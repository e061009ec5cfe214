//! `ambito-api doctor`.

use std::path::Path;

use model::time::Millis;
use protocol::Heartbeat;
use store_sql::{
    AmbitoState, AuditChain, Device, Repository, Sealer, SqliteRepository, StoreError, Stream, TenantScope,
};

use super::{CliError, DataArgs, key, open};
use crate::state::AppOptions;

/// Flags of `doctor`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
}

/// How long operations may be in no backup.
const UNCOVERED: i64 = 2 * Millis::DAY;
/// How long a record may wait on a phone.
const UNSENT: i64 = 3 * Millis::DAY;
/// How long a cloned profile is spoken of.
const FORKED: i64 = 30 * Millis::DAY;

/// Prints how each Ambito stands: ids and counts, nothing of a person.
pub async fn run(args: Args) -> Result<(), CliError> {
    let repo = open::existing(&args.data).await?;
    let failed = |error: StoreError| open::store_error(&error, &args.data.data_dir);
    let now = (AppOptions::system().clock)();
    let mut attention = 0;
    if let Some(id) = repo.key_id().await.map_err(failed)? {
        let Finding { line, needs_attention } = examine_key(&id, &key::file(&args.data));
        println!("{} {line}", if needs_attention { "!" } else { " " });
        attention += usize::from(needs_attention);
    }
    for config in open::configs(&args.data)? {
        println!("{} ({})", config.name, config.id.0);
        let facts = match Facts::read(&repo, &TenantScope::of(config.id)).await {
            Err(StoreError::UnknownAmbito) => {
                println!("  is not in this database");
                continue;
            }
            facts => facts.map_err(failed)?,
        };
        for Finding { line, needs_attention } in facts.examine(now) {
            println!("{} {line}", if needs_attention { "!" } else { " " });
            attention += usize::from(needs_attention);
        }
    }
    repo.close().await;
    match attention {
        0 => Ok(()),
        1 => Err(CliError::new("One thing needs attention.")),
        many => Err(CliError::new(format!("{many} things need attention."))),
    }
}

/// One line of the report.
struct Finding {
    line: String,
    needs_attention: bool,
}

impl Finding {
    fn fine(line: String) -> Self {
        Self { line, needs_attention: false }
    }

    fn wrong(line: String) -> Self {
        Self { line, needs_attention: true }
    }
}

/// What the report is made of.
struct Facts {
    state: AmbitoState,
    /// When the first operation that is in no backup was received.
    uncovered_since: Option<Millis>,
    devices: Vec<Device>,
    streams: Vec<Stream>,
    audit: AuditChain,
    /// How many operations came sealed and could not be applied.
    held: u64,
}

impl Facts {
    async fn read(repo: &SqliteRepository, scope: &TenantScope) -> Result<Self, StoreError> {
        let state = repo.ambito(scope).await?;
        Ok(Self {
            uncovered_since: repo.received_since(scope, state.backed_up_seq.unwrap_or(0)).await?,
            devices: repo.devices(scope).await?.into_iter().filter(matters).collect(),
            streams: repo.streams(scope).await?,
            audit: repo.audit_chain(scope).await?,
            held: repo.held_count(scope).await?,
            state,
        })
    }

    fn examine(&self, now: Millis) -> Vec<Finding> {
        let mut findings = vec![Finding::fine(format!("feed: up to position {}", self.state.head)), self.backup(now)];
        findings.extend(self.devices.iter().map(|device| examine_device(device, now)));
        findings.extend(self.streams.iter().filter_map(|stream| examine_stream(stream, now)));
        findings.push(examine_audit(&self.audit));
        if self.held > 0 {
            let held = self.held;
            findings.push(Finding::wrong(format!(
                "{held} operations came sealed and are held: `ambito-api held` says why"
            )));
        }
        findings
    }

    fn backup(&self, now: Millis) -> Finding {
        let Some((covered, made)) = self.state.backed_up_seq.zip(self.state.backed_up_at) else {
            return Finding::wrong(
                "backup: none was ever made. Phones keep what they sent for 14 days and then rely on this database \
                 alone: `ambito-api backup --to FILE`, every night"
                    .to_owned(),
            );
        };
        let line = format!("backup: up to position {covered}, made {} ago", span(now.since(made)));
        match self.uncovered_since {
            None => Finding::fine(line),
            Some(since) => {
                let behind = self.state.head.saturating_sub(covered);
                let line = format!("{line}; {behind} positions are in none, for {}", span(now.since(since)));
                if now.since(since) > UNCOVERED { Finding::wrong(line) } else { Finding::fine(line) }
            }
        }
    }
}

/// A phone that was shut out matters only while it said to hold something.
fn matters(device: &Device) -> bool {
    device.revoked_at.is_none() || device.beat.as_ref().is_some_and(|(_, beat)| beat.pending > 0)
}

fn examine_device(device: &Device, now: Millis) -> Finding {
    let seen = format!("device {}: seen {} ago", device.id, span(now.since(device.seen_at)));
    let Some((at, beat)) = &device.beat else { return Finding::fine(format!("{seen}, no heartbeat")) };
    let Heartbeat { pending, to_fix, app_version, storage, .. } = beat;
    let mut line = format!("{seen}, heartbeat {} ago, app {app_version}", span(now.since(*at)));
    let mut wrong = false;
    if *pending > 0 {
        // It has waited on since the phone said so.
        let waits = beat.oldest_pending_ms.map(|age| age.saturating_add(now.since(*at)));
        let oldest = waits.map_or_else(String::new, |age| format!(", the oldest for {}", span(age)));
        line.push_str(&format!(", {pending} unsent{oldest}"));
        wrong |= waits.is_some_and(|age| age > UNSENT);
        if device.lives_until.is_none_or(|until| until <= now) {
            line.push_str(" and no session to send with: it needs a new code");
            wrong = true;
        }
    }
    if *to_fix > 0 {
        line.push_str(&format!(", {to_fix} to correct"));
    }
    if storage.fault || storage.unreadable > 0 {
        line.push_str(&format!(", its storage fails ({} rows cannot be read)", storage.unreadable));
        wrong = true;
    }
    if wrong { Finding::wrong(line) } else { Finding::fine(line) }
}

fn examine_stream(stream: &Stream, now: Millis) -> Option<Finding> {
    if let Some(at) = stream.forked_at.filter(|at| now.since(*at) <= FORKED) {
        let ago = span(now.since(at));
        let line = format!(
            "device {}: its profile was on two phones {ago} ago. Nothing was lost and both had to enrol again; find \
             out how it was copied",
            stream.device_id
        );
        return Some(Finding::wrong(line));
    }
    if stream.holes.is_empty() {
        return None;
    }
    let missing: u64 = stream.holes.iter().map(|hole| hole.to - hole.from + 1).sum();
    Some(Finding::fine(format!(
        "device {}: {missing} positions of its stream up to {} never came (records that were mended before they were \
         sent leave such holes too)",
        stream.device_id, stream.last
    )))
}

/// Whether the key that the database is sealed with is where the next start looks for it.
fn examine_key(id: &str, file: &Path) -> Finding {
    let shown = file.display();
    match key::load(file, true, &AppOptions::system().entropy, &|_| {}) {
        Ok(key) if Sealer::new(&key, |_| {}).id() == id => {
            Finding::fine(format!("key {id}: in {shown}; a copy belongs apart from the backups"))
        }
        Ok(_) => Finding::wrong(format!("key {id}: {shown} holds another one, and the next start will fail")),
        Err(error) => Finding::wrong(format!("key {id}: {error}")),
    }
}

fn examine_audit(chain: &AuditChain) -> Finding {
    let AuditChain { last, head, broken_at } = chain;
    match broken_at {
        Some(row) => Finding::wrong(format!(
            "audit: row {row} does not fit the one before: it was changed, or one was taken away. Up to row {last} all \
             is as it was written; compare with the backups"
        )),
        None if head.is_empty() => Finding::fine(format!("audit: {last} rows")),
        None => Finding::fine(format!("audit: {last} rows, unbroken, up to {}", &head[..16])),
    }
}

/// A span of time as a person says it.
fn span(millis: i64) -> String {
    match millis.max(0) {
        short if short < 2 * Millis::HOUR => format!("{} min", short / Millis::MINUTE),
        hours if hours < 2 * Millis::DAY => format!("{} h", hours / Millis::HOUR),
        days => format!("{} days", days / Millis::DAY),
    }
}

#[cfg(test)]
mod tests {
    use model::ids::{DeviceId, OperatorId};
    use protocol::StorageHealth;
    use store_sql::Hole;
    use uuid::Uuid;

    use super::*;

    const NOW: Millis = Millis(1_795_338_000_000);

    fn facts() -> Facts {
        let state = AmbitoState {
            epoch: "e".to_owned(),
            cursor_key: "k".to_owned(),
            head: 10,
            backed_up_seq: Some(10),
            backed_up_at: Some(NOW.plus(-Millis::HOUR)),
            sealing_kid: 1,
        };
        let (devices, streams, audit) = (Vec::new(), Vec::new(), AuditChain::default());
        Facts { state, uncovered_since: None, devices, streams, audit, held: 0 }
    }

    fn wrong(facts: &Facts) -> Vec<String> {
        facts.examine(NOW).into_iter().filter(|it| it.needs_attention).map(|it| it.line).collect()
    }

    fn device(change: impl FnOnce(&mut Heartbeat)) -> Device {
        let id = DeviceId(Uuid::nil());
        let mut beat = Heartbeat {
            device_id: id,
            protocol: 2,
            app_version: "0.2.0".to_owned(),
            config_version: "c".to_owned(),
            pending: 0,
            to_fix: 0,
            oldest_pending_ms: None,
            clock_skew_ms: None,
            last_pull: None,
            storage: StorageHealth::default(),
        };
        change(&mut beat);
        Device {
            id,
            operator_id: OperatorId(Uuid::nil()),
            display_name: "Samira Esempio".to_owned(),
            enrolled_at: NOW,
            revoked_at: None,
            wipe_ordered_at: None,
            wiped_at: None,
            seen_at: NOW,
            lives_until: Some(NOW.plus(1)),
            beat: Some((NOW.plus(-Millis::DAY), beat)),
        }
    }

    #[test]
    fn a_backup_that_is_missing_or_far_behind_needs_attention() {
        let mut facts = facts();
        assert!(wrong(&facts).is_empty());
        facts.state.head = 17;
        facts.uncovered_since = Some(NOW.plus(-UNCOVERED));
        assert!(wrong(&facts).is_empty());
        facts.uncovered_since = Some(NOW.plus(-UNCOVERED - 1));
        assert_eq!(wrong(&facts), ["backup: up to position 10, made 60 min ago; 7 positions are in none, for 2 days"]);
        facts.state.backed_up_seq = None;
        assert!(wrong(&facts)[0].contains("14 days"));
    }

    #[test]
    fn a_phone_that_holds_records_for_days_or_whose_storage_fails_needs_attention() {
        let with = |device| Facts { devices: vec![device], ..facts() };
        let waits = |age| device(|beat| (beat.pending, beat.oldest_pending_ms) = (2, Some(age)));
        assert!(wrong(&with(device(|_| {}))).is_empty());
        assert!(wrong(&with(waits(2 * Millis::DAY))).is_empty());
        // The day since its heartbeat counts.
        assert!(wrong(&with(waits(2 * Millis::DAY + 1)))[0].contains("2 unsent, the oldest for 3 days"));
        for lives_until in [None, Some(NOW)] {
            assert!(wrong(&with(Device { lives_until, ..waits(0) }))[0].contains("no session to send with"));
            assert!(wrong(&with(Device { lives_until, ..device(|_| {}) })).is_empty());
        }
        assert_eq!(wrong(&with(device(|beat| beat.storage.fault = true))).len(), 1);
        assert_eq!(wrong(&with(device(|beat| beat.storage.unreadable = 1))).len(), 1);
    }

    #[test]
    fn a_key_that_the_next_start_will_not_find_needs_attention() {
        let dir = tempfile::TempDir::new().expect("a folder");
        let file = dir.path().join(key::KEY_FILE);
        assert!(examine_key("0a", &file).line.contains("is missing"));
        let key = key::load(&file, false, &AppOptions::system().entropy, &|_| {}).expect("it is made");
        let id = Sealer::new(&key, |_| {}).id().to_owned();
        assert!(!examine_key(&id, &file).needs_attention);
        let other = examine_key("0a", &file);
        assert!(other.needs_attention && other.line.contains("another one"));
    }

    #[test]
    fn a_broken_audit_needs_attention() {
        let with = |broken_at| Facts {
            audit: AuditChain { last: 6, head: "0123456789abcdef0123".to_owned(), broken_at },
            ..facts()
        };
        assert!(wrong(&with(None)).is_empty());
        let told = |it: &Finding| it.line == "audit: 6 rows, unbroken, up to 0123456789abcdef";
        assert!(with(None).examine(NOW).iter().any(told));
        assert!(wrong(&with(Some(7)))[0].starts_with("audit: row 7 does not fit"));
    }

    #[test]
    fn a_fork_needs_attention_for_a_month_and_a_hole_is_only_told() {
        let with = |forked_at, holes| Facts {
            streams: vec![Stream { device_id: DeviceId(Uuid::nil()), last: 9, holes, forked_at }],
            ..facts()
        };
        assert_eq!(wrong(&with(Some(NOW.plus(-FORKED)), Vec::new())).len(), 1);
        assert!(wrong(&with(Some(NOW.plus(-FORKED - 1)), Vec::new())).is_empty());
        let told = with(None, vec![Hole { from: 2, to: 4 }]);
        assert!(wrong(&told).is_empty());
        assert!(told.examine(NOW).iter().any(|it| it.line.contains("3 positions of its stream up to 9 never came")));
    }
}
