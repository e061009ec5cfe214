//! T10: text of every kind is kept as it is or refused, and never becomes SQL or a line of a log.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

use axum::http::StatusCode;
use model::record::{IssueCode, RecordType};
use protocol::OpKind::Create;
use protocol::{FieldChange, Op, Outcome, RejectCode};
use serde_json::{Value, json};

use crate::support::{World, op, outing, record, sealed};

const SEED: u64 = 0x7a0e_55ed;

/// Pieces that break what is careless with text.
const PIECES: [&str; 24] = [
    "'",
    "\"",
    "`",
    ";",
    "--",
    "/*",
    "%",
    "_",
    "\\",
    "\0",
    "\n",
    "\r\n",
    "\t",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{feff}",
    "\u{fffd}",
    "e\u{301}",
    "𝒯",
    "🧑‍🦽",
    "ß",
    "{\"level\":\"ERROR\"}",
    "' OR 1=1 --",
    "${jndi:x}",
];

/// A fixed sequence: what fails once fails again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn text(&mut self) -> String {
        (0..=self.below(12)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

fn with(mut op: Op, field: &str, value: impl Into<Value>) -> Op {
    op.fields.insert(field.to_owned(), FieldChange::new(value.into(), None));
    sealed(op)
}

/// What the thread of a test logs.
#[derive(Clone, Copy)]
struct Log;

thread_local! {
    static LOGGED: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

impl Log {
    /// Keeps what this thread logs from here on. The subscriber is the process's: whether an event is logged at all is
    /// decided once for all threads.
    fn start() {
        static STARTED: Once = Once::new();
        STARTED.call_once(|| tracing_subscriber::fmt().json().flatten_event(true).with_writer(|| Self).init());
        LOGGED.set(Some(Vec::new()));
    }

    fn end() -> String {
        String::from_utf8(LOGGED.take().unwrap_or_default()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOGGED.with_borrow_mut(|logged| logged.iter_mut().for_each(|logged| logged.extend(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn t10_any_text_is_kept_to_the_byte() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let mut dice = Dice(SEED);
    let texts: Vec<String> = (0..150).map(|_| dice.text()).collect();
    let ops: Vec<Op> = (1..).zip(&texts).map(|(n, text)| with(outing(n), "notes", text.as_str())).collect();
    let results = phone.push(&ops).await;
    assert!(results.iter().all(|it| matches!(it.outcome, Outcome::Applied(_))), "{results:?}");
    let page = phone.pull(None).await;
    for (n, text) in (1..).zip(&texts) {
        let kept = page.changes.iter().find(|it| it.id == record(n)).unwrap();
        assert_eq!(kept.fields["notes"], json!(text));
    }
    // The same where a coordinator searches: a text is never a pattern.
    let carla = world.phone("carla").await;
    for text in ["%", "015___", "' OR 1=1 --", "\0"] {
        let body = json!({ "recordType": "street_outing", "municipalityCode": text, "limit": 10 });
        let answer = carla.post("/v1/records/query", body).await;
        assert_eq!((answer.status, answer.json::<Value>()["records"].clone()), (StatusCode::OK, json!([])), "{text:?}");
    }
}

/// What does not fit is refused for itself: its neighbours in the batch go on.
#[tokio::test]
async fn t10_what_does_not_fit_is_refused_alone() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let long = "🧑".repeat(25_000);
    let spot = |n: u128, code: &str| {
        let fields = json!({ "name": "Parco", "spotType": "park", "municipalityCode": code });
        op(n, Create, &RecordType::MEETING_SPOT, record(n), 0, fields)
    };
    let unknown_type = sealed(Op { record_type: serde_json::from_value(json!("note'\0;--")).unwrap(), ..outing(5) });
    let ops = [
        outing(1),
        with(outing(2), "notes", long),
        spot(3, "015%"),
        spot(4, "\0"),
        unknown_type,
        with(outing(6), "voidReason\n", "x"),
        with(outing(7), &"x".repeat(100_000), "x"),
        outing(8),
    ];
    let outcomes: Vec<Outcome> = phone.push(&ops).await.into_iter().map(|it| it.outcome).collect();
    for at in [0, 7] {
        assert!(matches!(outcomes[at], Outcome::Applied(_)), "{:?}", outcomes[at]);
    }
    let code = |at: usize| match &outcomes[at] {
        Outcome::Rejected { code: RejectCode::Invalid, issues } => issues[0].code,
        other => panic!("{at}: {other:?}"),
    };
    assert_eq!(code(1), IssueCode::TooLong);
    assert_eq!((code(2), code(3)), (IssueCode::WrongType, IssueCode::WrongType));
    assert_eq!(outcomes[4], Outcome::Rejected { code: RejectCode::SchemaUnsupported, issues: Vec::new() });
    assert_eq!(code(6), IssueCode::NotWritable);
    assert!(serde_json::to_string(&outcomes[6]).unwrap().len() < 1_000, "the name is not sent back whole");
}

/// Nothing that somebody sends makes a line of a log, or colours one.
#[tokio::test]
async fn t10_no_text_reaches_a_log_as_it_is() {
    Log::start();
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let canary = "CANARINO\n{\"level\":\"ERROR\",\"forged\":true}\r\u{1b}[31m";
    phone.push(&[with(outing(1), "notes", canary)]).await;
    world.send("POST", "/v1/enrol", &[("user-agent", "CANARINO")], Some(json!({ "code": canary }))).await;
    phone.get("/v1/CANARINO%0a%1b[31m?name=CANARINO%0aERROR").await;
    phone.post("/v1/records/CANARINO%0a/erase", json!({ "reason": canary })).await;
    phone.pull_raw(Some(canary)).await;
    let beat = json!({ "deviceId": phone.device(), "protocol": 2, "appVersion": canary, "configVersion": canary,
        "pending": 0, "toFix": 0, "storage": {} });
    assert_eq!(phone.post("/v1/heartbeat", beat).await.status, StatusCode::NO_CONTENT);
    // The database fails with a message that carries a value.
    world.run("CREATE TRIGGER broken BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'no\nline'); END").await;
    phone.push(&[with(outing(2), "notes", canary)]).await;
    let text = Log::end();
    assert!(text.lines().count() > 5, "requests are logged: {text}");
    for line in text.lines() {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(event.get("forged").is_none(), "{line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    assert!(!text.contains("CANARINO"), "what people send is in no log: {text}");
}
