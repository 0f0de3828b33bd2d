//! An answer of the gateway, read to its end, and what a test wants to know of it.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// Status, headers and the whole body.
#[derive(Clone)]
pub struct Answer {
    pub asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub async fn read(asked: String, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap_or_else(|error| panic!("{asked}: the body broke off: {error}"));
        Self { asked, status, headers, body: body.to_vec() }
    }

    /// Insists on the status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        self
    }

    /// Insists on a problem of this status and code, complete as RFC 9457 and the house want it.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{}: {}", self.asked, self.text());
        let problem = self.json();
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.asked);
        assert_eq!(problem["status"], status, "{}", self.asked);
        for field in ["type", "title", "detail"] {
            let text = problem[field].as_str().unwrap_or_default();
            assert!(!text.is_empty() && !text.starts_with("problem-"), "{}: {field} has no words: {problem}", self.asked);
        }
        self
    }

    /// Insists on a refusal by the policy for at least these reasons, each with its gate, words and remedy.
    #[track_caller]
    pub fn expect_refused(self, reasons: &[&str]) -> Self {
        assert_eq!(self.status, 403, "{}: {}", self.asked, self.text());
        let found = self.reasons();
        for reason in reasons {
            assert!(found.iter().any(|code| code == reason), "{}: expected {reason} among {found:?}", self.asked);
        }
        for reason in self.json()["reasons"].as_array().into_iter().flatten() {
            for field in ["gate", "text", "remedy"] {
                let text = reason[field].as_str().unwrap_or_default();
                assert!(!text.is_empty() && !text.starts_with("reason-"), "{}: a reason without {field}: {reason}", self.asked);
            }
        }
        self
    }

    /// Insists that nothing is told, not even that there is something.
    #[track_caller]
    pub fn expect_absent(self) -> Self {
        self.expect_problem(404, "not-found")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}: expected JSON, came {}", self.asked, self.text()))
    }

    /// A field of the JSON body that is text.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        let json = self.json();
        json[name].as_str().unwrap_or_else(|| panic!("{}: no {name} in {json}", self.asked)).to_owned()
    }

    /// The listed things.
    #[track_caller]
    pub fn items(&self) -> Vec<Value> {
        let json = self.json();
        json["items"].as_array().unwrap_or_else(|| panic!("{}: no list in {json}", self.asked)).clone()
    }

    /// The code of a problem; empty where it is none.
    pub fn code(&self) -> String {
        let problem: Option<Value> = serde_json::from_slice(&self.body).ok();
        problem.and_then(|problem| problem["code"].as_str().map(ToOwned::to_owned)).unwrap_or_default()
    }

    /// The codes of every reason of a refusal.
    #[track_caller]
    pub fn reasons(&self) -> Vec<String> {
        let json = self.json();
        let reasons = json["reasons"].as_array().cloned().unwrap_or_default();
        reasons.iter().filter_map(|reason| reason["code"].as_str().map(ToOwned::to_owned)).collect()
    }

    /// A header's text; empty where there is none.
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body[..self.body.len().min(2000)]).into_owned()
    }
}
