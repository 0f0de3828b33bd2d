//! Systems of a hospital that nobody attends: registered by their agency, limited to pushing, with keys that are changed while they work.

use std::path::Path;

use porthor_keys::token::{DeviceKey, key_name, sign_client_assertion};
use porthor_tests::program::python;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::command_line::{ABOUT, Desk, code_of, path, said};
use crate::device::hex;
use crate::sign_in::seconds;
use crate::stage::answer::Answer;
use crate::stage::case::Draft;
use crate::stage::world::{World, in_the_world};

const AGENCY: &str = "tair-afon";

/// A machine of the health board's.
struct Machine<'w> {
    world: &'w World,
    id: String,
    /// Whom its assertions are for.
    audience: String,
}

impl<'w> Machine<'w> {
    async fn of(world: &'w World) -> Self {
        let made =
            world["health-admin"].posts(&format!("/agencies/{AGENCY}/machines"), &json!({ "name": "Llythyrau'r clinig" })).await;
        let audience = world.door.gets("/api/v1/keys").await.expect(200).field("origin");
        Self { world, id: made.expect(201).field("machine"), audience }
    }

    /// Lets it use another key.
    async fn takes(&self, key: &DeviceKey) -> Answer {
        self.world["health-admin"]
            .posts(&format!("/people/{}/keys", self.id), &json!({ "public_key": hex(&key.public()), "name": "2026" }))
            .await
    }

    async fn loses(&self, key: &DeviceKey) {
        let path = format!("/people/{}/devices/{}", self.id, key_name(&key.public()));
        self.world["health-admin"].deletes(&path).await.expect(204);
    }

    fn asserts(&self, key: &DeviceKey) -> String {
        sign_client_assertion(key, &self.id, &self.audience, seconds())
    }

    async fn asks(&self, assertion: &str) -> Answer {
        asks_with(
            self.world,
            &[("grant_type", "client_credentials"), ("client_assertion_type", TYPE), ("client_assertion", assertion)],
        )
        .await
    }

    async fn token(&self, key: &DeviceKey) -> String {
        self.asks(&self.asserts(key)).await.expect(200).field("access_token")
    }
}

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn origin(world: &World) -> String {
    format!("https://localhost:{}", world.gateway.address().port())
}

async fn asks_with(world: &World, form: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = world.door.request(Method::POST, "/api/v1/token").header("Content-Type", "application/x-www-form-urlencoded");
    world["clinician"].sends(request.body(body)).await
}

/// A request with a machine's token.
fn with(world: &World, token: &str, method: Method, path: &str) -> RequestBuilder {
    world.door.request(method, &format!("/api/v1{path}")).bearer_auth(token)
}

async fn pushes(world: &World, token: &str, case: &str, draft: &Draft) -> Answer {
    let request = with(world, token, Method::POST, &format!("/cases/{case}/reports"));
    world["clinician"].sends(request.multipart(draft.form())).await
}

#[test]
fn the_command_line_pushes_as_a_machine_without_anybodys_code() {
    in_the_world(async |world| {
        let case = world.case().await;
        let machine = Machine::of(world).await;
        let desk = Desk::new();
        let authority = world.gateway.authority();
        let words =
            ["--json", "enrol", "machine", "--gateway", &origin(world), "--ca-file", path(&authority), "--machine", &machine.id];
        let enrolled = desk.runs_among(&[], &words).await;
        assert_eq!(code_of(&enrolled), 0, "{}", said(&enrolled));
        let shown: Value = serde_json::from_slice(&enrolled.stdout).expect("JSON");
        let again = desk.runs_among(&[], &words).await;
        assert_eq!(code_of(&again), 1, "a key is not written over: {}", said(&again));
        let file = desk.file("letter.pdf", &Draft::pdf(50_000).bytes);
        let push = [&["push", case.id.as_str(), path(&file)], &ABOUT[..]].concat();
        let early = desk.runs_among(&[], &push).await;
        assert_eq!(code_of(&early), 4, "it is not known by this key yet: {}", said(&early));
        let key = json!({ "public_key": shown["public_key"], "name": "2026" });
        let added = world["health-admin"].posts(&format!("/people/{}/keys", machine.id), &key).await.expect(201);
        assert_eq!(json!(added.field("key")), shown["key"]);
        let pushed = desk.runs_among(&[], &push).await;
        assert_eq!(code_of(&pushed), 0, "{}", said(&pushed));
        let report = world["clinician"].lists(&case).await.pop().expect("it is there");
        let report = world["clinician"].gets(&case.path(&format!("/reports/{report}"))).await.expect(200).json();
        assert_eq!((&report["report"]["author"], &report["report"]["author_agency"]), (&json!(machine.id), &json!(AGENCY)));
        let fetched = desk.runs_among(&[], &["case", "list"]).await;
        assert_ne!(code_of(&fetched), 0, "it pushes, and does nothing else: {}", said(&fetched));
    });
}

