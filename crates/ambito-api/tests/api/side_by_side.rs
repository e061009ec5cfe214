//! One browser with the notebooks of several people: each syncs by its own session, and answers for no other.

use axum::http::{StatusCode, header};
use model::ids::DeviceId;
use model::time::Millis;
use protocol::{Outcome, ProblemCode, PullResponse, PushResponse, SessionResponse};
use serde_json::{Value, json};

use crate::support::{Answer, Phone, VISCONTEO, World, activation, outing, record};

const LAST: &str = "__Host-taccuino";

/// P9: two people on one phone sync in turn, each under the own name, and neither is given what is the other's.
#[tokio::test]
async fn p9_two_people_on_one_phone_sync_side_by_side() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let samira = browser.enrol("samira").await;
    let irene = browser.enrol("irene").await;
    for (phone, op) in [(&samira, outing(1)), (&irene, activation(2, "015189")), (&samira, outing(3))] {
        let answer = browser.post(phone, "/v1/sync/push", json!(phone.batch(&[op]))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert!(matches!(answer.json::<PushResponse>().results[0].outcome, Outcome::Applied(_)));
    }
    for (phone, own) in [(&samira, vec![record(1), record(3)]), (&irene, vec![record(2)])] {
        let session: SessionResponse = browser.get(phone, "/v1/session").await.json();
        assert_eq!(session.profile, phone.session.profile);
        let body = json!({ "protocol": 2, "deviceId": phone.device(), "cursor": null, "limit": 200 });
        let page: PullResponse = browser.post(phone, "/v1/sync/pull", body).await.json();
        assert_eq!(page.changes.iter().map(|it| it.id).collect::<Vec<_>>(), own);
    }
    // Whose device the header names is who asks; a body in the name of the other is refused.
    let foreign = browser.post(&samira, "/v1/sync/push", json!(irene.batch(&[activation(4, "015189")]))).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

/// P9: whoever gives a cookie another name, or another's name, gets nothing by it.
#[tokio::test]
async fn p9_a_cookie_answers_for_no_other_device() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let (samira, irene) = (browser.enrol("samira").await, browser.enrol("irene").await);
    let token = |device: DeviceId| browser.jar.iter().find(|(name, _)| *name == name_of(device)).unwrap().1.clone();
    let (hers, others) = (token(samira.device()), token(irene.device()));
    for (cookie, asks) in [
        (format!("{}={others}", name_of(samira.device())), &samira),
        (format!("{}={hers}", name_of(irene.device())), &samira),
        (format!("{LAST}={others}"), &samira),
        (format!("{}={others}; {LAST}={hers}", name_of(samira.device())), &samira),
        (format!("{LAST}-={hers}"), &samira),
    ] {
        let headers = [("cookie", cookie.as_str()), ("x-taccuino-device", &asks.device().to_string())];
        let answer = world.send("GET", "/v1/session", &headers, None).await;
        assert_eq!((answer.status, answer.problem().code), (StatusCode::UNAUTHORIZED, ProblemCode::Unauthenticated));
    }
    // That the phone of the other was shut out is nothing to her either.
    world
        .app
        .repo()
        .revoke_device(&world.scope(VISCONTEO), irene.device(), None, false, world.app.now())
        .await
        .unwrap();
    for (asks, status) in [(&samira, StatusCode::UNAUTHORIZED), (&irene, StatusCode::FORBIDDEN)] {
        let cookie = format!("{LAST}={others}");
        let headers = [("cookie", cookie.as_str()), ("x-taccuino-device", &asks.device().to_string())];
        assert_eq!(world.send("GET", "/v1/session", &headers, None).await.status, status);
    }
}

/// A phone that is out there has one cookie, of the old name: it goes on, also after somebody else was enrolled there.
#[tokio::test]
async fn a_cookie_of_the_old_name_goes_on_working() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let samira = browser.enrol("samira").await;
    browser.jar.retain(|(name, _)| name == LAST);
    assert_eq!(browser.get(&samira, "/v1/session").await.status, StatusCode::OK);
    let irene = browser.enrol("irene").await;
    for phone in [&samira, &irene] {
        let session: SessionResponse = browser.get(phone, "/v1/session").await.json();
        assert_eq!(session.profile.display_name, phone.session.profile.display_name);
    }
    // An app of before says no device: it is that of who enrolled last.
    let cookie = browser.cookie();
    let session: SessionResponse = world.send("GET", "/v1/session", &[("cookie", &cookie)], None).await.json();
    assert_eq!(session.profile.display_name, "Irene Esempio");
}

/// However often a phone is enrolled, it holds few cookies; the oldest go first.
#[tokio::test]
async fn the_cookies_of_a_phone_are_few() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let mut phones = Vec::new();
    for _ in 0..20 {
        phones.push(browser.enrol("samira").await);
        assert!(browser.jar.len() <= 9, "{}", browser.jar.len());
    }
    for (n, phone) in phones.iter().enumerate() {
        let expected = if n < 12 { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
        assert_eq!(browser.get(phone, "/v1/session").await.status, expected, "the {n}th");
    }
    // What a script or a person put there is answered by few cookies too.
    browser.jar.extend((0..500).map(|n| (format!("{LAST}-{n:08x}"), "x".to_owned())));
    let code = world.code("samira").await;
    let answer = browser.send("POST", "/v1/enrol", &[], Some(json!({ "code": code }))).await;
    assert!(answer.headers.get_all(header::SET_COOKIE).iter().count() < 20);
}

