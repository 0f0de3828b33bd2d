//! The listener over real sockets and TLS: each attack is dropped, and others are served meanwhile.

mod wire;

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use self::wire::{House, PATIENCE, block, frame, short};
use crate::http::limits::Limits;

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const POST: &str = "POST /count HTTP/1.1\r\nHost: localhost\r\n";
const WINDOW: u32 = 65_535;

/// HTTP/2 frames and flags by their numbers (RFC 9113 §6).
const HEADERS: u8 = 0x1;
const RESET: u8 = 0x3;
const END_STREAM: u8 = 0x1;
const END_HEADERS: u8 = 0x4;

#[tokio::test]
async fn ambiguous_framing_is_refused_and_the_connection_closed() {
    let house = House::open(short()).await;
    let smuggled = "GET /peer HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for request in [
        format!("{POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"),
        format!("{POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{smuggled}"),
        format!("{POST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello{smuggled}"),
        format!("{POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{smuggled}"),
        format!("{POST}Transfer-Encoding: identity\r\n\r\n{smuggled}"),
        format!("{POST}Content-Length : 5\r\n\r\nhello{smuggled}"),
        format!("{POST}X: 1\r\n Content-Length: 5\r\n\r\nhello{smuggled}"),
        format!("{POST}X: 1\nX-Smuggled: 2\r\nContent-Length: 5\r\n\r\nhello{smuggled}"),
        format!("{POST}Content-Length: 5\n\nhello{smuggled}"),
        format!("GET / HTTP/1.1\r\n\r\n{smuggled}"),
        format!("GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n{smuggled}"),
        format!("GET https://other/ HTTP/1.1\r\nHost: localhost\r\n\r\n{smuggled}"),
        format!("{POST}Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n{smuggled}"),
        format!("{POST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n{smuggled}"),
    ] {
        let mut visitor = house.enter().await;
        visitor.send(request.as_bytes()).await;
        let answer = visitor.rest().await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{request:?} got {answer:?}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{request:?} got {answer:?}");
    }
    house.serves_others().await;
}

#[tokio::test]
async fn requests_before_an_ambiguous_one_are_still_answered() {
    let house = House::open(short()).await;
    let mut visitor = house.enter().await;
    let requests = [GET, b"GET / HTTP/1.1\r\n\r\n", GET].concat();
    visitor.send(&requests).await;
    let answer = visitor.rest().await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1 400 ").count(), 1, "{answer}");
    assert_eq!(answer.matches("HTTP/1.1").count(), 2, "{answer}");
}

#[tokio::test]
async fn pipelined_and_split_requests_are_served_in_order() {
    let house = House::open(Limits::default()).await;
    let mut visitor = house.enter().await;
    let chunked = format!("{POST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n");
    let sized = format!("{POST}Content-Length: 3\r\nConnection: close\r\n\r\nabc");
    let requests = [GET, chunked.as_bytes(), GET, sized.as_bytes()].concat();
    for piece in requests.chunks(7) {
        visitor.send(piece).await;
    }
    let answer = visitor.rest().await;
    let ends: Vec<_> = answer.split("HTTP/1.1 200 OK").map(|one| one.split("\r\n\r\n").last()).collect();
    assert_eq!(ends[1..], [Some("hello"), Some("6"), Some("hello"), Some("3")], "{answer}");
}

#[tokio::test]
async fn a_head_too_long_or_of_too_many_lines_is_refused() {
    let house = House::open(Limits::default()).await;
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(20_000));
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(80));
    for request in [long, many] {
        let mut visitor = house.enter().await;
        visitor.send(request.as_bytes()).await;
        let answer = visitor.rest().await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
}

#[tokio::test]
async fn a_slow_head_is_dropped_while_others_are_served() {
    let house = House::open(short()).await;
    let mut visitor = house.enter().await;
    visitor.send(b"GET / HTTP/1.1\r\nX-").await;
    house.serves_others().await;
    let lasted = visitor.drip(Duration::from_millis(200)).await;
    assert!(lasted < Duration::from_secs(3), "{lasted:?}");
}

