//! A case, and what people do on it: push, list, open, grant, withdraw. Each returns the gateway's answer, for the test to insist on.

use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::person::Person;

/// The purpose that most tests read for.
pub const PURPOSE: &str = "aln-support";
/// The category that most tests push.
pub const CATEGORY: &str = "speech-language";

/// A case that was opened.
pub struct Case {
    pub id: String,
    /// The age recipient that reports for it are sealed to.
    pub recipient: String,
}

/// Whom a case is about.
pub struct Child {
    pub name: String,
    pub born: Option<String>,
    pub looked_after: bool,
}

impl Child {
    pub fn of_eight() -> Self {
        Self::aged(8)
    }

    /// Of so many years, and some days.
    pub fn aged(years: i64) -> Self {
        let born = Some(crate::stage::day_from_now(-(years * 36525 / 100 + 40)));
        Self { name: "Plentyn Dychmygol".into(), born, looked_after: false }
    }
}

impl Case {
    pub async fn opened_by(coordinator: &Person, child: &Child) -> Self {
        let mut case = json!({ "name": child.name, "looked_after": child.looked_after });
        if let Some(born) = &child.born {
            case["born"] = born.clone().into();
        }
        let opened = coordinator.posts("/cases", &case).await.expect(201);
        Self { id: opened.field("id"), recipient: opened.field("recipient") }
    }

    /// A path under the case.
    pub fn path(&self, rest: &str) -> String {
        format!("/cases/{}{rest}", self.id)
    }

    /// Where the content of a report is.
    pub fn content(&self, report: &str, form: &str) -> String {
        self.path(&format!("/reports/{report}/content?purpose={PURPOSE}&form={form}"))
    }
}

/// A report to push: what is said of it, and its bytes.
#[derive(Clone)]
pub struct Draft {
    pub about: Value,
    pub bytes: Vec<u8>,
}

impl Draft {
    /// A PDF of `length` bytes, different from every other.
    pub fn pdf(length: usize) -> Self {
        static DRAFTS: AtomicU64 = AtomicU64::new(1);
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let mut bytes = format!("%PDF-1.7\n% {} {number}\n", std::process::id()).into_bytes();
        let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ (number << 20) ^ u64::from(std::process::id());
        while bytes.len() < length {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.extend_from_slice(&state.to_le_bytes());
        }
        bytes.truncate(length.max(16));
        Self::of(bytes)
    }

    /// These bytes, said to be a signed-off speech and language assessment that the family may read.
    pub fn of(bytes: Vec<u8>) -> Self {
        let about = json!({
            "category": CATEGORY, "purpose": PURPOSE, "audience": "family", "status": "signed-off",
            "language": "en", "provenance": "nhs", "file_name": "assessment.pdf",
        });
        Self { about, bytes }
    }

    /// Says something else of it.
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.about[field] = value.into();
        self
    }

    /// Says nothing of `field`.
    pub fn without(mut self, field: &str) -> Self {
        self.about.as_object_mut().expect("it is an object").remove(field);
        self
    }

    /// Sealed by the sender to `recipient` before it leaves.
    pub fn sealed_to(mut self, recipient: &str) -> Self {
        let recipient = recipient.parse().expect("a case's recipient is an age recipient");
        self.bytes = porthor_keys::envelope::seal(&[recipient], &self.bytes);
        self
    }

    pub fn form(&self) -> Form {
        let about = Part::text(self.about.to_string()).mime_str("application/json").expect("a type");
        let file = Part::bytes(self.bytes.clone()).file_name("report").mime_str("application/octet-stream").expect("a type");
        Form::new().part("report", about).part("file", file)
    }
}

/// What people do on a case.
impl Person {
    pub async fn pushes(&self, case: &Case, draft: &Draft) -> Answer {
        let request = self.request(Method::POST, &case.path("/reports")).await;
        self.sends(request.multipart(draft.form())).await
    }

    /// Pushes and insists on success; returns the report's id.
    pub async fn has_pushed(&self, case: &Case, draft: &Draft) -> String {
        self.pushes(case, draft).await.expect(201).field("id")
    }

    pub async fn opens(&self, case: &Case, report: &str) -> Answer {
        self.gets(&case.content(report, "plain")).await
    }

    pub async fn takes_sealed(&self, case: &Case, report: &str) -> Answer {
        self.gets(&case.content(report, "sealed")).await
    }

    /// Begins to open and returns with the head of the answer only.
    pub async fn begins_to_open(&self, case: &Case, report: &str) -> reqwest::Response {
        let request = self.request(Method::GET, &case.content(report, "plain")).await;
        request.send().await.expect("the gateway answers")
    }

    /// Consents to the usual for `agency`.
    pub async fn grants(&self, case: &Case, agency: &str) -> Answer {
        self.posts(&case.path("/consents"), &consent_for(agency)).await
    }

    /// Consents and insists on success; returns the consent's id.
    pub async fn has_granted(&self, case: &Case, agency: &str) -> String {
        self.grants(case, agency).await.expect(201).field("id")
    }

    /// Brings the scan of a paper.
    pub async fn brings_scan(&self, case: &Case, bytes: Vec<u8>) -> Answer {
        let request = self.request(Method::POST, &case.path("/scans")).await;
        self.sends(request.body(bytes)).await
    }

    pub async fn withdraws(&self, case: &Case, consent: &str) -> Answer {
        self.posts(&case.path(&format!("/consents/{consent}/withdrawal")), &json!({})).await
    }

    /// The ids of the reports that they may know of.
    pub async fn lists(&self, case: &Case) -> Vec<String> {
        let listed = self.gets_all(&case.path(&format!("/reports?purpose={PURPOSE}"))).await;
        listed.iter().map(|report| report["id"].as_str().expect("a report has an id").to_owned()).collect()
    }
}

/// The usual consent: speech and language assessments, for support, for ninety days.
pub fn consent_for(agency: &str) -> Value {
    json!({
        "recipient": { "agency": agency }, "categories": [CATEGORY], "purposes": [PURPOSE],
        "until": crate::stage::moment_from_now(90),
    })
}

/// SHA-256 in lower-case hex, by the system's own tool: nothing of ours checks itself.
pub fn sha256(bytes: &[u8]) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child =
        Command::new("sha256sum").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("sha256sum is part of every system");
    let mut stdin = child.stdin.take().expect("its input is piped");
    stdin.write_all(bytes).expect("it reads to the end");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).split(' ').next().unwrap_or_default().to_owned()
}
