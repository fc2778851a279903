//! What formatters do to real files: ours, prettier and yamlfmt over the same files, judged by the YAML
//! package of the official runner. Writes the table in `docs/fmt.md`.
//!
//! `benches/formatters/run.sh FOLDER…` installs the other two and runs it. Needs Go and npm.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a program for developers"
)]

#[path = "formatters/comments.rs"]
mod comments;
#[path = "mutants/files.rs"]
mod files;
#[path = "oracle/process.rs"]
mod process;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use comments::{Owned, owned};
use process::Oracle;

/// How many files are given to one call: command lines have a limit.
const AT_ONCE: usize = 100;

struct Formatter {
    name: &'static str,
    version: String,
    command: Vec<String>,
}

#[derive(Default)]
struct Counts {
    changed: Vec<String>,
    refused: Vec<String>,
    value: Vec<String>,
    lost: Vec<String>,
    moved: Vec<String>,
    invalid: Vec<String>,
    unstable: Vec<String>,
}

fn formatters() -> Vec<Formatter> {
    let path = |name: &str| std::env::var(name).expect("run benches/formatters/run.sh");
    let words = |line: &[&str]| line.iter().map(ToString::to_string).collect::<Vec<_>>();
    let ours = env!("CARGO_BIN_EXE_drone-k8s");
    let (prettier, yamlfmt) = (path("PRETTIER"), path("YAMLFMT"));
    vec![
        Formatter {
            name: "drone-k8s fmt",
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: words(&[ours, "fmt", "--write", "--allow-signed"]),
        },
        Formatter {
            name: "prettier",
            version: path("PRETTIER_VERSION"),
            command: words(&[&prettier, "--log-level=silent", "--write"]),
        },
        Formatter {
            name: "yamlfmt",
            version: path("YAMLFMT_VERSION"),
            command: words(&[&yamlfmt, "-gitignore_excludes=false"]),
        },
    ]
}

impl Formatter {
    /// Formats all files where they are. What is refused stays as it is.
    fn run(&self, files: &[PathBuf]) {
        for some in files.chunks(AT_ONCE) {
            if !self.takes(some) {
                // It may have stopped at the first bad file.
                for file in some {
                    self.takes(std::slice::from_ref(file));
                }
            }
        }
    }

    /// Whether the formatter took them all.
    fn takes(&self, files: &[PathBuf]) -> bool {
        let status = Command::new(&self.command[0])
            .args(&self.command[1..])
            .args(files)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.expect("a formatter").success()
    }
}

fn measure(formatter: &Formatter, originals: &[(String, String)], oracle: &mut Oracle) -> Counts {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (number, (_, text)) in originals.iter().enumerate() {
        let file = folder.path().join(format!("{number}.yml"));
        fs::write(&file, text).unwrap();
        files.push(file);
    }
    let read = || -> Vec<String> {
        let texts = files.iter().map(|file| fs::read(file).unwrap());
        texts
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect()
    };
    formatter.run(&files);
    let once = read();
    formatter.run(&files);
    let twice = read();
    let mut counts = Counts::default();
    for (number, (name, text)) in originals.iter().enumerate() {
        let (once, twice) = (&once[number], &twice[number]);
        let add = |list: &mut Vec<String>| list.push(name.clone());
        if once == text {
            if !formatter.takes(&files[number..=number]) {
                add(&mut counts.refused);
            }
            continue;
        }
        add(&mut counts.changed);
        if once != twice {
            add(&mut counts.unstable);
        }
        let before = oracle.ask(text);
        let after = oracle.ask(once);
        if after.0 != "OK" {
            add(&mut counts.invalid);
            continue;
        }
        if before != after {
            add(&mut counts.value);
        }
        let (before, after) = (owned(text), owned(once));
        let texts = |list: &[Owned]| {
            let mut texts: Vec<String> = list.iter().map(|comment| comment.text.clone()).collect();
            texts.sort();
            texts
        };
        if texts(&before) != texts(&after) {
            add(&mut counts.lost);
        } else if before != after {
            if std::env::var_os("VERBOSE").is_some() {
                for (before, after) in before.iter().zip(&after).filter(|(a, b)| a != b) {
                    println!("{} {name}: {before:?} then {after:?}", formatter.name);
                }
            }
            add(&mut counts.moved);
        }
    }
    counts
}

fn table(rows: &[(Formatter, Counts)], files: usize) -> String {
    let mut text = format!(
        "| over {files} files | changed | refused | value changed | no longer readable | comments lost | comments moved | \
         not the same on the second run |\n|---|---:|---:|---:|---:|---:|---:|---:|\n"
    );
    for (formatter, counts) in rows {
        let _ = writeln!(
            text,
            "| {} {} | {} | {} | {} | {} | {} | {} | {} |",
            formatter.name,
            formatter.version,
            counts.changed.len(),
            counts.refused.len(),
            counts.value.len(),
            counts.invalid.len(),
            counts.lost.len(),
            counts.moved.len(),
            counts.unstable.len()
        );
    }
    text
}

fn main() -> ExitCode {
    let mut paths = Vec::new();
    for word in std::env::args().skip(1).filter(|word| word != "--bench") {
        files::files(Path::new(&word), &mut paths);
    }
    let mut oracle = Oracle::start();
    let mut originals = Vec::new();
    for path in &paths {
        let is_yaml = path
            .extension()
            .is_some_and(|end| end == "yml" || end == "yaml");
        if let Ok(text) = fs::read_to_string(path)
            && is_yaml
            && oracle.ask(&text).0 == "OK"
        {
            originals.push((path.display().to_string(), text));
        }
    }
    let rows: Vec<(Formatter, Counts)> = formatters()
        .into_iter()
        .map(|formatter| {
            let counts = measure(&formatter, &originals, &mut oracle);
            (formatter, counts)
        })
        .collect();
    oracle.end();
    for (formatter, counts) in &rows {
        for (what, files) in [
            ("refused", &counts.refused),
            ("value", &counts.value),
            ("invalid", &counts.invalid),
            ("lost", &counts.lost),
            ("moved", &counts.moved),
            ("unstable", &counts.unstable),
        ] {
            for file in files {
                println!("{}\t{what}\t{file}", formatter.name);
            }
        }
    }
    let table = table(&rows, originals.len());
    println!("\n{table}");
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fmt.md");
    let text = fs::read_to_string(&document).unwrap();
    let (head, rest) = text
        .split_once("<!-- table -->\n")
        .expect("a place for the table");
    let (_, tail) = rest
        .split_once("<!-- end -->")
        .expect("an end of the table");
    fs::write(
        document,
        format!("{head}<!-- table -->\n{table}<!-- end -->{tail}"),
    )
    .unwrap();
    let (_, ours) = &rows[0];
    let harm = [&ours.value, &ours.invalid, &ours.lost, &ours.unstable];
    if harm.iter().all(|files| files.is_empty()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
