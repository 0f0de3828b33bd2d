//! Sealed envelopes: made with no network by a device or without one, carried in unread by anybody, taken in once, whole or not at all.

mod mail;
mod refused;

use porthor_keys::envelope::seal_header_for_case;
use porthor_keys::payload::PayloadSealer;
use porthor_keys::recipient::{Identity, Recipient};
use reqwest::Method;
use serde_json::{Value, json};

use crate::command_line::{ABOUT, Desk, code_of, path, said};
use crate::stage::answer::Answer;
use crate::stage::case::{Case, Draft, sha256};
use crate::stage::person::Person;
use crate::stage::world::{World, in_a_world_of_its_own};

const HEALTH: &str = "tair-afon";
const SCHOOL: &str = "nant-y-wennol";

impl Person {
    /// Carries an envelope in.
    async fn delivers(&self, envelope: &[u8]) -> Answer {
        let request = self.request(Method::POST, "/envelopes").await.header("Content-Type", "application/age");
        self.sends(request.body(envelope.to_vec())).await
    }
}

/// What an agency needs to seal for a case.
async fn address(world: &World, case: &Case) -> Value {
    world["coordinator"].gets(&case.path(&format!("/address?agency={HEALTH}"))).await.expect(200).json()
}

/// An envelope as another program than ours would make it.
#[derive(Clone)]
pub struct Envelope {
    manifest: Value,
    third: String,
    files: Vec<Vec<u8>>,
    case: String,
    recipient: String,
}

impl Envelope {
    pub fn of(case: &Case, drafts: &[Draft]) -> Self {
        let said = |draft: &Draft| json!({ "bytes": draft.bytes.len(), "sha256": sha256(&draft.bytes), "report": draft.about });
        let manifest = json!({
            "id": porthor_keys_id(), "case": case.id, "agency": HEALTH, "made": "2026-11-23T09:00:00Z",
            "sender": "Ceri Dychmygol", "files": drafts.iter().map(said).collect::<Vec<_>>(),
        });
        Self {
            manifest,
            third: "unsigned".into(),
            files: drafts.iter().map(|draft| draft.bytes.clone()).collect(),
            case: case.id.clone(),
            recipient: case.recipient.clone(),
        }
    }

    pub fn sealed(&self) -> Vec<u8> {
        let recipient: Recipient = self.recipient.parse().expect("a recipient");
        let (file_key, mut sealed) = seal_header_for_case(&recipient, &self.case);
        let mut sealer = PayloadSealer::new(&file_key);
        sealed.extend_from_slice(sealer.nonce());
        sealer.push(format!("porthor-envelope/1\n{}\n{}\n", self.manifest, self.third).as_bytes(), &mut sealed);
        for file in &self.files {
            sealer.push(file, &mut sealed);
        }
        sealer.finish(&mut sealed);
        sealed
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

/// 32 hexadecimal letters that nobody had before.
fn porthor_keys_id() -> String {
    sha256(porthor_keys::random::id().as_bytes())[..32].to_owned()
}

/// What is kept for the case, in bytes of blobs and in reports that the clinician and the coordinator know of.
async fn kept(world: &World, case: &Case) -> usize {
    let held = world["coordinator"].gets(&case.path("/quarantine")).await.expect(200).json();
    world["clinician"].lists(case).await.len() + held.as_array().map_or(0, Vec::len)
}

#[test]
fn what_a_device_sealed_with_no_network_is_carried_in_by_somebody_who_cannot_read_it() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let desk = Desk::of(world, &world["clinician"]).await;
        let case = world.case().await;
        world["mother"].has_granted(&case, SCHOOL).await;
        let address = desk.file("case.json", address(world, &case).await.to_string().as_bytes());
        let drafts = [Draft::pdf(300_000), Draft::pdf(10)];
        let files: Vec<_> = drafts.iter().zip(["one.pdf", "two.pdf"]).map(|(draft, name)| desk.file(name, &draft.bytes)).collect();
        let into = desk.file("unused", b"");
        let into = into.with_file_name("to-mail.porthor");
        let words = ["seal", path(&files[0]), path(&files[1]), "--address", path(&address), "--into", path(&into)];
        // Nothing of a network is there, and nothing of one is needed.
        let nowhere = [("HTTPS_PROXY", "http://127.0.0.1:1"), ("PORTHOR_CA_FILE", "/nowhere")];
        let sealed = desk.runs_among(&nowhere, &[&words[..], &ABOUT].concat()).await;
        assert_eq!(code_of(&sealed), 0, "{}", said(&sealed));
        assert!(said(&sealed).contains("signed"), "{}", said(&sealed));
        let again = desk.runs_among(&[], &[&words[..], &ABOUT].concat()).await;
        assert_eq!(code_of(&again), 1, "what is there is not written over: {}", said(&again));
        let envelope = std::fs::read(&into).expect("sealed");
        for canary in ["one.pdf", "speech-language", "Dychmygol"] {
            assert!(!String::from_utf8_lossy(&envelope).contains(canary), "{canary} can be read on the way");
        }

        // Somebody of another council, who has no part in the case, carries it.
        let carrier = &world["other-coordinator"];
        let delivered = carrier.delivers(&envelope).await.expect(201).json();
        assert_eq!(delivered, json!({ "stored": 2, "already_there": 0, "held_for": [] }));
        carrier.gets(&case.path("/reports")).await.expect(404);
        carrier.delivers(&envelope).await.expect_problem(409, "envelope-replayed");
        let listed = world["clinician"].lists(&case).await;
        assert_eq!(listed.len(), 2, "{listed:?}");
        for report in &listed {
            let shown = world["clinician"].gets(&case.path(&format!("/reports/{report}"))).await.expect(200).json();
            assert_eq!(shown["report"]["author"], json!(world["clinician"].id), "{shown}");
            assert_eq!(shown["report"]["author_agency"], HEALTH);
            let opened = world["school"].opens(&case, report).await.expect(200);
            assert!(drafts.iter().any(|draft| draft.bytes == opened.body), "byte for byte");
        }
        let events = world["officer"].gets(&format!("/audit/events?case={}&limit=200", case.id)).await.expect(200).items();
        let came: Vec<&Value> = events.iter().filter(|event| event["kind"] == "report-delivered").collect();
        assert_eq!(came.len(), 2, "{events:?}");
        assert!(came.iter().all(|event| event["person"] == json!(carrier.id)), "who carried it: {came:?}");
        // The officers of whoever carried it read nothing of it.
        let theirs = world["other-officer"].gets("/audit/events?limit=200").await.expect(200).items();
        assert!(!theirs.iter().any(|event| event["case"] == json!(case.id) || event["kind"] == "report-delivered"), "{theirs:?}");
        for event in came {
            let replayed = world["officer"].gets(&format!("/audit/events/{}/replay", event["seq"])).await.expect(200).json();
            assert_eq!(replayed["same"], json!(true), "{replayed}");
        }
    });
}

