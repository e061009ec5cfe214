//! Backups, restores, and a database that somebody put back by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use protocol::{Op, Outcome, PushRequest, PushResponse, Role};
use serde_json::json;
use store_sql::{Repository, SqliteRepository, StoreError};

use crate::support::{CORSICHESE, NOW, Phone, VISCONTEO, World, activation, outing, record};

/// V3: what the backup does not hold is sent again and applied once, what it holds is a duplicate.
#[tokio::test]
async fn v3_after_a_restore_what_was_lost_comes_again_once() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let backup = world.dir.path().join("copy");
    let first = phone.push(&[outing(1), outing(2)]).await;
    world.repo.backup(&backup, NOW).await.unwrap();
    let second = phone.push(&[outing(3), outing(4)]).await;
    let page = phone.pull(None).await;
    assert_eq!((page.changes.len(), page.backed_up_seq), (4, Some(2)));
    let (kept, before) = (phone.kept(), page.epoch);

    let remains = world.end().await;
    let epochs = || "after the restore".to_owned();
    let restored = SqliteRepository::restore(&backup, &remains.database(), false, &epochs, NOW).await.unwrap();
    let world = World::again(remains).await;
    let phone = world.known(kept);

    assert_eq!(world.count("records").await, 2);
    let page = phone.pull(Some(&page.next_cursor)).await;
    assert!(page.reset, "a cursor of the incarnation before starts from nothing");
    assert_eq!(page.epoch, "after the restore");
    assert_ne!(page.epoch, before);
    assert_eq!((page.changes.len(), page.backed_up_seq), (2, Some(2)));
    let results = phone.push(&[outing(1), outing(2), outing(3), outing(4)]).await;
    let ack = |outcome: &Outcome| match outcome {
        Outcome::Applied(ack) | Outcome::Duplicate(ack) => (ack.seq, ack.receipt.clone()),
        other => panic!("{other:?}"),
    };
    for (result, known) in results.iter().zip(&first) {
        assert!(matches!(result.outcome, Outcome::Duplicate(_)), "{result:?}");
        assert_eq!(ack(&result.outcome), ack(&known.outcome));
    }
    for (result, lost) in results[2..].iter().zip(&second) {
        assert!(matches!(result.outcome, Outcome::Applied(_)), "{result:?}");
        assert_ne!(ack(&result.outcome).1, ack(&lost.outcome).1, "the receipt says in which incarnation");
    }
    let seqs: BTreeSet<_> = results.iter().map(|it| ack(&it.outcome).0).collect();
    assert_eq!(seqs, BTreeSet::from([1, 2, 3, 4]));
    for table in ["records", "journal", "feed"] {
        assert_eq!(world.count(table).await, 4, "{table}");
    }
    let page = phone.pull(Some(&page.next_cursor)).await;
    assert!(!page.reset && page.changes.len() == 2);
    // The database of before is as it was, under another name.
    let aside = restored.aside.expect("there was a database");
    let before = SqliteRepository::open(&aside).await.unwrap();
    assert_eq!(before.ambito(&world.scope(VISCONTEO)).await.unwrap().head, 4);
}

/// V3: phones hear of a backup only when there was one, and of each one at the next pull, with the server running.
#[tokio::test]
async fn v3_a_pull_says_what_is_backed_up() {
    let world = World::new().await;
    let (samira, piero) = (world.phone("samira").await, world.phone("piero").await);
    assert_eq!(samira.pull(None).await.backed_up_seq, None);
    samira.push(&[outing(1)]).await;
    piero.push(&[activation(2, "015093"), activation(3, "015093")]).await;
    let backup = world.dir.path().join("copy");
    for seen in [1, 2] {
        // Another process, as the command is.
        let beside = SqliteRepository::open_existing(&world.dir.path().join("ambito.sqlite")).await.unwrap();
        beside.backup(&backup, NOW).await.unwrap();
        assert_eq!(samira.pull(None).await.backed_up_seq, Some(seen));
        assert_eq!(piero.pull(None).await.backed_up_seq, Some(2));
        samira.push(&[outing(10)]).await;
    }
    // A backup that cannot be written promises nothing and leaves the former one alone.
    samira.push(&[outing(11)]).await;
    let held = fs::read(&backup).unwrap();
    assert!(world.repo.backup(&world.dir.path().join("nowhere/copy"), NOW).await.is_err());
    fs::create_dir(world.dir.path().join("copy.part")).unwrap();
    assert!(world.repo.backup(&backup, NOW).await.is_err());
    assert_eq!(fs::read(&backup).unwrap(), held);
    assert_eq!(samira.pull(None).await.backed_up_seq, Some(2));
}

