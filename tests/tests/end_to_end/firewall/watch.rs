//! `porthor watch`: what a hospital's system writes into a folder arrives, once, whatever happens to the run or the line.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use super::*;

/// A run of `porthor watch`, killed with the test.
struct Run(Child);

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Ward<'_> {
    /// What a system writes: a report, and what is said of it beside it.
    fn is_written(&self, name: &str, bytes: &[u8], said: &str) {
        self.desk.file(&format!("in/{name}.toml"), said.as_bytes());
        self.desk.file(&format!("in/{name}"), bytes);
    }

    fn said(&self) -> String {
        format!("case = \"{}\"\ncategory = \"speech-language\"\npurpose = \"aln-support\"\n", self.case.id)
    }

    /// Watches until nothing waits.
    async fn watches_once(&self, more: &[&str]) -> std::process::Output {
        let folder = self.desk.file("in/.here", b"");
        let folder = folder.parent().expect("a folder");
        let words = [["--json", "watch", path(folder), "--once", "--settle", "0"].as_slice(), more].concat();
        self.desk.runs_among(&[], &words).await
    }

    /// Goes on watching; a file is taken once it has not changed for so many seconds.
    fn watches(&self, settle: &str, more: &[&str]) -> Run {
        let mut command = Command::new(porthor_tests::porthor());
        self.desk.surrounds(&mut command);
        let folder = self.desk.file("in/.here", b"");
        command.args(["--json", "watch", path(folder.parent().expect("a folder")), "--settle", settle]).args(more);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        Run(command.spawn().expect("the program starts"))
    }

    /// Names in a folder below the watched one.
    fn lies_in(&self, below: &str) -> Vec<String> {
        let folder = self.desk.file(&format!("in/{below}/.here"), b"");
        let entries = std::fs::read_dir(folder.parent().expect("a folder")).expect("it is there");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| name != ".here");
        names.sort();
        names
    }

    async fn waits_until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..300 {
            if is_so(self) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{what}: in done {:?}, in failed {:?}", self.lies_in("done"), self.lies_in("failed"));
    }
}

#[test]
fn what_appears_is_pushed_and_put_away_and_what_cannot_be_is_put_aside_with_its_reason() {
    in_a_ward(async |ward| {
        let (good, named) = (Draft::pdf(70_000), Draft::pdf(5000));
        ward.is_written("a.pdf", &good.bytes, &ward.said());
        ward.desk.file(&format!("in/{}_letter.pdf", ward.case.id), &named.bytes);
        ward.is_written("noise.pdf", &[0, 1, 2, 255, 254, 3], &ward.said());
        ward.is_written(
            "elsewhere.pdf",
            &Draft::pdf(900).bytes,
            "case = \"nowhere\"\ncategory = \"speech-language\"\npurpose = \"aln-support\"\n",
        );
        ward.is_written("unsaid.pdf", &Draft::pdf(900).bytes, "case = \"x\"\nchild = 1\n");
        let defaults =
            ward.desk.file("defaults", b"category = \"speech-language\"\npurpose = \"aln-support\"\nlanguage = \"cy\"\n");
        let done = ward.watches_once(&["--pattern", "{case}_{name}", "--defaults", path(&defaults)]).await;
        assert_eq!(code_of(&done), 5, "{}", said(&done));
        assert_eq!(ward.lies_in("done"), [format!("{}_letter.pdf", ward.case.id), "a.pdf".into(), "a.pdf.toml".into()]);
        let failed = ward.lies_in("failed");
        for name in ["noise.pdf", "noise.pdf.toml", "noise.pdf.reason.txt", "elsewhere.pdf.reason.txt", "unsaid.pdf.reason.txt"] {
            assert!(failed.iter().any(|there| there == name), "{name} is not in {failed:?}");
        }
        let reason = std::fs::read_to_string(ward.desk.file("in/failed/.x", b"").with_file_name("noise.pdf.reason.txt"));
        assert!(reason.expect("there").contains("kind of file"), "it says why");
        let reports = ward.world["clinician"].lists(&ward.case).await;
        assert_eq!(reports.len(), 2);
        // The same again is not sent twice, and another file of the name does not replace the first.
        ward.is_written("a.pdf", &good.bytes, &ward.said());
        let again = ward.watches_once(&[]).await;
        assert_eq!(code_of(&again), 0, "{}", said(&again));
        assert_eq!(ward.world["clinician"].lists(&ward.case).await, reports);
        assert!(ward.lies_in("done").contains(&"1-a.pdf".to_owned()));
    });
}

