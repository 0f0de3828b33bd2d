//! What a gateway refuses with: an RFC 9457 problem with a stable code, worded by the gateway in the language that was asked
//! for, and for a decision every reason with what would have to change.

use std::fmt;

use reqwest::Response;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::ClientError;

/// Bytes that a problem may have: ours have a few KiB.
const LONGEST: u64 = 256 * 1024;

/// Why a gateway did not do what it was asked.
#[derive(Clone, Debug, Deserialize)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: String,
    /// In a few words.
    pub title: String,
    /// In a sentence, with what to do.
    #[serde(default)]
    pub detail: String,
    /// For a decision: every reason.
    #[serde(default)]
    pub reasons: Vec<ReasonShown>,
    /// The whole of it, as it came.
    #[serde(skip)]
    pub body: Map<String, Value>,
}

/// One reason of a refusal.
#[derive(Clone, Debug, Deserialize)]
pub struct ReasonShown {
    /// The stable code.
    pub code: String,
    /// What stands in the way.
    #[serde(default)]
    pub text: String,
    /// What would have to change.
    #[serde(default)]
    pub remedy: String,
}

impl Problem {
    /// Reads the problem that an answer carries. One that carries none (a proxy's) is told apart.
    pub(super) async fn read(answer: Response) -> Result<Self, ClientError> {
        let status = answer.status().as_u16();
        let not_ours = || ClientError::OnTheWay { status };
        if answer.content_length().is_some_and(|length| length > LONGEST) {
            return Err(not_ours());
        }
        let body = super::body(answer).await?;
        let body: Map<String, Value> = serde_json::from_slice(&body).map_err(|_| not_ours())?;
        let problem: Self = serde_json::from_value(Value::Object(body.clone())).map_err(|_| not_ours())?;
        Ok(Self { body, ..problem })
    }

    /// The codes of all reasons.
    pub fn reason_codes(&self) -> Vec<&str> {
        self.reasons.iter().map(|reason| reason.code.as_str()).collect()
    }
}

impl std::error::Error for Problem {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        if !self.detail.is_empty() {
            write!(f, "\n  {}", self.detail)?;
        }
        for reason in &self.reasons {
            write!(f, "\n  - {} [{}]", reason.text, reason.code)?;
            if !reason.remedy.is_empty() {
                write!(f, "\n    {}", reason.remedy)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_shown_with_every_reason_and_its_remedy() {
        let text = r#"{"status":403,"code":"refused","title":"Refused","detail":"See why.","reasons":[
            {"code":"no-basis","gate":"basis","text":"Nobody has agreed.","remedy":"Ask the family."},
            {"code":"vetoed","text":"Not wanted.","remedy":""}]}"#;
        let problem: Problem = serde_json::from_str(text).expect("a problem as a gateway writes it");
        let shown = problem.to_string();
        assert_eq!(shown, "Refused\n  See why.\n  - Nobody has agreed. [no-basis]\n    Ask the family.\n  - Not wanted. [vetoed]");
        assert_eq!(problem.reason_codes(), ["no-basis", "vetoed"]);
    }
}
