use super::*;

/// The gateway's largest resident size so far, in KiB.
fn peak(world: &World) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", world.gateway.process())).expect("the process runs");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("the kernel says so");
    line.split_whitespace().nth(1).and_then(|size| size.parse().ok()).expect("a number")
}

#[test]
fn a_push_and_a_release_pass_as_a_stream_in_constant_memory() {
    in_a_world_of_its_own(&[], async |world| {
        let case = world.case().await;
        let small = world["clinician"].has_pushed(&case, &Draft::pdf(1_000_000)).await;
        world["clinician"].opens(&case, &small).await.expect(200);
        let before = peak(&world);
        let draft = Draft::pdf(192 * 1024 * 1024);
        let hash = sha256(&draft.bytes);
        let report = world["clinician"].has_pushed(&case, &draft).await;
        drop(draft);
        let opened = world["clinician"].opens(&case, &report).await.expect(200);
        assert_eq!(sha256(&opened.body), hash);
        let grown = peak(&world) - before;
        assert!(grown < 16 * 1024, "the gateway grew by {grown} KiB over a report of 196608 KiB");
    });
}

#[test]
fn a_push_that_breaks_off_leaves_nothing() {
    in_a_world_of_its_own(&[], async |world| {
        use tokio::io::AsyncWriteExt;
        let case = world.case().await;
        let mut stream = wire::Offer::default().connect(&world.gateway).await.expect("connected");
        let head = format!(
            "POST /api/v1{} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Length: 50000000\r\n\
             Content-Type: multipart/form-data; boundary=XX\r\n\r\n--XX\r\nContent-Disposition: form-data; name=\"report\"\r\n\
             Content-Type: application/json\r\n\r\n{}\r\n--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n",
            case.path("/reports"),
            world["clinician"].token().await,
            Draft::pdf(10).about
        );
        stream.write_all(head.as_bytes()).await.expect("sent");
        stream.write_all(&Draft::pdf(9_000_000).bytes).await.expect("sent");
        stream.flush().await.expect("sent");
        drop(stream);
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        assert_eq!(world["clinician"].lists(&case).await, Vec::<String>::new());
        assert_eq!(payloads(&world.gateway), Vec::<String>::new());
    });
}
