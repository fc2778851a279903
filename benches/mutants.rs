//! Lints and formats very many mutated files: no panic, none that takes long, and how many of those that
//! can be read the formatter's gate refuses.
//!
//! `cargo bench --bench mutants -- [FILES] [SEED]` (1,000,000 files unless told otherwise). Files are made
//! from those in `testdata/`; the same seed gives the same files. Ends with 1 and the first bad file when
//! something is wrong. With `SHOW=N` in the environment the file of that number is printed.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a program for developers"
)]

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use drone_k8s::fmt::{Options, Refusal, format};
use drone_k8s::lint::lint;
use drone_k8s::source::{Color, Source, render};

/// Longer than this is a failure.
const LIMIT: Duration = Duration::from_secs(1);

/// How many refusals of the gate are printed.
const SHOWN: u64 = 5;

const PIECES: [&str; 44] = [
    " ",
    "\n",
    "\t",
    ":",
    ": ",
    "- ",
    "-",
    "?",
    "#",
    " #",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!",
    "|",
    ">",
    "%",
    "\\",
    "<<: *x",
    "~",
    "\r\n",
    "\u{85}",
    "\u{2029}",
    "\0",
    "\n---\n",
    "\n...\n",
    "${",
    "}",
    "${A:-b}",
    "$$",
    "from_secret: x",
    "when: {event: push}",
    "depends_on: [a]",
    "commands:",
    "name: ",
    "image: x",
    "!!int ",
    "\u{feff}",
];

/// Numbers by the method xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

/// Where the numbers of a file begin.
fn start_of(seed: u64, number: u64) -> Random {
    Random((seed << 32 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
}

fn mutant(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let start = random.below(bytes.len() + 1);
        match random.below(4) {
            0 => {
                let end = (start + random.below(12)).min(bytes.len());
                bytes.drain(start..end);
            }
            // A piece of the same file at another place.
            1 => {
                let end = (start + random.below(80)).min(bytes.len());
                let piece = bytes[start..end].to_vec();
                let at = random.below(bytes.len() + 1);
                bytes.splice(at..at, piece);
            }
            2 => {
                let piece = PIECES[random.below(PIECES.len())];
                let end = (start + random.below(4)).min(bytes.len());
                bytes.splice(start..end, piece.bytes());
            }
            _ => {
                if let Some(byte) = bytes.get_mut(start) {
                    *byte = u8::try_from(random.below(256)).unwrap();
                }
            }
        }
    }
    bytes
}

fn seeds(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            seeds(&path, found);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "yml" || ending == "yaml")
        {
            let bytes = std::fs::read(&path).unwrap();
            if bytes.len() < 20_000 {
                found.push(bytes);
            }
        }
    }
}

fn main() -> ExitCode {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse::<u64>().ok());
    let files = numbers.next().unwrap_or(1_000_000);
    let seed = numbers.next().unwrap_or(1);
    let mut found = Vec::new();
    seeds(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"),
        &mut found,
    );
    let rules = drone_k8s::lint::RULES.iter();
    for rule in rules {
        for example in [rule.bad, rule.good] {
            found.push(drone_k8s::lint::example::file(example).0.into_bytes());
        }
    }
    if let Some(number) = std::env::var("SHOW")
        .ok()
        .and_then(|number| number.parse().ok())
    {
        let bytes = mutant(&found, &mut start_of(seed, number));
        std::io::stdout().write_all(&bytes).unwrap();
        return ExitCode::SUCCESS;
    }
    let next = AtomicU64::new(0);
    let slowest = Mutex::new((Duration::ZERO, 0_u64));
    let findings = AtomicU64::new(0);
    let refusals = AtomicU64::new(0);
    let start = Instant::now();
    let worker = || loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= files {
            return;
        }
        let bytes = mutant(&found, &mut start_of(seed, number));
        let begin = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| {
            let source = Source::from_bytes("mutant.yml", &bytes);
            let problems = lint(&source, number.is_multiple_of(2));
            for problem in problems.iter().take(5) {
                std::hint::black_box(render(&source, problem, Color::Never));
            }
            let options = Options {
                allow_signed: true,
                ..Options::default()
            };
            let refused = match format(&source, options) {
                Err(Refusal::Changed(what)) => Some(what),
                _ => None,
            };
            (problems.len(), refused)
        }));
        let taken = begin.elapsed();
        let Ok((count, refused)) = result else {
            println!(
                "a panic in file {number} of seed {seed}:\n{}",
                String::from_utf8_lossy(&bytes)
            );
            std::process::abort();
        };
        findings.fetch_add(count as u64, Ordering::Relaxed);
        if let Some(what) = refused
            && refusals.fetch_add(1, Ordering::Relaxed) < SHOWN
        {
            println!(
                "the gate: {what} in file {number}:\n{}\n-----",
                String::from_utf8_lossy(&bytes)
            );
        }
        let mut slowest = slowest.lock().unwrap();
        if taken > slowest.0 {
            *slowest = (taken, number);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(worker);
        }
    });
    let (longest, number) = *slowest.lock().unwrap();
    println!(
        "{files} files from {} in {:.1} s: no panic, {} findings, {} refused by the gate of fmt; the slowest took {:.1} ms (file {number})",
        found.len(),
        start.elapsed().as_secs_f64(),
        findings.into_inner(),
        refusals.into_inner(),
        longest.as_secs_f64() * 1000.0
    );
    if longest > LIMIT {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
