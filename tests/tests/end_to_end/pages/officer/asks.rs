//! What an officer asks of the record: bundles, who could see what, what a draft would have changed, and whether a receipt is genuine.

use std::collections::BTreeSet;

use porthor_policy::{Date, Timestamp};

use super::*;

#[test]
fn what_the_family_was_asked_for_is_in_the_bundle() {
    in_the_world(async |world| {
        let (case, _) = main_job(world).await;
        let why = "Er mwyn cynllunio'r tymor nesaf.";
        let wish = json!({ "agency": SCHOOL, "categories": ["speech-language"], "purposes": ["aln-support"], "why": why });
        let path = format!("/cases/{case}/consent-requests");
        let asked = world["coordinator"].posts(&path, &wish).await.expect(201).field("id");
        let officer = Browser::of(world, &world["officer"]).await;
        let page = whole(&officer.posts("/audit/bundle", &[("case", &case)]).await.expect(200));
        assert!(page.contains("Consents that the family was asked for") && page.contains("not answered"), "{page}");
        world["mother"].posts(&format!("{path}/{asked}/not-now"), &json!({})).await.expect(204);
        let page = whole(&officer.posts("/audit/bundle", &[("case", &case)]).await.expect(200));
        assert!(!page.contains("not answered") && !page.contains(why), "the words are in the file alone");
        let file = whole(&officer.posts("/audit/bundle", &[("case", &case), ("format", "jsonl")]).await.expect(200));
        let line = file.lines().find(|line| line.contains("consent-request") && line.contains("\"held\"")).expect("it is held");
        assert!(line.contains(why) && line.contains("not-now") && line.contains(&asked), "{line}");
    });
}

#[test]
fn a_bundle_is_for_the_officer_of_the_agency_that_leads() {
    in_the_world(async |world| {
        let (case, report) = main_job(world).await;
        let guardian = Browser::of(world, &world["guardian"]).await;
        let refused = guardian.posts("/audit/bundle", &[("case", &case)]).await;
        assert!(matches!(refused.status, 403 | 404), "{}", refused.text());
        let officer = Browser::of(world, &world["officer"]).await;
        let file = whole(&officer.posts("/audit/bundle", &[("case", &case), ("format", "jsonl")]).await.expect(200));
        let lines: Vec<serde_json::Value> = file.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        for held in ["case", "family", "involvement", "consent", "receipt", "report"] {
            assert!(lines.iter().any(|line| line["held"] == held), "{held} is missing");
        }
        assert!(lines.iter().any(|line| line["held"] == "report" && line["fact"]["id"] == report.as_str()));
        assert!(lines.iter().any(|line| line["kind"] == "consent-withdrawn"), "the record goes with it");
    });
}

#[test]
fn who_could_see_is_told_now_and_as_it_was() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(2000)).await;
        let officer = Browser::of(world, &world["officer"]).await;
        let before = whole(&officer.posts("/audit/sight", &[("id", &report)]).await.expect(200));
        assert!(before.contains("Nobody who may consent has consented"), "{before}");
        world["mother"].has_granted(&case, SCHOOL).await;
        let after = whole(&officer.posts("/audit/sight", &[("id", &case.id)]).await.expect(200));
        assert!(after.contains("It rested on this: Consent, under the protocol Sharing information to support"), "{after}");
        let long_ago = [("id", report.as_str()), ("on-day", "1"), ("on-month", "1"), ("on-year", "2020")];
        let none = whole(&officer.posts("/audit/sight", &long_ago).await.expect(422));
        assert!(none.contains("was not open yet"), "{none}");
        let later = [("id", report.as_str()), ("on-day", "1"), ("on-month", "1"), ("on-year", "2199")];
        officer.posts("/audit/sight", &later).await.expect(422);
        officer.posts("/audit/sight", &[("id", "../x")]).await.expect(422);
    });
}

