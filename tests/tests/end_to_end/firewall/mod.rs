//! Behind a firewall: a report arrives byte for byte through the proxies and lines that hospitals have. In short here; `make soak` sends
//! 100 MiB a hundred times through each.

mod doctor;
mod line;
mod proxies;
mod watch;

use std::path::PathBuf;
use std::time::Duration;

use porthor_tests::program::Program;
use serde_json::{Value, json};

use self::line::{Faults, Line};
use self::proxies::{Asks, PASSWORD, USER, authority, inspecting, squid, tinyproxy};
use crate::command_line::{ABOUT, Desk, code_of, path, said};
use crate::stage::case::{Case, Draft};
use crate::stage::world::{World, in_a_world_of_its_own, in_the_world};

/// An addon of mitmproxy that stops other methods, as a policy of a hospital's proxy does.
const ONLY_GET_AND_POST: &str = "from mitmproxy import http\n\ndef request(flow):\n    if flow.request.method not in ('GET', 'POST'):\n        \
                                 flow.response = http.Response.make(405, b'<h1>Blocked</h1>', {'Content-Type': 'text/html'})\n";

/// What is sent through each, and how often.
struct Load {
    bytes: usize,
    times: usize,
}

impl Load {
    /// So many bytes once; in a soak 100 MiB a hundred times, or what its variables say.
    fn of(bytes: usize) -> Self {
        let set = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
        Self { bytes: set("PORTHOR_SOAK_BYTES").unwrap_or(bytes), times: set("PORTHOR_SOAK_TIMES").unwrap_or(1) }
    }

    /// Of a slow line the same in less: a file that takes as long there.
    fn at_most(self, bytes: usize) -> Self {
        Self { bytes: self.bytes.min(bytes), ..self }
    }
}

/// Somebody at a machine in a hospital, with a case to push to.
struct Ward<'a> {
    world: &'a World,
    desk: Desk,
    case: Case,
}

impl<'a> Ward<'a> {
    async fn of(world: &'a World) -> Self {
        Self { world, desk: Desk::of(world, &world["clinician"]).await, case: world.case().await }
    }

    /// Pushes as often as the load says by `way` (options, variables), and insists that each file arrives byte for byte.
    async fn all_arrives(&self, load: Load, way: &[&str], variables: &[(&str, &str)]) {
        for time in 1..=load.times {
            let draft = Draft::pdf(load.bytes);
            let file = self.desk.file("report.pdf", &draft.bytes);
            let words = [["--json", "push", self.case.id.as_str(), path(&file)].as_slice(), &ABOUT, way].concat();
            let pushed = self.desk.runs_among(variables, &words).await;
            assert_eq!(code_of(&pushed), 0, "time {time} of {}: {}", load.times, said(&pushed));
            let done: Value = serde_json::from_slice(&pushed.stdout).expect("a line of JSON");
            assert_eq!(done["outcome"], "pushed", "{done}");
            let opened = self.world["clinician"].opens(&self.case, done["report"].as_str().expect("an id")).await.expect(200);
            assert!(opened.body == draft.bytes, "time {time}: it is not what was sent");
            if load.times > 1 {
                eprintln!("{} bytes, time {time} of {}: arrived", load.bytes, load.times);
            }
        }
    }

    /// A file with the credentials for a proxy.
    fn credentials(&self, password: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let file = self.desk.file("proxy-user", format!("{USER}:{password}\n").as_bytes());
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("ours");
        file
    }
}

fn url(proxy: &Program) -> String {
    format!("http://{}", proxy.address())
}