#[test]
fn what_nobody_signed_waits_until_the_coordinator_takes_it_in_or_turns_it_away() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let (case, coordinator) = (world.case().await, &world["coordinator"]);
        world["mother"].has_granted(&case, SCHOOL).await;
        let drafts = [Draft::pdf(5000).with("summary", "Crynodeb."), Draft::pdf(6000)];
        // A family carries what a hospital gave it.
        let delivered = world["mother"].delivers(&Envelope::of(&case, &drafts).sealed()).await.expect(201).json();
        assert_eq!(delivered, json!({ "stored": 2, "already_there": 0, "held_for": ["unsigned"] }));
        let held = coordinator.gets(&case.path("/quarantine")).await.expect(200).json();
        let held = held.as_array().expect("a list");
        assert_eq!(held.len(), 2);
        assert!(held.iter().all(|one| one["sender"] == "Ceri Dychmygol" && one["held_for"] == json!(["unsigned"])), "{held:?}");
        assert!(held.iter().any(|one| one["summary"] == "Crynodeb."), "{held:?}");
        let ids: Vec<&str> = held.iter().map(|one| one["report"]["id"].as_str().expect("an id")).collect();
        for who in ["school", "clinician", "coordinator", "mother"] {
            let refused = world[who].opens(&case, ids[0]).await.expect_problem(403, "refused");
            assert!(refused.reasons().contains(&"quarantined".to_owned()), "{who}: {}", refused.text());
        }
        assert_eq!(world["school"].lists(&case).await.len(), 0);
        for who in ["clinician", "school", "mother"] {
            let path = case.path(&format!("/quarantine/{}/acceptance", ids[0]));
            world[who].posts(&path, &json!({})).await.expect_problem(403, "refused");
        }
        let looks = world["mother"].gets(&case.path("/looked")).await.expect(200);
        assert!(!looks.text().contains("accept"), "the family is told of nothing that is held back: {}", looks.text());
        coordinator.posts(&case.path(&format!("/quarantine/{}/acceptance", ids[0])), &json!({})).await.expect(204);
        coordinator
            .posts(&case.path(&format!("/quarantine/{}/acceptance", ids[0])), &json!({}))
            .await
            .expect_problem(403, "refused");
        world["school"].opens(&case, ids[0]).await.expect(200);
        let shown = world["school"].gets(&case.path(&format!("/reports/{}?purpose=aln-support", ids[0]))).await.expect(200).json();
        assert_eq!(shown["sender"], "Ceri Dychmygol", "who says that they sent it, for nobody proved it: {shown}");
        coordinator.deletes(&case.path(&format!("/quarantine/{}", ids[1]))).await.expect(204);
        assert_eq!(coordinator.gets(&case.path("/quarantine")).await.expect(200).json(), json!([]));
        let gone = drafts.iter().filter(|draft| draft.about.get("summary").is_none()).count();
        assert_eq!(gone, 1);
        // What was turned away may come again from whom it is: it is no copy of anything.
        for draft in &drafts {
            let pushed = world["clinician"].pushes(&case, draft).await;
            assert!([201, 409].contains(&pushed.status), "{}", pushed.text());
        }
        assert_eq!(world["clinician"].lists(&case).await.len(), 2);
    });
}

