//! Headers and the files of the app.

use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use tempfile::TempDir;

use crate::support::World;

/// Word for word what the threat model asks for.
const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
img-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; \
base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
trusted-types default";

fn dist() -> TempDir {
    let dir = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    fs::create_dir_all(dir.path().join("assets")).unwrap();
    fs::create_dir_all(dir.path().join("icons")).unwrap();
    write("index.html", "<!doctype html><title>Taccuino</title>");
    write("sw.js", "self.x = 1;");
    write("manifest.webmanifest", "{}");
    write("icons/any.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    write("assets/taccuino-1a2b.js", "export default 1;");
    write("assets/taccuino-1a2b.wasm", &"\0asm".repeat(1_000));
    dir
}

async fn world(dist: &Path) -> World {
    World::serving(Some(dist)).await
}

#[tokio::test]
async fn the_document_the_worker_and_the_assets_carry_the_strict_policy() {
    let dist = dist();
    let world = world(dist.path()).await;
    for path in ["/", "/attiva", "/sw.js", "/assets/taccuino-1a2b.js", "/assets/missing.js"] {
        let answer = world.send("GET", path, &[], None).await;
        assert_eq!(answer.header("content-security-policy"), CSP, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-embedder-policy"), "require-corp");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
        assert_eq!(answer.header("service-worker-allowed"), "");
        let permissions = answer.header("permissions-policy");
        for closed in
            ["camera=(self)", "microphone=()", "geolocation=(self)", "usb=()", "publickey-credentials-get=(self)"]
        {
            assert!(permissions.split(", ").any(|it| it == closed), "{closed} in {permissions}");
        }
    }
}

/// W8: a script that slipped in finds nothing to register but the one worker, at its own path, and no wider scope for it.
#[tokio::test]
async fn w8_the_policy_leaves_one_worker() {
    let dist = dist();
    let world = world(dist.path()).await;
    for path in ["/", "/sw.js", "/assets/taccuino-1a2b.js", "/assets/missing.js", "/v1/session"] {
        let answer = world.send("GET", path, &[], None).await;
        assert_eq!(answer.header("service-worker-allowed"), "", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("worker-src 'self'") || policy.starts_with("default-src 'none'; frame"), "{path}");
    }
}

/// W8: the worker that ends all workers is at hand, under the address and the policy of the one that it ends.
#[tokio::test]
async fn w8_a_worker_that_ends_all_workers_is_at_hand() {
    let dist = dist();
    let ending = World::with(|options| {
        options.dist = Some(dist.path().to_path_buf());
        options.end_workers = true;
    })
    .await;
    let answer = ending.send("GET", "/sw.js", &[("accept-encoding", "br")], None).await;
    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-cache"));
    assert!(answer.header("content-type").starts_with("text/javascript"));
    assert_eq!(answer.header("content-security-policy"), CSP);
    let plain = ending.send("GET", "/sw.js", &[], None).await;
    assert!(plain.text().contains("unregister()"), "{}", plain.text());
    assert!(ending.send("GET", "/", &[], None).await.text().contains("<title>Taccuino"));
}

#[tokio::test]
async fn w9_only_hashed_assets_are_kept_by_caches() {
    let dist = dist();
    let world = world(dist.path()).await;
    for path in ["/", "/index.html", "/giro/oggi", "/sw.js", "/manifest.webmanifest", "/icons/any.svg"] {
        let answer = world.send("GET", path, &[], None).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-cache"), "{path}");
    }
    let asset = world.send("GET", "/assets/taccuino-1a2b.wasm", &[], None).await;
    assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(asset.header("content-type"), "application/wasm");
    assert!(world.send("GET", "/sw.js", &[], None).await.header("content-type").starts_with("text/javascript"));
}

#[tokio::test]
async fn routes_of_the_app_get_the_document_and_missing_files_do_not() {
    let dist = dist();
    let world = world(dist.path()).await;
    for path in ["/", "/attiva", "/scheda/0190", "/una/strada/lunga"] {
        let answer = world.send("GET", path, &[], None).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text().contains("<title>Taccuino"), "{path}");
    }
    for path in ["/assets/old-9f9f.js", "/assets/", "/assets", "/altro.js", "/icons/none.png", "/../Cargo.toml"] {
        let answer = world.send("GET", path, &[], None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.text().contains("Taccuino</title>"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
    assert_eq!(world.send("POST", "/attiva", &[], None).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn files_and_answers_are_compressed_when_the_browser_takes_it() {
    let dist = dist();
    let world = world(dist.path()).await;
    let accepts = [("accept-encoding", "gzip, br")];
    let asset = world.send("GET", "/assets/taccuino-1a2b.wasm", &accepts, None).await;
    assert_eq!(asset.header("content-encoding"), "br");
    assert!(asset.body.len() < 1_000);
    assert!(asset.header("vary").contains("accept-encoding"));
    let phone = world.phone("samira").await;
    let headers = [("cookie", phone.cookie.as_str()), accepts[0]];
    let config = world.send("GET", "/v1/config", &headers, None).await;
    assert_eq!(config.header("content-encoding"), "br");
}

#[tokio::test]
async fn nothing_of_the_api_is_ever_kept() {
    let dist = dist();
    let world = world(dist.path()).await;
    let phone = world.phone("samira").await;
    for path in ["/v1/session", "/v1/config", "/v1/nothing", "/v1/openapi.json"] {
        let answer = phone.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}
