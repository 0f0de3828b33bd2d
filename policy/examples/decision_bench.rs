//! How long a decision takes, with 50 consents and 20 protocols loaded, and how long a case of 1,000 reports takes to list. Prints one
//! line of JSON: nanoseconds per decision (median of rounds) and milliseconds per list. Run with `--release`.

#[path = "../tests/policy/worlds.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod worlds;

use std::hint::black_box;
use std::time::Instant;

use porthor_policy::{Verb, decide, readable};
use worlds::{NOW, World, fact, grant, items, protocol, report, signed, to_agency};

const ROUNDS: usize = 51;

/// Consents for every agency, of which the last opens the way; protocols of which each covers it.
fn loaded(verb: Verb) -> World {
    let mut world = World::asks("sian", verb);
    let others = ["cwm", "coleg", "derwen", "bwrdd"];
    for number in 0..50 {
        let agency = if number == 49 { "bryn" } else { others[number % others.len()] };
        world.facts.grants.push(fact(grant(&format!("01kqh5v2m8x3consent{number}"), "mam", to_agency(agency))));
    }
    let partners = ["cwm", "bwrdd", "bryn", "coleg", "tribiwnlys"];
    world.facts.protocols = (0..20).map(|number| signed(protocol(&format!("isp-{number}"), &partners, items()))).collect();
    world
}

/// Nanoseconds that `work`, done `times` times, takes each time: the median of the rounds.
fn median(times: u32, mut work: impl FnMut()) -> u128 {
    let mut rounds: Vec<u128> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            (0..times).for_each(|_| work());
            start.elapsed().as_nanos() / u128::from(times)
        })
        .collect();
    rounds.sort_unstable();
    rounds[ROUNDS / 2]
}

#[expect(clippy::print_stdout, reason = "the figures are the program's output")]
fn main() {
    let yes = loaded(Verb::Open);
    assert!(yes.is_allowed(), "the question of the bench is answered with yes");
    let no = yes.clone().with(|world| world.facts.grants.truncate(49));
    assert!(!no.is_allowed(), "without the last consent the answer is no");
    let allow = median(2_000, || drop(black_box(decide(black_box(&yes.access), &yes.facts, NOW))));
    let refuse = median(2_000, || drop(black_box(decide(black_box(&no.access), &no.facts, NOW))));

    let mut list = loaded(Verb::List);
    let names = (0..1_000).map(|number| format!("01kqh5v2m8x3report{number:04}"));
    list.facts.reports = names.map(|name| fact(report(&name, "speech-language", "ceri", "bwrdd"))).collect();
    let listed = median(1, || {
        let seen = readable(black_box(&list.access), &list.facts, NOW);
        assert_eq!(black_box(seen.count()), 1_000, "every report is listed");
    });
    println!(
        r#"{{"bench":"decision","grants":50,"protocols":20,"allow_ns":{allow},"refuse_ns":{refuse},"list_1000_ms":{:.3}}}"#,
        u32::try_from(listed).map_or(f64::INFINITY, f64::from) / 1e6,
    );
}
