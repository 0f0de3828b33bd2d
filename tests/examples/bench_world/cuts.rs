//! How long a withdrawal takes to reach a download that is running: from the moment it is sent, as those outside see it. What the
//! gateway itself measures, from its commit on, `scripts/bench` reads from its metrics.

use std::net::Ipv4Addr;
use std::time::Instant;

use serde_json::{Value, json};

use crate::seed::Seeded;
use crate::stage::case::Case;
use crate::stage::person::{Door, Person};

/// One withdrawal: seconds from its sending.
struct Cut {
    /// Until the answer, after which nothing passes any more.
    answered: f64,
    /// Until the reader, who reads as fast as it can, is told that nothing more comes.
    ended: f64,
}

/// Grants, opens, withdraws, so many times.
pub async fn measure(seeded: &Seeded, times: usize) -> Value {
    let gateway = &seeded.world.gateway;
    // A connection of its own, so that the withdrawal does not wait behind the download.
    let reader = Door::from(gateway, Ipv4Addr::new(127, 0, 0, 2).into(), &["http/1.1"]);
    let school = seeded.world["school"].signs_in_again(&reader).await;
    let mut cuts = Vec::with_capacity(times);
    for _ in 0..times {
        cuts.push(cut_once(&seeded.world["mother"], &school, &seeded.changing, &seeded.long).await);
    }
    let (answered, ended): (Vec<f64>, Vec<f64>) = cuts.iter().map(|cut| (cut.answered, cut.ended)).unzip();
    json!({ "answered": answered, "ended": ended })
}

async fn cut_once(mother: &Person, school: &Person, case: &Case, report: &str) -> Cut {
    let consent = mother.has_granted(case, "nant-y-wennol").await;
    let mut download = school.begins_to_open(case, report).await;
    assert_eq!(download.status(), 200, "the school may open what the family consented to");
    let length = download.content_length().expect("a report has a length");
    let mut received = download.chunk().await.expect("the first bytes come").map_or(0, |bytes| bytes.len() as u64);
    let sent = Instant::now();
    let withdrawal = async {
        let answer = mother.withdraws(case, &consent).await.expect(200).json();
        assert_eq!(answer["cut"], 1, "the running download is cut");
        sent.elapsed().as_secs_f64()
    };
    let reading = async {
        while let Ok(Some(bytes)) = download.chunk().await {
            received += bytes.len() as u64;
        }
        sent.elapsed().as_secs_f64()
    };
    let (answered, ended) = tokio::join!(withdrawal, reading);
    assert!(received < length, "the download ended before the withdrawal came; it must be longer");
    Cut { answered, ended }
}