#[tokio::test]
async fn a_slow_head_on_a_kept_connection_and_over_http2_is_dropped() {
    let limits = Limits { idle_seconds: 60, ..short() };
    let house = House::open(limits).await;
    let mut kept = house.enter().await;
    kept.send(GET).await;
    kept.read_until("hello").await;
    kept.send(b"GET /").await;
    let started = Instant::now();
    assert_eq!(kept.rest().await, "");
    let mut second = house.enter_http2(WINDOW).await;
    second.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &block("GET", "/"))).await;
    assert_eq!(second.content().await, b"hello");
    second.send(&frame(HEADERS, END_STREAM, 3, &block("GET", "/"))).await;
    second.end().await;
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_slow_or_dripping_body_is_answered_408_and_closed() {
    let house = House::open(short()).await;
    let head = format!("{POST}Content-Length: 1000\r\nAccept-Language: cy\r\n\r\n");
    let mut silent = house.enter().await;
    silent.send(head.as_bytes()).await;
    house.serves_others().await;
    let answer = silent.rest().await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    // What no route answers is in the caller's language too, and as private as the rest.
    for said in
        ["content-language: cy", "x-content-type-options: nosniff", "frame-ancestors 'none'", "no-store", "max-age=63072000"]
    {
        assert!(answer.contains(said), "{said} is missing: {answer}");
    }
    let mut dripping = house.enter().await;
    dripping.send(head.as_bytes()).await;
    let lasted = dripping.drip(Duration::from_millis(200)).await;
    assert!(lasted < Duration::from_secs(3), "{lasted:?}");
}

#[tokio::test]
async fn a_slow_body_over_http2_is_answered_and_leaves_the_connection_usable() {
    let house = House::open(Limits { idle_seconds: 60, ..short() }).await;
    let mut visitor = house.enter_http2(WINDOW).await;
    visitor.send(&frame(HEADERS, END_HEADERS, 1, &block("POST", "/count"))).await;
    let answer = visitor.content().await;
    assert!(String::from_utf8_lossy(&answer).contains("\"status\":408"), "{answer:?}");
    visitor.send(&frame(HEADERS, END_HEADERS | END_STREAM, 3, &block("GET", "/"))).await;
    assert_eq!(visitor.content().await, b"hello");
}

#[tokio::test]
async fn an_honest_but_slow_body_is_taken() {
    let house = House::open(short()).await;
    let mut visitor = house.enter().await;
    let head = format!("{POST}Content-Length: 6000\r\nConnection: close\r\n\r\n");
    visitor.send(head.as_bytes()).await;
    for _ in 0..10 {
        sleep(Duration::from_millis(300)).await;
        visitor.send(&[b'x'; 600]).await;
    }
    let answer = visitor.rest().await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("6000"), "{answer}");
}

#[tokio::test]
async fn a_reader_who_stops_is_dropped_with_its_download_while_others_are_served() {
    let house = House::open(short()).await;
    let mut visitor = house.enter().await;
    visitor.send(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    visitor.read_until("\r\n\r\n").await;
    house.serves_others().await;
    house.no_download_is_left().await;
}

#[tokio::test]
async fn a_reader_over_http2_who_gives_no_window_is_dropped() {
    let house = House::open(Limits { idle_seconds: 60, ..short() }).await;
    for window in [0, 1, 4] {
        let mut visitor = house.enter_http2(window).await;
        visitor.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &block("GET", "/"))).await;
        let started = Instant::now();
        visitor.end().await;
        assert!(started.elapsed() < Duration::from_secs(3), "{window}");
    }
    let mut visitor = house.enter_http2(WINDOW).await;
    visitor.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &block("GET", "/large"))).await;
    visitor.end().await;
    house.no_download_is_left().await;
}

#[tokio::test]
async fn a_window_of_just_the_answer_is_enough_over_http2() {
    let house = House::open(short()).await;
    let mut visitor = house.enter_http2(5).await;
    visitor.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &block("GET", "/"))).await;
    assert_eq!(visitor.content().await, b"hello");
}

#[tokio::test]
async fn a_rapid_reset_flood_ends_its_connection_while_others_are_served() {
    let house = House::open(Limits { idle_seconds: 60, ..short() }).await;
    let mut visitor = house.enter_http2(WINDOW).await;
    let mut stream = 1;
    let ended = async {
        loop {
            let mut pair = frame(HEADERS, END_HEADERS | END_STREAM, stream, &block("GET", "/slow"));
            pair.extend(frame(RESET, 0, stream, &[0, 0, 0, 8]));
            stream += 2;
            if visitor.0.write_all(&pair).await.is_err() || visitor.0.flush().await.is_err() {
                return;
            }
            // A moment for the server to take the stream up, so that its own count must catch it.
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, ended).await.expect("the flood is cut");
    assert!(stream < 2_000, "{stream}");
    house.serves_others().await;
}

#[tokio::test]
async fn whoever_stays_without_asking_is_closed_in_both_protocols() {
    let house = House::open(short()).await;
    let mut visitor = house.enter().await;
    visitor.send(GET).await;
    visitor.read_until("hello").await;
    assert_eq!(visitor.rest().await, "");
    assert_eq!(house.enter().await.rest().await, "", "never asked at all");
    let mut second = house.enter_http2(WINDOW).await;
    second.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &block("GET", "/"))).await;
    assert_eq!(second.content().await, b"hello");
    second.end().await;
}