/// Runs a test with a ward of its own.
fn in_a_ward(test: impl AsyncFnOnce(Ward<'static>)) {
    in_the_world(async |world| test(Ward::of(world).await).await);
}

#[test]
fn no_proxy_at_all() {
    in_a_ward(async |ward| ward.all_arrives(Load::of(3_000_000), &[], &[]).await);
}

mod through {
    use super::*;

    #[test]
    fn squid() {
        in_a_ward(async |ward| {
            let proxy = super::squid(Asks::Nobody);
            ward.all_arrives(Load::of(3_000_000), &["--proxy", &url(&proxy)], &[]).await;
        });
    }

    #[test]
    fn squid_that_asks_who_one_is() {
        in_a_ward(async |ward| {
            let proxy = super::squid(Asks::Everybody);
            let file = ward.credentials(PASSWORD);
            ward.all_arrives(Load::of(3_000_000), &["--proxy", &url(&proxy), "--proxy-auth-file", path(&file)], &[]).await;
            let known = [("PORTHOR_PROXY_USER", USER), ("PORTHOR_PROXY_PASSWORD", PASSWORD)];
            ward.all_arrives(Load::of(100_000).at_most(100_000), &["--proxy", &url(&proxy)], &known).await;
            for (way, wrong) in [(&[][..], "nobody"), (&["--proxy-auth-file", path(&ward.credentials("wrong"))], "somebody else")] {
                let draft = ward.desk.file("other.pdf", &Draft::pdf(5000).bytes);
                let proxy = url(&proxy);
                let words = [["push", ward.case.id.as_str(), path(&draft), "--proxy", &proxy].as_slice(), &ABOUT, way].concat();
                let refused = ward.desk.runs_among(&[], &words).await;
                assert_eq!(code_of(&refused), 7, "{wrong}: {}", said(&refused));
                assert!(said(&refused).contains("--proxy-auth-file"), "{wrong}: {}", said(&refused));
            }
        });
    }

    #[test]
    fn squid_whose_password_is_typed_and_not_shown() {
        in_a_ward(async |ward| {
            let proxy = super::squid(Asks::Everybody);
            let file = ward.desk.file("typed.pdf", &Draft::pdf(5000).bytes);
            let url = url(&proxy);
            let words = ["push", ward.case.id.as_str(), path(&file), "--proxy", &url, "--proxy-user", USER];
            let mut terminal = ward.desk.terminal(&[&words[..], &ABOUT].concat(), "");
            terminal.shows("at the proxy:").types(PASSWORD);
            let (exit, screen) = terminal.ends();
            assert_eq!(exit, 0, "{screen}");
            assert!(screen.contains("pushed as") && !screen.contains(PASSWORD), "{screen}");
        });
    }

    #[test]
    fn tinyproxy() {
        in_a_ward(async |ward| {
            let proxy = super::tinyproxy(Asks::Nobody);
            ward.all_arrives(Load::of(3_000_000), &["--proxy", &url(&proxy)], &[]).await;
        });
    }

    #[test]
    fn tinyproxy_that_asks_who_one_is() {
        in_a_ward(async |ward| {
            let proxy = super::tinyproxy(Asks::Everybody);
            let file = ward.credentials(&PASSWORD.replace(' ', "-"));
            ward.all_arrives(Load::of(3_000_000), &["--proxy", &url(&proxy), "--proxy-auth-file", path(&file)], &[]).await;
        });
    }

    #[test]
    fn one_that_inspects_tls() {
        in_a_ward(async |ward| {
            let proxy = inspecting(&ward.world.gateway, &[], "");
            let (proxy_url, authority) = (url(&proxy), authority(&proxy));
            let way = ["--proxy", &proxy_url, "--ca-file", path(&authority)];
            ward.all_arrives(Load::of(3_000_000), &way, &[]).await;
        });
    }

    #[test]
    fn one_that_lets_nothing_but_get_and_post_through() {
        in_a_ward(async |ward| {
            let proxy = inspecting(&ward.world.gateway, &[], ONLY_GET_AND_POST);
            let (proxy_url, authority) = (url(&proxy), authority(&proxy));
            let way = ["--proxy", &proxy_url, "--ca-file", path(&authority)];
            ward.all_arrives(Load::of(3_000_000), &way, &[]).await;
        });
    }

    #[test]
    fn one_that_lets_no_large_body_through() {
        in_a_ward(async |ward| {
            let proxy = inspecting(&ward.world.gateway, &["body_size_limit=300k"], "");
            let (proxy_url, authority) = (url(&proxy), authority(&proxy));
            let way = ["--proxy", &proxy_url, "--ca-file", path(&authority)];
            ward.all_arrives(Load::of(2_000_000).at_most(20_000_000), &way, &[]).await;
        });
    }
}

mod over_a_line {
    use super::*;

    async fn arrives_over(ward: &Ward<'_>, load: Load, faults: Faults) -> u64 {
        let line = Line::with(faults).await;
        ward.all_arrives(load, &["--proxy", &format!("http://{}", line.address)], &[]).await;
        line.connections()
    }

    #[test]
    fn that_is_cut_every_256_kib() {
        in_a_ward(async |ward| {
            let faults = Faults { cut_after: Some(256 * 1024), ..Faults::default() };
            let connections = arrives_over(&ward, Load::of(3_000_000), faults).await;
            assert!(connections > 10, "{connections} connections: it was not cut");
        });
    }

    #[test]
    fn that_is_closed_every_other_moment() {
        in_a_ward(async |ward| {
            let load = Load::of(3_000_000);
            let (close, rate) = if load.times > 1 { (10, 4_000_000) } else { (1, 1_000_000) };
            let faults =
                Faults { close_after: Some(Duration::from_secs(close)), bytes_per_second: Some(rate), ..Faults::default() };
            let connections = arrives_over(&ward, load, faults).await;
            assert!(connections > 2, "{connections} connections: it was not closed");
        });
    }

    #[test]
    fn of_256_kbit_a_second() {
        in_a_ward(async |ward| {
            let faults = Faults { bytes_per_second: Some(32_000), ..Faults::default() };
            arrives_over(&ward, Load::of(200_000).at_most(1_000_000), faults).await;
        });
    }

    #[test]
    fn while_the_gateway_is_restarted() {
        in_a_world_of_its_own(&[], async |world| {
            let ward = Ward::of(&world).await;
            let load = Load::of(6_000_000);
            // As slow as it takes to be in the middle of it.
            let rate = u64::try_from(load.bytes / 3).expect("a small number");
            let line = Line::with(Faults { bytes_per_second: Some(rate), ..Faults::default() }).await;
            let proxy = format!("http://{}", line.address);
            let way = ["--proxy", proxy.as_str()];
            for _ in 0..load.times {
                let once = Load { times: 1, ..load };
                let pushing = ward.all_arrives(once, &way, &[]);
                let restarting = async {
                    tokio::time::sleep(Duration::from_millis(1500)).await;
                    tokio::task::block_in_place(|| world.gateway.restart());
                };
                tokio::join!(pushing, restarting);
            }
        });
    }
}

#[test]
fn a_password_of_a_proxy_is_not_taken_from_the_command_line() {
    in_a_ward(async |ward| {
        let words = ["case", "list", "--proxy", "http://nyrs:gair@127.0.0.1:9"];
        let refused = ward.desk.runs_among(&[], &words).await;
        assert_eq!(code_of(&refused), 1, "{}", said(&refused));
        assert!(said(&refused).contains("--proxy-auth-file") && !said(&refused).contains("gair@"), "{}", said(&refused));
    });
}
