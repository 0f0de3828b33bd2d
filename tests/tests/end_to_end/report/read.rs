use super::*;

#[test]
fn a_download_is_a_download_and_is_never_shown_in_our_origin() {
    in_the_world(async |world| {
        let case = world.case().await;
        let name = "Adroddiad 'Siân'; &lt;script&gt; %22.pdf";
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(900).with("file_name", name)).await;
        let opened = world["clinician"].opens(&case, &report).await.expect(200);
        assert_eq!(opened.header("content-type"), "application/octet-stream");
        let disposition = opened.header("content-disposition");
        assert!(disposition.starts_with("attachment; filename*=UTF-8''Adroddiad%20"), "{disposition}");
        let name = disposition.split_once("''").expect("a name").1;
        assert!(name.chars().all(|letter| letter.is_ascii_alphanumeric() || "%.-_~".contains(letter)), "{disposition}");
        assert!(opened.header("content-security-policy").contains("sandbox"));
        assert_eq!(opened.header("x-content-type-options"), "nosniff");
        assert_eq!(opened.header("cache-control"), "no-store");
        assert_eq!(opened.header("content-length"), "900");
        assert!(opened.header("porthor-receipt").starts_with("/api/v1/receipts/"));
    });
}

#[test]
fn what_is_for_professionals_or_marked_stays_from_the_family_and_a_draft_with_its_agency() {
    in_the_world(async |world| {
        let case = world.case().await;
        world["mother"].has_granted(&case, SCHOOL).await;
        let professionals = Draft::pdf(500).with("audience", "professionals").with("audience_reason", "Nodiadau proffesiynol");
        for (draft, by, reason) in [
            (professionals, "mother", "professionals-only"),
            (Draft::pdf(501).with("marks", json!(["third-party"])), "mother", "third-party"),
            (Draft::pdf(502).with("marks", json!(["serious-harm"])), "mother", "serious-harm"),
            (Draft::pdf(503).with("status", "draft"), "school", "not-signed-off"),
            (Draft::pdf(504).with("status", "informal"), "school", "not-signed-off"),
        ] {
            let report = world["clinician"].has_pushed(&case, &draft).await;
            world[by].opens(&case, &report).await.expect_refused(&[reason]);
            world["clinician"].opens(&case, &report).await.expect(200);
            assert!(!world[by].lists(&case).await.contains(&report), "{by} does not even see that it is there");
        }
    });
}

#[test]
fn every_reason_is_given_and_not_the_first_alone() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(500).with("status", "draft")).await;
        world["school"].opens(&case, &report).await.expect_refused(&["no-consent", "not-signed-off"]);
        let no_purpose = case.path(&format!("/reports/{report}/content"));
        world["school"].gets(&no_purpose).await.expect_refused(&["purpose-missing", "not-signed-off"]);
        let odd = case.path(&format!("/reports/{report}/content?purpose=curiosity"));
        world["school"].gets(&odd).await.expect_refused(&["purpose-unknown", "not-signed-off"]);
    });
}

#[test]
fn oversight_and_administrators_read_no_report() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
        world["mother"].has_granted(&case, "dyffryn-gwawr").await;
        for name in ["officer", "council-admin"] {
            world[name].opens(&case, &report).await.expect_refused(&["role-lacks-verb"]);
        }
        world["operator"].opens(&case, &report).await.expect_absent();
    });
}

#[test]
fn a_sealed_release_needs_the_agencys_own_recipient_and_is_not_for_families() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
        world["clinician"].takes_sealed(&case, &report).await.expect_problem(409, "recipient-missing");
        world["mother"].takes_sealed(&case, &report).await.expect_refused(&["role-lacks-verb"]);
        // Whoever would be refused all the same is told that, and it is recorded.
        world["school"].takes_sealed(&case, &report).await.expect_refused(&["no-consent"]);
        world["other-school"].takes_sealed(&case, &report).await.expect_absent();
    });
}

#[test]
fn a_list_comes_in_pages_that_stay_as_they_are_while_more_is_pushed() {
    in_the_world(async |world| {
        let case = world.case().await;
        let clinician = &world["clinician"];
        let mut pushed = Vec::new();
        for size in 501..506 {
            pushed.push(clinician.has_pushed(&case, &Draft::pdf(size)).await);
        }
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let path = case.path(&format!("/reports?purpose={PURPOSE}&limit=2{after}"));
            let page = clinician.gets(&path).await.expect(200).json();
            let ids = page["items"].as_array().expect("a list").iter().map(|one| one["id"].as_str().expect("an id").to_owned());
            seen.extend(ids);
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
            if pushed.len() == 5 {
                pushed.push(clinician.has_pushed(&case, &Draft::pdf(600)).await);
            }
        }
        assert_eq!(seen, pushed, "each once, in the order they came");
        let odd = case.path(&format!("/reports?purpose={PURPOSE}&after=nothing-of-this-case"));
        clinician.gets(&odd).await.expect_problem(400, "bad-field");
    });
}

#[test]
fn asking_for_the_head_of_a_release_releases_nothing() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(500)).await;
        let request = world["clinician"].request(Method::HEAD, &case.content(&report, "plain")).await;
        assert_eq!(world["clinician"].sends(request).await.status, 405);
    });
}

#[test]
fn a_list_holds_what_one_may_know_of_and_its_details_tell_no_more() {
    in_the_world(async |world| {
        let case = world.case().await;
        let draft = Draft::pdf(777).with("summary", "Crynodeb").with("file_name", "asesiad.pdf");
        let report = world["clinician"].has_pushed(&case, &draft).await;
        assert_eq!(world["school"].lists(&case).await, Vec::<String>::new(), "without consent there is nothing to list");
        world["mother"].has_granted(&case, SCHOOL).await;
        let listed = world["school"].gets(&case.path(&format!("/reports?purpose={PURPOSE}"))).await.expect(200).items();
        assert_eq!(listed.len(), 1);
        let line = &listed[0];
        for (field, value) in
            [("id", json!(report)), ("file_name", json!("asesiad.pdf")), ("summary", json!("Crynodeb")), ("bytes", json!(777))]
        {
            assert_eq!(line[field], value, "{field}: {line}");
        }
        assert_eq!(line["report"]["category"], "speech-language");
    });
}