#[tokio::test]
async fn a_request_that_runs_as_long_as_the_idle_time_is_not_idle() {
    let house = House::open(short()).await;
    let mut visitor = house.enter_http2(WINDOW).await;
    for stream in [1, 3] {
        visitor.send(&frame(HEADERS, END_HEADERS | END_STREAM, stream, &block("GET", "/slow"))).await;
        assert_eq!(visitor.content().await, b"late");
    }
}

#[tokio::test]
async fn a_socket_that_never_shakes_hands_is_closed() {
    let house = House::open(short()).await;
    let mut socket = TcpStream::connect(house.address).await.expect("connected");
    let mut byte = [0];
    let read = timeout(PATIENCE, socket.read(&mut byte)).await.expect("closed in time");
    assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
}

#[tokio::test]
async fn one_address_gets_so_many_connections_and_no_more() {
    let house = House::open(Limits { connections_per_address: 2, ..Limits::default() }).await;
    let first = house.enter().await;
    let _second = house.enter().await;
    assert!(house.try_enter("http/1.1").await.is_err());
    drop(first);
    sleep(Duration::from_millis(200)).await;
    house.serves_others().await;
}

#[tokio::test]
async fn a_panic_answers_500_without_detail_and_the_house_stands() {
    let house = House::open(short()).await;
    let mut visitor = house.enter().await;
    visitor.send(b"GET /panic HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let answer = visitor.rest().await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert!(!answer.contains("child"), "{answer}");
    house.serves_others().await;
}

#[tokio::test]
async fn the_peer_is_who_is_connected_whatever_headers_say() {
    let house = House::open(short()).await;
    let mut visitor = house.enter().await;
    let own = visitor.0.get_ref().0.local_addr().expect("an address").to_string();
    let request = "GET /peer HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.9\r\n\
        Forwarded: for=192.0.2.9\r\nConnection: close\r\n\r\n";
    visitor.send(request.as_bytes()).await;
    assert!(visitor.rest().await.ends_with(&own));
}

#[tokio::test]
async fn an_early_refusal_reaches_a_client_that_is_still_sending() {
    let house = House::open(short()).await;
    let mut visitor = house.enter().await;
    let head = "POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 700000\r\n\r\n";
    visitor.send(head.as_bytes()).await;
    for _ in 0..7 {
        // A reset would make some clients throw away the answer that they already hold.
        let sent = visitor.0.write_all("x".repeat(100_000).as_bytes()).await;
        sent.expect("the house reads on for a while");
        sleep(Duration::from_millis(20)).await;
    }
    let answer = visitor.rest().await;
    assert!(answer.starts_with("HTTP/1.1 403 ") && answer.ends_with("no"), "{answer}");
}

#[tokio::test]
async fn on_a_stop_signal_running_requests_end_and_no_new_ones_begin() {
    let house = House::open(short()).await;
    let mut visitor = house.enter().await;
    visitor.send(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let _idle = house.enter().await;
    sleep(Duration::from_millis(200)).await;
    house.stop.cancel();
    assert!(visitor.rest().await.ends_with("late"));
    let served = timeout(PATIENCE, house.served).await.expect("in time").expect("no panic");
    assert!(served.is_ok());
    assert!(TcpStream::connect(house.address).await.is_err());
}

#[tokio::test]
async fn what_does_not_end_in_the_time_set_for_it_is_cut() {
    let house = House::open(Limits { write_idle_seconds: 60, shutdown_seconds: 1, ..short() }).await;
    let mut visitor = house.enter().await;
    visitor.send(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    visitor.read_until("\r\n\r\n").await;
    house.stop.cancel();
    let started = Instant::now();
    house.no_download_is_left().await;
    assert!(started.elapsed() >= Duration::from_millis(900), "it was given its time");
    assert!(house.served.await.expect("no panic").is_ok());
}
