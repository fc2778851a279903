//! Files with something odd at the boundaries of their lines: what can be read still keeps all but its
//! blanks.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::corpus;
use crate::support::{Kept, keeps};

/// What is put in before a line, or done to it.
const CHANGES: [fn(&str) -> String; 7] = [
    |line| format!("\n\n{line}"),
    |line| format!("   \n{line}"),
    |line| format!("{line}   "),
    |line| format!("{}# odd\n{line}", &line[..indent(line)]),
    |line| format!("# odd\n{line}"),
    |line| format!("            # odd\n{line}"),
    |line| format!(" {line}"),
];

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The text with a change at line number `at`, or at all.
fn changed(text: &str, at: Option<usize>, change: fn(&str) -> String) -> String {
    let lines = text.lines().enumerate();
    let lines = lines.map(|(number, line)| match at {
        Some(at) if at != number => line.to_owned(),
        _ => change(line),
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn is_kept(name: &str, text: &str, wrong: &mut Vec<String>) {
    if let Kept::Not(what) = keeps(text) {
        wrong.push(format!("{name}: {what}\n"));
    }
}

#[track_caller]
fn none_is(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.concat()
    );
}

fn own_files() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/manifest");
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|ending| ending == "yml"));
    let texts: Vec<String> = paths
        .filter_map(|path| fs::read_to_string(path).ok())
        .collect();
    assert!(texts.len() > 3);
    texts
}

#[test]
fn every_boundary_of_own_files() {
    let mut wrong = Vec::new();
    for text in own_files() {
        for at in 0..text.lines().count() {
            for change in CHANGES {
                is_kept(
                    &format!("line {at}"),
                    &changed(&text, Some(at), change),
                    &mut wrong,
                );
            }
        }
    }
    none_is(&wrong);
}

/// All boundaries of a file at once, and one by itself: each by itself would take too long for a test.
#[test]
fn boundaries_of_real_files() {
    let mut wrong = Vec::new();
    for (number, path) in corpus::files().iter().enumerate() {
        let Ok(text) = fs::read_to_string(path) else {
            continue;
        };
        let lines = text.lines().count();
        if lines == 0 || lines > 1000 {
            continue;
        }
        // Each file has some of the changes, each change many files.
        for kind in (number % 3..CHANGES.len()).step_by(3) {
            let name = format!("{} {kind}", path.display());
            is_kept(&name, &changed(&text, None, CHANGES[kind]), &mut wrong);
            let at = number * 7 % lines;
            is_kept(
                &format!("{name} line {at}"),
                &changed(&text, Some(at), CHANGES[kind]),
                &mut wrong,
            );
        }
    }
    none_is(&wrong);
}

/// The documents of a file, each with the line that begins it.
fn documents(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if line.starts_with("---") {
            found.push(String::new());
        }
        found.last_mut().unwrap().push_str(line);
    }
    found
}

/// Document by document, as the time for a file grows with the square of its length.
#[test]
#[ignore = "many minutes, with: cargo test --release --test formatting -- --ignored --nocapture"]
fn every_boundary_of_real_files() {
    let files = corpus::files();
    let (next, made) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let wrong = Mutex::new(Vec::new());
    let work = || {
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let text = fs::read_to_string(path).unwrap_or_default();
            let mut own = Vec::new();
            for (number, document) in documents(&text).iter().enumerate() {
                let lines = document.lines().count();
                for at in 0..lines {
                    for (kind, change) in CHANGES.into_iter().enumerate() {
                        let name = format!("{} {number} {kind} line {at}", path.display());
                        is_kept(&name, &changed(document, Some(at), change), &mut own);
                    }
                }
                made.fetch_add(lines * CHANGES.len(), Ordering::Relaxed);
            }
            wrong.lock().unwrap().extend(own);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(work);
        }
    });
    println!("{} changed documents", made.into_inner());
    none_is(&wrong.into_inner().unwrap());
}