#[test]
fn a_library_of_others_gets_a_token_with_which_reports_are_pushed() {
    in_the_world(async |world| {
        let (case, machine, key) = (world.case().await, Machine::of(world).await, DeviceKey::generate());
        machine.takes(&key).await.expect(201);
        let desk = Desk::new();
        let pem = desk.file("key.pem", key.to_pem().as_bytes());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/machine.py");
        for audience in [machine.audience.clone(), format!("{}/api/v1/token", machine.audience)] {
            let mut asks = tokio::process::Command::new("python3");
            asks.env("PYTHONPATH", python()).arg(&script).arg(format!("{}/api/v1/token", origin(world)));
            asks.arg(world.gateway.authority()).arg(&pem).arg(key_name(&key.public())).arg(&machine.id).arg(&audience);
            let answered = asks.output().await.expect("python3 is installed");
            assert!(answered.status.success(), "{}", said(&answered));
            let token: Value = serde_json::from_slice(&answered.stdout).expect("JSON");
            assert_eq!(token["token_type"], "Bearer");
            let token = token["access_token"].as_str().expect("a token");
            pushes(world, token, &case.id, &Draft::pdf(3000)).await.expect(201);
        }
        assert_eq!(world["clinician"].lists(&case).await.len(), 2);
    });
}

#[test]
fn keys_are_changed_while_it_works_and_one_that_is_taken_away_is_out_at_once() {
    in_the_world(async |world| {
        let (case, machine) = (world.case().await, Machine::of(world).await);
        let (old, new) = (DeviceKey::generate(), DeviceKey::generate());
        machine.takes(&old).await.expect(201);
        let before = machine.token(&old).await;
        machine.takes(&new).await.expect(201);
        let after = machine.token(&new).await;
        let listed = world["health-admin"].gets(&format!("/people/{}/keys", machine.id)).await.expect(200).json();
        assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
        pushes(world, &before, &case.id, &Draft::pdf(3000)).await.expect(201);
        machine.loses(&old).await;
        pushes(world, &before, &case.id, &Draft::pdf(3000)).await.expect_problem(401, "session-ended");
        machine.asks(&machine.asserts(&old)).await.expect_problem(401, "machine-unknown");
        pushes(world, &after, &case.id, &Draft::pdf(3000)).await.expect(201);
        machine.takes(&old).await.expect_problem(409, "key-taken");
        world["health-admin"].deletes(&format!("/people/{}", machine.id)).await.expect(204);
        pushes(world, &after, &case.id, &Draft::pdf(3000)).await.expect_problem(401, "session-ended");
        machine.asks(&machine.asserts(&new)).await.expect_problem(401, "machine-unknown");
    });
}

