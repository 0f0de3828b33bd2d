//! `porthor consent`: preview, give, withdraw and list consents; fetch a receipt, and check one offline.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::{Args as ClapArgs, Subcommand};
use porthor_keys::receipt::{CONSENT_RECEIPT, ConsentReceipt, RELEASE_RECEIPT, ReceiptError, ReleaseReceipt, verify};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::session::{Asking, Session};
use super::{CliError, Shared, print};
use crate::client::{Client, text};
use crate::hex::hex;

/// The end of `porthor consent --help`.
pub const EXAMPLES: &str = "\
EXAMPLES
  porthor consent preview CASE --agency ysgol-bryn --category speech-language --purpose aln-support --until 2027-07-31T00:00:00Z
  porthor consent give CASE --agency ysgol-bryn --category speech-language --purpose aln-support --until 2027-07-31T00:00:00Z
  porthor consent give CASE --agency ysgol-bryn --category speech-language --purpose aln-support --until 2027-07-31T00:00:00Z \\
    --giver PERSON --standing parent --paper form.pdf --given 2026-11-20     # staff, from paper
  porthor consent scan CASE SCAN -o form.pdf
  porthor consent preview CASE --withdraw CONSENT
  porthor consent withdraw CASE CONSENT
  porthor consent list CASE
  porthor consent receipt CASE CONSENT -o receipt.jws
  porthor consent verify-receipt receipt.jws --key https://porth.example
  porthor consent verify-receipt receipt.jws --key receipts.jwk

verify-receipt needs no account, and with a key file no network: it checks consent receipts and release receipts.";

