//! What is no envelope, not for here, or holds what is not taken: a clear answer, and nothing left behind.

use super::*;

#[test]
fn what_was_cut_or_altered_leaves_nothing() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let case = world.case().await;
        let good = Envelope::of(&case, &[Draft::pdf(200_000), Draft::pdf(70_000)]);
        let sealed = good.sealed();
        let header = sealed.windows(4).position(|four| four == b"\n---").expect("an age header");
        let altered = |at: usize| {
            let mut bytes = sealed.clone();
            bytes[at] ^= 1;
            bytes
        };
        let plain = porthor_keys::envelope::seal(&[case.recipient.parse().expect("a recipient")], &good.files[0]);
        let attempts: Vec<(&str, Vec<u8>, u16, &str)> = vec![
            ("empty", Vec::new(), 422, "envelope-incomplete"),
            ("noise", Draft::pdf(9000).bytes, 422, "envelope-unknown"),
            ("an age file of a report", plain, 422, "envelope-unknown"),
            ("cut in the header", sealed[..header].to_vec(), 422, "envelope-incomplete"),
            ("cut in the first file", sealed[..100_000].to_vec(), 422, "envelope-altered"),
            ("cut by a byte", sealed[..sealed.len() - 1].to_vec(), 422, "envelope-altered"),
            ("longer", [&sealed[..], b"x"].concat(), 422, "envelope-altered"),
            ("altered in the first file", altered(150_000), 422, "envelope-altered"),
            ("altered in the last byte", altered(sealed.len() - 1), 422, "envelope-altered"),
        ];
        all_are_refused(world, &case, attempts).await;
        world["other-coordinator"].delivers(&sealed).await.expect(201);
        assert_eq!(kept(world, &case).await, 4, "two reports, that their own agency lists and that are held back");
    });
}

#[test]
fn what_was_made_for_somebody_else_or_says_what_it_does_not_hold_leaves_nothing() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let (case, other) = (world.case().await, world.case().await);
        let good = Envelope::of(&case, &[Draft::pdf(200_000), Draft::pdf(70_000)]);
        let changed = |change: &dyn Fn(&mut Envelope)| good.clone().with(|envelope| change(envelope)).sealed();
        let stranger = Identity::generate().recipient().to_string();
        let attempts: Vec<(&str, Vec<u8>, u16, &str)> = vec![
            ("the key of nobody", changed(&|envelope| envelope.recipient.clone_from(&stranger)), 422, "envelope-not-for-here"),
            (
                "the key of another case",
                changed(&|envelope| envelope.recipient.clone_from(&other.recipient)),
                422,
                "envelope-not-for-here",
            ),
            ("a case that is none", changed(&|envelope| envelope.case = "nobody".into()), 422, "envelope-not-for-here"),
            ("another case inside", changed(&|envelope| envelope.manifest["case"] = json!(other.id)), 422, "envelope-altered"),
            (
                "an agency off the case",
                changed(&|envelope| envelope.manifest["agency"] = json!("bro-helyg")),
                422,
                "envelope-not-for-here",
            ),
            ("no such agency", changed(&|envelope| envelope.manifest["agency"] = json!("neb")), 422, "envelope-not-for-here"),
            ("another digest", changed(&|envelope| envelope.manifest["files"][1]["sha256"] = json!("ab")), 422, "envelope-altered"),
            (
                "another length",
                changed(&|envelope| envelope.manifest["files"][1]["bytes"] = json!(70_001)),
                422,
                "envelope-incomplete",
            ),
            ("more than is said", changed(&|envelope| envelope.files.push(b"more".to_vec())), 422, "envelope-altered"),
            ("a file more than there is", changed(&|envelope| _ = envelope.files.pop()), 422, "envelope-incomplete"),
            (
                "a length beyond all",
                changed(&|envelope| envelope.manifest["files"][0]["bytes"] = json!(u64::MAX)),
                507,
                "quota-exceeded",
            ),
            ("a false signature", changed(&|envelope| envelope.third = "e30.e30.e30".into()), 422, "envelope-signature"),
            ("no third line", changed(&|envelope| envelope.third = "Unsigned".into()), 422, "envelope-signature"),
            (
                "a path for an id",
                changed(&|envelope| envelope.manifest["id"] = json!("../../../../../../../../etc/hosts")),
                422,
                "envelope-unknown",
            ),
            ("a name that hides", changed(&|envelope| envelope.manifest["sender"] = json!("Ceri\u{202e}")), 422, "envelope-file"),
        ];
        all_are_refused(world, &case, attempts).await;
    });
}

