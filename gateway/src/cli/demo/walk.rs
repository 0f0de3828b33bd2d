//! The main job, from the push to the withdrawal: each step insists on what should come back, and says why it came.

use std::path::Path;

use porthor_config::demo::DemoReport;
use porthor_keys::receipt::{self, CONSENT_RECEIPT, ConsentReceipt};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::error::{StepError, insist, other};
use super::gateway::Folder;
use super::pdf;
use super::proof;
use super::releases;
use super::seed::{CASE, COUNCIL, OpenCase, SCHOOL, World};
use super::steps::Steps;
use crate::app::App;
use crate::client::fetch::{self, Form as ReleaseForm, Wanted};
use crate::client::push::{self, Pushed};
use crate::client::{Client, ClientError, Problem, text};
use crate::clock::Clock;
use crate::hex::hex;

/// What everything in the walk is asked for.
pub const PURPOSE: &str = "aln-support";
/// The mother: she gives and withdraws.
pub const FAMILY: &str = "parent-b1";
/// Who reads at the school.
pub const READER: &str = "kr-alnco";

/// Everything that the steps of the walk share.
pub struct Walk<'a> {
    /// The gateway, for what is checked offline.
    pub app: &'a App,
    /// Its people and cases.
    pub world: &'a World,
    /// Where files are kept.
    pub folder: &'a Folder,
    /// The walk's case.
    pub case: &'a OpenCase,
    /// Public key of receipts.
    pub receipt_key: [u8; 32],
}

/// A report that was pushed, and what it was before.
pub struct Report {
    /// What the gateway calls it.
    pub id: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Bytes of the file.
    pub bytes: u64,
}

/// The three reports of the case, as the steps need them.
struct Reports {
    draft: Report,
    final_one: Report,
    scan: Report,
}

/// Walks the main job.
pub async fn walk(app: &App, world: &World, folder: &Folder, steps: &mut Steps) -> Result<(), StepError> {
    let case = world.case(CASE)?;
    let receipt_key = receipt_key(&world.door).await?;
    let walk = Walk { app, world, folder, case, receipt_key };
    let reports = walk.push_reports(steps).await?;
    walk.refused(&reports, steps).await?;
    walk.outsider(steps).await?;
    walk.preview(&reports, steps).await?;
    let consent = walk.grant(steps).await?;
    let release = releases::open(&walk, &reports.final_one, steps).await?;
    releases::take_sealed(&walk, &reports.final_one, steps).await?;
    releases::withdraw_meanwhile(&walk, &reports.scan, &consent, steps).await?;
    walk.refused_again(&reports.final_one, steps).await?;
    proof::verify_log(&walk, steps).await?;
    proof::find_altered_row(&walk, release, steps).await?;
    proof::replay(&walk, steps).await?;
    proof::export(&walk, steps).await
}

/// The public key of receipts (RFC 8037), as anyone may fetch it.
async fn receipt_key(door: &Client) -> Result<[u8; 32], StepError> {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let keys = door.get(&["keys"], &[]).await?;
    let x = text(&keys["receipts"], "x")?;
    let bytes = URL_SAFE_NO_PAD.decode(x).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| other("an Ed25519 key of 32 bytes", x))
}

/// SHA-256, hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
}

/// The refusal that should have come.
pub fn refusal<T>(came: Result<T, ClientError>, status: u16, reasons: &[&str]) -> Result<Box<Problem>, StepError> {
    let expected = || format!("{status} {}", reasons.join(", "));
    match came {
        Err(ClientError::Problem(problem)) => {
            let found = problem.reason_codes();
            let fits = problem.status == status && reasons.iter().all(|reason| found.contains(reason));
            insist(fits, expected(), format!("{} {}: {}", problem.status, problem.code, found.join(", ")))?;
            Ok(problem)
        }
        Err(error) => Err(error.into()),
        Ok(_) => Err(other(expected(), "a yes")),
    }
}

/// Tells a refusal with every reason and what would have to change.
fn tell_refusal(problem: &Problem, steps: &mut Steps) {
    steps.tell("came back", &format!("{} {}", problem.status, problem.title));
    for reason in &problem.reasons {
        steps.tell("because", &format!("{} [{}]", reason.text, reason.code));
        steps.tell("to change", &reason.remedy);
    }
}