#[test]
fn of_two_who_carry_the_same_envelope_at_once_one_is_told_that_it_is_there() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let case = world.case().await;
        let envelope = Envelope::of(&case, &[Draft::pdf(400_000)]).sealed();
        let (one, two) = tokio::join!(world["mother"].delivers(&envelope), world["other-coordinator"].delivers(&envelope));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "{} {}", one.text(), two.text());
        assert_eq!(world["clinician"].lists(&case).await.len(), 1);
    });
}

#[test]
fn an_address_is_made_by_the_lead_for_who_may_send_and_says_no_name() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let case = world.case().await;
        let made = address(world, &case).await;
        assert_eq!(
            (&made["porthor"], &made["case"], &made["recipient"]),
            (&json!("address/1"), &json!(case.id), &json!(case.recipient))
        );
        assert!(made["categories"].as_array().is_some_and(|all| !all.is_empty()), "{made}");
        assert!(
            made["categories"].as_array().expect("a list").iter().all(|one| one["en"].is_string() && one["cy"].is_string()),
            "{made}"
        );
        assert!(!made.to_string().contains("Dychmygol"), "no child is named: {made}");
        let path = |agency: &str| case.path(&format!("/address?agency={agency}"));
        for (who, status) in [("clinician", 403), ("school", 403), ("mother", 403), ("other-coordinator", 404)] {
            assert_eq!(world[who].gets(&path(HEALTH)).await.status, status, "{who}");
        }
        world["coordinator"].gets(&path("bro-helyg")).await.expect_problem(422, "address-nothing");
        world["coordinator"].gets(&path("neb")).await.expect_problem(422, "address-nothing");
    });
}

#[test]
fn the_command_line_says_what_is_missing_and_what_became_of_each() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let case = world.case().await;
        let desk = Desk::of(world, &world["other-coordinator"]).await;
        let address = desk.file("case.json", address(world, &case).await.to_string().as_bytes());
        let file = desk.file("letter.pdf", &Draft::pdf(4000).bytes);
        let seal = ["seal", path(&file), "--unsigned", "--address"];
        let nobody = desk.runs_among(&[], &[&seal[..], &[path(&address)], &ABOUT].concat()).await;
        assert!(code_of(&nobody) == 1 && said(&nobody).contains("--sender"), "{}", said(&nobody));
        let no_address = desk.runs_among(&[], &[&seal[..], &[path(&file), "--sender", "Ceri"], &ABOUT].concat()).await;
        assert!(code_of(&no_address) == 1 && said(&no_address).contains("not an address"), "{}", said(&no_address));
        let sealed = desk.runs_among(&[], &[&["--json"], &seal[..], &[path(&address), "--sender", "Ceri"], &ABOUT].concat()).await;
        assert_eq!(code_of(&sealed), 0, "{}", said(&sealed));
        let sealed: Value = serde_json::from_slice(&sealed.stdout).expect("a line of JSON");
        let envelope = sealed["path"].as_str().expect("a path");
        let bad = desk.file("bad.porthor", b"noise");
        let delivered = desk.runs_among(&[], &["deliver", envelope, path(&bad), envelope]).await;
        assert_eq!(code_of(&delivered), 5, "{}", said(&delivered));
        for words in ["1 new, 0 already there", "Nobody has proved that they sent", "not a sealed envelope", "here already"] {
            assert!(said(&delivered).contains(words), "{words}: {}", said(&delivered));
        }
        // A device of somebody who may not push here signs, and that is worth nothing.
        let signed = ["seal", path(&file), "--into", "mine.porthor", "--address", path(&address)];
        let signed = desk.runs_among(&[], &[&signed[..], &ABOUT].concat()).await;
        assert_eq!(code_of(&signed), 0, "{}", said(&signed));
        let refused = desk.runs_among(&[], &["deliver", "mine.porthor"]).await;
        assert!(code_of(&refused) == 5 && said(&refused).contains("cannot be taken in here"), "{}", said(&refused));
    });
}

