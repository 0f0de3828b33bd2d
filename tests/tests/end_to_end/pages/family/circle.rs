//! The circle of sharing: who sees how much and why, the same in the picture and in the table.

use super::*;

const HEALTH: &str = "tair-afon";
const COUNCIL: &str = "dyffryn-gwawr";

/// What the circle says of an agency: its line and number in the picture, and its row of the table.
struct Told {
    line: String,
    count: String,
    row: String,
}

async fn told(world: &World, case: &Case, agency: &str) -> Told {
    let page = whole(&AtAPage::of(world, &world["mother"]).sees(&format!("/family/{}", case.id)).await.expect(200));
    let (picture, table) = page.split_once("<table").expect("a table");
    let link = format!("href=\"/family/{}/agency/{agency}\"", case.id);
    let spokes: Vec<&str> = picture.split("<a class=\"porthor-circle__agency\"").skip(1).collect();
    let place = spokes.iter().position(|spoke| spoke.contains(&link)).expect("the agency is in the picture");
    let within = |text: &str, start: &str, end: &str| {
        text.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap_or_default().to_owned()
    };
    let lines: Vec<&str> = picture.split("porthor-circle__line--").skip(1).collect();
    let row = table.split("<tr").find(|row| row.contains(&link)).expect("the agency is in the table");
    Told {
        line: lines[place].split('"').next().unwrap_or_default().to_owned(),
        count: within(spokes[place], "dy=\"0.35em\">", "<"),
        row: row.to_owned(),
    }
}

#[test]
fn it_tells_by_what_each_agency_sees_consent_law_emergency_and_its_own() {
    in_the_world(async |world| {
        let (case, _) = with_a_report(world, &[("mother", "parent")]).await;
        let school = told(world, &case, SCHOOL).await;
        assert_eq!((&*school.line, &*school.count), ("none", "0 of 1"));
        assert!(
            school.row.contains("Not the one report there is") && school.row.contains("Nothing lets it see any"),
            "{}",
            school.row
        );
        let health = told(world, &case, HEALTH).await;
        assert_eq!((&*health.line, &*health.count), ("none", "1 of 1"), "what one wrote oneself is no sharing");
        assert!(health.row.contains("one report that it wrote itself"), "{}", health.row);

        let declared = json!({ "reason": "rheswm", "until": crate::stage::now().plus_millis(3_600_000).to_string() });
        let emergency = world["school"].posts(&case.path("/emergencies"), &declared).await.expect(201).field("id");
        let school = told(world, &case, SCHOOL).await;
        assert_eq!((&*school.line, &*school.count), ("emergency", "1 of 1"));
        assert!(school.row.contains("one report in an emergency"), "{}", school.row);
        world["school"].deletes(&case.path(&format!("/emergencies/{emergency}"))).await.expect(204);

        let consent = world["mother"].has_granted(&case, SCHOOL).await;
        let school = told(world, &case, SCHOOL).await;
        assert_eq!((&*school.line, &*school.count), ("consent", "1 of 1"));
        assert!(school.row.contains("one report by consent") && school.row.contains("The one report there is"), "{}", school.row);
        world["mother"].withdraws(&case, &consent).await.expect(200);
        assert_eq!(told(world, &case, SCHOOL).await.line, "none");

        assert_eq!(told(world, &case, COUNCIL).await.line, "none");
        let asked = json!({ "kind": "section65", "to": HEALTH, "categories": [CATEGORY], "purpose": "statutory-advice" });
        world["coordinator"].posts(&case.path("/requests"), &asked).await.expect(201);
        let council = told(world, &case, COUNCIL).await;
        assert_eq!((&*council.line, &*council.count), ("law", "1 of 1"));
        assert!(council.row.contains("one report by law"), "{}", council.row);
    });
}
