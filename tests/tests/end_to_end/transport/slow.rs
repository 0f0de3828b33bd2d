//! Whoever is slow, and whoever waits beside them.

use super::*;

/// Longer than any bound; who is still there was not dropped.
const BOUND: Duration = Duration::from_secs(30);

#[test]
fn a_slow_header_a_slow_body_and_slow_readers_are_dropped_within_thirty_seconds_while_others_are_served() {
    in_the_world(async |world| {
        let case = world.case().await;
        let report = world["clinician"].has_pushed(&case, &Draft::pdf(48 * 1024 * 1024)).await;
        let token = world["clinician"].token().await;
        let download = format!(
            "GET /api/v1{} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n",
            case.content(&report, "plain")
        );
        let header = trickles(world, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"x");
        let silent = trickles(world, b"", b"");
        let body =
            b"POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n";
        let body = trickles(world, body, b" ");
        let stalled = reads(world, &download, 0);
        let sipping = reads(world, &download, 64);
        let honest = async {
            let begun = Instant::now();
            while begun.elapsed() < BOUND {
                let asked = Instant::now();
                world["mother"].gets("/agencies").await.expect(200);
                assert!(asked.elapsed() < Duration::from_secs(10), "others wait {:?}", asked.elapsed());
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        };
        let (header, silent, body, stalled, sipping, ()) = tokio::join!(header, silent, body, stalled, sipping, honest);
        for (who, time) in [("header", header), ("nothing", silent), ("body", body), ("stalled", stalled), ("sipping", sipping)] {
            assert!(time.is_some_and(|time| time <= BOUND), "{who}: dropped after {time:?}");
        }
    });
}

/// Sends `start`, then `drop` each second; returns when the other side closed.
async fn trickles(world: &World, start: &[u8], drop: &[u8]) -> Option<Duration> {
    let mut stream = Offer { from: place(), ..Offer::default() }.connect(&world.gateway).await.expect("connected");
    stream.write_all(start).await.expect("sent");
    let begun = Instant::now();
    let mut piece = [0; 1024];
    while begun.elapsed() < BOUND + SOON {
        match tokio::time::timeout(Duration::from_secs(1), stream.read(&mut piece)).await {
            Ok(Ok(0) | Err(_)) => return Some(begun.elapsed()),
            Ok(Ok(_)) => {}
            Err(_) => {
                if stream.write_all(drop).await.is_err() || stream.flush().await.is_err() {
                    return Some(begun.elapsed());
                }
            }
        }
    }
    None
}

/// Asks for a download, then takes `bytes` of it each second; returns when the connection was cut before its end.
async fn reads(world: &World, request: &str, bytes: usize) -> Option<Duration> {
    let mut stream = Offer { from: place(), ..Offer::default() }.connect(&world.gateway).await.expect("connected");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let begun = Instant::now();
    let mut piece = vec![0; bytes];
    while begun.elapsed() < BOUND {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if bytes > 0 && !matches!(stream.read(&mut piece).await, Ok(1..)) {
            return Some(begun.elapsed());
        }
        let (socket, _) = stream.get_ref();
        // A reset shows as an error on the socket even while nothing is read.
        if socket.take_error().is_ok_and(|error| error.is_some()) {
            return Some(begun.elapsed());
        }
    }
    let rest = read_until_closed(&mut stream, SOON).await;
    (rest.closed && rest.text.len() < 40 * 1024 * 1024).then_some(BOUND)
}

#[test]
fn one_address_takes_no_more_than_its_share_of_connections_and_all_together_no_more_than_there_are() {
    alone(async {
        let gateway = Gateway::start_with(&[("connections_per_address", "4"), ("connections_total", "6")]);
        let (greedy, modest, late) = (place(), place(), place());
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(Offer { from: greedy, ..Offer::default() }.connect(&gateway).await.expect("connected"));
        }
        let fifth = Offer { from: greedy, ..Offer::default() }.connect(&gateway).await;
        assert!(fifth.is_err(), "a fifth from one address");
        for _ in 0..2 {
            held.push(Offer { from: modest, ..Offer::default() }.connect(&gateway).await.expect("others are served"));
        }
        assert!(Offer { from: late, ..Offer::default() }.connect(&gateway).await.is_err(), "a seventh of six");
        held.clear();
        tokio::time::sleep(Duration::from_millis(300)).await;
        Offer { from: late, ..Offer::default() }.connect(&gateway).await.expect("places are given back");
    });
}