/// V3: a restore takes only a sound backup, and no database that somebody has open.
#[tokio::test]
async fn v3_a_restore_refuses_what_it_must_not_do() {
    let world = World::new().await;
    world.phone("samira").await.push(&[outing(1)]).await;
    let database = world.dir.path().join("ambito.sqlite");
    let backup = world.dir.path().join("copy");
    world.repo.backup(&backup, NOW).await.unwrap();
    let restore = async |from: &str| {
        let from = world.dir.path().join(from);
        SqliteRepository::restore(&from, &database, false, &|| "x".to_owned(), NOW).await.unwrap_err()
    };
    assert!(matches!(restore("copy").await, StoreError::InUse));
    let mut bytes = fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8_192].fill(0x5a);
    fs::write(world.dir.path().join("torn"), &bytes).unwrap();
    fs::write(world.dir.path().join("text"), "nothing of a database".repeat(1_000)).unwrap();
    fs::write(world.dir.path().join("empty"), "").unwrap();
    for from in ["torn", "text", "empty"] {
        let error = restore(from).await;
        assert!(matches!(error, StoreError::Damaged), "{from}: {error:?}");
    }
    assert_eq!(world.count("records").await, 1, "the server still runs on the same database");
    assert_eq!(world.phone("samira").await.sees().await, [record(1)]);
}

/// V3: an old file put back by hand has the old incarnation. The first cursor that stands after its feed gives it away.
#[tokio::test]
async fn v3_a_database_put_back_by_hand_is_found_out() {
    let world = World::new().await;
    let (phone, other) = (world.phone("samira").await, world.phone("luca").await);
    phone.push(&[outing(1)]).await;
    let old = world.dir.path().join("old");
    world.repo.backup(&old, NOW).await.unwrap();
    phone.push(&[outing(2), outing(3)]).await;
    let (page, others) = (phone.pull(None).await, other.pull(None).await);
    let (kept, kept_other) = (phone.kept(), other.kept());
    let remains = world.end().await;
    fs::copy(&old, remains.database()).unwrap();
    let world = World::again(remains).await;
    let (phone, other) = (world.known(kept), world.known(kept_other));

    let reset = phone.pull(Some(&page.next_cursor)).await;
    assert!(reset.reset);
    assert_ne!(reset.epoch, page.epoch);
    assert_eq!(reset.changes.len(), 1);
    let pushed: PushResponse = phone.push_raw(&[outing(2), outing(3)]).await.json();
    assert_eq!(pushed.epoch, reset.epoch, "push and pull are of one incarnation");
    assert!(pushed.results.iter().all(|it| matches!(it.outcome, Outcome::Applied(_))));
    // Once: the other phone finds the new incarnation, and its cursor is of the old one.
    let second = other.pull(Some(&others.next_cursor)).await;
    assert!(second.reset);
    assert_eq!((second.epoch.as_str(), second.changes.len()), (reset.epoch.as_str(), 3));
    assert_eq!(world.count("audit WHERE action = 'epoch_renewed'").await, 1);
    assert!(!phone.pull(Some(&reset.next_cursor)).await.reset);
    // Another Ambito in the same file is not concerned.
    let epoch = |ambito: &str| format!("SELECT epoch FROM ambiti WHERE ambito_id = '{ambito}'");
    assert_ne!(world.text(&epoch(VISCONTEO)).await, world.text(&epoch(CORSICHESE)).await);
}

