//! Sealed files that come by mail: from mail programs that nobody here wrote, acknowledged through a relay that nobody here wrote.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use porthor_tests::gateway::Gateway;
use porthor_tests::program::{Program, Stand, python};

use super::*;
use crate::stage::world::in_a_world_on;

const ADDRESS: &str = "adroddiadau@porth.example";
const WARD: &str = "ceri@ysbyty.example";
const USER: &str = "porth";
const PASSWORD: &str = "cyfrinair y post";
const LARGEST: usize = 1 << 20;

/// The mail drop of a world, and the relay beside it.
struct Post {
    drop: SocketAddr,
    relay: Program,
    authority: PathBuf,
}

fn client(script: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(script)
}

/// A gateway with a mail drop on `host` and a relay, which is let go by the password that `password` is.
fn gateway_with_mail(host: &str, password: &str) -> (Gateway, Post) {
    let gateway = Gateway::set_up();
    let stand = Stand::new("relay");
    let (at, tls, kept) = (stand.address, gateway.home().join("tls"), stand.folder.display().to_string());
    let [certificate, key] = ["server.pem", "server.key"].map(|name| tls.join(name).display().to_string());
    let (script, port) = (client("relay.py").display().to_string(), at.port().to_string());
    let words = ["python3", &script, "127.0.0.1", &port, &certificate, &key, USER, PASSWORD, &kept].map(AsRef::as_ref);
    let relay = stand.start(&words, &[("PYTHONPATH", &python())]);
    let drop = TcpListener::bind((host, 0)).and_then(|listener| listener.local_addr()).expect("a port is free");
    let secret = gateway.home().join("mail-password");
    std::fs::write(&secret, password).expect("ours");
    std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("ours");
    let authority = gateway.authority();
    for (key, value) in [
        ("mail.relay", format!("\"localhost:{port}\"")),
        ("mail.user", format!("\"{USER}\"")),
        ("mail.password_file", "\"mail-password\"".to_owned()),
        ("mail.ca_file", format!("\"{}\"", authority.display())),
        ("mail.from", "\"porth@porth.example\"".to_owned()),
        ("mail_drop.listen", format!("\"{drop}\"")),
        ("mail_drop.address", format!("\"{ADDRESS}\"")),
        ("mail_drop.message_bytes", LARGEST.to_string()),
    ] {
        gateway.set(key, &value);
    }
    gateway.serve();
    (gateway, Post { drop, relay, authority })
}

fn in_a_world_with_mail(test: impl AsyncFnOnce(World, Post)) {
    let (gateway, post) = gateway_with_mail("127.0.0.1", PASSWORD);
    in_a_world_on(gateway, async |world| test(world, post).await);
}

impl Post {
    /// What the drop answers to a mail of a mail program with these files.
    async fn takes(&self, from: &str, to: &str, files: &[&Path]) -> (u64, String) {
        let mut command = tokio::process::Command::new("python3");
        command.arg(client("mail.py")).arg(self.drop.ip().to_string()).arg(self.drop.port().to_string());
        command.arg(&self.authority).args([from, to, "Dyma'r ffeil. / Here it is."]).args(files);
        let output = command.output().await.expect("python3 is installed");
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no answer: {}", said(&output)));
        (told["code"].as_u64().expect("a code"), told["said"].as_str().expect("a text").to_owned())
    }

    /// The same of one sealed file.
    async fn takes_sealed(&self, desk: &Desk, name: &str, envelope: &[u8]) -> (u64, String) {
        let file = desk.file(name, envelope);
        self.takes(WARD, ADDRESS, &[&file]).await
    }