#[test]
fn a_draft_says_what_it_would_have_changed() {
    in_the_world(async |world| {
        let (case, _) = main_job(world).await;
        let guardian = Browser::of(world, &world["guardian"]).await;
        let shipped = include_str!("../../../../../config/protocols/aln-support.toml");
        let same = whole(&guardian.posts("/protocols/trial", &[("draft", shipped)]).await.expect(200));
        assert!(!same.contains(&case), "the protocol in force changes nothing: {same}");
        // Without the school nothing passes to it.
        let without = shipped.replace("[[partners]]\nagency = \"nant-y-wennol\"", "[[partners]]\nagency = \"somebody-else\"");
        let told = whole(&guardian.posts("/protocols/trial", &[("draft", &without)]).await.expect(200));
        assert!(told.contains(&case) && told.contains("no information-sharing protocol with each other"), "{told}");
        let by_law = shipped.replace("trigger = \"consent\"", "trigger = \"law\"");
        let told = whole(&guardian.posts("/protocols/trial", &[("draft", &by_law)]).await.expect(200));
        assert!(
            told.contains(&case) && told.contains("The law, under the protocol Sharing information to support children"),
            "{told}"
        );
        let both = [("version", "aln-support/1"), ("draft", "this is no protocol")];
        let told = whole(&guardian.posts("/protocols/trial", &both).await.expect(422));
        assert!(told.contains("not both"), "which of the two is not guessed: {told}");
        for wrong in ["", "id = 1", "id = \"x\""] {
            guardian.posts("/protocols/trial", &[("draft", wrong)]).await.expect(422);
        }
        // What is wrong is said in the reader's own words, with the place.
        let told = whole(&guardian.posts("/protocols/trial", &[("draft", "# a draft\nversion = \"one\"")]).await.expect(422));
        assert!(told.contains("Line 2, at version: this cannot be read."), "{told}");
        let over = shipped.replace("ends = \"2035-09-01\"", "ends = \"2020-08-31\"");
        let told = whole(&guardian.posts("/protocols/trial", &[("draft", &over)]).await.expect(422));
        assert!(told.contains("The draft needs an end that comes after its first day."), "{told}");
    });
}

#[test]
fn a_receipt_is_checked_and_a_forged_one_is_not_taken() {
    in_the_world(async |world| {
        let (case, _) = main_job(world).await;
        let opened = entry(world, &case, "kind=report-opened&outcome=allowed").await;
        let receipt = whole(&world["school"].gets(&format!("/receipts/{opened}")).await.expect(200));
        let officer = Browser::of(world, &world["officer"]).await;
        let good = whole(&officer.posts("/audit/receipt", &[("receipt", &format!(" {receipt}\n"))]).await.expect(200));
        assert!(good.contains("A receipt of a release") && !good.contains("Failed"), "{good}");
        let mut forged = receipt.clone();
        let middle = forged.len() / 2;
        let letter = if &forged[middle..=middle] == "A" { "B" } else { "A" };
        forged.replace_range(middle..=middle, letter);
        let bad = whole(&officer.posts("/audit/receipt", &[("receipt", &forged)]).await.expect(200));
        assert!(bad.contains("Not a receipt"), "{bad}");
        officer.posts("/audit/receipt", &[]).await.expect(422);
    });
}

#[test]
fn a_bundle_of_any_length_is_given_to_a_form_that_is_carried_out_once() {
    in_a_world_of_its_own(&[("open_remarks_per_person", "40")], async |world| {
        let (case, report) = main_job(&world).await;
        // Four bytes each: together more than the answers that are kept.
        let text = "\u{1f9ed}".repeat(4000);
        let remark = json!({ "about": { "report": report }, "kind": "comment", "text": text });
        for _ in 0..20 {
            world["mother"].posts(&format!("/cases/{case}/remarks"), &remark).await.expect(201);
        }
        let officer = Browser::of(&world, &world["officer"]).await;
        let fields = [("case", case.as_str()), ("format", "jsonl"), ("once", "one-sending-of-this-form")];
        for _ in 0..2 {
            let file = whole(&officer.posts("/audit/bundle", &fields).await.expect(200));
            assert_eq!(file.matches(&text).count(), 20);
        }
    });
}

