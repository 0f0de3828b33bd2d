//! Clients of tus that nobody here wrote, as they come: tuspy and tus-js-client.

use std::path::Path;
use std::process::{Command, Output};

use porthor_tests::program::python;

use super::*;

/// Runs a client in the folder of the clients, trusting the gateway's authority, and gives what it printed.
fn runs(world: &World, mut command: Command) -> String {
    let authority = world.gateway.authority();
    command.env("PYTHONPATH", python()).env("REQUESTS_CA_BUNDLE", &authority).env("NODE_EXTRA_CA_CERTS", &authority);
    for not_ours in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        command.env_remove(not_ours);
    }
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("clients"));
    let Output { status, stdout, stderr } = command.output().expect("it starts");
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8_lossy(&stdout).trim().to_owned()
}

/// Uploads a report with a client, `further` being what else it is told, and insists that it arrived.
async fn uploads(world: &World, program: &str, script: &str, bytes: usize, further: &[&str]) {
    let (clinician, case) = (&world["clinician"], world.case().await);
    let draft = Draft::pdf(bytes);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("report.age");
    std::fs::write(&file, draft.clone().sealed_to(&case.recipient).bytes).expect("written");
    let url = format!("https://localhost:{}/api/v1{}", world.gateway.address().port(), case.path("/uploads"));
    let mut command = Command::new(program);
    command.arg(script).arg(url).arg(&file).arg(draft.about.to_string()).arg(clinician.token().await).args(further);
    let place = tokio::task::block_in_place(|| runs(world, command));
    let path = &place[place.find("/cases/").expect("an upload of the case")..];
    let request = clinician.tus(Method::HEAD, path).await;
    let head = clinician.sends(request).await.expect(200);
    clinician.opens_to(&case, &head.header("porthor-report"), &draft.bytes).await;
}

#[test]
fn tuspy_uploads_in_pieces_with_checksums_and_goes_on_when_started_again() {
    in_the_world(async |world| uploads(world, "python3", "tus.py", 1_000_000, &["150000"]).await);
}

#[test]
fn tus_js_client_uploads_whole_in_chunks_in_parts_and_by_post() {
    in_the_world(async |world| {
        let ways = [("1", "Infinity", "patch"), ("1", "200000", "patch"), ("1", "300000", "override"), ("3", "Infinity", "patch")];
        for (parts, chunk, method) in ways {
            uploads(world, "node", "tus.mjs", 900_000, &[parts, chunk, method]).await;
        }
    });
}