    /// Mails that the relay has, each with its envelope before it.
    fn sent(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.relay.folder()).expect("there").filter_map(Result::ok).map(|entry| entry.path());
        let mails = entries.filter(|path| path.extension().is_some_and(|end| end == "mail"));
        mails.map(|path| std::fs::read_to_string(path).expect("there")).collect()
    }

    async fn waits_for(&self, number: usize, seconds: u64) -> Vec<String> {
        for _ in 0..seconds * 10 {
            if self.sent().len() >= number {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let sent = self.sent();
        assert_eq!(sent.len(), number, "{sent:?}");
        sent
    }

    /// Speaks with the drop by hand, from here.
    fn talks(&self) -> Talk {
        let stream = TcpStream::connect(self.drop).expect("the drop listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket");
        let mut talk = Talk(BufReader::new(stream));
        assert!(talk.hears().starts_with("220 porth.example"));
        talk
    }
}

struct Talk(BufReader<TcpStream>);

impl Talk {
    /// The whole of an answer; nothing where the line was closed.
    fn hears(&mut self) -> String {
        let mut heard = String::new();
        loop {
            let from = heard.len();
            if self.0.read_line(&mut heard).is_err() || heard.len() == from || heard.as_bytes()[from + 3] == b' ' {
                return heard;
            }
        }
    }

    fn says(&mut self, what: &[u8]) -> String {
        // A line that was closed is heard in the answer.
        let _ = self.0.get_mut().write_all(&[what, b"\r\n"].concat());
        self.hears()
    }

    fn expects(&mut self, what: &str, code: &str) -> String {
        let heard = self.says(what.as_bytes());
        assert!(heard.lines().last().unwrap_or_default().starts_with(code), "{what:?} is answered {heard:?}");
        heard
    }

    /// A mail as far as its content.
    fn begins(&mut self) {
        self.expects("EHLO ward.example", "250 ");
        self.expects(&format!("MAIL FROM:<{WARD}>"), "250 2.1.0");
        self.expects(&format!("RCPT TO:<{ADDRESS}>"), "250 2.1.5");
        self.expects("DATA", "354");
    }
}

/// What the record says came in envelopes.
async fn came(world: &World, case: &Case) -> Vec<Value> {
    let events = world["officer"].gets(&format!("/audit/events?case={}&limit=200", case.id)).await.expect(200).items();
    events.into_iter().filter(|event| event["kind"] == "report-delivered").collect()
}

async fn held_for(world: &World, case: &Case) -> Vec<Value> {
    let held = world["coordinator"].gets(&case.path("/quarantine")).await.expect(200).json();
    held.as_array().expect("a list").iter().map(|one| one["held_for"].clone()).collect()
}

#[test]
fn a_sealed_file_that_is_mailed_is_taken_in_and_acknowledged_and_is_as_good_as_what_its_sender_proved() {
    in_a_world_with_mail(async |world, post| {
        let (world, case) = (&world, world.case().await);
        world["mother"].has_granted(&case, SCHOOL).await;
        let desk = Desk::of(world, &world["clinician"]).await;
        let address = desk.file("case.json", address(world, &case).await.to_string().as_bytes());
        let mut sealed = Vec::new();
        for name in ["fresh", "late"] {
            let file = desk.file(&format!("{name}.pdf"), &Draft::pdf(20_000).bytes);
            let into = file.with_extension("porthor");
            let words = ["seal", path(&file), "--address", path(&address), "--into", path(&into)];
            let done = desk.runs_among(&[], &[&words[..], &ABOUT].concat()).await;
            assert_eq!(code_of(&done), 0, "{}", said(&done));
            sealed.push(into);
        }
        let (code, text) = post.takes(WARD, ADDRESS, &[&sealed[0]]).await;
        assert_eq!(code, 250, "{text} {}", world.gateway.log());
        let report = world["clinician"].lists(&case).await.pop().expect("it is there");
        world["school"].opens(&case, &report).await.expect(200);
        let event = came(world, &case).await.pop().expect("it is recorded");
        let replayed = world["officer"].gets(&format!("/audit/events/{}/replay", event["seq"])).await.expect(200).json();
        assert_eq!(replayed["same"], json!(true), "{replayed}");

        // The same mail again changes nothing, and is answered as before: a relay may not have heard it.
        assert_eq!(post.takes(WARD, ADDRESS, &[&sealed[0]]).await.0, 250);
        let sent = post.waits_for(1, 20).await.pop().expect("one");
        let (envelope, mail) = sent.split_once('\n').expect("an envelope first");
        let envelope: Value = serde_json::from_str(envelope).expect("JSON");
        assert!(envelope["from"] == "<>" && envelope["to"] == json!([WARD]), "{envelope}");
        assert!(
            mail.contains("Auto-Submitted: auto-replied")
                && mail.contains("Derbyniwyd ffeil dan s")
                && mail.contains("was taken in")
        );
        for canary in [case.id.as_str(), report.as_str(), "fresh", "speech", "tair-afon", "Tair Afon"] {
            assert!(!mail.contains(canary), "{canary} stands in {mail}");
        }

        // A signature of a device on which no code was entered of late is one factor, and nobody carried it who proved two.
        let mut database = crate::faults::database(&world.gateway).await;
        sqlx::query("UPDATE device SET coded_at = 0").execute(&mut database).await.expect("changed");
        assert_eq!(post.takes(WARD, ADDRESS, &[&sealed[1]]).await.0, 250);
        assert_eq!(held_for(world, &case).await, [json!(["one-factor"])]);
        let held = world["coordinator"].gets(&case.path("/quarantine")).await.expect(200).json();
        let held = held[0]["report"]["id"].as_str().expect("an id").to_owned();
        world["school"].opens(&case, &held).await.expect_problem(403, "refused");
        world["coordinator"].posts(&case.path(&format!("/quarantine/{held}/acceptance")), &json!({})).await.expect(204);
        world["school"].opens(&case, &held).await.expect(200);
        assert!(!world.gateway.log().contains(WARD), "no address is logged");
    });
}

#[test]
fn what_nobody_signed_is_held_back_and_comes_by_curl_as_well_as_by_a_mail_program_once() {
    in_a_world_with_mail(async |world, post| {
        let (world, case) = (&world, world.case().await);
        let desk = Desk::of(world, &world["clinician"]).await;
        let envelope = Envelope::of(&case, &[Draft::pdf(30_000)]).sealed();
        let text = base64(&envelope);
        let mail = format!(
            "From: {WARD}\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=\"a.porthor\"\r\nContent-Transfer-Encoding: \
             base64\r\n\r\n{text}\r\n"
        );
        let mail = desk.file("mail.eml", mail.as_bytes());
        let (url, authority) = (format!("smtp://localhost:{}", post.drop.port()), path(&post.authority).to_owned());
        let curl = async || {
            let mut command = Command::new("curl");
            command.args([
                "--silent",
                "--show-error",
                "--ssl-reqd",
                "--cacert",
                &authority,
                "--mail-from",
                WARD,
                "--mail-rcpt",
                ADDRESS,
            ]);
            command.arg("--upload-file").arg(&mail).arg(&url);
            tokio::process::Command::from(command).output().await.expect("curl is installed")
        };
        let (one, other, program) = tokio::join!(curl(), curl(), post.takes_sealed(&desk, "the same.porthor", &envelope));
        assert!(one.status.success() && other.status.success(), "{} {}", said(&one), said(&other));
        assert_eq!(program.0, 250, "{}", program.1);
        assert_eq!(held_for(world, &case).await, [json!(["unsigned"])]);
        assert_eq!(came(world, &case).await.len(), 1);
        post.waits_for(1, 20).await;
    });
}

#[test]
fn whatever_is_not_sealed_is_refused_while_the_sender_is_there_and_nothing_of_it_stays() {
    in_a_world_with_mail(async |world, post| {
        let (world, case) = (&world, world.case().await);
        let desk = Desk::of(world, &world["clinician"]).await;
        let good = desk.file("good.porthor", &Envelope::of(&case, &[Draft::pdf(5000)]).sealed());
        let sealed = std::fs::read(&good).expect("ours");
        let stranger = Envelope::of(&case, &[Draft::pdf(5000)]).with(|envelope| {
            envelope.recipient = Identity::generate().recipient().to_string();
        });
        let pdf = desk.file("report.pdf", &Draft::pdf(5000).bytes);
        let archive = desk.file("report.zip", b"PK\x03\x04 and more");
        let large = desk.file("large.porthor", &vec![b'x'; LARGEST]);
        let cut = desk.file("cut.porthor", &sealed[..sealed.len() - 9]);
        let strange = desk.file("strange.porthor", &stranger.sealed());
        let many: Vec<PathBuf> = (0..100).map(|number| desk.file(&format!("{number}.porthor"), &sealed)).collect();
        let many: Vec<&Path> = many.iter().map(PathBuf::as_path).collect();
        let before = super::refused::blobs(world);
        let attempts: [(&str, &[&Path], u64, &str); 8] = [
            ("nothing", &[], 550, "no sealed file"),
            ("a report in the open", &[&pdf], 550, "not sealed"),
            ("an archive", &[&archive], 550, "not sealed"),
            ("a report beside a sealed file", &[&good, &pdf], 550, "not sealed"),
            ("a hundred files", &many, 552, "10 sealed ones at most"),
            ("more than is taken", &[&large], 552, "too large"),
            ("a file that was cut", &[&cut], 550, "Sealed file number 1"),
            ("a file for somebody else", &[&strange], 550, "Sealed file number 1"),
        ];
        for (what, files, code, words) in attempts {
            let (answered, text) = post.takes(WARD, ADDRESS, files).await;
            assert!(answered == code && text.contains(words), "{what}: {answered} {text}");
            assert!(text.contains("Ni chadwyd") || text.contains("ni chadwyd"), "{what}: in Welsh as well: {text}");
            assert!(!text.contains(&case.id) && !text.contains("Dychmygol"), "{what}: {text}");
        }
        assert_eq!(post.takes(WARD, "somebody@elsewhere.example", &[&good]).await.0, 550, "it is no relay");
        assert_eq!(kept(world, &case).await, 0);
        assert_eq!(super::refused::blobs(world), before, "nothing is left behind");
        assert!(came(world, &case).await.is_empty() && post.sent().is_empty());
        // One that is good beside one that is not is taken in, and its sender is told of the other.
        let (code, text) = post.takes(WARD, ADDRESS, &[&good, &cut]).await;
        assert!(code == 550 && text.contains("Sealed file number 2"), "{code} {text}");
        assert_eq!(held_for(world, &case).await.len(), 1);
    });
}

#[test]
fn a_mail_that_goes_round_in_circles_a_line_that_breaks_and_whoever_talks_nonsense_leave_nothing() {
    in_a_world_with_mail(async |world, post| {
        let (world, case) = (&world, world.case().await);
        let text = base64(&Envelope::of(&case, &[Draft::pdf(5000)]).sealed());
        let mail = |headers: &str| {
            format!("{headers}Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n{text}\r\n.")
        };
        tokio::task::block_in_place(|| {
            for headers in ["Received: from a by b\r\n".repeat(60), "Auto-Submitted: auto-replied\r\n".to_owned()] {
                let mut talk = post.talks();
                talk.begins();
                talk.expects(&mail(&headers), "554 5.4.6");
            }
            let mut talk = post.talks();
            talk.expects("MAIL FROM:<a@b.example>", "503");
            talk.expects("EHLO ward.example", "250 ");
            talk.expects("MAIL FROM:<>", "550 5.7.1");
            talk.expects(&format!("MAIL FROM:<{WARD}> SIZE=99999999"), "552 5.3.4");
            talk.expects(&format!("MAIL FROM:<{ADDRESS}>"), "553");
            talk.expects("RCPT TO:<a@b.example>", "503");
            talk.expects("DATA", "503");
            talk.expects("VRFY ceri", "502");
            talk.expects("NOOP", "250");
            talk.expects("RSET", "250");
            talk.expects("QUIT", "221");
            // What follows STARTTLS in the open is not taken for something that was sealed.
            let mut talk = post.talks();
            talk.expects("EHLO ward.example", "250 ");
            talk.expects("STARTTLS\r\nMAIL FROM:<a@b.example>", "503");
            assert_eq!(talk.says(b"NOOP"), "", "the line is closed");
            // Noise is answered some times and no more.
            let mut talk = post.talks();
            let answers: Vec<String> = (0..14_u8).map(|byte| talk.says(&[byte | 0x80; 60])).collect();
            assert!(answers.iter().any(|answer| answer.contains("421")) && answers[13].is_empty(), "{answers:?}");
            let mut talk = post.talks();
            assert!(!talk.says(&vec![b'x'; 200_000]).starts_with('2'));
            // Half a mail is none.
            let mut talk = post.talks();
            talk.begins();
            let half = &mail("")[..3000];
            talk.0.get_mut().write_all(half.as_bytes()).expect("the line is there");
            drop(talk);
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(kept(world, &case).await, 0);
        tokio::task::block_in_place(|| {
            let mut talk = post.talks();
            talk.begins();
            talk.expects(&mail(""), "250 2.0.0");
            talk.expects("QUIT", "221");
        });
        assert_eq!(held_for(world, &case).await.len(), 1);
    });
}

#[test]
fn where_others_reach_it_the_drop_wants_tls_first() {
    // An address that is not loopback to whoever looks at it, and is on the wire.
    let (gateway, post) = gateway_with_mail("::ffff:127.0.0.1", PASSWORD);
    in_a_world_on(gateway, async |world| {
        let case = world.case().await;
        tokio::task::block_in_place(|| {
            let mut talk = post.talks();
            talk.expects("EHLO ward.example", "250 ");
            talk.expects(&format!("MAIL FROM:<{WARD}>"), "530 5.7.0");
        });
        let desk = Desk::of(&world, &world["clinician"]).await;
        let (code, text) = post.takes_sealed(&desk, "a.porthor", &Envelope::of(&case, &[Draft::pdf(900)]).sealed()).await;
        assert_eq!(code, 250, "{text}");
    });
}

#[test]
fn an_acknowledgement_waits_for_the_relay_and_for_a_gateway_that_was_killed() {
    in_a_world_with_mail(async |world, post| {
        let case = world.case().await;
        let desk = Desk::of(&world, &world["clinician"]).await;
        let file = desk.file("a.porthor", &Envelope::of(&case, &[Draft::pdf(900)]).sealed());
        let (code, text) = post.takes("later@ysbyty.example", ADDRESS, &[&file]).await;
        assert_eq!(code, 250, "{text}");
        let other = desk.file("b.porthor", &Envelope::of(&case, &[Draft::pdf(901)]).sealed());
        assert_eq!(post.takes("nobody@ysbyty.example", ADDRESS, &[&other]).await.0, 250);
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(post.sent().is_empty(), "the relay does not take it yet");
        // Where there may be other gateways, one that was killed is waited for longer than this test does.
        let is_alone = world.gateway.database().starts_with("sqlite:");
        if is_alone {
            world.gateway.kill();
        }
        std::fs::write(post.relay.folder().join("later"), "").expect("ours");
        if is_alone {
            world.gateway.serve();
        }
        assert!(post.waits_for(1, 60).await[0].contains("later@ysbyty.example"));
    });
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    let lines: Vec<&str> = text.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    lines.join("\r\n")
}
