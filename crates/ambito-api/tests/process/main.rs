//! The program as a process: what it prints, how it ends, what a crash leaves behind.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../kit/sealing.rs"]
mod sealing;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use model::record::Service;
use protocol::SealingResponse;
use serde_json::{Value, json};
use tempfile::TempDir;

use sealing::parcel;

/// V1: the process dies between the commit and the answer; the same push to the next process has one effect.
#[test]
fn v1_killed_between_commit_and_answer_there_is_one_record_and_one_receipt() {
    let data = TempDir::new().unwrap();
    let api = Api::start(data.path());
    let phone = api.enrol("samira");
    std::fs::write(data.path().join("fault"), "crash_after_commit").unwrap();
    let push = phone.push_body();
    assert_eq!(api.request("POST", "/v1/sync/push", &phone.cookie, &push), None, "no answer came");
    assert!(!api.wait().success());
    let api = Api::start(data.path());
    let (status, body) = api.request("POST", "/v1/sync/push", &phone.cookie, &push).expect("the next process answers");
    let answer: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &answer["results"][0]["outcome"]), (200, &json!("duplicate")), "{body}");
    let pull = json!({ "protocol": 1, "deviceId": phone.device, "limit": 500 }).to_string();
    let (_, body) = api.request("POST", "/v1/sync/pull", &phone.cookie, &pull).unwrap();
    let answer: Value = serde_json::from_str(&body).unwrap();
    let own = answer["changes"].as_array().unwrap().iter().filter(|it| it["id"] == json!(RECORD)).count();
    assert_eq!(own, 1);
}

/// V3: a backup beside a server that runs, a restore when it has ended, and the phone sends again what was lost.
#[test]
fn v3_backup_and_restore_are_commands() {
    let data = TempDir::new().unwrap();
    let (dir, copy) = (data.path().display().to_string(), data.path().join("copy").display().to_string());
    let backup = || run(&["backup", "--data-dir", &dir, "--to", &copy]);
    let restore = || run(&["restore", "--data-dir", &dir, "--from", &copy]);
    assert_eq!(backup().status.code(), Some(2), "there is no database yet");
    let api = Api::start(data.path());
    let phone = api.enrol("samira");
    let report = run(&["doctor", "--data-dir", &dir]);
    assert_eq!(report.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&report.stdout).contains("14 days"), "no backup is a warning");
    let made = backup();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_private(Path::new(&copy));
    let report = run(&["doctor", "--data-dir", &dir]);
    assert_eq!(report.status.code(), Some(0), "{}", String::from_utf8_lossy(&report.stdout));
    assert!(!String::from_utf8_lossy(&report.stdout).contains("Esempio"), "ids only");
    let push = phone.push_body();
    let (_, first) = api.request("POST", "/v1/sync/push", &phone.cookie, &push).unwrap();
    assert!(first.contains("applied"), "{first}");
    let early = restore();
    assert!(!early.status.success() && String::from_utf8_lossy(&early.stderr).contains("end it first"));
    assert!(api.interrupt().success());
    let done = restore();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(String::from_utf8_lossy(&done.stdout).contains("ambito.sqlite.before-"));
    assert_private(&data.path().join("ambito.sqlite"));
    let api = Api::serve(data.path(), &[]);
    let (status, again) =
        api.request("POST", "/v1/sync/push", &phone.cookie, &push).expect("the session was backed up");
    assert!(status == 200 && again.contains("applied"), "{again}");
    let epoch = |body: &str| serde_json::from_str::<Value>(body).unwrap()["epoch"].clone();
    assert_ne!(epoch(&first), epoch(&again));
}

/// H4: a phone that was lost is shut out by a command beside the running server, from its next request on.
#[test]
fn h4_a_lost_phone_is_revoked_by_a_command() {
    let data = TempDir::new().unwrap();
    let dir = data.path().display().to_string();
    let api = Api::start(data.path());
    let phone = api.enrol("samira");
    let revoke = |device: &str| run(&["revoke-device", "--data-dir", &dir, "--device", device]);
    let other = revoke("00000000-0000-0000-0000-000000000000");
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("There is no device 00000000"));
    let push = phone.push_body();
    assert_eq!(api.request("POST", "/v1/sync/push", &phone.cookie, &push).unwrap().0, 200);
    let done = revoke(phone.device.as_str().unwrap());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (status, body) = api.request("POST", "/v1/sync/push", &phone.cookie, &push).unwrap();
    assert!(status == 403 && body.contains("device_revoked"), "{body}");
}