#[test]
fn a_run_that_is_killed_goes_on_where_it_was_with_a_queue_that_tells_nothing() {
    in_a_ward(async |ward| {
        let line = Line::with(Faults { bytes_per_second: Some(400_000), ..Faults::default() }).await;
        let proxy = format!("http://{}", line.address);
        let text = format!("Adroddiad am Zwinllwyd\n{}", "Mae Zwinllwyd yn hoffi cathod. ".repeat(60_000));
        ward.is_written("Zwinllwyd.txt", text.as_bytes(), &ward.said());
        let uploads = ward.case.path("/uploads");
        for _ in 0..2 {
            let run = ward.watches("0", &["--proxy", &proxy]);
            tokio::time::sleep(Duration::from_millis(2500)).await;
            drop(run);
        }
        let home = ward.desk.file("home/.x", b"");
        let queued = crate::faults::files(&home.with_file_name("queue"));
        assert!(queued.iter().any(|file| file.ends_with("report.age")), "{queued:?}");
        for file in &queued {
            let bytes = std::fs::read(file).expect("there");
            let is_said = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains("zwinllwyd");
            assert!(!is_said(&bytes) && !is_said(file.as_os_str().as_encoded_bytes()), "{} tells", file.display());
        }
        let _run = ward.watches("0", &["--proxy", &proxy]);
        ward.waits_until("it is delivered", |ward| ward.lies_in("done").contains(&"Zwinllwyd.txt".to_owned())).await;
        let reports = ward.world["clinician"].lists(&ward.case).await;
        let opened = ward.world["clinician"].opens(&ward.case, &reports[0]).await.expect(200);
        assert!(opened.body == text.as_bytes() && reports.len() == 1, "once, byte for byte; {uploads}");
    });
}

#[test]
fn a_file_that_is_written_slowly_is_taken_when_it_is_finished_and_a_folder_is_watched_once() {
    in_a_ward(async |ward| {
        let _run = ward.watches("2", &[]);
        let draft = Draft::pdf(40_000);
        for part in 1..=4 {
            ward.is_written("slow.pdf", &draft.bytes[..part * 10_000], &ward.said());
            tokio::time::sleep(Duration::from_millis(800)).await;
        }
        let second = ward.watches_once(&[]).await;
        assert_eq!(code_of(&second), 1, "{}", said(&second));
        assert!(said(&second).contains("watched already"), "{}", said(&second));
        ward.waits_until("it is delivered", |ward| ward.lies_in("done").contains(&"slow.pdf".to_owned())).await;
        let reports = ward.world["clinician"].lists(&ward.case).await;
        let opened = ward.world["clinician"].opens(&ward.case, &reports[0]).await.expect(200);
        assert!(opened.body == draft.bytes && reports.len() == 1);
    });
}

#[test]
fn while_the_gateway_is_away_what_is_written_waits() {
    in_a_world_of_its_own(&[], async |world| {
        let ward = Ward::of(&world).await;
        let run = ward.watches("0", &[]);
        tokio::time::sleep(Duration::from_secs(1)).await;
        world.gateway.kill();
        ward.is_written("a.pdf", &Draft::pdf(5000).bytes, &ward.said());
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!((ward.lies_in("done").len(), ward.lies_in("failed").len()), (0, 0), "it waits");
        // Nor does a run end that begins meanwhile.
        drop(run);
        let mut run = ward.watches("0", &[]);
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(run.0.try_wait().expect("it can be asked").is_none(), "it waits for the network");
        world.gateway.serve();
        ward.waits_until("it is delivered", |ward| ward.lies_in("done").contains(&"a.pdf".to_owned())).await;
    });
}

#[test]
fn what_waits_of_a_file_that_is_gone_is_not_lost_when_it_is_refused() {
    in_a_ward(async |ward| {
        let line = Line::with(Faults { bytes_per_second: Some(400_000), ..Faults::default() }).await;
        let noise: Vec<u8> = (0..=255).cycle().take(2_000_000).collect();
        ward.is_written("noise.pdf", &noise, &ward.said());
        let run = ward.watches("0", &["--proxy", &format!("http://{}", line.address)]);
        let home = ward.desk.file("home/.x", b"");
        let queued = || crate::faults::files(&home.with_file_name("queue"));
        ward.waits_until("it is queued", |_| queued().iter().any(|file| file.ends_with("job.json"))).await;
        drop(run);
        std::fs::remove_file(ward.desk.file("in/.here", b"").with_file_name("noise.pdf")).expect("it was there");
        let done = ward.watches_once(&[]).await;
        assert_eq!(code_of(&done), 5, "{}", said(&done));
        let aside: Vec<_> = queued().into_iter().filter(|file| file.ends_with("report.age")).collect();
        assert!(aside.len() == 1 && aside[0].to_string_lossy().contains("/failed/"), "{aside:?}");
        assert_eq!(code_of(&ward.watches_once(&[]).await), 0, "and it is not tried for ever");
    });
}

