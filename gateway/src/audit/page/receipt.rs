//! Receipts on paper or in a mail, checked: is it ours, is the release in the log, does the log here still hold it?

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use porthor_keys::receipt::{ConsentReceipt, ReceiptError, ReleaseForm, ReleaseReceipt};
use porthor_policy::Timestamp;

use super::called::Called;
use crate::app::App;
use crate::audit::proof::{Checked, Receipt};
use crate::audit::{read_record, receipts};
use crate::http::error::Problem;
use crate::http::session::SignedIn;
use crate::web::{Filled, Frame, Say, Visitor, show};

/// Routes of the check.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/audit/receipt", get(begin).post(check))
}

#[derive(Template)]
#[template(path = "audit/receipt.html")]
struct ReceiptPage {
    frame: Frame,
    filled: Filled,
    told: Option<Told>,
}

/// What was found.
struct Told {
    /// `release`, `consent`, or `wrong-signature`, `malformed`, `wrong-type`.
    kind: &'static str,
    lines: Vec<(String, String)>,
    checked: Option<(Checked, bool)>,
    seq: Option<u64>,
}

async fn begin(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn) -> Result<Response, Problem> {
    read_record(&app, &who, None, |event| event.with_detail("view", "receipt-check")).await?;
    Ok(answer(&app, &visitor, Filled::default(), None))
}

/// Checks what was pasted; or fetches the receipt of an entry, and checks that.
async fn check(State(app): State<Arc<App>>, visitor: Visitor, who: SignedIn, mut filled: Filled) -> Result<Response, Problem> {
    if let Some(seq) = filled.given("seq").and_then(|seq| seq.parse().ok()) {
        let receipt = receipts::fetch(&app, &who, seq).await?;
        filled = filled.set("receipt", receipt);
    } else {
        read_record(&app, &who, None, |event| event.with_detail("view", "receipt-check")).await?;
    }
    if filled.value("receipt").is_empty() {
        filled.wrong("receipt", visitor.say.text("audit-receipt-empty"));
        return Ok(answer(&app, &visitor, filled, None));
    }
    let mut reader = app.store.reader().await?;
    let found = Receipt::check(&app, &mut reader, filled.value("receipt")).await?;
    drop(reader);
    let told = tell(&app, &visitor.say, found).await?;
    Ok(answer(&app, &visitor, filled, Some(told)))
}

fn answer(app: &App, visitor: &Visitor, filled: Filled, told: Option<Told>) -> Response {
    let status = if filled.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ReceiptPage { frame: visitor.frame(app).answering(&filled), filled, told };
    show(status, &page.frame.clone(), &page)
}

async fn tell(app: &App, say: &Say, found: Receipt) -> Result<Told, Problem> {
    Ok(match found {
        Receipt::Release { says, checked, stands } => {
            let called = Called::read(app, say, [says.recipient_agency.as_str()], []).await?;
            let seq = Some(says.event_seq).filter(|_| stands);
            Told { kind: "release", lines: of_release(say, &called, &says), checked: Some((checked, stands)), seq }
        }
        Receipt::Consent(says) => Told { kind: "consent", lines: of_consent(say, &says), checked: None, seq: None },
        Receipt::Refused(error) => {
            let kind = match error {
                ReceiptError::Malformed => "malformed",
                ReceiptError::WrongType => "wrong-type",
                ReceiptError::WrongSignature => "wrong-signature",
            };
            Told { kind, lines: Vec::new(), checked: None, seq: None }
        }
    })
}

fn of_release(say: &Say, called: &Called, says: &ReleaseReceipt) -> Vec<(String, String)> {
    let form = match says.form {
        ReleaseForm::Plain => "audit-form-plain",
        ReleaseForm::Sealed => "audit-form-sealed",
    };
    let recipient = match says.recipient_agency.as_str() {
        "family" => say.text("audit-the-family").to_string(),
        agency => called.agency_of(agency),
    };
    let mut lines = vec![
        ("at", say.moment(Timestamp::from_millis(says.released))),
        ("recipient", recipient),
        ("case", says.case_id.clone()),
        ("report", says.report_id.clone()),
        ("form", say.text(form).to_string()),
        ("bytes", says.payload_length.to_string()),
        ("sha256", says.payload_sha256.clone()),
        ("entry", says.event_seq.to_string()),
    ];
    lines.extend(says.header_length.map(|bytes| ("header-bytes", bytes.to_string())));
    lines.extend(says.range.map(|range| ("range", format!("{}–{}", range.first, range.last))));
    lines.into_iter().map(|(name, value)| (say.text(format!("audit-field-{name}")).to_string(), value)).collect()
}

fn of_consent(say: &Say, says: &ConsentReceipt) -> Vec<(String, String)> {
    let of = |codes: Vec<String>, kind: &str| codes.iter().map(|code| say.called(kind, code)).collect::<Vec<_>>().join(", ");
    let categories = says.purposes.iter().flat_map(|purpose| purpose.categories.clone()).collect::<std::collections::BTreeSet<_>>();
    let recipients: std::collections::BTreeSet<_> = says.purposes.iter().flat_map(|purpose| purpose.recipients.clone()).collect();
    let lines = [
        ("at", say.moment(Timestamp::from_millis(says.issued))),
        ("consent", says.record_id.clone()),
        ("recipient", recipients.into_iter().collect::<Vec<_>>().join(", ")),
        ("category", of(categories.into_iter().collect(), "category")),
        ("purpose", of(says.purposes.iter().map(|purpose| purpose.purpose.clone()).collect(), "purpose")),
    ];
    lines.map(|(name, value)| (say.text(format!("audit-field-{name}")).to_string(), value)).into()
}