/// V3: the phones push before they pull. The first push that knows a position after the feed gives the old file away,
/// before its own operations take the positions that were lost.
#[tokio::test]
async fn v3_a_database_put_back_by_hand_is_found_out_by_the_first_push() {
    let world = World::new().await;
    let (phone, other) = (world.phone("samira").await, world.phone("luca").await);
    phone.push(&[outing(1)]).await;
    let old = world.dir.path().join("old");
    world.repo.backup(&old, NOW).await.unwrap();
    phone.push(&[outing(2), outing(3)]).await;
    let lost = other.push(&[outing(14)]).await;
    let epoch = phone.pull(None).await.epoch;
    let (kept, kept_other) = (phone.kept(), other.kept());
    let remains = world.end().await;
    fs::copy(&old, remains.database()).unwrap();
    let world = World::again(remains).await;
    let (phone, other) = (world.known(kept), world.known(kept_other));
    let push = async |phone: &Phone<'_>, epoch: &str, known: u64, ops: &[Op]| -> PushResponse {
        let request = PushRequest { epoch: Some(epoch.to_owned()), known_seq: Some(known), ..phone.batch(ops) };
        phone.post("/v1/sync/push", json!(request)).await.json()
    };
    let later = |answer: &PushResponse| answer.results.iter().all(|it| it.outcome == Outcome::RetryLater);
    let applied = |answer: &PushResponse| answer.results.iter().all(|it| matches!(it.outcome, Outcome::Applied(_)));

    let news: Vec<_> = (4..=9).map(outing).collect();
    let told = push(&phone, &epoch, 3, &news).await;
    assert_eq!(told.results.len(), news.len());
    assert!(later(&told), "{told:?}");
    assert_ne!(told.epoch, epoch);
    assert_eq!(world.count("journal").await, 1, "nothing was decided");
    // The other one hears of it too, whatever it knows, and nobody begins another incarnation.
    let others = push(&other, &epoch, 4, &[outing(14)]).await;
    assert!(later(&others));
    assert_eq!(others.epoch, told.epoch);
    // They send again what they hold, which is more than the backup lacks.
    let held: Vec<_> = (1..=9).map(outing).collect();
    let again = push(&phone, &told.epoch, 0, &held).await;
    assert!(matches!(again.results[0].outcome, Outcome::Duplicate(_)));
    assert!(again.results[1..].iter().all(|it| matches!(it.outcome, Outcome::Applied(_))), "{again:?}");
    let others = push(&other, &told.epoch, 0, &[outing(14)]).await;
    assert!(applied(&others));
    assert_ne!(others.results, lost, "the receipt says in which incarnation");
    for table in ["records", "journal", "feed"] {
        assert_eq!(world.count(table).await, 10, "{table}");
    }
    // What a phone knows up to the end of the feed proves nothing.
    assert!(applied(&push(&phone, &told.epoch, 10, &[outing(15)]).await));
    assert_eq!(world.count("audit WHERE action = 'epoch_renewed'").await, 1);
}

/// The incarnation is the database's, also when another process renews it while the server runs.
#[tokio::test]
async fn v3_push_and_pull_follow_the_incarnation_of_the_database() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    phone.push(&[outing(1)]).await;
    let page = phone.pull(None).await;
    world.run("UPDATE ambiti SET epoch = 'another'").await;
    // A phone that names the incarnation of before does not know of the restore: nothing of its push is decided.
    let mut late = serde_json::json!(phone.batch(&[outing(2)]));
    late["epoch"] = serde_json::json!(page.epoch);
    late["ops"].as_array_mut().unwrap().push(serde_json::json!({ "opId": outing(3).op_id, "of": "a later version" }));
    let answer: PushResponse = phone.post("/v1/sync/push", late.clone()).await.json();
    assert_eq!((answer.epoch.as_str(), answer.results.len()), ("another", 2));
    assert!(answer.results.iter().all(|it| it.outcome == Outcome::RetryLater));
    assert_eq!(world.count("journal").await, 1);
    late["epoch"] = serde_json::json!("another");
    let answer: PushResponse = phone.post("/v1/sync/push", late).await.json();
    assert!(matches!(answer.results[0].outcome, Outcome::Applied(_)));
    let answer = phone.push_raw(&[outing(4)]).await;
    assert_eq!((answer.status, answer.json::<PushResponse>().epoch.as_str()), (StatusCode::OK, "another"));
    let next = phone.pull(Some(&page.next_cursor)).await;
    assert_eq!((next.epoch.as_str(), next.reset, next.changes.len()), ("another", true, 3));
}

