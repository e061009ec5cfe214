//! What never reaches a handler: other sites, other media types, bombs, dead ends.

use std::io::Write;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use protocol::{MAX_BATCH_BYTES, ProblemCode};
use serde_json::json;

use crate::support::{Answer, Phone, World, outing};

async fn post(phone: &Phone<'_>, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut request = Request::post("/v1/sync/push").header("cookie", &phone.cookie);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    phone.world.raw(request.body(body.into()).unwrap()).await
}

const OURS: (&str, &str) = ("x-taccuino", "1");
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn another_site_cannot_post() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let body = || json!(phone.batch(&[outing(1)])).to_string();
    let without = post(&phone, &[JSON], body()).await;
    assert_eq!((without.status, without.problem().code), (StatusCode::FORBIDDEN, ProblemCode::Forbidden));
    for site in ["cross-site", "same-site", "none"] {
        assert_eq!(post(&phone, &[JSON, OURS, ("sec-fetch-site", site)], body()).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(world.count("records").await, 0);
    assert_eq!(post(&phone, &[JSON, OURS, ("sec-fetch-site", "same-origin")], body()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn only_json_is_read() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    for media in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
        let answer = post(&phone, &[OURS, ("content-type", media)], "{}").await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(answer.problem().code, ProblemCode::UnsupportedMediaType);
    }
    let broken = post(&phone, &[OURS, JSON], "{\"protocol\": 1,").await;
    assert_eq!((broken.status, broken.problem().code), (StatusCode::BAD_REQUEST, ProblemCode::BadRequest));
    let nonsense = post(&phone, &[OURS, JSON], "{\"protocol\": \"uno\"}").await;
    assert_eq!(
        (nonsense.status, nonsense.problem().code),
        (StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Unprocessable)
    );
}

#[tokio::test]
async fn v10_bombs_are_refused_by_size_after_decompression_and_by_depth() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let gzip = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    const GZIP: (&str, &str) = ("content-encoding", "gzip");
    let whole = json!(phone.batch(&[outing(1)])).to_string();
    assert_eq!(post(&phone, &[OURS, JSON, GZIP], gzip(whole.as_bytes())).await.status, StatusCode::OK);
    // One hundred MiB of spaces in a hundred kilobytes.
    let bomb = gzip(&vec![b' '; 100 * 1024 * 1024]);
    assert!(bomb.len() < MAX_BATCH_BYTES / 4);
    let answer = post(&phone, &[OURS, JSON, GZIP], bomb).await;
    assert_eq!((answer.status, answer.problem().code), (StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge));
    let plain = post(&phone, &[OURS, JSON], vec![b' '; 2 * MAX_BATCH_BYTES]).await;
    assert_eq!(plain.status, StatusCode::PAYLOAD_TOO_LARGE);
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    let mut value = json!(phone.batch(&[outing(1)]));
    value["ops"][0]["fields"]["notes"]["value"] = json!("DEEP");
    let inside = value.to_string().replace("\"DEEP\"", &deep[400_000..600_000]);
    for nested in [deep, inside] {
        let answer = post(&phone, &[OURS, JSON], nested).await;
        assert!(
            matches!(answer.status, StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY),
            "{}",
            answer.status
        );
        answer.problem();
    }
    let cut = post(&phone, &[OURS, JSON, GZIP], gzip(whole.as_bytes())[..40].to_vec()).await;
    assert_eq!((cut.status, cut.problem().code), (StatusCode::BAD_REQUEST, ProblemCode::BadRequest));
    let unknown = post(&phone, &[OURS, JSON, ("content-encoding", "zstd")], whole).await;
    assert_eq!(
        (unknown.status, unknown.problem().code),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, ProblemCode::UnsupportedMediaType)
    );
}

/// A push of the most operations and the most bytes that the protocol allows fits.
#[tokio::test]
async fn a_batch_at_its_limits_fits_and_one_more_does_not() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let ops: Vec<_> = (1..=501).map(outing).collect();
    let answer = phone.push_raw(&ops).await;
    assert_eq!((answer.status, answer.problem().code), (StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge));
    assert_eq!(phone.push(&ops[..500]).await.len(), 500);
    let mut full = outing(900);
    let room = MAX_BATCH_BYTES - serde_json::to_vec(&full).unwrap().len() - 100;
    let change = protocol::FieldChange::new(json!("x".repeat(room)), None);
    full.fields.insert("unknownToThisVersion".to_owned(), change);
    phone.apply(&crate::support::sealed(full)).await;
}

#[tokio::test]
async fn dead_ends_are_problems_too() {
    let world = World::new().await;
    for (method, path, status) in [
        ("GET", "/v1/nothing", StatusCode::NOT_FOUND),
        ("GET", "/v1", StatusCode::NOT_FOUND),
        ("GET", "/v1/", StatusCode::NOT_FOUND),
        ("POST", "/v1/sync", StatusCode::NOT_FOUND),
        ("GET", "/v1/sync/push", StatusCode::METHOD_NOT_ALLOWED),
        ("DELETE", "/v1/session", StatusCode::METHOD_NOT_ALLOWED),
        ("GET", "/v1/session", StatusCode::UNAUTHORIZED),
        ("GET", "/v1/config", StatusCode::UNAUTHORIZED),
    ] {
        let answer = world.send(method, path, &[], None).await;
        assert_eq!(answer.status, status, "{method} {path}");
        let problem = answer.problem();
        assert!(problem.kind.starts_with("urn:taccuino:problem:"), "{}", problem.kind);
        assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
    }
}

#[tokio::test]
async fn every_answer_says_how_many_requests_are_left() {
    let world = World::new().await;
    let phone = world.phone("samira").await;
    let left = |answer: &Answer| answer.header("x-ratelimit-remaining").parse::<u32>().unwrap();
    let first = phone.get("/v1/session").await;
    assert_eq!(first.header("x-ratelimit-limit"), "1200");
    assert!((1_000..1_200).contains(&left(&first)), "the enrolment and this one are gone");
    assert!(first.header("x-ratelimit-reset").parse::<u32>().is_ok());
    let mut last = phone.get("/v1/session").await;
    for _ in 0..3_000 {
        last = world.send("GET", "/health/live", &[], None).await;
        if last.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!((last.status, last.problem().code), (StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooManyRequests));
    assert!(last.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert_eq!(last.header("x-ratelimit-remaining"), "0");
}

/// On a phone that is shut an address typed by hand shows nothing; and where another notebook is open than that of who
/// enrolled last, the session of the latter does not answer.
#[tokio::test]
async fn a_session_answers_the_app_and_its_own_device_alone() {
    let world = World::new().await;
    let (samira, luca) = (world.phone("samira").await, world.phone("luca").await);
    let get = async |headers: &[(&str, &str)]| {
        let mut request = Request::get("/v1/session").header("cookie", &samira.cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        world.raw(request.body(Body::empty()).unwrap()).await
    };
    let typed = get(&[]).await;
    assert_eq!((typed.status, typed.problem().code), (StatusCode::FORBIDDEN, ProblemCode::Forbidden));
    assert!(!typed.text().contains("Samira"));
    assert_eq!(get(&[OURS]).await.status, StatusCode::OK);
    let (own, other) = (samira.device().to_string(), luca.device().to_string());
    assert_eq!(get(&[OURS, ("x-taccuino-device", &own)]).await.status, StatusCode::OK);
    for named in [other.as_str(), "", "x"] {
        let answer = get(&[OURS, ("x-taccuino-device", named)]).await;
        assert_eq!((answer.status, answer.problem().code), (StatusCode::UNAUTHORIZED, ProblemCode::Unauthenticated));
    }
}
