use reqwest::Method;
use tokio::task::JoinHandle;

use super::*;
use crate::stage::answer::Answer;
use crate::stage::case::consent_for;
use crate::stage::person::attempt;

/// What the gateway has acknowledged, and so must keep.
#[derive(Default)]
struct Acknowledged {
    /// Report and its bytes.
    pushed: BTreeMap<String, Vec<u8>>,
    /// Consents that stand; false: withdrawn.
    consents: BTreeMap<String, bool>,
    /// Places of releases in the record.
    released: Vec<u64>,
    /// Answers that a gateway in good health would not have given.
    unexpected: Vec<String>,
}

impl Acknowledged {
    /// Whether the answer is the one to be expected; any other is noted, but that it does not work just now (503).
    fn is_as_it_should(&mut self, answer: &Answer, status: u16) -> bool {
        if answer.status != status && answer.status != 503 {
            self.unexpected.push(format!("{} instead of {status}: {}", answer.status, answer.text()));
        }
        answer.status == status
    }
}

type Shared = Arc<Mutex<Acknowledged>>;

fn of(shared: &Shared) -> std::sync::MutexGuard<'_, Acknowledged> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn at_any_moment_of_push_grant_withdrawal_and_release_nothing_acknowledged_is_lost_or_doubled() {
    let cycles: u64 = std::env::var("PORTHOR_FAULT_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    in_a_world_of_its_own(&[], async |world| {
        let world: &'static World = Box::leak(Box::new(world));
        let case: &'static Case = Box::leak(Box::new(world.case().await));
        world["mother"].has_granted(case, SCHOOL).await;
        let kept = Shared::default();
        let mut seen = BTreeSet::new();
        for cycle in 0..cycles {
            let work = [pushing(world, case, &kept), consenting(world, case, &kept), releasing(world, case, &kept)];
            // Spread over the length of a push, so that each cycle hits another moment.
            tokio::time::sleep(Duration::from_millis(150 + cycle * 211 % 900)).await;
            world.gateway.kill();
            for task in work {
                task.abort();
                let _ = task.await;
            }
            world.gateway.serve();
            // A long run looks at what is new each time, and at everything once more at its end.
            is_all_there(world, case, &kept, &mut seen).await;
        }
        is_all_there(world, case, &kept, &mut BTreeSet::new()).await;
        let kept = of(&kept);
        assert!(!kept.pushed.is_empty() && !kept.consents.is_empty(), "the cycles were too short to acknowledge anything");
        world.gateway.kill();
    });
}

fn pushing(world: &'static World, case: &'static Case, kept: &Shared) -> JoinHandle<()> {
    let kept = Arc::clone(kept);
    tokio::spawn(async move {
        for size in [40_000, 900_000, 3_000_000].into_iter().cycle() {
            let draft = Draft::pdf(size);
            let request = world["clinician"].request(Method::POST, &case.path("/reports")).await;
            let Some(answer) = attempt(request.multipart(draft.form())).await else { return };
            if of(&kept).is_as_it_should(&answer, 201) {
                of(&kept).pushed.insert(answer.field("id"), draft.bytes);
            }
        }
    })
}

fn consenting(world: &'static World, case: &'static Case, kept: &Shared) -> JoinHandle<()> {
    let kept = Arc::clone(kept);
    tokio::spawn(async move {
        let mother = &world["mother"];
        for turn in 0_u32.. {
            let request = mother.request(Method::POST, &case.path("/consents")).await;
            let Some(given) = attempt(request.json(&consent_for("dyffryn-gwawr"))).await else { return };
            if !of(&kept).is_as_it_should(&given, 201) {
                continue;
            }
            let given = given.field("id");
            if turn % 2 == 0 {
                of(&kept).consents.insert(given, true);
                continue;
            }
            // Between request and answer nobody knows where it stands; only an answer settles it.
            let path = case.path(&format!("/consents/{given}/withdrawal"));
            let request = mother.request(Method::POST, &path).await.json(&json!({}));
            let Some(withdrawn) = attempt(request).await else { return };
            if of(&kept).is_as_it_should(&withdrawn, 200) {
                of(&kept).consents.insert(given, false);
            }
        }
    })
}

fn releasing(world: &'static World, case: &'static Case, kept: &Shared) -> JoinHandle<()> {
    let kept = Arc::clone(kept);
    tokio::spawn(async move {
        loop {
            let last = of(&kept).pushed.keys().next_back().cloned();
            let Some(report) = last else {
                tokio::time::sleep(Duration::from_millis(10)).await;
                continue;
            };
            let request = world["school"].request(Method::GET, &case.content(&report, "plain")).await;
            let Some(answer) = attempt(request).await else { return };
            if of(&kept).is_as_it_should(&answer, 200) {
                let seq = answer.header("porthor-receipt").rsplit('/').next().and_then(|seq| seq.parse().ok());
                of(&kept).released.push(seq.expect("a release names its place in the record"));
            }
        }
    })
}

/// Looks at every report that is not among those `seen`, and at all the rest.
async fn is_all_there(world: &World, case: &Case, kept: &Shared, seen: &mut BTreeSet<String>) {
    let (pushed, consents, released) = {
        let kept = of(kept);
        assert_eq!(kept.unexpected, Vec::<String>::new(), "whenever it was killed");
        (kept.pushed.clone(), kept.consents.clone(), kept.released.clone())
    };
    let listed = world["clinician"].lists(case).await;
    for (report, bytes) in &pushed {
        if !seen.insert(report.clone()) {
            continue;
        }
        assert_eq!(listed.iter().filter(|id| *id == report).count(), 1, "a pushed report is listed once");
        let opened = world["clinician"].opens(case, report).await.expect(200);
        assert!(opened.body == *bytes, "a pushed report is whole");
        let again = world["clinician"].pushes(case, &Draft::of(bytes.clone())).await;
        assert_eq!(again.code(), "duplicate-report", "pushed again it is not doubled");
    }
    let all = world["mother"].gets_all(&case.path("/consents")).await;
    for (consent, stands) in &consents {
        let line = all.iter().find(|line| line["id"] == consent.as_str()).expect("an acknowledged consent is there");
        assert_eq!(line["state"] == "given", *stands, "{line}");
    }
    let mut database = database(&world.gateway).await;
    for seq in released {
        let seq = i64::try_from(seq).expect("a small number");
        let row: (String,) =
            sqlx::query_as("SELECT kind FROM event WHERE seq = $1").bind(seq).fetch_one(&mut database).await.expect("on record");
        assert_eq!(row.0, "report-opened", "no release without its record");
    }
    sweeps(world, &mut database).await;
    verifies(world);
}

/// What no report names is swept, whole or half-written. With PostgreSQL another gateway might be writing it: it is left a day.
async fn sweeps(world: &World, database: &mut AnyConnection) {
    if Database::chosen() == Database::Postgres {
        return;
    }
    let begun = Instant::now();
    loop {
        let (named,): (i64,) = sqlx::query_as("SELECT count(*) FROM report").fetch_one(&mut *database).await.expect("counted");
        let found = payloads(&world.gateway);
        if found.len() == usize::try_from(named).expect("a small number") {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{named} reports and these payloads: {found:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
