//! Pushing by the page.

use super::*;

#[test]
fn what_is_wrong_with_a_file_is_said_and_leaves_nothing() {
    in_the_world(async |world| {
        let case = world.case().await;
        let browser = Browser::of(world, &world["clinician"]).await;
        let pdf = Draft::pdf(700).bytes;
        let (status, stored) = browser.pushes(&case, "one.pdf", pdf.clone()).await;
        assert_eq!((status, stored["sealed_by"].as_str()), (201, Some("gateway")), "{stored}");
        for (name, bytes, expected) in [
            ("one.pdf", pdf, 409),
            ("empty.pdf", Vec::new(), 422),
            ("a.exe", b"MZ\x90\x00 not what a report is".repeat(40), 415),
            ("../../etc/passwd", Draft::pdf(600).bytes, 422),
        ] {
            let (status, told) = browser.pushes(&case, name, bytes).await;
            let text = told["errors"][0]["text"].as_str().unwrap_or_default();
            assert!(status == expected && !text.is_empty(), "{name}: {status} {told}");
        }
        assert_eq!(world["clinician"].lists(&case).await.len(), 1);
    });
}

#[test]
fn a_page_of_an_earlier_visit_is_given_a_new_mark_for_whom_it_was_shown_to_and_for_nobody_else() {
    in_the_world(async |world| {
        let case = world.case().await;
        let clinician = &world["clinician"];
        let (_, page) = Browser::of(world, clinician).await.gets(&format!("/desk/{}/push", case.id)).await;
        let earlier = page.split("data-csrf=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a mark").to_owned();
        let pushes = async |browser: &Browser<'_>, mark: &str| {
            browser.pushes_saying(&case, "later.pdf", Draft::pdf(650).bytes, &[("csrf", mark)]).await
        };
        let colleague = Browser::of(world, &world["school"]).await;
        let (status, told) = pushes(&colleague, &earlier).await;
        assert!(status == 403 && told["csrf"].is_null(), "{status} {told}");
        assert!(told["errors"][0]["text"].as_str().is_some_and(|text| text.contains("Somebody else")), "{told}");
        let again = Browser::of(world, clinician).await;
        let (status, told) = pushes(&again, &earlier).await;
        assert!(status == 403 && told["stored"].is_null(), "{status} {told}");
        assert!(clinician.lists(&case).await.is_empty(), "nothing is carried out with the old mark");
        let (status, stored) = pushes(&again, told["csrf"].as_str().expect("a mark")).await;
        assert_eq!(status, 201, "{stored}");
    });
}

/// What the interface tells whoever pushed it.
async fn shown(person: &Person, case: &Case, stored: &Value) -> Value {
    let id = stored["stored"].as_str().unwrap_or_else(|| panic!("not stored: {stored}"));
    person.gets(&case.path(&format!("/reports/{id}?purpose={PURPOSE}"))).await.expect(200).json()
}

#[test]
fn class_marks_and_the_version_it_replaces_are_kept_as_the_page_says_them() {
    in_the_world(async |world| {
        let case = world.case().await;
        let clinician = &world["clinician"];
        let browser = Browser::of(world, clinician).await;
        let (_, first) = browser.pushes(&case, "first.pdf", Draft::pdf(701).bytes).await;
        let plain = shown(clinician, &case, &first).await;
        assert_eq!(
            (&plain["report"]["class"], &plain["report"]["marks"], &plain["report"]["supersedes"]),
            (&json!("confidential"), &json!([]), &Value::Null),
            "nothing is said that was not chosen: {plain}"
        );
        let (_, page) = browser.gets(&format!("/desk/{}/push", case.id)).await;
        let old = first["stored"].as_str().expect("an id");
        assert!(page.contains(&format!("<option value=\"{old}\">first.pdf (")), "{page}");
        let said = [("class", "sensitive"), ("serious-harm", "yes"), ("third-party", "yes"), ("supersedes", old)];
        let (status, second) = browser.pushes_saying(&case, "second.pdf", Draft::pdf(702).bytes, &said).await;
        assert_eq!(status, 201, "{second}");
        let full = shown(clinician, &case, &second).await;
        assert_eq!(full["report"]["marks"], json!(["third-party", "serious-harm"]), "{full}");
        assert_eq!((&full["report"]["class"], &full["report"]["supersedes"]), (&json!("sensitive"), &json!(old)), "{full}");
        assert_eq!(full["report"]["version"], 2);
        let (_, page) = browser.gets(&format!("/desk/{}/push", case.id)).await;
        assert!(!page.contains(&format!("<option value=\"{old}\"")), "of what was replaced there is no newer version to make");
    });
}

