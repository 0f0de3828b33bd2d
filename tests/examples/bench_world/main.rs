//! The stage of `make bench`: a gateway with people, cases and reports on it, and the load that no tool of the system makes.
//!
//! Prints one line of JSON when the stage is set, then answers each line on its input with one line of JSON, until the input ends.
//! `scripts/bench` is who asks; it also reads the clocks, since this program must not measure its own work with the gateway's.
#![expect(clippy::print_stdout, reason = "scripts/bench reads the answers from standard output")]

#[path = "../../tests/end_to_end/stage/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod stage;

mod connections;
mod cuts;
mod seed;

use std::io::BufRead;
use std::net::SocketAddr;
use std::time::Instant;

use porthor_tests::gateway::Gateway;
use serde_json::{Value, json};

use connections::Held;
use seed::Seeded;

fn main() {
    let gateway = Gateway::start();
    let runtime = stage::world::runtime();
    let seeded = runtime.block_on(Seeded::on(gateway));
    println!("{}", runtime.block_on(seeded.shown()));
    let mut held = None;
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split(' ').collect();
        println!("{}", runtime.block_on(answer(&seeded, &mut held, &words)));
    }
}

/// What one line asks for.
async fn answer(seeded: &Seeded, held: &mut Option<Held>, words: &[&str]) -> Value {
    match words {
        ["shown"] => seeded.shown().await,
        ["device"] => seeded.device().await,
        ["restart"] => restart(seeded).await,
        ["withdrawals", times] => cuts::measure(seeded, number(times)).await,
        ["handshakes", address, times, groups] => {
            connections::handshakes(&seeded.world.gateway, place(address), number(times), groups).await
        }
        ["hold", url, times, protocol] => {
            *held = Some(Held::open(&seeded.world.gateway, url, number(times), protocol).await);
            json!({ "held": number(times) })
        }
        ["let-go"] => {
            *held = None;
            json!({ "held": 0 })
        }
        other => panic!("scripts/bench asked for {other:?}, which is not known here"),
    }
}

/// From the start of the program to its first answer over TLS, in seconds.
async fn restart(seeded: &Seeded) -> Value {
    let gateway = &seeded.world.gateway;
    gateway.kill();
    let started = Instant::now();
    gateway.serve();
    seeded.world.door.gets("/log/checkpoint").await.expect(200);
    json!({ "seconds": started.elapsed().as_secs_f64(), "process": gateway.process() })
}

fn number(word: &str) -> usize {
    word.parse().unwrap_or_else(|_| panic!("scripts/bench sent {word:?} where a number belongs"))
}

fn place(word: &str) -> SocketAddr {
    word.parse().unwrap_or_else(|_| panic!("scripts/bench sent {word:?} where an address belongs"))
}