impl Walk<'_> {
    fn report_named(&self, id: &str) -> Result<&DemoReport, StepError> {
        let found = self.world.demo.reports.iter().find(|report| report.id.as_str() == id);
        found.ok_or_else(|| other(format!("a shipped report {id}"), "none"))
    }

    async fn push_reports(&self, steps: &mut Steps) -> Result<Reports, StepError> {
        steps.begin("Clinicians push three reports, one of them over 10 MiB, one sealed before it leaves");
        let speech = self.report_named("speech-language")?;
        let draft = pdf::set(speech, Some("DRAFT, not signed off"));
        let mut about = about(speech, None);
        about["status"] = "draft".into();
        about["file_name"] = format!("draft-{}", speech.file_name).into();
        let draft = self.push_plain(speech, &draft, &about, steps).await?;
        let final_one = self.push_sealed(speech, &draft.id, steps).await?;
        for id in ["occupational-therapy", "physiotherapy-scan"] {
            let report = self.report_named(id)?;
            let pushed = self.push_plain(report, &pdf::set(report, None), &self::about(report, None), steps).await?;
            if report.at_least_bytes.is_some() {
                return Ok(Reports { draft, final_one, scan: pushed });
            }
        }
        Err(other("a report over 10 MiB among the shipped ones", "none"))
    }

    /// As a browser would: the gateway seals while the bytes arrive.
    async fn push_plain(&self, report: &DemoReport, file: &[u8], about: &Value, steps: &mut Steps) -> Result<Report, StepError> {
        let author = self.world.client(report.author.as_str())?;
        let case = self.world.case(report.case.as_str())?;
        let malformed = |_| other("a media type", "a refusal");
        let metadata = Part::text(about.to_string()).mime_str("application/json").map_err(malformed)?;
        let content = Part::bytes(file.to_vec()).file_name("report").mime_str("application/pdf").map_err(malformed)?;
        let form = Form::new().part("report", metadata).part("file", content);
        let request = author.request(Method::POST, &["cases", &case.id, "reports"]).multipart(form);
        let answer = author.send(request).await?.bytes().await;
        let answer = answer.map_err(|source| ClientError::Network { what: "the answer broke off", source })?;
        let answer: Value = serde_json::from_slice(&answer).map_err(|_| other("JSON", "something else"))?;
        let digest = sha256(file);
        insist(answer["sha256"] == json!(digest), format!("SHA-256 {digest}"), answer.to_string())?;
        let name = client_text(about, "file_name")?;
        self.folder.write(&name, file)?;
        let text = format!("{name}: {} bytes, sealed to its case while they arrived", file.len());
        steps.tell("stored", &if about["status"] == "draft" { format!("{text}; still a draft") } else { text });
        Ok(Report { id: client_text(&answer, "id")?, sha256: digest, bytes: file.len() as u64 })
    }

    /// As the command line does: sealed here, so that nobody on the way can read it.
    async fn push_sealed(&self, report: &DemoReport, draft: &str, steps: &mut Steps) -> Result<Report, StepError> {
        let file = pdf::set(report, None);
        let path = self.folder.write(&report.file_name, &file)?;
        let recipient = self.case.recipient.parse().map_err(|_| other("the case's age recipient", self.case.recipient.as_str()))?;
        let author = self.world.client(report.author.as_str())?;
        let about = about(report, Some(draft));
        match push::push(author, &self.case.id, &recipient, Path::new(&path), &about).await? {
            Pushed::New { report: id, sha256: found, bytes, .. } => {
                let digest = sha256(&file);
                insist(found.as_ref() == Some(&digest), format!("SHA-256 {digest}"), found.unwrap_or_default())?;
                let text = format!("{}: {bytes} bytes, sealed by the sender, taken as sealed and proved whole", report.file_name);
                steps.tell("stored", &text);
                Ok(Report { id, sha256: digest, bytes })
            }
            Pushed::AlreadyThere { report } => Err(other("a new report", format!("one that is there already: {report}"))),
        }
    }

    async fn refused(&self, reports: &Reports, steps: &mut Steps) -> Result<(), StepError> {
        steps.begin("The school asks before anyone has agreed: for the draft, then for the signed-off report, then in Welsh");
        let school = self.world.client(READER)?;
        let came = fetch::open(school, self.wanted(&reports.draft.id)).await;
        let problem = refusal(came, 403, &["no-consent", "not-signed-off"])?;
        tell_refusal(&problem, steps);
        let came = fetch::open(school, self.wanted(&reports.final_one.id)).await;
        let english = refusal(came, 403, &["no-consent"])?;
        tell_refusal(&english, steps);
        let welsh = self.world.account(READER)?.over(&self.world.welsh)?;
        let problem = refusal(fetch::open(&welsh, self.wanted(&reports.final_one.id)).await, 403, &["no-consent"])?;
        insist(problem.title != english.title, "a refusal in Welsh", problem.title.as_str())?;
        tell_refusal(&problem, steps);
        Ok(())
    }

    /// The plain release of a report of the case.
    pub fn wanted<'a>(&'a self, report: &'a str) -> Wanted<'a> {
        Wanted { case: &self.case.id, report, purpose: PURPOSE, form: ReleaseForm::Plain }
    }

    /// Refused and absent are one answer to somebody who is not on the case.
    async fn outsider(&self, steps: &mut Steps) -> Result<(), StepError> {
        steps.begin("A voluntary provider asks for a case it is not on, and for one that does not exist");
        let outsider = self.world.client("cc-contributor")?;
        let there = self.world.case("helygen")?.id.clone();
        let (one, other_one) = (self.ask(outsider, &there).await?, self.ask(outsider, &porthor_keys::random::id()).await?);
        insist(one.starts_with("404\n"), "404", one.lines().next().unwrap_or_default())?;
        insist(one == other_one, "the same answer to both", format!("{one}\nand\n{other_one}"))?;
        steps.tell("came back", "404 to both, the same in status, headers and every byte of the body");
        steps.tell("because", "somebody who is not on a case may not even learn that it is there");
        Ok(())
    }

    /// Status, headers (without the clock's) and body of an answer, as one text.
    async fn ask(&self, who: &Client, case: &str) -> Result<String, StepError> {
        let network = |source| ClientError::Network { what: "the gateway could not be asked", source };
        let answer = who.request(Method::GET, &["cases", case, "reports"]).send().await.map_err(network)?;
        let mut headers: Vec<_> = answer.headers().iter().filter(|(name, _)| *name != http::header::DATE).collect();
        headers.sort_by_key(|(name, _)| name.as_str());
        let head = format!("{}\n{headers:?}\n", answer.status().as_u16());
        Ok(head + &answer.text().await.map_err(network)?)
    }

    async fn preview(&self, reports: &Reports, steps: &mut Steps) -> Result<(), StepError> {
        steps.begin("The mother looks at what her consent would change, before she gives it");
        let family = self.world.client(FAMILY)?;
        let seen = family.post(&["cases", &self.case.id, "consents", "preview"], &json!({ "give": consent(SCHOOL) })).await?;
        let lines = |name: &str| seen[name].as_array().cloned().unwrap_or_default();
        let gains = lines("gains");
        for report in [&reports.final_one, &reports.scan] {
            let gained = gains.iter().any(|line| line["report"] == json!(report.id) && line["reader"]["agency"] == json!(SCHOOL));
            insist(gained, format!("{SCHOOL} to gain {}", report.id), seen.to_string())?;
        }
        insist(lines("loses").is_empty(), "nobody to lose anything", seen.to_string())?;
        for line in &gains {
            let reader = self.world.agency_name(line["reader"]["agency"].as_str().unwrap_or_default());
            let text =
                format!("{reader} would see the {} report for {}", client_text(line, "category")?, client_text(line, "purpose")?);
            steps.tell("gains", &text);
        }
        steps.tell("because", "the preview is taken by the same decision that a release is");
        Ok(())
    }

    /// Two consents: to the school, and to the council. Gives the school's.
    async fn grant(&self, steps: &mut Steps) -> Result<String, StepError> {
        steps.begin("She consents: to the school and to the council, for ninety days; each with a receipt");
        let family = self.world.client(FAMILY)?;
        let mut ids = Vec::new();
        for agency in [SCHOOL, COUNCIL] {
            let given = family.create(&["cases", &self.case.id, "consents"], &consent(agency)).await?;
            let jws = text(&given, "receipt")?;
            let held: ConsentReceipt = receipt::verify(jws, CONSENT_RECEIPT, &self.receipt_key)?;
            insist(held.record_id == text(&given, "id")?, "a receipt of this consent", held.record_id.as_str())?;
            let claims = serde_json::to_string(&held).unwrap_or_default();
            let child = self.world.demo.cases.iter().find(|case| case.id.as_str() == CASE).map_or("", |case| &case.child);
            insist(!claims.contains(child) && !child.is_empty(), "a receipt without the child's name", "one with it")?;
            steps.tell(
                "receipt",
                &format!("for {}: signature checked offline; no child's name in it", self.world.agency_name(agency)),
            );
            ids.push(held.record_id);
        }
        Ok(ids.swap_remove(0))
    }

    async fn refused_again(&self, report: &Report, steps: &mut Steps) -> Result<(), StepError> {
        steps.begin("The school asks again");
        let school = self.world.client(READER)?;
        let problem = refusal(fetch::open(school, self.wanted(&report.id)).await, 403, &["consent-withdrawn"])?;
        tell_refusal(&problem, steps);
        Ok(())
    }
}

/// A field of an answer that is text.
pub fn client_text(value: &Value, name: &'static str) -> Result<String, StepError> {
    Ok(text(value, name)?.to_owned())
}

/// What is said of a report when it is pushed.
fn about(report: &DemoReport, supersedes: Option<&str>) -> Value {
    let mut about = json!({
        "category": report.category, "purpose": report.purpose, "class": report.class, "audience": report.audience,
        "status": report.status, "language": report.language, "provenance": report.provenance,
        "file_name": report.file_name, "summary": report.summary,
    });
    if let Some(earlier) = supersedes {
        about["supersedes"] = earlier.into();
    }
    about
}

/// What the mother agrees to.
fn consent(agency: &str) -> Value {
    json!({
        "recipient": { "agency": agency }, "categories": ["speech-language", "physiotherapy"], "purposes": [PURPOSE],
        "until": Clock.now().plus_days(90), "language": "en",
    })
}
