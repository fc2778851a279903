//! Reads very many files beside the YAML package that the official runner uses, and compares the answers.
//!
//! `cargo bench --bench oracle -- [FILES] [SEED]` for made files (100,000 unless told otherwise), or
//! `cargo bench --bench oracle -- PATH…` for those at hand (folders are searched). Needs Go. Ends with 1 when
//! a file is accepted here and refused there, or read as another value; what only we refuse is shown. Lines over 64 KiB, which the
//! official reader loses on purpose or not and ours does not, are left out. `SHOWN=N` shows more differences.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a program for developers"
)]

#[path = "mutants/made.rs"]
mod made;
#[path = "../tests/reading/notation.rs"]
mod notation;
#[path = "oracle/process.rs"]
mod process;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use drone_k8s::source::Source;

use process::Oracle;

/// Longest line that the official reader reads.
const LONGEST_LINE: usize = 65_535;

/// The same of ours.
fn answer(source: &Source) -> (String, String) {
    match notation::untyped(source) {
        Ok(values) => ("OK".to_owned(), notation::show_all(&values)),
        Err(words) => ("ERR".to_owned(), words.replace('\n', "\\n")),
    }
}

/// The differences of `docs/reading.md`.
fn is_known(text: &str, theirs: &str, ours: &str) -> bool {
    let glued = |sign: char, ends: &[char]| {
        text.match_indices(sign).any(|(at, _)| {
            let rest = text[at + 1..]
                .trim_start_matches(|c: char| c.is_alphanumeric() || "_-!".contains(c));
            rest.starts_with(ends)
        })
    };
    let no_mapping = theirs
        .split(" ;; ")
        .any(|value| !value.starts_with('{') && value != "null");
    no_mapping
        || ours.contains("aliases repeat too much text")
        || text.contains(['\u{2028}', '\u{2029}'])
        || glued('&', &[':'])
        || glued('!', &[',', ']', '}'])
        || text.contains("\n%")
}

#[derive(Default)]
struct Counts {
    /// How many differences of each kind are shown.
    shown: usize,
    files: usize,
    same_value: usize,
    both_refuse: usize,
    same_words: usize,
    different: BTreeMap<&'static str, usize>,
}

impl Counts {
    fn compare(&mut self, oracle: &mut Oracle, name: &str, text: &str) {
        if text.lines().any(|line| line.len() > LONGEST_LINE) {
            return;
        }
        let (verdict, theirs) = oracle.ask(text);
        let (our_verdict, ours) = answer(&Source::new(name, text));
        self.files += 1;
        let kind = match (verdict.as_str(), our_verdict.as_str()) {
            ("OK", "OK") if theirs == ours => {
                self.same_value += 1;
                return;
            }
            ("ERR", "ERR") => {
                self.both_refuse += 1;
                if theirs == ours {
                    self.same_words += 1;
                    return;
                }
                "words"
            }
            ("OK", _) if is_known(text, &theirs, &ours) => "known",
            ("OK", "OK") => "value",
            ("OK", _) => "refused here",
            (_, "OK") => "accepted here",
            _ => "panic there",
        };
        let count = self.different.entry(kind).or_default();
        *count += 1;
        if kind != "known" && *count <= self.shown {
            println!(
                "== {name}: {kind}\n{text}\n-- theirs: {verdict} {theirs}\n-- ours:   {our_verdict} {ours}\n"
            );
        }
    }

    fn report(&self) -> ExitCode {
        println!(
            "{} files: {} with the same value, {} refused by both ({} with the same words); different: {:?}",
            self.files, self.same_value, self.both_refuse, self.same_words, self.different
        );
        let fine =
            |kind: &&str| matches!(*kind, "known" | "refused here" | "words" | "panic there");
        if self.different.keys().all(fine) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let mut oracle = Oracle::start();
    let shown = std::env::var("SHOWN").ok();
    let mut counts = Counts {
        shown: shown.and_then(|count| count.parse().ok()).unwrap_or(8),
        ..Counts::default()
    };
    let numbers: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if numbers.len() == words.len() {
        let own = made::own_files();
        let seed = numbers.get(1).copied().unwrap_or(1);
        for number in 0..numbers.first().copied().unwrap_or(100_000) {
            let bytes = made::mutant(&own, &mut made::start_of(seed, number));
            if let Ok(text) = std::str::from_utf8(&bytes) {
                counts.compare(
                    &mut oracle,
                    &format!("made file {number} of seed {seed}"),
                    text,
                );
            }
        }
    } else {
        let mut found = Vec::new();
        for word in &words {
            made::files::files(Path::new(word), &mut found);
        }
        for path in found {
            if let Ok(text) = std::fs::read_to_string(&path) {
                counts.compare(&mut oracle, &path.display().to_string(), &text);
            }
        }
    }
    oracle.end();
    counts.report()
}