/// What `porthor consent` is told.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Who would gain or lose which reports.
    Preview {
        /// The case.
        case: String,
        /// The consent that would be taken back; else one that would be given is described.
        #[arg(long, value_name = "CONSENT")]
        withdraw: Option<String>,
        #[command(flatten)]
        grant: Grant,
    },
    /// Give a consent.
    Give {
        /// The case.
        case: String,
        #[command(flatten)]
        grant: Grant,
    },
    /// Take a consent back: it acts at once.
    Withdraw {
        /// The case.
        case: String,
        /// The consent.
        consent: String,
    },
    /// Consents of a case.
    List {
        /// The case.
        case: String,
    },
    /// The signed receipt of a consent.
    Receipt {
        /// The case.
        case: String,
        /// The consent.
        consent: String,
        /// Where to; else to standard output.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// The scan of a signed paper, as `list` names it.
    Scan {
        /// The case.
        case: String,
        /// The scan.
        scan: String,
        /// Where to; it must not be there yet.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Check a receipt.
    VerifyReceipt {
        /// The receipt.
        file: PathBuf,
        /// The gateway's receipt key: a file with its JSON Web Key, or the gateway's address.
        #[arg(long, value_name = "JWK|URL")]
        key: String,
    },
}

/// A consent that would be given.
#[derive(Debug, ClapArgs)]
pub struct Grant {
    /// Lets this agency see.
    #[arg(long, conflicts_with = "person")]
    agency: Option<String>,
    /// Lets this person of the family see.
    #[arg(long)]
    person: Option<String>,
    /// Kinds of report.
    #[arg(long)]
    category: Vec<String>,
    /// What for.
    #[arg(long)]
    purpose: Vec<String>,
    /// From when; else from now.
    #[arg(long, value_name = "MOMENT")]
    from: Option<String>,
    /// Until when (not included).
    #[arg(long, value_name = "MOMENT")]
    until: Option<String>,
    /// The language it is given in: cy or en.
    #[arg(long = "in", value_name = "LANGUAGE")]
    given_in: Option<String>,
    /// Ends unless the learner has enrolled with the agency before this day.
    #[arg(long, value_name = "DAY")]
    enrols_by: Option<String>,
    /// Staff: who gave it.
    #[arg(long, value_name = "PERSON", requires = "standing")]
    giver: Option<String>,
    /// Staff: on what standing, such as parent.
    #[arg(long, requires = "giver")]
    standing: Option<String>,
    /// Staff: the scan of the signed paper (PDF, JPEG or PNG).
    #[arg(long, value_name = "FILE", conflicts_with = "witness", requires = "given")]
    paper: Option<PathBuf>,
    /// Staff: who else heard it said.
    #[arg(long, value_name = "PERSON", requires = "given")]
    witness: Option<String>,
    /// Staff: when it was signed or said, a moment or a day.
    #[arg(long, value_name = "TIME")]
    given: Option<String>,
}

/// The paper that a consent rests on, as the gateway keeps it.
struct Paper {
    scan: String,
    sha256: String,
}

impl Grant {
    fn body(&self, paper: Option<&Paper>) -> Result<Value, CliError> {
        let recipient = match (&self.agency, &self.person) {
            (Some(agency), None) => json!({ "agency": agency }),
            (None, Some(person)) => json!({ "person": person }),
            _ => return Err(CliError::Argument { what: "the recipient", expected: "--agency or --person" }),
        };
        let mut body = json!({ "recipient": recipient, "categories": self.category, "purposes": self.purpose });
        for (name, value) in [("from", &self.from), ("until", &self.until), ("language", &self.given_in)] {
            if let Some(value) = value {
                body[name] = value.as_str().into();
            }
        }
        if let Some(day) = &self.enrols_by {
            body["condition"] = json!({ "enrols": { "by": day } });
        }
        if let (Some(giver), Some(standing)) = (&self.giver, &self.standing) {
            body["on_behalf_of"] = json!({ "giver": giver, "standing": standing });
        }
        match (paper, &self.witness) {
            (Some(Paper { scan, sha256 }), _) => {
                body["evidence"] = json!({ "paper": { "scan": scan, "sha256": sha256, "given": self.given } });
            }
            (None, Some(witness)) => body["evidence"] = json!({ "spoken": { "witness": witness, "given": self.given } }),
            (None, None) => {}
        }
        Ok(body)
    }

    /// What a preview says of the paper: nothing is kept for it.
    fn paper_to_come(&self) -> Result<Option<Paper>, CliError> {
        let Some(path) = &self.paper else { return Ok(None) };
        let bytes = fs::read(path).map_err(CliError::file(path, "read"))?;
        Ok(Some(Paper { scan: "to-come".to_owned(), sha256: hex(digest(&SHA256, &bytes).as_ref()) }))
    }

    /// Brings the paper's scan to the case.
    async fn bring(&self, session: &mut Session, case: &str) -> Result<Option<Paper>, CliError> {
        let Some(path) = &self.paper else { return Ok(None) };
        let bytes = fs::read(path).map_err(CliError::file(path, "read"))?;
        let bytes = &bytes;
        let kept =
            session.stepping_up(|client| async move { client.post_bytes(&["cases", case, "scans"], bytes.clone()).await }).await?;
        Ok(Some(Paper { scan: text(&kept, "scan")?.to_owned(), sha256: text(&kept, "sha256")?.to_owned() }))
    }
}

/// Carries it out.
pub async fn run(args: Asking<What>, shared: &Shared) -> Result<(), CliError> {
    if let What::VerifyReceipt { file, key } = &args.what {
        let way = shared.way()?;
        let client = || Client::new(key, &way, shared.language());
        let key = if key.starts_with("https://") {
            client()?.get(&["keys"], &[]).await?["receipts"].take()
        } else {
            let text = fs::read_to_string(key).map_err(CliError::file(key, "read"))?;
            serde_json::from_str(&text).map_err(|_| NOT_A_KEY)?
        };
        let receipt = fs::read_to_string(file).map_err(CliError::file(file, "read"))?;
        let claims = verified(receipt.trim(), &key_of_jwk(&key)?)?;
        print::answer(shared.json, &claims);
        print::note("the receipt holds");
        return Ok(());
    }
    let mut session = Session::begin(shared, &args.code).await?;
    if let What::Scan { case, scan, output } = &args.what {
        let (case, scan) = (case.as_str(), scan.as_str());
        let bytes = session.stepping_up(|client| async move { client.get_bytes(&["cases", case, "scans", scan]).await }).await?;
        let mut file = fs::File::create_new(output).map_err(CliError::file(output, "written"))?;
        return file.write_all(&bytes).map_err(CliError::file(output, "written"));
    }
    let done = ask(&mut session, &args.what).await?;
    match args.what {
        What::List { .. } => {
            let items = done["items"].as_array().cloned().unwrap_or_default();
            if shared.json {
                print::items(true, &items, &[]);
            } else {
                for consent in &items {
                    print::answer(false, consent);
                }
            }
        }
        What::Receipt { output: Some(path), .. } => {
            fs::write(&path, text(&done, "receipt")?).map_err(CliError::file(&path, "written"))?;
        }
        What::Receipt { .. } if !shared.json => print::line(text(&done, "receipt")?),
        What::Preview { .. } if !shared.json => show_preview(&done),
        _ => print::answer(shared.json, &done),
    }
    Ok(())
}

/// Who would gain and who would lose what; of what stays, how much.
fn show_preview(preview: &Value) {
    let lines = |name: &str| preview[name].as_array().cloned().unwrap_or_default();
    for (name, heading) in [("gains", "would gain"), ("loses", "would lose")] {
        let mut items = lines(name);
        if items.is_empty() {
            print::line(&format!("nobody {heading} anything"));
            continue;
        }
        for item in &mut items {
            let reader = &item["reader"];
            let reader = reader["agency"].as_str().or(reader["person"].as_str()).unwrap_or_default().to_owned();
            item[heading] = reader.into();
        }
        print::items(false, &items, &[heading, "report", "category", "purpose"]);
    }
    print::line(&format!("{} others stay as they are", lines("keeps").len()));
}

async fn ask(session: &mut Session, what: &What) -> Result<Value, CliError> {
    let body = match what {
        What::Preview { withdraw: Some(consent), .. } => json!({ "withdraw": consent }),
        What::Preview { grant, .. } => json!({ "give": grant.body(grant.paper_to_come()?.as_ref())? }),
        What::Give { case, grant } => {
            // What is wrong with the rest is found before the paper is brought.
            grant.body(None)?;
            let paper = grant.bring(session, case).await?;
            grant.body(paper.as_ref())?
        }
        _ => json!({}),
    };
    let body = &body;
    session
        .stepping_up(|client| async move {
            match what {
                What::Preview { case, .. } => client.post(&["cases", case, "consents", "preview"], body).await,
                What::Give { case, .. } => client.create(&["cases", case, "consents"], body).await,
                What::Withdraw { case, consent } => client.post(&["cases", case, "consents", consent, "withdrawal"], body).await,
                What::List { case } => Ok(json!({ "items": client.list(&["cases", case, "consents"], &[]).await? })),
                What::Receipt { case, consent, .. } => client.get(&["cases", case, "consents", consent, "receipt"], &[]).await,
                What::Scan { .. } | What::VerifyReceipt { .. } => Ok(Value::Null),
            }
        })
        .await
}

/// What a receipt of either kind says, once its signature fits.
fn verified(receipt: &str, key: &[u8; 32]) -> Result<Value, ReceiptError> {
    match verify::<ConsentReceipt>(receipt, CONSENT_RECEIPT, key) {
        Ok(claims) => Ok(json!({ "kind": "consent", "receipt": claims })),
        // The claims are read before the kind is compared, so one kind looks malformed to the other.
        Err(ReceiptError::WrongType | ReceiptError::Malformed) => {
            let claims: ReleaseReceipt = verify(receipt, RELEASE_RECEIPT, key)?;
            Ok(json!({ "kind": "release", "receipt": claims }))
        }
        Err(error) => Err(error),
    }
}

const NOT_A_KEY: CliError = CliError::Argument { what: "the receipt key", expected: "a JSON Web Key of type OKP, curve Ed25519" };

/// The Ed25519 key of a JSON Web Key (RFC 8037).
pub fn key_of_jwk(jwk: &Value) -> Result<[u8; 32], CliError> {
    if jwk["kty"] != "OKP" || jwk["crv"] != "Ed25519" {
        return Err(NOT_A_KEY);
    }
    let x = jwk["x"].as_str().and_then(|x| URL_SAFE_NO_PAD.decode(x).ok());
    x.and_then(|x| x.try_into().ok()).ok_or(NOT_A_KEY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use porthor_keys::receipt::{ReceiptKey, ReleaseForm};
    use porthor_keys::secret::Secret;

    #[test]
    fn a_published_key_checks_what_its_owner_signed_and_nothing_else() {
        let key = ReceiptKey::from_seed(&Secret::generate());
        let public = key_of_jwk(&key.public_jwk()).expect("a key as it is published");
        assert_eq!(&public, key.public());
        let other = key.sign("something-else+jws", &json!({}));
        assert!(verified(&other, &public).is_err());
        let release = ReleaseReceipt {
            release_id: "1".into(),
            report_id: "r".into(),
            case_id: "c".into(),
            recipient_agency: "a".into(),
            form: ReleaseForm::Plain,
            payload_sha256: "00".into(),
            payload_length: 1,
            header_length: None,
            range: None,
            event_seq: 1,
            leaf_index: 1,
            commitment: String::new(),
            inclusion_proof: Vec::new(),
            checkpoint: String::new(),
            released: 0,
        };
        let release = key.sign(RELEASE_RECEIPT, &release);
        assert_eq!(verified(&release, &public).expect("ours")["kind"], "release");
        assert!(key_of_jwk(&json!({ "kty": "RSA" })).is_err());
    }

    #[test]
    fn a_consent_is_for_an_agency_or_a_person() {
        let grant = |agency: Option<&str>| Grant {
            agency: agency.map(ToOwned::to_owned),
            person: None,
            category: vec!["idp".into()],
            purpose: vec!["aln-support".into()],
            from: None,
            until: Some("2027-01-01T00:00:00Z".into()),
            given_in: None,
            enrols_by: Some("2026-12-01".into()),
            giver: Some("p".into()),
            standing: Some("parent".into()),
            paper: None,
            witness: Some("w".into()),
            given: Some("2026-11-20".into()),
        };
        assert!(grant(None).body(None).is_err());
        let expected = json!({
            "recipient": { "agency": "a" }, "categories": ["idp"], "purposes": ["aln-support"], "until": "2027-01-01T00:00:00Z",
            "condition": { "enrols": { "by": "2026-12-01" } }, "on_behalf_of": { "giver": "p", "standing": "parent" },
            "evidence": { "spoken": { "witness": "w", "given": "2026-11-20" } },
        });
        assert_eq!(grant(Some("a")).body(None).expect("complete"), expected);
        let paper = Paper { scan: "s".into(), sha256: "00".into() };
        let on_paper = grant(Some("a")).body(Some(&paper)).expect("complete");
        assert_eq!(on_paper["evidence"], json!({ "paper": { "scan": "s", "sha256": "00", "given": "2026-11-20" } }));
    }
}
