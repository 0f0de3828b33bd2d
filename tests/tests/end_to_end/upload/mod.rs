//! Pushing in pieces: what a sender of tus 1.0 may rely on, what is refused, and that nothing half-sent is anybody's to read.

mod begin;
mod clients;
mod go_on;
mod refused;

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tokio::io::AsyncWriteExt;

use crate::stage::answer::Answer;
use crate::stage::case::{Case, Draft, sha256};
use crate::stage::person::Person;
use crate::stage::wire;
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

/// The media type of a piece.
const PIECE: &str = "application/offset+octet-stream";

/// An upload under way.
struct Upload {
    /// Its path under the interface.
    path: String,
    /// The sealed file.
    bytes: Vec<u8>,
}

/// `Upload-Metadata` that says this of a report.
fn said(about: &Value) -> String {
    use base64::Engine as _;
    format!("report {}", base64::engine::general_purpose::STANDARD.encode(about.to_string()))
}

impl Person {
    /// A request of tus in their name.
    async fn tus(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).await.header("Tus-Resumable", "1.0.0")
    }

    /// Begins to upload what `draft` holds, sealed to `case`.
    async fn begins(&self, case: &Case, draft: &Draft) -> Upload {
        let bytes = draft.clone().sealed_to(&case.recipient).bytes;
        let path = self.begins_with(case, &draft.about, bytes.len()).await;
        Upload { path, bytes }
    }

    /// Begins to upload so many bytes; gives the path of the upload.
    async fn begins_with(&self, case: &Case, about: &Value, length: usize) -> String {
        let request = self.tus(Method::POST, &case.path("/uploads")).await;
        let request = request.header("Upload-Length", length).header("Upload-Metadata", said(about));
        let begun = self.sends(request).await.expect(201);
        begun.header("location").strip_prefix("/api/v1").expect("a path of the interface").to_owned()
    }

    /// Sends bytes that stand at `offset`.
    async fn sends_piece(&self, path: &str, offset: usize, bytes: &[u8]) -> Answer {
        let request = self.tus(Method::PATCH, path).await.header("Content-Type", PIECE).header("Upload-Offset", offset);
        self.sends(request.body(bytes.to_vec())).await
    }

    /// How far an upload has come.
    async fn asks_how_far(&self, path: &str) -> usize {
        let request = self.tus(Method::HEAD, path).await;
        self.sends(request).await.expect(200).header("upload-offset").parse().expect("a number")
    }

    /// Sends the first `sent` bytes of a piece that is announced as long as all the rest, and hangs up.
    async fn is_cut(&self, world: &World, upload: &Upload, offset: usize, sent: usize) {
        let mut stream = wire::Offer::default().connect(&world.gateway).await.expect("connected");
        let head = format!(
            "PATCH /api/v1{} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
             Content-Type: {PIECE}\r\nUpload-Offset: {offset}\r\nContent-Length: {}\r\n\r\n",
            upload.path,
            self.token().await,
            upload.bytes.len() - offset
        );
        stream.write_all(head.as_bytes()).await.expect("sent");
        stream.write_all(&upload.bytes[offset..offset + sent]).await.expect("sent");
        // What was sent arrives: a reset would take from the gateway what it has not read yet.
        stream.shutdown().await.expect("sent");
        wire::read_until_closed(&mut stream, Duration::from_secs(5)).await;
    }

    /// Insists that the report opens to `expected`.
    async fn opens_to(&self, case: &Case, report: &str, expected: &[u8]) {
        let opened = self.opens(case, report).await.expect(200);
        assert_eq!(sha256(&opened.body), sha256(expected));
    }
}

/// Waits until an upload has come as far as `offset`.
async fn reaches(person: &Person, path: &str, offset: usize) {
    for _ in 0..100 {
        if person.asks_how_far(path).await == offset {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it came to {} and not to {offset}", person.asks_how_far(path).await);
}
