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
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[path = "mutants/made.rs"]
mod made;

use drone_k8s::fmt::{Options, Refusal, format};
use drone_k8s::lint::lint;
use drone_k8s::source::{Color, Source, render};

use made::{mutant, start_of};

/// Longer than this is a failure.
const LIMIT: Duration = Duration::from_secs(1);

/// How many refusals of the gate are printed.
const SHOWN: u64 = 5;

/// Lints and formats a file: the number of findings, and what the gate says against the result.
fn work(bytes: &[u8], number: u64) -> (usize, Option<String>) {
    let source = Source::from_bytes("mutant.yml", bytes);
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
}

fn main() -> ExitCode {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|word| word.parse::<u64>().ok());
    let files = numbers.next().unwrap_or(1_000_000);
    let seed = numbers.next().unwrap_or(1);
    let found = made::own_files();
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
        let mut result = catch_unwind(AssertUnwindSafe(|| work(&bytes, number)));
        let mut taken = begin.elapsed();
        if taken > LIMIT {
            // Another process may have had the processor: what counts is the better of two.
            let begin = Instant::now();
            result = catch_unwind(AssertUnwindSafe(|| work(&bytes, number)));
            taken = taken.min(begin.elapsed());
        }
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