#[test]
fn what_may_not_be_replaced_and_questions_without_an_answer_are_told_at_their_fields() {
    in_the_world(async |world| {
        let case = world.case().await;
        let browser = Browser::of(world, &world["clinician"]).await;
        let draft = Draft::pdf(600).with("category", "educational-psychology").with("provenance", "council");
        let of_others = world["coordinator"].has_pushed(&case, &draft).await;
        let (_, page) = browser.gets(&format!("/desk/{}/push", case.id)).await;
        let newer = page.split("id=\"supersedes\"").nth(1).and_then(|rest| rest.split("</select>").next()).unwrap_or_default();
        assert!(!newer.contains(&of_others), "another agency's report is not offered: {newer}");
        let replaced = world["clinician"].has_pushed(&case, &Draft::pdf(601)).await;
        world["clinician"].has_pushed(&case, &Draft::pdf(602).with("supersedes", replaced.clone())).await;
        let reports = world["clinician"].lists(&case).await.len();
        for (said, field) in [
            (vec![("supersedes", of_others.as_str())], "supersedes"),
            (vec![("supersedes", "no-such-report")], "supersedes"),
            (vec![("supersedes", replaced.as_str())], "supersedes"),
            (vec![("serious-harm", "")], "serious-harm"),
            (vec![("third-party", "perhaps")], "third-party"),
            (vec![("class", "secret")], "class"),
            (vec![("companion", of_others.as_str())], "companion"),
            (vec![("companion", "no-such-report"), ("audience", "child-friendly")], "companion"),
        ] {
            let (status, told) = browser.pushes_saying(&case, "x.pdf", Draft::pdf(603).bytes, &said).await;
            assert!((400..500).contains(&status), "{said:?}: {status} {told}");
            assert_eq!(told["errors"][0]["field"], field, "{said:?}: {told}");
        }
        assert_eq!(world["clinician"].lists(&case).await.len(), reports, "nothing was kept");
    });
}

#[test]
fn a_child_friendly_version_is_tied_to_its_report_and_the_family_meets_it_first() {
    in_the_world(async |world| {
        let case = world.case().await;
        let browser = Browser::of(world, &world["clinician"]).await;
        let (_, full) = browser.pushes(&case, "the-whole-report.pdf", Draft::pdf(801).bytes).await;
        let full = full["stored"].as_str().expect("an id").to_owned();
        let said = [("audience", "child-friendly"), ("companion", full.as_str())];
        let (status, child) = browser.pushes_saying(&case, "in-my-words.pdf", Draft::pdf(802).bytes, &said).await;
        assert_eq!(status, 201, "{child}");
        assert_eq!(shown(&world["clinician"], &case, &child).await["companion_of"], json!(full));
        let child = child["stored"].as_str().expect("an id");
        // Something newer and by itself, which must not come between the two.
        browser.pushes(&case, "later.pdf", Draft::pdf(803).bytes).await;
        let mother = Browser::of(world, &world["mother"]).await;
        let (_, list) = mother.gets(&format!("/family/{}/reports", case.id)).await;
        let place = |name: &str| list.find(name).unwrap_or_else(|| panic!("{name} is not there: {list}"));
        assert!(place("in-my-words.pdf") < place("the-whole-report.pdf") && place("the-whole-report.pdf") < place("later.pdf"));
        let (_, page) = mother.gets(&format!("/family/{}/reports/{full}", case.id)).await;
        let link = format!("href=\"/family/{}/reports/{child}\"", case.id);
        let (before, _) = page.split_once("role=\"button\"").expect("it can be opened");
        assert!(before.contains(&link), "the child's version stands before the whole one: {page}");
        let (_, page) = mother.gets(&format!("/family/{}/reports/{child}", case.id)).await;
        assert!(page.contains(&format!("href=\"/family/{}/reports/{full}\"", case.id)), "{page}");
        let (_, page) = browser.gets(&format!("/desk/{}", case.id)).await;
        assert!(page.contains("the-whole-report.pdf"), "{page}");
    });
}