/// V3: who was shut out since the backup stays out.
#[tokio::test]
async fn v3_a_restore_lets_nobody_in_again() {
    let world = World::new().await;
    let (ended, revoked, stays) = (world.phone("samira").await, world.phone("luca").await, world.phone("piero").await);
    let gone = world.phone_of(VISCONTEO, Role::Coordinator).await;
    let (spent, expired, good) = (world.code("samira").await, world.code("luca").await, world.code("piero").await);
    let backup = world.dir.path().join("copy");
    world.repo.backup(&backup, NOW).await.unwrap();
    assert_eq!(ended.post("/v1/session/end", json!({})).await.status, StatusCode::NO_CONTENT);
    world.repo.revoke_device(&world.scope(VISCONTEO), revoked.device(), None, true, NOW).await.unwrap();
    assert_eq!(world.send("POST", "/v1/enrol", &[], Some(json!({ "code": spent }))).await.status, StatusCode::OK);
    let id = world.operator("luca");
    world
        .run(&format!("UPDATE enrolment_codes SET expires_at = 0 WHERE operator_id = '{id}' AND used_at IS NULL"))
        .await;
    let id = gone.session.profile.operator_id;
    world.run(&format!("UPDATE operators SET active = 0 WHERE operator_id = '{id}'")).await;
    let (no, never) = (StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN);
    let lost = revoked.device();
    let phones = [(ended.kept(), no), (revoked.kept(), never), (gone.kept(), no)];
    let stays = stays.kept();

    let remains = world.end().await;
    SqliteRepository::restore(&backup, &remains.database(), false, &|| "next".to_owned(), NOW).await.unwrap();
    let world = World::again(remains).await;
    assert!(world.repo.is_to_be_wiped(&world.scope(VISCONTEO), lost).await.unwrap());
    for (kept, status) in phones {
        let answer = world.known(kept).get("/v1/session").await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    assert_eq!(world.known(stays).get("/v1/session").await.status, StatusCode::OK);
    for (code, good) in [(spent, false), (expired, false), (good, true)] {
        let answer = world.send("POST", "/v1/enrol", &[], Some(json!({ "code": code }))).await;
        assert_eq!(answer.status == StatusCode::OK, good, "{}", answer.text());
    }
}

/// V3: where no database tells what was since the backup, nobody is let in on its word, and nobody says that nothing
/// was erased.
#[tokio::test]
async fn v3_without_the_database_of_before_nothing_is_known_of_the_time_since() {
    let world = World::new().await;
    let kept = world.phone("samira").await.kept();
    let code = world.code("samira").await;
    let backup = world.dir.path().join("copy");
    world.repo.backup(&backup, NOW).await.unwrap();
    let remains = world.end().await;
    let restore = async |epoch: &'static str| {
        SqliteRepository::restore(&backup, &remains.database(), false, &|| epoch.to_owned(), NOW).await.unwrap()
    };
    // One that is there and knows the backup.
    assert_eq!(restore("next").await.erased, Some(0));
    // One of another incarnation.
    assert_eq!(restore("other").await.erased, None);
    fs::remove_file(remains.database()).unwrap();
    assert_eq!(restore("third").await.erased, None);
    let world = World::again(remains).await;
    assert_eq!(world.known(kept).get("/v1/session").await.status, StatusCode::UNAUTHORIZED);
    let answer = world.send("POST", "/v1/enrol", &[], Some(json!({ "code": code }))).await;
    assert_ne!(answer.status, StatusCode::OK, "{}", answer.text());
    let said = "SELECT fields FROM audit WHERE action = 'restored' AND ambito_id = 'corsichese'";
    assert_eq!(world.text(said).await, r#"["sessions_ended"]"#);
}

/// V3: what could not be finished leaves no copy of people's records behind.
#[tokio::test]
async fn v3_what_fails_leaves_no_file() {
    let world = World::new().await;
    world.phone("samira").await.push(&[outing(1)]).await;
    let files = |dir: &Path| -> BTreeSet<_> { fs::read_dir(dir).unwrap().map(|it| it.unwrap().file_name()).collect() };
    let (folder, backup) = (world.dir.path().join("folder"), world.dir.path().join("copy"));
    fs::create_dir(&folder).unwrap();
    let before = files(world.dir.path());
    assert!(world.repo.backup(&folder, NOW).await.is_err(), "a folder cannot be replaced by a file");
    assert_eq!(files(world.dir.path()), before);
    world.run("INSERT INTO _sqlx_migrations VALUES (99, 'of a later version', 0, 1, x'00', 0)").await;
    world.repo.backup(&backup, NOW).await.unwrap();
    let remains = world.end().await;
    let before = files(remains.dir.path());
    assert!(SqliteRepository::restore(&backup, &remains.database(), false, &|| "x".to_owned(), NOW).await.is_err());
    assert_eq!(files(remains.dir.path()), before);
}