/// V3: phones have let go of what the newest backup holds, so that an older one is taken only by whoever means it.
#[test]
fn v3_an_older_backup_is_refused() {
    let data = TempDir::new().unwrap();
    let dir = data.path().display().to_string();
    let (old, new) = (format!("{dir}/old"), format!("{dir}/new"));
    let api = Api::start(data.path());
    let phone = api.enrol("samira");
    assert!(run(&["backup", "--data-dir", &dir, "--to", &old]).status.success());
    api.request("POST", "/v1/sync/push", &phone.cookie, &phone.push_body()).unwrap();
    assert!(run(&["backup", "--data-dir", &dir, "--to", &new]).status.success());
    assert!(api.interrupt().success());
    let restore = |words: &[&str]| {
        let done = run(&[&["restore", "--data-dir", dir.as_str(), "--from"], words].concat());
        (done.status.success(), String::from_utf8(done.stderr).unwrap())
    };
    let (done, said) = restore(&[&old]);
    assert!(!done && said.contains("1 position") && said.contains("--older"), "{said}");
    let (done, said) = restore(&[&old, "--older"]);
    assert!(done && said.contains("1 position"), "{said}");
    // Where there is no database of before, nobody can tell what was since.
    std::fs::remove_file(data.path().join("ambito.sqlite")).unwrap();
    let (done, said) = restore(&[&old]);
    assert!(done && said.contains("cannot tell what was erased since"), "{said}");
}

/// P3 H4: a file that a phone made is taken in beside the running server, once; what a lost phone had waits for a word.
#[test]
fn p3_h4_a_file_of_a_phone_is_imported_once() {
    let data = TempDir::new().unwrap();
    let (dir, file) = (data.path().display().to_string(), data.path().join("salvataggio.txt"));
    let said = |words: &[&str]| {
        let done = run(&[words, &["--data-dir", &dir]].concat());
        let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
        (done.status.code(), out + &err)
    };
    let shown = file.display().to_string();
    assert_eq!(said(&["held"]).0, Some(2), "there is no database, and none is made");
    let api = Api::start(data.path());
    let phone = api.enrol("samira");
    let content = phone.rescue_file(&api, 1);
    std::fs::write(&file, &content[..content.len() / 2]).unwrap();
    let (code, cut) = said(&["import", &shown]);
    assert!(code == Some(2) && cut.contains("it was cut"), "{cut}");

    let device = phone.device.as_str().unwrap().to_owned();
    assert_eq!(said(&["revoke-device", "--device", &device]).0, Some(0));
    std::fs::write(&file, &content).unwrap();
    let (code, held) = said(&["import", &shown]);
    assert!(code == Some(0) && held.contains("0 received") && held.contains("1 are held"), "{held}");
    let (_, list) = said(&["held"]);
    assert!(list.contains("was shut out") && list.contains(&device), "{list}");
    assert!(said(&["doctor"]).1.contains("1 operations came sealed"));
    let (_, taken) = said(&["held", "--try-again", "--shut-out", &device]);
    assert!(taken.contains("1 applied, 0 stay"), "{taken}");
    for _ in 0..2 {
        let (code, done) = said(&["import", &shown]);
        assert!(code == Some(0) && done.contains("1 received"), "it is known by now: {done}");
    }

    let other = api.enrol("luca");
    std::fs::write(&file, other.rescue_file(&api, 2)).unwrap();
    for _ in 0..2 {
        let (code, done) = said(&["import", &shown]);
        assert!(code == Some(0) && done.contains("1 received"), "{done}");
    }
    let (code, rotated) = said(&["rotate-sealing-key"]);
    assert!(code == Some(0) && rotated.contains("key 2"), "{rotated}");
}