#[test]
fn a_signature_ends_with_its_device_and_a_part_with_its_agency() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let person = &world["colleague"];
        let case = world.case().await;
        let part = json!({ "agency": HEALTH, "person": person.id, "role": "clinician" });
        world["coordinator"].posts(&case.path("/involvements"), &part).await.expect(201);
        let desk = Desk::of(world, person).await;
        let address = desk.file("case.json", address(world, &case).await.to_string().as_bytes());
        let file = desk.file("letter.pdf", &Draft::pdf(4000).bytes);
        let words = ["seal", path(&file), "--address", path(&address), "--into", "a.porthor"];
        let sealed = desk.runs_among(&[], &[&words[..], &ABOUT].concat()).await;
        assert_eq!(code_of(&sealed), 0, "{}", said(&sealed));
        let envelope = std::fs::read(file.with_file_name("a.porthor")).expect("sealed");
        let device: Value =
            serde_json::from_slice(&std::fs::read(file.with_file_name("home").join("device.json")).expect("enrolled"))
                .expect("the device's file");
        person.deletes(&format!("/devices/{}", device["device"].as_str().expect("an id"))).await.expect(204);
        // Lost, stolen or given back: what it signed is nobody's word any more.
        world["mother"].delivers(&envelope).await.expect_problem(422, "envelope-signature");
        assert_eq!(kept(world, &case).await, 0);
    });
}

#[test]
fn what_nobody_signed_neither_keeps_out_what_is_proved_nor_tells_what_is_there() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let (case, coordinator) = (world.case().await, &world["coordinator"]);
        let draft = Draft::pdf(5000);
        let made_up = Envelope::of(&case, std::slice::from_ref(&draft));
        let delivered = world["mother"].delivers(&made_up.sealed()).await.expect(201).json();
        assert_eq!(delivered["held_for"], json!(["unsigned"]));
        // Whose report it is brings it all the same, and it is not held back.
        let own = world["clinician"].has_pushed(&case, &draft).await;
        assert_eq!(world["clinician"].opens(&case, &own).await.expect(200).body, draft.bytes);
        // What is there already is not told to whoever makes it up again.
        let again = made_up.clone().with(|envelope| envelope.manifest["id"] = json!(porthor_keys_id()));
        let delivered = world["mother"].delivers(&again.sealed()).await.expect(201).json();
        assert_eq!(delivered, json!({ "stored": 1, "already_there": 0, "held_for": ["unsigned"] }));
        let held = coordinator.gets(&case.path("/quarantine")).await.expect(200).json();
        let held: Vec<&str> = held.as_array().expect("a list").iter().filter_map(|one| one["report"]["id"].as_str()).collect();
        assert_eq!(held.len(), 2);
        coordinator.deletes(&case.path(&format!("/quarantine/{}", held[0]))).await.expect(204);
        coordinator.posts(&case.path(&format!("/quarantine/{}/acceptance", held[1])), &json!({})).await.expect(204);
        assert_eq!(world["clinician"].opens(&case, &own).await.expect(200).body, draft.bytes);
    });
}

#[test]
fn a_device_alone_is_one_factor_whoever_carries_what_it_signed() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let case = world.case().await;
        let desk = Desk::of(world, &world["clinician"]).await;
        let address = desk.file("case.json", address(world, &case).await.to_string().as_bytes());
        let file = desk.file("one.pdf", &Draft::pdf(9000).bytes);
        let into = file.with_extension("porthor");
        let words = ["seal", path(&file), "--address", path(&address), "--into", path(&into)];
        let sealed = desk.runs_among(&[], &[&words[..], &ABOUT].concat()).await;
        assert_eq!(code_of(&sealed), 0, "{}", said(&sealed));
        let mut database = crate::faults::database(&world.gateway).await;
        sqlx::query("UPDATE device SET coded_at = 0").execute(&mut database).await.expect("changed");
        let envelope = std::fs::read(&into).expect("sealed");
        let delivered = world["other-coordinator"].delivers(&envelope).await.expect(201).json();
        assert_eq!(delivered["held_for"], json!(["one-factor"]));
    });
}

#[test]
fn what_was_taken_in_is_known_again() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let (case, coordinator) = (world.case().await, &world["coordinator"]);
        let draft = Draft::pdf(5000);
        world["mother"].delivers(&Envelope::of(&case, std::slice::from_ref(&draft)).sealed()).await.expect(201);
        let held = coordinator.gets(&case.path("/quarantine")).await.expect(200).json();
        let held = held[0]["report"]["id"].as_str().expect("an id");
        coordinator.posts(&case.path(&format!("/quarantine/{held}/acceptance")), &json!({})).await.expect(204);
        world["clinician"].pushes(&case, &draft).await.expect_problem(409, "duplicate-report");
    });
}
