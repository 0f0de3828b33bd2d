//! What stands between a socket and a route: TLS, framing, time and number, and the operator's own listener.

mod operator;
mod slow;

use std::time::{Duration, Instant};

use porthor_tests::Database;
use porthor_tests::gateway::Gateway;
use reqwest::Method;
use rustls::crypto::aws_lc_rs::kx_group;
use rustls::{NamedGroup, ProtocolVersion};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::stage::case::Draft;
use crate::stage::person::Door;
use crate::stage::wire::{self, Offer, exchange, observe, place, read_until_closed};
use crate::stage::world::{World, alone, in_a_world_of_its_own, in_the_world};

const SOON: Duration = Duration::from_secs(5);

mod tls {
    use super::*;

    static ONLY_1_2: &[&rustls::SupportedProtocolVersion] = &[&rustls::version::TLS12];

    #[test]
    fn speaks_1_3_with_the_post_quantum_group_and_refuses_1_2() {
        in_the_world(async |world| {
            let gateway = &world.gateway;
            let stream = Offer::default().connect(gateway).await.expect("connected");
            let agreed = stream.get_ref().1;
            assert_eq!(agreed.protocol_version(), Some(ProtocolVersion::TLSv1_3));
            let group = agreed.negotiated_key_exchange_group().map(rustls::crypto::SupportedKxGroup::name);
            assert_eq!(group, Some(NamedGroup::X25519MLKEM768), "preferred where both have it");
            let hybrid_only = Offer { groups: vec![kx_group::X25519MLKEM768], ..Offer::default() };
            hybrid_only.connect(gateway).await.expect("the hybrid alone will do");
            let classical_only = Offer { groups: vec![kx_group::X25519], ..Offer::default() };
            classical_only.connect(gateway).await.expect("an older client is served");
            let old = Offer { versions: ONLY_1_2, ..Offer::default() };
            assert!(old.connect(gateway).await.is_err(), "TLS 1.2 is behind a switch");
        });
    }

    #[test]
    fn speaks_1_2_only_where_the_operator_switched_it_on() {
        alone(async {
            let gateway = Gateway::start_with(&[("allow_tls12", "true")]);
            let old = Offer { versions: ONLY_1_2, ..Offer::default() };
            let stream = old.connect(&gateway).await.expect("connected");
            assert_eq!(stream.get_ref().1.protocol_version(), Some(ProtocolVersion::TLSv1_2));
        });
    }