#[test]
fn faults_are_ordered_by_a_file_that_is_consumed() {
    let data = TempDir::new().unwrap();
    let api = Api::start(data.path());
    let phone = api.enrol("samira");
    let push = phone.push_body();
    for (word, status) in [("html", 200), ("401", 401), ("413", 413), ("422", 422), ("500", 500)] {
        std::fs::write(data.path().join("fault"), word).unwrap();
        let (got, body) = api.request("POST", "/v1/sync/push", &phone.cookie, &push).unwrap();
        assert_eq!(got, status, "{word}: {body}");
        assert!(!body.contains("outcome"), "{word}: nothing was applied");
    }
    let (status, body) = api.request("POST", "/v1/sync/push", &phone.cookie, &push).unwrap();
    assert_eq!(status, 200);
    assert!(body.contains("applied"), "{body}");
}

#[test]
fn a_second_start_makes_fresh_codes_and_ends_cleanly() {
    let data = TempDir::new().unwrap();
    let first = Api::start(data.path());
    let codes = |api: &Api| -> Vec<String> {
        let list = api.ready["enrolments"].as_array().unwrap();
        list.iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
    };
    let link = first.ready["enrolments"][0]["link"].as_str().unwrap();
    assert_eq!(link, format!("{}/attiva#{}", first.ready["address"].as_str().unwrap(), codes(&first)[0]));
    let before = codes(&first);
    assert!(first.interrupt().success());
    let second = Api::start(data.path());
    assert!(codes(&second).iter().all(|code| !before.contains(code)));
    // Codes of before are good until they expire.
    assert_eq!(second.enrol_with(&before[0]).0, 200);
    assert!(second.interrupt().success());
}

#[test]
fn a_busy_port_gets_one_clear_sentence() {
    let data = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&["serve", "--port", &port, "--data-dir", &data.path().display().to_string()]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, format!("Port {port} is busy: end what uses it, or choose another with --port.\n"));
}

#[test]
fn a_data_folder_that_cannot_be_gets_one_clear_sentence() {
    let data = TempDir::new().unwrap();
    let file = data.path().join("file");
    std::fs::write(&file, "x").unwrap();
    for folder in [file.clone(), file.join("inside")] {
        let output = run(&["serve", "--port", "0", "--data-dir", &folder.display().to_string()]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success());
        assert!(said.contains("choose another one with --data-dir") && said.lines().count() == 1, "{said}");
    }
    let unknown =
        run(&["serve", "--port", "0", "--data-dir", &data.path().display().to_string(), "--ambito", "atlantide"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("There is no Ambito \"atlantide\""));
}

#[test]
fn a_code_is_made_for_an_operator_by_name() {
    let data = TempDir::new().unwrap();
    let api = Api::start(data.path());
    let dir = data.path().display().to_string();
    let made = run(&["enrol-code", "--data-dir", &dir, "--operator", "Luca Esempio"]);
    let code = String::from_utf8(made.stdout).unwrap();
    let (status, body) = api.enrol_with(code.trim());
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("Luca Esempio"));
    let nobody = run(&["enrol-code", "--data-dir", &dir, "--operator", "Nessuno"]);
    assert_eq!(nobody.status.code(), Some(2));
}

#[test]
fn the_first_operator_of_an_empty_ambito_gets_in() {
    let data = TempDir::new().unwrap();
    let dir = data.path().display().to_string();
    let add = |words: &[&str]| run(&[&["add-operator", "--data-dir", dir.as_str()], words].concat());
    let made = add(&["--name", "Désirée D’Angelo", "--role", "pis_operator"]);
    let code = String::from_utf8(made.stdout).unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let api = Api::serve(data.path(), &[]);
    let (status, body) = api.enrol_with(code.trim());
    assert_eq!(status, 200, "{body}");
    let session: protocol::SessionResponse = serde_json::from_str(&body).unwrap();
    assert_eq!(session.profile.display_name, "Désirée D’Angelo");
    assert_eq!(session.profile.roles, [protocol::Role::PisOperator]);
    assert_eq!(session.profile.teams.iter().map(|team| team.service).collect::<Vec<_>>(), [Service::Pis]);

    let unknown = add(&["--name", "Nessuno", "--role", "sindaco"]);
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("there is no role `sindaco`"));
    let elsewhere = add(&["--name", "Nessuno", "--role", "municipal_social_worker", "--municipality", "058091"]);
    assert_eq!(elsewhere.status.code(), Some(2));
    assert!(String::from_utf8(elsewhere.stderr).unwrap().contains("058091 is not a Comune"));
}