#[test]
fn an_entry_shows_all_six_gates_the_facts_as_they_were_what_comes_out_today_and_its_proof() {
    in_the_world(async |world| {
        let (case, _) = main_job(world).await;
        let officer = Browser::of(world, &world["officer"]).await;
        let gates = ["Sign-in", "Part in the case", "Protocol", "Consent, request or law", "Restrictions", "Retention"];
        for (filter, closed) in [("kind=report-opened&outcome=allowed", 0), ("outcome=refused&verb=open", 1)] {
            let seq = entry(world, &case, filter).await;
            let page = whole(&officer.gets(&format!("/audit/events/{seq}")).await.expect(200));
            let (_, rest) = page.split_once("Every gate</h2>").expect("the gates");
            let (shown, rest) = rest.split_once("</table>").expect("a table");
            let rows: Vec<&str> = shown.split("rowheader\">").skip(1).collect();
            let names: Vec<&str> = rows.iter().filter_map(|row| row.split("</th>").next()).collect();
            assert_eq!(names, gates, "{shown}");
            assert_eq!(rows.iter().filter(|row| row.contains(">Closed<")).count(), closed, "{shown}");
            assert_eq!(rows[3].contains(">Closed<"), closed == 1, "nobody consents any more: {shown}");
            // One's own agency's people and the protocol were facts of it; the family's consent was, of what it let pass.
            let (facts, rest) = rest.split_once("Decided again</h2>").expect("it is decided again");
            assert!(facts.contains("Sharing information to support children"), "{facts}");
            assert!(rest.contains("On the facts as they were, the same decision comes out today."), "{rest}");
            assert_eq!(rest.matches(">Passed<").count(), 4, "the decision, and what proves the entry: {rest}");
            assert!(!rest.contains(">Failed<"), "{rest}");
        }
    });
}

/// The places in the record that a page links to, up to `newest`: looking adds some.
fn places(page: &str, newest: u64) -> BTreeSet<u64> {
    let links = page.split("href=\"/audit/events/").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter_map(|seq| seq.parse().ok()).filter(|seq| *seq <= newest).collect()
}

#[test]
fn the_search_finds_by_each_field_what_the_record_holds_of_it() {
    in_the_world(async |world| {
        let (case, report) = main_job(world).await;
        let officer = Browser::of(world, &world["officer"]).await;
        let held = async |filter: &str| -> BTreeSet<u64> {
            let path = format!("/audit/events?case={case}&limit=200{filter}");
            world["officer"].gets(&path).await.expect(200).items().iter().filter_map(|event| event["seq"].as_u64()).collect()
        };
        let all = held("").await;
        let newest = *all.last().expect("the record holds the case");
        let school = world["school"].id.clone();
        let searches = [
            vec![("basis", "consent")],
            vec![("agency", SCHOOL)],
            vec![("report", &*report)],
            vec![("person", &*school)],
            vec![("verb", "open"), ("outcome", "refused")],
        ];
        for fields in searches {
            let filter: String = fields.iter().flat_map(|(name, value)| ["&", name, "=", value]).collect();
            let expected: BTreeSet<u64> = held(&filter).await.into_iter().filter(|seq| *seq <= newest).collect();
            assert!(!expected.is_empty() && expected.len() < all.len(), "{filter} tells some from the others");
            let fields = [&[("case", &*case)], &fields[..]].concat();
            let page = whole(&officer.posts("/audit", &fields).await.expect(200));
            assert_eq!(places(&page, newest), expected, "{filter}");
        }
        let days = |from: &str, until: &str| -> Vec<(String, String)> {
            let parts = |name: &str, day: &str| {
                let numbers: Vec<String> = day.split('-').map(str::to_owned).collect();
                ["year", "month", "day"]
                    .iter()
                    .zip(numbers)
                    .map(|(part, value)| (format!("{name}-{part}"), value))
                    .collect::<Vec<_>>()
            };
            [parts("from", from), parts("until", until)].concat()
        };
        let on = |days: i64| crate::stage::day_from_now(days);
        for (fields, found) in [(days(&on(-1), &on(1)), all.clone()), (days(&on(-9), &on(-3)), BTreeSet::new())] {
            let given = fields.iter().map(|(name, value)| (&**name, &**value));
            let fields: Vec<(&str, &str)> = [("case", &*case)].into_iter().chain(given).collect();
            let page = whole(&officer.posts("/audit", &fields).await.expect(200));
            assert_eq!(places(&page, newest), found, "{fields:?}");
        }
    });
}