#[test]
fn a_child_friendly_version_tells_nothing_of_a_report_that_the_family_is_not_told_of() {
    in_the_world(async |world| {
        let case = world.case().await;
        let clinician = &world["clinician"];
        let harmful = Draft::pdf(810).with("marks", json!(["serious-harm"])).with("file_name", "harmful-name.pdf");
        let full = clinician.has_pushed(&case, &harmful).await;
        let draft = Draft::pdf(811).with("audience", "child-friendly").with("companion_of", full.clone());
        let child = clinician.has_pushed(&case, &draft).await;
        let told = world["mother"].gets(&case.path(&format!("/reports/{child}"))).await.expect(200).text();
        assert!(!told.contains(&full), "{told}");
        let mother = Browser::of(world, &world["mother"]).await;
        let (status, page) = mother.gets(&format!("/family/{}/reports/{child}", case.id)).await;
        assert!(status == 200 && !page.contains("whole report") && !page.contains(&full), "{page}");
        // For somebody else it is as if there were none to tie it to.
        let guess = Draft::pdf(812).with("audience", "child-friendly").with("companion_of", full);
        world["school"].pushes(&case, &guess).await.expect_problem(400, "bad-field");
    });
}

#[test]
fn an_outsider_finds_nothing_and_a_form_without_its_mark_does_nothing() {
    in_the_world(async |world| {
        let case = world.case().await;
        let outsider = Browser::of(world, &world["other-school"]).await;
        for path in ["", "/push", "/people", "/ask", "/consents/paper"] {
            let (status, page) = outsider.gets(&format!("/desk/{}{path}", case.id)).await;
            let (nowhere, other) = outsider.gets(&format!("/desk/no-such-case{path}")).await;
            assert_eq!((status, nowhere), (404, 404), "{path}: {page}");
            assert!(!page.contains("Dychmygol") && !other.contains("Dychmygol"));
        }
        let (status, told) = outsider.pushes(&case, "x.pdf", Draft::pdf(500).bytes).await;
        assert_eq!(status, 404, "{told}");
        let mut clinician = Browser::of(world, &world["clinician"]).await;
        clinician.csrf = "0".repeat(64);
        let form = Form::new().text("csrf", clinician.csrf.clone()).part("file", Part::bytes(vec![1]).file_name("x"));
        let request = clinician.request(Method::POST, &format!("/desk/{}/push", case.id)).await.multipart(form);
        assert_eq!(read(request).await.0, 403);
    });
}

#[test]
fn a_session_that_ended_keeps_what_was_typed_and_asks_for_the_file_again() {
    in_the_world(async |world| {
        let case = world.case().await;
        let browser = Browser::of(world, &world["clinician"]).await;
        let form = Form::new()
            .text("csrf", browser.csrf.clone())
            .text("summary", "typed before the end")
            .part("file", Part::bytes(Draft::pdf(500).bytes).file_name("x.pdf"));
        // Nobody is signed in: only the visit is known.
        let request = browser.door.request(Method::POST, &format!("/desk/{}/push", case.id));
        let (status, page) = read(request.header("cookie", browser.visit.clone()).multipart(form)).await;
        assert_eq!(status, 401, "{page}");
        assert!(page.contains("action=\"/sign-in\""), "{page}");
        // Signed in again, what was typed is sent by itself, without the file.
        let fields = [("summary", "typed before the end"), ("category", "speech-language")];
        let (status, page) = browser.posts(&format!("/desk/{}/push", case.id), &fields).await;
        assert_eq!(status, 422);
        assert!(page.contains("typed before the end") && page.contains("id=\"file-error\""), "{page}");
    });
}
