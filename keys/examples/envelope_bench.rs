//! What sealing costs beside raw ring: `cargo run --release -p porthor-keys --example envelope_bench`.
//!
//! Prints JSON lines. Rounds of ours and ring's are interleaved, as machines are shared, and the
//! ratio is the median of the rounds' ratios.
#![expect(clippy::print_stdout, reason = "a benchmark's figures go to standard output")]

use std::hint::black_box;
use std::time::Instant;

use porthor_keys::envelope::{self, FileKey};
use porthor_keys::payload::{CHUNK, PayloadOpener, PayloadSealer, TAG};
use porthor_keys::recipient::Identity;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use serde_json::json;

const CHUNKS: usize = 256;
const LENGTH: usize = CHUNKS * CHUNK;
/// Bytes that come at a time, as from a file or a socket: not a multiple of a chunk.
const PIECE: usize = 250_000;
const ROUNDS: usize = 21;
const REWRITES: u32 = 200;

fn main() {
    let plain = vec![7_u8; LENGTH];
    let ring_key = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &[5; 32]).expect("a ChaCha20 key has 32 bytes"));
    let file_key = FileKey::generate();
    let (nonce, cipher) = seal(&file_key, &plain);
    let mut buffer = Vec::new();
    let mut raw = vec![7_u8; CHUNKS * (CHUNK + TAG)];

    compare("payload_seal", || {
        let ours = seconds(|| {
            let mut sealer = PayloadSealer::new(&file_key);
            for piece in plain.chunks(PIECE) {
                buffer.clear();
                sealer.push(piece, &mut buffer);
                black_box(&buffer);
            }
            sealer.finish(&mut buffer);
        });
        (ours, seconds(|| ring_seal(&ring_key, &mut raw)))
    });
    compare("payload_open", || {
        let ours = seconds(|| {
            let mut opener = PayloadOpener::new(&file_key, &nonce);
            for piece in cipher.chunks(PIECE) {
                buffer.clear();
                opener.push(piece, &mut buffer).expect("it is sound");
                black_box(&buffer);
            }
            opener.finish(&mut buffer).expect("it is sound");
        });
        ring_seal(&ring_key, &mut raw);
        (ours, seconds(|| ring_open(&ring_key, &mut raw)))
    });
    rewrite();
}

/// Prints the medians of what `round` takes: seconds of ours, seconds of ring.
fn compare(name: &str, mut round: impl FnMut() -> (f64, f64)) {
    round();
    let rounds: Vec<_> = (0..ROUNDS).map(|_| round()).collect();
    #[expect(clippy::cast_precision_loss, reason = "megabytes fit a float")]
    let megabytes = LENGTH as f64 / 1e6;
    println!(
        "{}",
        json!({
            "name": name,
            "ours_mb_s": (megabytes / median(rounds.iter().map(|r| r.0))).round(),
            "ring_mb_s": (megabytes / median(rounds.iter().map(|r| r.1))).round(),
            "ratio": (median(rounds.iter().map(|r| r.1 / r.0)) * 1000.0).round() / 1000.0,
        })
    );
}

fn rewrite() {
    let case = Identity::generate();
    let to = [Identity::generate().recipient()];
    let (_, header) = envelope::seal_header(&[case.recipient()]);
    let rounds = (0..ROUNDS).map(|_| {
        seconds(|| {
            for _ in 0..REWRITES {
                black_box(envelope::rewrite_header(&header, &case, &to).expect("the case opens its own"));
            }
        })
    });
    let micros = median(rounds) * 1e6 / f64::from(REWRITES);
    println!("{}", json!({ "name": "header_rewrite", "us": (micros * 10.0).round() / 10.0 }));
}

fn seal(file_key: &FileKey, plain: &[u8]) -> ([u8; 16], Vec<u8>) {
    let mut sealer = PayloadSealer::new(file_key);
    let nonce = *sealer.nonce();
    let mut out = Vec::new();
    sealer.push(plain, &mut out);
    sealer.finish(&mut out);
    (nonce, out)
}

fn ring_seal(key: &LessSafeKey, raw: &mut [u8]) {
    for (index, chunk) in raw.chunks_exact_mut(CHUNK + TAG).enumerate() {
        let (plain, tag) = chunk.split_at_mut(CHUNK);
        let made = key.seal_in_place_separate_tag(nonce(index), Aad::empty(), plain).expect("a chunk is within the limit");
        tag.copy_from_slice(made.as_ref());
    }
}

fn ring_open(key: &LessSafeKey, raw: &mut [u8]) {
    for (index, chunk) in raw.chunks_exact_mut(CHUNK + TAG).enumerate() {
        key.open_in_place(nonce(index), Aad::empty(), chunk).expect("it was just sealed");
    }
}

fn nonce(index: usize) -> Nonce {
    let mut nonce = [0; 12];
    nonce[..8].copy_from_slice(&index.to_be_bytes());
    Nonce::assume_unique_for_key(nonce)
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
