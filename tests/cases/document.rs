//! `docs/compatibility.md` names tests that exist, and every case.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const DOCUMENT: &str = "docs/compatibility.md";

/// The cases: a letter and how many there are of it.
const CASES: [(char, u32); 7] = [
    ('P', 23),
    ('E', 11),
    ('L', 12),
    ('C', 31),
    ('W', 17),
    ('N', 12),
    ('O', 5),
];

#[test]
fn every_test_that_the_document_names_exists() {
    let document = fs::read_to_string(DOCUMENT).unwrap();
    let mut existing = BTreeSet::new();
    for folder in ["src", "tests"] {
        names(Path::new(folder), &mut existing);
    }
    // A test is named as `file::function`, in code quotes.
    let quoted = document.split('`').skip(1).step_by(2);
    let named: Vec<&str> = quoted.filter(|text| text.contains("::")).collect();
    let unknown: Vec<&&str> = named
        .iter()
        .filter(|name| !existing.contains(**name))
        .collect();
    assert!(
        unknown.is_empty(),
        "{DOCUMENT} names what is no test: {unknown:?}"
    );
    assert!(named.len() > 100, "{} tests are named", named.len());
}

#[test]
fn every_case_is_in_the_document() {
    let document = fs::read_to_string(DOCUMENT).unwrap();
    let words: BTreeSet<&str> = document
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .collect();
    for (letter, count) in CASES {
        for number in 1..=count {
            let id = format!("{letter}{number:02}");
            assert!(words.contains(id.as_str()), "{DOCUMENT} has no case {id}");
        }
    }
}

/// Collects `file::function` of all functions behind `#[test]`.
fn names(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let file = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            for part in text.split("#[test]").skip(1) {
                let function = part
                    .split_once("fn ")
                    .and_then(|(_, rest)| rest.split_once('('));
                found.extend(function.map(|(name, _)| format!("{file}::{name}")));
            }
        }
    }
}
