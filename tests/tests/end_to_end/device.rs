//! Devices of the command line: a key of their own, enrolled with a one-time code, and the person's code once a working day.

use porthor_keys::token::{DeviceKey, sign_device_assertion};
use serde_json::json;

use crate::sign_in::{door, invited, seconds};
use crate::stage::browser::Browser;
use crate::stage::case::Draft;
use crate::stage::person::{Door, Person};
use crate::stage::world::in_the_world;

struct Enrolled {
    key: DeviceKey,
    id: String,
    audience: String,
}

impl Enrolled {
    fn asserts(&self) -> String {
        sign_device_assertion(&self.key, &self.id, &self.audience, seconds())
    }
}

#[test]
fn it_signs_in_with_its_key_and_asks_for_the_persons_code_once_a_day() {
    in_the_world(async |world| {
        let door = door(world);
        let (address, code) = invited(world, "device").await;
        let person = Person::enrols(&door, &address, &code).await;
        let device = enrol(&door, &person).await;
        let bare = json!({ "assertion": device.asserts() });
        door.posts("/devices/sign-in", &bare).await.expect_problem(401, "device-code-due");
        let position = person.gets("/session").await.expect(200).field("position");
        let coded = json!({ "assertion": device.asserts(), "code": person.card()[&position] });
        let token = door.posts("/devices/sign-in", &coded).await.expect(200);
        assert_eq!(token.field("person"), person.id);
        let again = door.posts("/devices/sign-in", &json!({ "assertion": device.asserts() })).await.expect(200);
        person.holds(&again.field("token"));
        person.gets("/cases").await.expect(200);
    });
}

#[test]
fn the_code_falls_due_again_once_the_working_day_since_the_last_one_is_over() {
    in_the_world(async |world| {
        let door = door(world);
        let (address, code) = invited(world, "device-day").await;
        let person = Person::enrols(&door, &address, &code).await;
        let device = enrol(&door, &person).await;
        let position = person.gets("/session").await.expect(200).field("position");
        let coded = json!({ "assertion": device.asserts(), "code": person.card()[&position] });
        door.posts("/devices/sign-in", &coded).await.expect(200);
        // The clock is the machine's own, so it is the last code that moves back in time: by what is left of twelve hours but a minute.
        let almost = 12 * 3_600_000 - 60_000;
        let mut database = crate::faults::database(&world.gateway).await;
        let mut goes_back = async |millis: i64| {
            let sql = "UPDATE device SET coded_at = coded_at - $1 WHERE id = $2";
            sqlx::query(sql).bind(millis).bind(device.id.as_str()).execute(&mut database).await.expect("moved");
        };
        goes_back(almost).await;
        let token = door.posts("/devices/sign-in", &json!({ "assertion": device.asserts() })).await.expect(200);
        goes_back(60_000).await;
        let due = door.posts("/devices/sign-in", &json!({ "assertion": device.asserts() })).await;
        due.expect_problem(401, "device-code-due");
        // What was signed in with the older code ends with it too.
        person.holds(&token.field("token"));
        let position = person.gets("/session").await.expect(200).field("position");
        let coded = json!({ "assertion": device.asserts(), "code": person.card()[&position] });
        door.posts("/devices/sign-in", &coded).await.expect(200);
    });
}

#[test]
fn an_assertion_is_good_once_and_only_with_the_right_key_for_this_gateway_and_now() {
    in_the_world(async |world| {
        let door = door(world);
        let (address, code) = invited(world, "device-once").await;
        let person = Person::enrols(&door, &address, &code).await;
        let device = enrol(&door, &person).await;
        let position = person.gets("/session").await.expect(200).field("position");
        let assertion = device.asserts();
        let coded = json!({ "assertion": assertion, "code": person.card()[&position] });
        door.posts("/devices/sign-in", &coded).await.expect(200);
        for assertion in [
            assertion,
            sign_device_assertion(&DeviceKey::generate(), &device.id, &device.audience, seconds()),
            sign_device_assertion(&device.key, "another-device", &device.audience, seconds()),
            sign_device_assertion(&device.key, &device.id, "https://elsewhere.example", seconds()),
            sign_device_assertion(&device.key, &device.id, &device.audience, seconds() - 3600),
            sign_device_assertion(&device.key, &device.id, &device.audience, seconds() + 3600),
            "not.an.assertion".to_owned(),
        ] {
            let answer = door.posts("/devices/sign-in", &json!({ "assertion": assertion })).await;
            answer.expect_problem(401, "device-unknown");
        }
    });
}