#[test]
fn what_is_said_of_a_file_while_it_waits_is_what_goes_with_it() {
    in_a_ward(async |ward| {
        let line = Line::with(Faults { bytes_per_second: Some(400_000), ..Faults::default() }).await;
        let draft = Draft::pdf(2_000_000);
        ward.is_written("a.pdf", &draft.bytes, &ward.said());
        let run = ward.watches("0", &["--proxy", &format!("http://{}", line.address)]);
        let home = ward.desk.file("home/.x", b"");
        let is_begun = |file: &std::path::PathBuf| std::fs::read_to_string(file).is_ok_and(|job| job.contains("/uploads/"));
        let begun = |_: &Ward<'_>| crate::faults::files(&home.with_file_name("queue")).iter().any(is_begun);
        ward.waits_until("it is on its way", begun).await;
        drop(run);
        let corrected = format!("{}audience = \"professionals\"\naudience_reason = \"Other people\"\n", ward.said());
        ward.desk.file("in/a.pdf.toml", corrected.as_bytes());
        let done = ward.watches_once(&[]).await;
        assert_eq!(code_of(&done), 0, "{}", said(&done));
        let reports = ward.world["clinician"].gets_all(&ward.case.path("/reports?purpose=aln-support")).await;
        assert_eq!((reports.len(), &reports[0]["report"]["audience"]), (1, &json!("professionals")), "{reports:?}");
    });
}

#[test]
fn a_name_that_is_no_text_and_a_place_that_takes_nothing_stop_nobody() {
    in_a_ward(async |ward| {
        let folder = ward.desk.file("in/.here", b"").with_file_name("");
        let odd = folder.join(std::ffi::OsStr::from_bytes(b"odd-\xff.pdf"));
        std::fs::write(&odd, Draft::pdf(3000).bytes).expect("ours");
        let long = format!("{}.pdf", "x".repeat(248));
        ward.desk.file(&format!("in/{long}"), &[0, 1, 2, 255, 254, 3]);
        let words = format!("{}language = \"cy\"\n", ward.said());
        let defaults = ward.desk.file("defaults", words.as_bytes());
        let done = ward.watches_once(&["--defaults", path(&defaults)]).await;
        assert_eq!(code_of(&done), 5, "{}", said(&done));
        assert_eq!((ward.lies_in("done").len(), ward.lies_in("failed").len()), (1, 2), "{}", said(&done));
        // Nothing can be moved there: it is told once, and the next file is delivered all the same.
        std::fs::rename(folder.join("done"), folder.join(".done")).expect("ours");
        std::os::unix::fs::symlink("/proc/self", folder.join("done")).expect("ours");
        for name in ["a.pdf", "b.pdf"] {
            ward.is_written(name, &Draft::pdf(4000).bytes, &ward.said());
        }
        let done = ward.watches_once(&[]).await;
        assert_eq!(code_of(&done), 5, "{}", said(&done));
        assert_eq!(said(&done).matches("\"pushed\"").count(), 2, "{}", said(&done));
        assert_eq!(said(&done).matches("left where it is").count(), 2, "{}", said(&done));
        assert_eq!(ward.world["clinician"].lists(&ward.case).await.len(), 3);
    });
}

#[test]
fn what_waits_and_cannot_be_read_any_more_holds_nobody_up_and_what_is_held_back_is_told() {
    // No scanner answers there: what comes is kept, and held back.
    in_a_world_of_its_own(&[("clamd", "\"unix:/nowhere/clamd.ctl\"")], async |world| {
        let ward = Ward::of(&world).await;
        ward.is_written("first.pdf", &Draft::pdf(3000).bytes, &ward.said());
        let watched = ward.watches_once(&[]).await;
        assert_eq!(code_of(&watched), 0, "{}", said(&watched));
        let told: Value = serde_json::from_slice(&watched.stdout).expect("one line");
        assert_eq!((&told["outcome"], &told["held_for"]), (&json!("pushed"), &json!(["unscanned"])), "{told}");
        let queue = ward.desk.file("home/queue/.here", b"");
        let place = std::fs::read_dir(queue.parent().expect("a folder")).expect("there").filter_map(Result::ok);
        let place = place.map(|entry| entry.path()).find(|path| path.is_dir()).expect("the queue of the folder");
        std::fs::create_dir(place.join("broken")).expect("ours");
        std::fs::write(place.join("broken/job.json"), b"{\"case\":").expect("ours");
        ward.is_written("second.pdf", &Draft::pdf(3000).bytes, &ward.said());
        let watched = ward.watches_once(&[]).await;
        assert_eq!(code_of(&watched), 0, "{}", said(&watched));
        assert!(said(&watched).contains("is not what `porthor watch` wrote"), "{}", said(&watched));
        let done = ward.lies_in("done");
        assert!(["first.pdf", "second.pdf"].iter().all(|name| done.contains(&(*name).to_owned())), "{done:?}");
        assert!(place.join("broken/job.json").is_file(), "it is left for whoever can read it");
    });
}