/// Insists that each attempt is refused as it says, tells nothing, and leaves nothing behind.
async fn all_are_refused(world: &World, case: &Case, attempts: Vec<(&str, Vec<u8>, u16, &str)>) {
    let before = blobs(world);
    for (what, bytes, status, code) in attempts {
        let refused = world["other-coordinator"].delivers(&bytes).await;
        assert_eq!((refused.status, refused.code().as_str()), (status, code), "{what}: {}", refused.text());
        assert!(!refused.text().contains(&case.id) && !refused.text().contains("Ceri"), "{what}: {}", refused.text());
    }
    assert_eq!(kept(world, case).await, 0);
    assert_eq!(blobs(world), before, "nothing is left behind");
}

/// Payloads that lie in the store.
pub fn blobs(world: &World) -> usize {
    fn below(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        entries.filter_map(Result::ok).map(|entry| if entry.path().is_dir() { below(&entry.path()) } else { 1 }).sum()
    }
    below(&world.gateway.folder().join("blobs"))
}

#[test]
fn a_file_that_cannot_be_taken_is_named_by_its_number_and_none_of_the_others_stays() {
    in_a_world_of_its_own(&[], async |world| {
        let world = &world;
        let case = world.case().await;
        let fine = Draft::pdf(2000);
        let archive = Draft::of(b"PK\x03\x04 an archive of other things, which is not taken".to_vec());
        let named = |name: &str| Draft::pdf(2000).with("file_name", name);
        let wrong = [
            (archive, "type-not-allowed", 415),
            (Draft::of(Vec::new()), "file-empty", 422),
            (named("../../etc/passwd"), "hostile-file-name", 422),
            (named("a\\b.pdf"), "hostile-file-name", 422),
            (named("a\u{7}.pdf"), "hostile-file-name", 422),
            (Draft::pdf(2000).with("category", "gossip"), "unknown-category", 422),
            (Draft::pdf(2000).with("supersedes", "report-1"), "bad-field", 400),
            (Draft::pdf(2000).with("companion_of", "report-1").with("audience", "child-friendly"), "bad-field", 400),
            (Draft::pdf(2000).with("author", world["clinician"].id.as_str()), "bad-field", 400),
            (Draft::pdf(2000).with("audience", "professionals"), "bad-field", 400),
            (
                Draft::of(porthor_keys::envelope::seal(&[case.recipient.parse().expect("ours")], &fine.bytes)),
                "envelope-altered",
                422,
            ),
        ];
        for (draft, because, status) in wrong {
            let refused = world["mother"].delivers(&Envelope::of(&case, &[fine.clone(), draft]).sealed()).await;
            assert_eq!(refused.status, status, "{because}: {}", refused.text());
            if refused.code() == "envelope-file" {
                assert_eq!((refused.field("number"), refused.field("because")), ("2".into(), because.into()), "{}", refused.text());
            } else {
                assert_eq!(refused.code(), because, "{}", refused.text());
            }
        }
        let tiny: Vec<Draft> = (0..101).map(|_| Draft::pdf(20)).collect();
        world["mother"].delivers(&Envelope::of(&case, &tiny).sealed()).await.expect_problem(422, "envelope-too-many");
        let thousands = Envelope::of(&case, &[Draft::pdf(20)]).with(|envelope| {
            let one = envelope.manifest["files"][0].clone();
            envelope.manifest["files"] = Value::Array(vec![one; 10_000]);
        });
        world["mother"].delivers(&thousands.sealed()).await.expect_problem(422, "envelope-too-many");
        assert_eq!(kept(world, &case).await, 0);
        let all: Vec<Draft> = tiny[..100].to_vec();
        let delivered = world["mother"].delivers(&Envelope::of(&case, &all).sealed()).await.expect(201).json();
        assert_eq!(delivered["stored"], 100);
    });
}

#[test]
fn nobody_fills_a_case_with_what_nobody_signed() {
    in_a_world_of_its_own(&[("held_per_case", "2")], async |world| {
        let case = world.case().await;
        let three: Vec<Draft> = (0..3).map(|_| Draft::pdf(100)).collect();
        world["mother"].delivers(&Envelope::of(&case, &three).sealed()).await.expect_problem(429, "too-many-held");
        world["mother"].delivers(&Envelope::of(&case, &three[..2]).sealed()).await.expect(201);
        world["mother"].delivers(&Envelope::of(&case, &three[2..]).sealed()).await.expect_problem(429, "too-many-held");
        world["clinician"].has_pushed(&case, &Draft::pdf(100)).await;
        let held = world["coordinator"].gets(&case.path("/quarantine")).await.expect(200).json();
        let first = held[0]["report"]["id"].as_str().expect("an id");
        world["coordinator"].deletes(&case.path(&format!("/quarantine/{first}"))).await.expect(204);
        world["mother"].delivers(&Envelope::of(&case, &three[2..]).sealed()).await.expect(201);
    });
}
