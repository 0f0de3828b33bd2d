use super::*;

#[test]
fn the_officer_of_an_agency_on_the_case_sees_all_that_was_done_on_it_in_order() {
    in_the_world(async |world| {
        let (case, report) = main_job(world).await;
        for officer in ["officer", "guardian"] {
            let listed = world[officer].gets(&format!("/audit/events?case={case}&report={report}")).await.expect(200).items();
            let of_school: Vec<(&str, &str)> = listed
                .iter()
                .filter(|event| event["person"] == world["school"].id.as_str())
                .map(|event| (event["outcome"].as_str().unwrap_or(""), event["kind"].as_str().unwrap_or("")))
                .collect();
            let expected = [("refused", "access-refused"), ("allowed", "report-opened"), ("refused", "access-refused")];
            let decisions: Vec<_> = of_school.iter().copied().filter(|(outcome, _)| *outcome != "done").collect();
            assert_eq!(decisions, expected, "{officer}");
            let places: Vec<u64> = listed.iter().filter_map(|event| event["seq"].as_u64()).collect();
            assert!(places.is_sorted() && !places.is_empty());
        }
    });
}

#[test]
fn an_officer_of_another_agency_and_who_has_no_such_role_see_nothing_of_it() {
    in_the_world(async |world| {
        let (case, _) = main_job(world).await;
        world["other-officer"].gets(&format!("/audit/events?case={case}")).await.expect_absent();
        world["school"].gets(&format!("/audit/events?case={case}")).await.expect_refused(&["role-lacks-verb"]);
        world["mother"].gets("/audit/events").await.expect(404);
        let own = world["other-officer"].gets("/audit/events?limit=200").await.expect(200).items();
        assert!(own.iter().all(|event| event["case"] != case.as_str()), "nor among the events of their own agency");
    });
}

#[test]
fn filters_narrow_and_pages_join_up() {
    in_the_world(async |world| {
        let (case, _) = main_job(world).await;
        let officer = &world["officer"];
        let count = async |filter: &str| {
            officer.gets(&format!("/audit/events?case={case}&limit=200&{filter}")).await.expect(200).items().len()
        };
        assert_eq!(count("verb=open&outcome=refused").await, 2);
        assert_eq!(count("verb=open&outcome=allowed").await, 1);
        assert_eq!(count("kind=consent-given").await, 1);
        assert_eq!(count("kind=consent-withdrawn").await, 1);
        assert_eq!(count("verb=open&basis=consent").await, 1);
        assert_eq!(count(&format!("agency={SCHOOL}&verb=open")).await, 3);
        assert_eq!(count("until=2020-01-01T00:00:00Z").await, 0);

        let all: Vec<Value> = officer.gets(&format!("/audit/events?case={case}&verb=open&limit=200")).await.expect(200).items();
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page = officer.gets(&format!("/audit/events?case={case}&verb=open&limit=1{after}")).await.expect(200).json();
            paged.extend(page["items"].as_array().cloned().unwrap_or_default());
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(paged, all);
        for wrong in ["outcome=perhaps", "verb=steal", "from=yesterday", "colour=blue", "limit=many", "after=x"] {
            let answer = officer.gets(&format!("/audit/events?{wrong}")).await;
            assert_eq!(answer.status, 400, "{wrong}: {}", answer.text());
        }
        for beyond in ["9223372036854775808", "18446744073709551616", "5-9223372036854775808"] {
            let answer = officer.gets(&format!("/audit/events?after={beyond}")).await.expect_problem(400, "bad-field");
            assert_eq!(answer.field("field"), "after");
        }
    });
}

#[test]
fn a_list_ends_although_every_page_of_it_is_recorded() {
    in_the_world(async |world| {
        let (case, _) = main_job(world).await;
        let path = |limit: u32| format!("/audit/events?case={case}&limit={limit}");
        let whole = world["officer"].gets(&path(200)).await.expect(200).items().len();
        let (mut seen, mut after) = (0, String::new());
        loop {
            let page = world["officer"].gets(&format!("{}{after}", path(1))).await.expect(200).json();
            seen += page["items"].as_array().map_or(0, Vec::len);
            // The first list was itself recorded.
            assert!(seen <= whole + 1, "the list grows as it is read");
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(seen, whole + 1);
    });
}

#[test]
fn reading_it_is_itself_recorded() {
    in_the_world(async |world| {
        let (case, _) = main_job(world).await;
        let path = format!("/audit/events?case={case}&kind=audit-read&limit=200");
        let before = world["officer"].gets(&path).await.expect(200).items().len();
        let after = world["officer"].gets(&path).await.expect(200).items().len();
        assert_eq!(after, before + 1);
    });
}