#[test]
fn it_may_push_to_its_agencys_cases_and_ask_for_nothing_else() {
    in_the_world(async |world| {
        let (case, machine, key) = (world.case().await, Machine::of(world).await, DeviceKey::generate());
        machine.takes(&key).await.expect(201);
        let token = machine.token(&key).await;
        let clinician = &world["clinician"];
        let report = clinician.has_pushed(&case, &Draft::pdf(3000)).await;
        for (method, path) in [
            (Method::GET, "/cases".to_owned()),
            (Method::GET, case.path("/reports")),
            (Method::GET, case.path(&format!("/reports/{report}/content?purpose=aln-support"))),
            (Method::GET, case.path("")),
            (Method::POST, "/devices/codes".to_owned()),
            (Method::POST, "/envelopes".to_owned()),
            (Method::POST, format!("/people/{}/keys", machine.id)),
            (Method::GET, "/audit/events".to_owned()),
        ] {
            let refused = clinician.sends(with(world, &token, method.clone(), &path)).await;
            assert!(matches!(refused.status, 403..=405), "{method} {path}: {}", refused.text());
        }
        // A case that its agency has no part in is not there.
        pushes(world, &token, "nobody", &Draft::pdf(3000)).await.expect(404);
        world["mother"].posts(&case.path("/vetoes"), &json!({ "agency": AGENCY })).await.expect(201);
        let kept_away = pushes(world, &token, &case.id, &Draft::pdf(3000)).await;
        assert!(matches!(kept_away.status, 403 | 404), "{}", kept_away.text());
    });
}

#[test]
fn an_assertion_is_taken_once_from_whom_it_is_and_for_this_gateway() {
    in_the_world(async |world| {
        let (machine, other) = (Machine::of(world).await, Machine::of(world).await);
        let (key, stranger) = (DeviceKey::generate(), DeviceKey::generate());
        machine.takes(&key).await.expect(201);
        let once = machine.asserts(&key);
        machine.asks(&once).await.expect(200);
        machine.asks(&once).await.expect_problem(401, "machine-unknown");
        let twice = machine.asserts(&key);
        let (one, two) = tokio::join!(machine.asks(&twice), machine.asks(&twice));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
        let attempts = [
            ("a key of nobody's", machine.asserts(&stranger)),
            ("the key of another", other.asserts(&key)),
            ("for elsewhere", sign_client_assertion(&key, &machine.id, "https://elsewhere.example", seconds())),
            ("too old", sign_client_assertion(&key, &machine.id, &machine.audience, seconds() - 1000)),
            ("of the future", sign_client_assertion(&key, &machine.id, &machine.audience, seconds() + 1000)),
            ("noise", "a.b.c".to_owned()),
            ("nothing", String::new()),
        ];
        for (what, assertion) in attempts {
            let refused = machine.asks(&assertion).await.expect_problem(401, "machine-unknown");
            assert_eq!(refused.json()["error"], "invalid_client", "{what}");
        }
        let forms: [&[(&str, &str)]; 3] = [
            &[("grant_type", "password"), ("username", "x"), ("password", "y")],
            &[("grant_type", "client_credentials"), ("client_id", "x"), ("client_secret", "y")],
            &[],
        ];
        for form in forms {
            asks_with(world, form).await.expect_problem(400, "token-request");
        }
    });
}

#[test]
fn only_administrators_of_its_agency_look_after_it_and_nobody_joins_as_one() {
    in_the_world(async |world| {
        let machine = Machine::of(world).await;
        let key = json!({ "public_key": "ab".repeat(32), "name": "x" });
        for who in ["clinician", "school-admin", "operator", "mother"] {
            let added = world[who].posts(&format!("/people/{}/keys", machine.id), &key).await;
            let made = world[who].posts(&format!("/agencies/{AGENCY}/machines"), &json!({ "name": "x" })).await;
            assert!(
                matches!(added.status, 403 | 404) && matches!(made.status, 403 | 404),
                "{who}: {} {}",
                added.text(),
                made.text()
            );
        }
        let admin = &world["health-admin"];
        let person = json!({ "address": "peiriant@tair-afon.example", "name": "Neb", "role": "hospital-system", "language": "en" });
        admin.posts(&format!("/agencies/{AGENCY}/people"), &person).await.expect_problem(400, "bad-field");
        admin.posts(&format!("/people/{}/keys", world["clinician"].id), &key).await.expect_problem(400, "bad-field");
        let bad = json!({ "public_key": "short", "name": "x" });
        admin.posts(&format!("/people/{}/keys", machine.id), &bad).await.expect_problem(400, "bad-field");
    });
}
