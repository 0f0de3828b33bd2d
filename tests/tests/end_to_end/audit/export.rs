use super::*;

#[test]
fn gives_every_event_as_json_lines_and_as_csv_that_no_spreadsheet_runs() {
    in_a_world_of_its_own(&[], async |world| {
        let (case, _) = main_job(&world).await;
        let filter = ["--case", case.as_str()];
        let lines = run(&world.gateway, &[["audit", "export", "--format", "jsonl"].as_slice(), &filter].concat());
        assert_eq!(code(&lines), 0, "{}", said(&lines));
        let events: Vec<Value> =
            String::from_utf8_lossy(&lines.stdout).lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect();
        assert!(events.len() >= 6, "{} events", events.len());
        let csv = run(&world.gateway, &[["audit", "export", "--format", "csv"].as_slice(), &filter].concat());
        let csv = String::from_utf8_lossy(&csv.stdout).into_owned();
        assert_eq!(csv.lines().count(), events.len() + 1, "a heading and the same events");
        for cell in csv.lines().flat_map(|line| line.split(',')) {
            let first = cell.trim_matches('"').chars().next();
            assert!(!matches!(first, Some('=' | '+' | '-' | '@')), "{cell} would run");
        }
        let served = world["officer"].gets(&format!("/audit/export?format=jsonl&case={case}")).await.expect(200);
        assert!(served.text().lines().count() > 0);
        for text in [String::from_utf8_lossy(&lines.stdout).into_owned(), csv] {
            assert!(!text.contains("Dychmygol") && !text.contains("assessment.pdf"), "no name and no file name");
        }
    });
}