/// The row of a table that begins with `name`: its numbers.
fn numbers(page: &str, heading: &str, name: &str) -> Vec<String> {
    let (_, rest) = page.split_once(&format!("--s\">{heading}</caption>")).unwrap_or_else(|| panic!("no {heading} in {page}"));
    let (table, _) = rest.split_once("</table>").expect("a table");
    let (_, row) = table.split_once(&format!("rowheader\">{name}</th>")).unwrap_or_else(|| panic!("no {name} in {table}"));
    let (row, _) = row.split_once("</tr>").expect("a row");
    row.split("</td>").filter_map(|cell| cell.rsplit_once('>')).map(|(_, number)| number.to_owned()).take(2).collect()
}

#[test]
fn pictures_of_use_count_what_the_record_holds() {
    in_a_world_of_its_own(&[], async |world| {
        let (case, report) = main_job(&world).await;
        let school = &world["school"];
        let case = crate::stage::case::Case { id: case, recipient: String::new() };
        world["mother"].has_granted(&case, SCHOOL).await;
        school.opens(&case, &report).await.expect(200);
        // Opened twice, refused twice; the clinician has only pushed.
        let officer = Browser::of(&world, &world["officer"]).await;
        let page = whole(&officer.gets("/audit/use").await.expect(200));
        let name = format!("{SCHOOL} (en)");
        assert_eq!(numbers(&page, "By agency", &name), ["2", "2"], "{page}");
        let (_, picture) = page.split_once(&format!("class=\"porthor-chart__label\" x=\"0\" y=\"18\">{name}")).expect("its bars");
        let figures: Vec<&str> = picture.split("porthor-chart__figure").skip(1).take(2).collect();
        assert!(figures.iter().all(|figure| figure.contains(">2</text>")), "the picture says what the table does: {figures:?}");
    });
}

/// What the clocks of the United Kingdom show at a moment, milliseconds since 1970: an hour more in summer.
fn on_the_clocks(moment: i64) -> Timestamp {
    let utc = Timestamp::from_millis(moment);
    let year = utc.to_string()[..4].parse().expect("a year");
    let turns = |month| {
        let last_sunday = (25..=31).rev().filter_map(|day| Date::new(year, month, day)).find(|day| day.weekday() == 7);
        last_sunday.expect("each month has one").start().plus_millis(3_600_000)
    };
    if turns(3) <= utc && utc < turns(10) { utc.plus_millis(3_600_000) } else { utc }
}

#[test]
fn who_could_see_at_a_moment_that_is_past_is_told_as_it_was_then() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(2000)).await;
        // The page takes whole minutes: the next one lies between the push and the consent.
        let then = crate::stage::now().millis() / 60_000 * 60_000 + 60_000;
        while crate::stage::now().millis() <= then + 500 {
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        world["mother"].has_granted(&case, SCHOOL).await;
        let shown = on_the_clocks(then).to_string();
        let (day, time) = (&shown[..10], &shown[11..16]);
        let parts: Vec<&str> = day.split('-').collect();
        let officer = Browser::of(world, &world["officer"]).await;
        let now = whole(&officer.posts("/audit/sight", &[("id", &report)]).await.expect(200));
        assert!(now.contains("It rested on this: Consent"), "{now}");
        let fields =
            [("id", report.as_str()), ("on-year", parts[0]), ("on-month", parts[1]), ("on-day", parts[2]), ("on-time", time)];
        let before = whole(&officer.posts("/audit/sight", &fields).await.expect(200));
        assert!(
            before.contains("Nobody who may consent has consented") && !before.contains("It rested on this: Consent"),
            "{before}"
        );
    });
}