/// What is over is taken away: by its own end at once, else when somebody is enrolled.
#[tokio::test]
async fn the_cookie_of_a_session_that_is_over_goes() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let (samira, irene) = (browser.enrol("samira").await, browser.enrol("irene").await);
    assert_eq!(browser.post(&samira, "/v1/session/end", json!({})).await.status, StatusCode::NO_CONTENT);
    let names = |browser: &Browser<'_>| browser.jar.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&browser), [LAST.to_owned(), name_of(irene.device())]);
    assert_eq!(browser.get(&irene, "/v1/session").await.status, StatusCode::OK);
    // It lived by being used, and nobody does.
    world.wait(6 * Millis::DAY);
    browser.enrol("luca").await;
    world.wait(2 * Millis::DAY);
    let refused = browser.get(&irene, "/v1/session").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "to enrol a colleague is no use of a session");
    let last = browser.enrol("vito").await;
    assert_eq!(names(&browser).len(), 3);
    assert!(!names(&browser).contains(&name_of(irene.device())));
    assert_eq!(browser.post(&last, "/v1/session/end", json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(names(&browser).len(), 1, "the last one had two names");
}

/// A person whose phone was shut out still hears why, whoever else has the phone.
#[tokio::test]
async fn a_phone_that_was_shut_out_hears_so_beside_others() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let samira = browser.enrol("samira").await;
    let scope = world.scope(VISCONTEO);
    assert!(world.app.repo().revoke_device(&scope, samira.device(), None, false, Millis(1)).await.unwrap());
    let irene = browser.enrol("irene").await;
    let answer = browser.get(&samira, "/v1/session").await;
    assert_eq!((answer.status, answer.problem().code), (StatusCode::FORBIDDEN, ProblemCode::DeviceRevoked));
    assert_eq!(browser.get(&irene, "/v1/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn cookies_are_out_of_reach_and_name_nobody() {
    let world = World::new().await;
    let mut browser = Browser::new(&world);
    let (samira, _) = (browser.enrol("samira").await, browser.enrol("irene").await);
    let code = world.code("luca").await;
    let answer = browser.send("POST", "/v1/enrol", &[], Some(json!({ "code": code }))).await;
    let set: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().map(|it| it.to_str().unwrap()).collect();
    assert_eq!(set.len(), 2);
    for cookie in set {
        for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
            assert!(cookie.split("; ").any(|it| it == part), "{part} in {cookie}");
        }
        assert!(cookie.starts_with(LAST) && !cookie.contains("Domain"), "{cookie}");
    }
    let operator = samira.session.profile.operator_id.to_string();
    assert!(
        browser.jar.iter().all(|(name, _)| !operator.starts_with(&name[LAST.len()..].replace('-', "")) || name == LAST)
    );
}

fn name_of(device: DeviceId) -> String {
    format!("{LAST}-{}", &device.to_string()[..8])
}

/// What a browser does with cookies.
struct Browser<'w> {
    world: &'w World,
    jar: Vec<(String, String)>,
}

impl<'w> Browser<'w> {
    fn new(world: &'w World) -> Self {
        Self { world, jar: Vec::new() }
    }

    fn cookie(&self) -> String {
        self.jar.iter().map(|(name, token)| format!("{name}={token}")).collect::<Vec<_>>().join("; ")
    }

    async fn enrol(&mut self, key: &str) -> Phone<'w> {
        let code = self.world.code(key).await;
        let answer = self.send("POST", "/v1/enrol", &[], Some(json!({ "code": code }))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        Phone { world: self.world, cookie: String::new(), session: answer.json() }
    }

    async fn get(&mut self, of: &Phone<'_>, path: &str) -> Answer {
        self.send("GET", path, &[("x-taccuino-device", &of.device().to_string())], None).await
    }

    async fn post(&mut self, of: &Phone<'_>, path: &str, body: Value) -> Answer {
        self.send("POST", path, &[("x-taccuino-device", &of.device().to_string())], Some(body)).await
    }

    async fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let cookie = self.cookie();
        let headers = [headers, &[("cookie", cookie.as_str())]].concat();
        let answer = self.world.send(method, path, &headers, body).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            let token = rest.split(';').next().unwrap().to_owned();
            let known = self.jar.iter().position(|(known, _)| known == name);
            match (known, rest.contains("Max-Age=0")) {
                (Some(at), true) => drop(self.jar.remove(at)),
                // One that is set again keeps its place.
                (Some(at), false) => self.jar[at].1 = token,
                (None, true) => {}
                (None, false) => self.jar.push((name.to_owned(), token)),
            }
        }
        answer
    }
}