#[test]
fn a_removed_one_and_its_sessions_end_at_once() {
    in_the_world(async |world| {
        let door = door(world);
        let (address, code) = invited(world, "device-gone").await;
        let person = Person::enrols(&door, &address, &code).await;
        let device = enrol(&door, &person).await;
        let position = person.gets("/session").await.expect(200).field("position");
        let coded = json!({ "assertion": device.asserts(), "code": person.card()[&position] });
        let token = door.posts("/devices/sign-in", &coded).await.expect(200).field("token");
        person.deletes(&format!("/devices/{}", device.id)).await.expect(204);
        let own = person.token().await;
        person.holds(&token);
        person.gets("/session").await.expect_problem(401, "session-ended");
        person.holds(&own);
        person.gets("/session").await.expect(200);
        let again = json!({ "assertion": device.asserts() });
        door.posts("/devices/sign-in", &again).await.expect_problem(401, "device-unknown");
    });
}

#[test]
fn it_is_ended_on_its_owners_page_or_on_their_administrators() {
    in_the_world(async |world| {
        let door = door(world);
        for who in ["owner", "administrator"] {
            let (address, code) = invited(world, &format!("device-of-{who}")).await;
            let person = Person::enrols(&door, &address, &code).await;
            let device = enrol(&door, &person).await;
            let (reader, page, form) = match who {
                "owner" => (&person, "/account".to_owned(), "/account/devices".to_owned()),
                _ => (
                    &world["health-admin"],
                    format!("/agency/people/{}", person.id),
                    format!("/agency/people/{}/device", person.id),
                ),
            };
            let mut browser = Browser::of(&world.gateway, reader).await;
            let shown = browser.visits(&page).await.expect(200);
            assert!(shown.text.contains("gliniadur"), "{}", shown.text);
            let csrf = shown.field("csrf");
            browser.submits(&form, &[("csrf", &csrf), ("device", &device.id)]).await.expect(303);
            assert!(!browser.visits(&page).await.expect(200).text.contains("gliniadur"));
            let position = person.gets("/session").await.expect(200).field("position");
            let coded = json!({ "assertion": device.asserts(), "code": person.card()[&position] });
            door.posts("/devices/sign-in", &coded).await.expect_problem(401, "device-unknown");
        }
    });
}

#[test]
fn a_leavers_session_device_and_running_download_end_at_once() {
    in_the_world(async |world| {
        let door = door(world);
        let (address, code) = invited(world, "device-leaver").await;
        let leaver = Person::enrols(&door, &address, &code).await;
        let case = world.case().await;
        let part = json!({ "agency": "tair-afon", "person": leaver.id, "role": "clinician" });
        world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
        let report = leaver.has_pushed(&case, &Draft::pdf(12_000_000)).await;
        let device = enrol(&door, &leaver).await;
        let begun = leaver.begins_to_open(&case, &report).await;
        assert_eq!(begun.status(), 200);
        let mut admin = Browser::of(&world.gateway, &world["health-admin"]).await;
        let path = format!("/agency/people/{}/leave", leaver.id);
        let form = admin.visits(&path).await.expect(200);
        let (csrf, once) = (form.field("csrf"), form.field("once"));
        admin.submits(&path, &[("csrf", csrf.as_str()), ("once", &once)]).await.expect(303);
        let whole = begun.bytes().await.map(|bytes| bytes.len());
        assert!(whole.is_err(), "it ran on to its end: {whole:?}");
        leaver.gets("/session").await.expect_problem(401, "session-ended");
        let assertion = json!({ "assertion": device.asserts() });
        door.posts("/devices/sign-in", &assertion).await.expect_problem(401, "device-unknown");
    });
}

#[test]
fn a_code_enrols_one_and_nobody_removes_another_persons() {
    in_the_world(async |world| {
        let door = door(world);
        let (address, code) = invited(world, "device-code").await;
        let person = Person::enrols(&door, &address, &code).await;
        let code = person.posts("/devices/codes", &json!({})).await.expect(201).field("code");
        let new = |code: &str| json!({ "code": code, "public_key": hex(&DeviceKey::generate().public()), "name": "gliniadur" });
        let device = door.posts("/devices", &new(&code)).await.expect(201).field("device");
        door.posts("/devices", &new(&code)).await.expect_problem(401, "enrolment-code-wrong");
        door.posts("/devices", &new("ABCD-EFGH-JKMN-PQRS")).await.expect_problem(401, "enrolment-code-wrong");
        world["clinician"].deletes(&format!("/devices/{device}")).await.expect_absent();
        let mut bad = new("ABCD-EFGH-JKMN-PQRS");
        bad["public_key"] = "zz".into();
        door.posts("/devices", &bad).await.expect_problem(400, "bad-field");
    });
}

async fn enrol(door: &Door, person: &Person) -> Enrolled {
    let code = person.posts("/devices/codes", &json!({})).await.expect(201).field("code");
    let key = DeviceKey::generate();
    let new = json!({ "code": code, "public_key": hex(&key.public()), "name": "gliniadur" });
    let device = door.posts("/devices", &new).await.expect(201);
    Enrolled { key, id: device.field("device"), audience: device.field("audience") }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