/// Nobody else on the machine reads what people wrote.
fn assert_private(file: &Path) {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", file.display());
    }
}

const RECORD: &str = "01900000-0000-7000-8000-000000000001";

struct Api {
    child: Child,
    ready: Value,
}

impl Api {
    fn start(data: &Path) -> Self {
        Self::serve(data, &["--demo"])
    }

    fn serve(data: &Path, flags: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ambito-api"))
            .args(["serve", "--port", "0", "--ready-json", "--ambito", "visconteo_sud_milano", "--data-dir"])
            .arg(data)
            .args(flags)
            .env("TACCUINO_FAULT", "1")
            .env("RUST_LOG", "off")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { ready: serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}")), child }
    }

    fn enrol(&self, key: &str) -> Phone {
        let list = self.ready["enrolments"].as_array().unwrap();
        let code = list.iter().find(|it| it["operator"] == key).unwrap()["code"].as_str().unwrap();
        let answer = self.exchange("POST", "/v1/enrol", "", &json!({ "code": code }).to_string()).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        let session: Value = serde_json::from_str(body).unwrap();
        Phone { cookie: cookie.split(';').next().unwrap().to_owned(), device: session["profile"]["deviceId"].clone() }
    }

    fn enrol_with(&self, code: &str) -> (u16, String) {
        self.request("POST", "/v1/enrol", "", &json!({ "code": code }).to_string()).unwrap()
    }

    /// Status and body; `None` when the connection ends without an answer.
    fn request(&self, method: &str, path: &str, cookie: &str, body: &str) -> Option<(u16, String)> {
        let answer = self.exchange(method, path, cookie, body)?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }

    fn exchange(&self, method: &str, path: &str, cookie: &str, body: &str) -> Option<String> {
        let address = self.ready["address"].as_str().unwrap().replace("http://localhost", "127.0.0.1");
        let mut stream = TcpStream::connect(address).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Taccuino: 1\r\nCookie: {cookie}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        match stream.read_to_string(&mut answer) {
            Ok(_) if !answer.is_empty() => Some(answer),
            _ => None,
        }
    }

    fn interrupt(mut self) -> std::process::ExitStatus {
        let ended = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(ended.success());
        self.child.wait().unwrap()
    }

    fn wait(mut self) -> std::process::ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Phone {
    cookie: String,
    device: Value,
}

impl Phone {
    /// What it made, sealed, as the app writes it into a file.
    fn rescue_file(&self, api: &Api, n: u64) -> String {
        let (_, body) = api.request("GET", "/v1/sealing", &self.cookie, "").unwrap();
        let keys: SealingResponse = serde_json::from_str(&body).unwrap();
        let parcels = [parcel(&keys, &Self::op(n), "")];
        json!({ "taccuino": "salvataggio", "v": 1, "madeAt": 0, "parcels": parcels }).to_string()
    }

    fn push_body(&self) -> String {
        let op = Self::op(1);
        json!({ "protocol": 1, "deviceId": self.device, "batchId": "00000000-0000-4000-8000-000000000009", "ops": [op] })
            .to_string()
    }

    fn op(n: u64) -> protocol::Op {
        let mut op: protocol::Op = serde_json::from_value(json!({
            "v": 1, "opId": format!("00000000-0000-4000-8000-{n:012}"), "clientSeq": n,
            "recordId": format!("01900000-0000-7000-8000-{n:012}"),
            "recordType": "street_outing", "schemaVersion": 1, "kind": "create", "baseRev": 0,
            "fields": { "outingKind": { "value": "street" }, "status": { "value": "planned" } },
            "clientTime": 1_795_338_000_000_i64, "utcOffset": 60, "bodyHash": "",
        }))
        .unwrap();
        op.body_hash = sync::canonical::body_hash(&op);
        op
    }
}

fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ambito-api")).args(words).env("RUST_LOG", "off").output().unwrap()
}