    #[test]
    fn plain_http_gets_no_answer_of_ours() {
        alone(async {
            let gateway = Gateway::start();
            let mut socket = tokio::net::TcpStream::connect(gateway.address()).await.expect("connected");
            socket.write_all(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("sent");
            let mut answer = Vec::new();
            let read = tokio::time::timeout(Duration::from_secs(15), socket.read_to_end(&mut answer)).await;
            assert!(read.is_ok(), "the connection is closed");
            assert!(!String::from_utf8_lossy(&answer).contains("HTTP/1.1 200"));
        });
    }

    #[test]
    fn takes_up_a_new_certificate_without_a_restart() {
        alone(async {
            let (gateway, other) = (Gateway::start(), Gateway::set_up());
            let before = gateway.process();
            Offer::default().connect(&gateway).await.expect("connected");
            let (old, new) = (gateway.authority(), other.authority());
            let (old, new) = (old.parent().expect("a folder"), new.parent().expect("a folder"));
            for name in ["server.key", "server.pem", "ca.pem"] {
                std::fs::copy(new.join(name), old.join(name)).expect("copied");
            }
            // From here on the client trusts the new authority alone.
            let begun = Instant::now();
            while Offer::default().connect(&gateway).await.is_err() {
                assert!(begun.elapsed() < Duration::from_secs(40), "the new certificate is not taken up");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            assert_eq!(gateway.process(), before);
        });
    }

    #[test]
    fn a_certificate_that_does_not_fit_its_key_is_not_taken_up_and_the_old_one_goes_on() {
        alone(async {
            let (gateway, other) = (Gateway::start(), Gateway::set_up());
            let own = gateway.authority();
            let own = own.parent().expect("a folder");
            let theirs = other.authority();
            std::fs::copy(theirs.parent().expect("a folder").join("server.key"), own.join("server.key")).expect("copied");
            tokio::time::sleep(Duration::from_secs(12)).await;
            Offer::default().connect(&gateway).await.expect("the old pair still serves");
        });
    }
}

mod http {
    use super::*;

    #[test]
    fn both_versions_are_served() {
        in_the_world(async |world| {
            for (alpn, version) in [(["h2"].as_slice(), reqwest::Version::HTTP_2), (&["http/1.1"], reqwest::Version::HTTP_11)] {
                let door = Door::from(&world.gateway, place(), alpn);
                let answer = door.request(Method::GET, "/api/v1/openapi.json").send().await.expect("an answer");
                assert_eq!((answer.status().as_u16(), answer.version()), (200, version));
            }
        });
    }

    #[test]
    fn ambiguous_framing_is_refused_and_nothing_hidden_behind_it_is_answered() {
        in_the_world(async |world| {
            let hidden = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let chunked = format!("0\r\n\r\n{hidden}");
            for (what, head) in [
                ("length and chunks", "Host: localhost\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n"),
                ("chunks and length", "Host: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n"),
                ("two lengths", "Host: localhost\r\nContent-Length: 6\r\nContent-Length: 5\r\n"),
                ("a list of lengths", "Host: localhost\r\nContent-Length: 6, 5\r\n"),
                ("a signed length", "Host: localhost\r\nContent-Length: +5\r\n"),
                ("another coding", "Host: localhost\r\nTransfer-Encoding: gzip, chunked\r\n"),
                ("a hidden coding", "Host: localhost\r\nTransfer-Encoding: xchunked\r\n"),
                ("two codings", "Host: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
                ("a space before the colon", "Host: localhost\r\nTransfer-Encoding : chunked\r\n"),
                ("a folded line", "Host: localhost\r\nX-A: b\r\n Content-Length: 5\r\n"),
                ("no host", "X-A: b\r\n"),
                ("two hosts", "Host: localhost\r\nHost: elsewhere\r\n"),
                ("a bare line feed", "Host: localhost\nX-A: b\r\n"),
                ("a bare carriage return", "Host: localhost\r\nX-A: b\rc\r\n"),
                ("a nul", "Host: localhost\r\nX-A: b\0c\r\n"),
            ] {
                let sent = format!("POST /api/v1/sign-in HTTP/1.1\r\n{head}\r\n{chunked}");
                let got = exchange(&world.gateway, place(), sent.as_bytes(), SOON).await;
                assert!(got.closed, "{what}: the connection stays open: {}", got.text);
                let statuses = got.statuses();
                assert!(statuses.len() <= 1, "{what}: {statuses:?}");
                assert!(statuses.iter().all(|status| *status == 400), "{what}: {}", got.text);
            }
        });
    }

    #[test]
    fn a_head_that_is_too_large_or_has_too_many_lines_is_refused() {
        in_the_world(async |world| {
            let long = format!("GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "x".repeat(20_000));
            let many = (0..200).fold(String::new(), |head, n| format!("{head}X-{n}: y\r\n"));
            let many = format!("GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n{many}\r\n");
            for sent in [long, many] {
                let got = exchange(&world.gateway, place(), sent.as_bytes(), SOON).await;
                assert!(got.closed && got.statuses().iter().all(|status| *status == 431), "{}", got.text);
            }
        });
    }

    #[test]
    fn no_spelling_of_a_path_gets_round_the_sign_in() {
        in_the_world(async |world| {
            for path in [
                "/api/v1/cases",
                "//api/v1/cases",
                "/api/v1//cases",
                "/api/v1/./cases",
                "/api/v1/sign-in/../cases",
                "/api/v1/sign-in/..%2fcases",
                "/api/v1/%63ases",
                "/api/v1/cases/",
                "/API/v1/cases",
                "/api/v1/cases;x=y",
                "/api/v1/cases%00",
                "/log/../api/v1/cases",
                "/api/v1/openapi.json/../cases",
            ] {
                let sent = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                let got = exchange(&world.gateway, place(), sent.as_bytes(), SOON).await;
                let statuses = got.statuses();
                assert!(matches!(statuses.as_slice(), [400 | 401 | 404]), "{path}: {}", got.text);
            }
        });
    }

    #[test]
    fn every_answer_keeps_itself_private() {
        in_the_world(async |world| {
            for path in ["/api/v1/cases", "/api/v1/nowhere", "/"] {
                let answer = world.door.gets(path).await;
                assert_eq!(answer.header("cache-control"), "no-store", "{path}");
                assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
                // A page sends its own forms' origin along, and nothing to anybody else.
                let referrer = if path.starts_with("/api/") { "no-referrer" } else { "same-origin" };
                assert_eq!(answer.header("referrer-policy"), referrer, "{path}");
                assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
                assert!(answer.header("strict-transport-security").contains("max-age="), "{path}");
                assert_eq!(answer.header("server"), "", "{path}: what we are built with is nobody's business");
            }
        });
    }

    #[test]
    fn a_header_that_claims_to_forward_somebody_is_not_believed() {
        in_the_world(async |world| {
            let door = Door::from(&world.gateway, place(), &["http/1.1"]);
            let wrong = json!({ "address": "forwarded@nowhere.example", "password": "rhywbeth hollol wahanol" });
            let mut last = 0;
            for try_number in 0..6 {
                let request = door.request(Method::POST, "/api/v1/sign-in").json(&wrong);
                let request = request
                    .header("x-forwarded-for", format!("198.51.100.{try_number}"))
                    .header("forwarded", format!("for=198.51.100.{try_number}"));
                last = request.send().await.expect("an answer").status().as_u16();
            }
            assert_eq!(last, 429);
        });
    }
}
